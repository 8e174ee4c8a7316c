"""Who a speaker is: full names of bodies, persons by their titles, offices and what they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from marsad.claims.lang.en.chunks import QUOTES, Chunk, Sentence, VerbGroup
from marsad.claims.lang.en.entities import ORGANISATIONS
from marsad.claims.lang.en.homeland import nations, people_of
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.tables import listed, table, words
from marsad.claims.lang.en.tokens import Token

NAMING = frozenset({"al", "el", "bin", "ibn", "de", "van", "von", "-"})  # small words inside a person's name


def bodies_of(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Full names such as "Syrian Observatory for Human Rights", longest first."""
    found: dict[str, None] = {}
    for sentence in sentences:
        tokens, at = sentence.tokens, 0
        if ORGANISATIONS.isdisjoint(sentence.low_words):
            continue
        while at < len(tokens):
            end = at
            while end < len(tokens) and (
                (tokens[end].capitalised and tokens[end].low not in words("never_names"))
                or (
                    end > at
                    and tokens[end].low in {"for", "of", "and"}
                    and tokens[end - 1].low in ORGANISATIONS | {"human"}
                    and end + 1 < len(tokens)
                    and tokens[end + 1].capitalised
                )
            ):
                end += 1
            lows = [token.low for token in tokens[at:end]]
            if end - at > 1 and set(lows) & ORGANISATIONS:
                found[" ".join(token.text for token in tokens[at:end])] = None
            at = max(end, at + 1)
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def is_proper(sentence: Sentence, at: int) -> bool:
    """Whether the phrase at ``at`` holds a capitalised name."""
    chunk = sentence.chunks[at]
    tokens = sentence.tokens[chunk.start : chunk.end]
    acronym = chunk.start == 0 and len(tokens[0].text) > 2 and tokens[0].text.isupper()
    return acronym or any(token.capitalised for token in tokens[chunk.start == 0 :])


def person_name(sentence: Sentence, at: int) -> str:
    """The name at the end of "Observatory chief Rami Abdel Rahman"."""
    chunk = sentence.chunks[at]
    tokens = sentence.tokens[chunk.start : chunk.end]
    for offset, token in enumerate(tokens[:-1]):
        if token.low in listed("actors", "titles") and token.text.islower() and tokens[offset + 1].capitalised:
            return "".join(
                (" " if gap.start > tokens[number].end else "") + gap.text
                for number, gap in enumerate(tokens[offset + 1 :], start=offset)
            ).strip()
    return ""


def apposed_person(sentence: Sentence, at: int) -> str:
    """The Rami of "said Rami, the head of the Observatory": a capitalised name with an office after a comma."""
    return _label(sentence, at) if office_of(sentence, at) is not None and is_proper(sentence, at) else ""


def named_after(sentence: Sentence, at: int) -> str:
    """The Idris Nassan of "a local official in the town, Idris Nassan, said"; "" where no name is put after."""
    chunks, here = sentence.chunks, at + 1
    while here + 1 < len(chunks) and chunks[here].kind == "prep" and chunks[here + 1].kind == "np":
        here += 2
    ahead = chunks[here : here + 3]
    closed = len(ahead) == 3 and ahead[2].kind in {"comma", "mark", "vg"}
    if not closed or ahead[0].kind != "comma" or ahead[1].kind != "np":
        return ""
    tokens = sentence.tokens[ahead[1].start : ahead[1].end]
    named = tokens[0].capitalised and all(
        each.capitalised or each.low in NAMING or each.text.isdigit() for each in tokens
    )
    return _label(sentence, here + 1) if named and chunks[at].low in listed("attribution", "speakers") else ""


def own_name(sentence: Sentence, at: int) -> str:
    """The SANA of "destroyed their vehicles SANA mentioned" and of '... 10 civilians" SANA reported'; else ""."""
    chunk, before = sentence.chunks[at], sentence.chunks[at - 1] if at else None
    tokens = sentence.tokens[chunk.start : chunk.end]
    quote = next((n for n, token in enumerate(tokens) if n and token.text in QUOTES), None)
    if quote is not None and quote + 1 < len(tokens) and tokens[quote + 1].capitalised:
        return _written(tokens[quote + 1 :])
    inside = before is not None and before.kind in {"vg", "prep"} and not _opens_source(sentence, before)
    for n in range(len(tokens) - 2, 0, -1) if inside else ():
        if not (tokens[n + 1].capitalised or tokens[n + 1].low in NAMING):
            break
        low = tokens[n].low
        thing = tokens[n].text.islower() and len(low) > 3 and low not in words("determiners")
        if thing and tokens[n + 1].capitalised and tokens[n + 1].start > tokens[n].end:
            telling = low in listed("attribution", "speakers") | listed("actors", "titles")
            return "" if telling else _written(tokens[n + 1 :])
    return ""


def _opens_source(sentence: Sentence, chunk: Chunk) -> bool:
    """Whether what follows ``chunk`` is a source: "according to", "citing"."""
    source = {"according", "citing", "quoting", "said", "says"}
    return bool(source & set(sentence.low_words[max(0, chunk.start - 1) : chunk.end]))


def apposed_body(sentence: Sentence, at: int) -> str:
    """The Joint Force of "the army's allies, the Joint Force of Darfur, said"; "" where no body is put after."""
    chunks = sentence.chunks
    ahead = chunks[at + 1 : at + 3]
    if len(ahead) < 2 or ahead[0].kind != "comma" or ahead[1].kind != "np" or not is_proper(sentence, at + 2):
        return ""
    last = at + 2
    while last + 2 < len(chunks) and chunks[last + 1].low in {"of", "for"} and chunks[last + 2].kind == "np":
        last += 2
    tokens = sentence.tokens[chunks[at + 2].start : chunks[last].end]
    return plain(_written(tokens)) if chunks[last + 1 : last + 2] and chunks[last + 1].kind == "comma" else ""


def seat_of(sentence: Sentence, at: int) -> str:
    """The "Russian" of "the defence ministry in Moscow"; "" where no capital says whose it is."""
    tail = tail_of(sentence, at)
    code = nations().get(sentence.lows(sentence.chunks[tail].start, sentence.chunks[tail].end)) if tail else None
    return people_of(code) if code else ""


def office_of(sentence: Sentence, at: int) -> int | None:
    """The chunk that names the body of ", the head of the Observatory" or ", an MNDAA spokesman"."""
    chunks = sentence.chunks
    if at + 2 < len(chunks) and chunks[at + 1].kind == "comma" and chunks[at + 2].kind == "np":
        head = chunks[at + 2].low
        if head in listed("attribution", "offices"):
            if at + 4 < len(chunks) and chunks[at + 3].low in {"of", "for", "in"} and chunks[at + 4].kind == "np":
                return at + 4
            return at + 2
    return None


def introduced(sentence: Sentence, phrases: PhraseReader) -> tuple[str, ...]:
    """The person and the body of "Ilham Ahmed is co-chair of the council": who speaks next as "she"; else ()."""
    chunks = sentence.chunks
    if len(chunks) < 3 or not is_proper(sentence, 0) or chunks[1].low != "be" or chunks[2].kind != "np":
        return ()
    if chunks[2].low not in listed("attribution", "offices"):
        return ()
    tail = tail_of(sentence, 2)
    body = named_in(phrases, tail if tail is not None else 2)
    if body is None and tail is not None and is_proper(sentence, tail):
        body = plain(_label(sentence, tail))
    return (_label(sentence, 0), body) if body else (_label(sentence, 0),)


def named_in(phrases: PhraseReader, at: int) -> str | None:
    """The first actor that the phrase at ``at`` itself names."""
    noun = phrases.noun(at)
    named = [each for each in (*noun.actors, *noun.owners) if not each.by_reference]
    return named[0].name if named else None


def with_clause(sentence: Sentence, phrases: PhraseReader, at: int) -> str:
    """ "the alliance that fights for the government": a body known only by its clause."""
    chunks = sentence.chunks
    end = at
    if at + 2 < len(chunks) and chunks[at + 1].kind == "rel" and isinstance(chunks[at + 2], VerbGroup):
        end = at + 2
        while end + 1 < len(chunks) and chunks[end + 1].kind in {"prep", "np"}:
            end += 1
    return phrases.mention(chunks[at].start, chunks[end].end).text


def tail_of(sentence: Sentence, at: int) -> int | None:
    """The NATO of "the chief of NATO", the alliance of "a commander in the alliance"."""
    chunks = sentence.chunks
    if (
        at + 2 < len(chunks)
        and chunks[at + 1].kind == "prep"
        and chunks[at + 1].low in {"of", "for", "in", "from", "with", "at"}
        and chunks[at + 2].kind == "np"
    ):
        return at + 2
    return None


@cache
def listed_wires() -> frozenset[str]:
    """Those who only pass on what others say, as written."""
    return frozenset(str(name) for name in table("attribution")["wires"])


def is_mute(sentence: Sentence, at: int) -> bool:
    """Whether what ends the phrase at ``at`` says nothing: "the area", "an attack", "at least two people"."""
    chunk = sentence.chunks[at]
    first, last = sentence.tokens[chunk.start], sentence.tokens[chunk.end - 1]
    counted = first.text.isdigit() or first.low in words("shades")
    return last.text.islower() and (
        last.low in listed("attribution", "mute") or (counted and last.low in {"people", "civilians"})
    )


def of_nation(body: str, text: str) -> str:
    """The Russian Defense Ministry of "Russia's Defense Ministry"; ``body`` as it is where no nation owns it."""
    owner = text.removesuffix(body).strip().lower().replace("\u2019", "'") if text.endswith(body) else ""
    code = nations().get(owner.removesuffix("'s")) or nations().get(owner.removesuffix("s"))  # "Russias"
    return f"{people_of(code)} {body}" if code else body


def goes_on(sentence: Sentence, at: int, chunk: Chunk) -> bool:
    """ "Denied responsibility, saying it hit a depot": so it says; not "denied reports saying that"."""
    before = sentence.chunks[at - 1]
    return (
        isinstance(chunk, VerbGroup) and chunk.form == "ing" and before.low not in listed("attribution", "rumours")
    )


def speaking(sentence: Sentence, subjects: tuple[int, ...]) -> tuple[int, ...]:
    """``subjects`` of a verb of speech: the group of "a group tracking the violence said"; () if they are mute."""
    if not subjects or not is_mute(sentence, subjects[-1]):
        return subjects
    at = subjects[-1]
    verb = sentence.chunks[at - 1] if at > 1 else None
    watches = isinstance(verb, VerbGroup) and verb.form == "ing" and sentence.chunks[at - 2].kind == "np"
    return (at - 2,) if watches and not is_mute(sentence, at - 2) else ()


def _label(sentence: Sentence, at: int) -> str:
    chunk = sentence.chunks[at]
    return _written(sentence.tokens[chunk.start : chunk.end])


def _written(tokens: Sequence[Token]) -> str:
    return "".join((" " if n and t.start > tokens[n - 1].end else "") + t.text for n, t in enumerate(tokens))


def plain(text: str) -> str:
    """``text`` on one line, without its article and quotes."""
    first, _, rest = " ".join(text.split()).strip("\"'“”‘’").partition(" ")
    return rest if rest and first.lower() in words("determiners") else " ".join(text.split()).strip("\"'“”‘’")
