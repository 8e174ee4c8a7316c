"""Who says so: before, after and across sentences; persons tied to their organisation; outermost first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from marsad.claims.drafts import ActorMention
from marsad.claims.lang.en.chunks import QUOTES, Sentence, VerbGroup
from marsad.claims.lang.en.entities import ORGANISATIONS
from marsad.claims.lang.en.homeland import nation_of, national, nations, people_of
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.speakers import (
    apposed_body,
    apposed_person,
    bodies_of,
    introduced,
    is_proper,
    listed_wires,
    named_after,
    named_in,
    office_of,
    person_name,
    plain,
    seat_of,
    tail_of,
    with_clause,
)
from marsad.claims.lang.en.syntax import subjects_of
from marsad.claims.lang.en.tables import listed, table, words
from marsad.claims.lang.en.tree import Tree
from marsad.model import ActorKind

Chain = tuple[str, ...]
# Verbs that report speech only before "that": "he allowed that", "we fear that".
HESITANT = words("hesitant")
# Those whose place is a part of who they are: "a source in the security forces", "the ministry in Moscow".
TELLING = frozenset({"source", "sources", "ministry"})
UNARMED = frozenset({ActorKind.CIVILIAN, ActorKind.INTERNATIONAL})
CLAIMED = frozenset({"responsibility", "lives", "life"})  # what is claimed without a word being said
COUNTING = frozenset({"toll", "count", "tally", "figures", "data", "estimate", "estimates"})
REBELS = frozenset({"rebels", "rebel", "opposition"})  # called so by everyone, whoever they are
PRONOUNS = frozenset({"it", "he", "she", "they", "i", "we"})


@dataclass(frozen=True, slots=True)
class Speech:
    """Who says the tokens ``[start, end)`` of a sentence; ``denies`` where what follows is denied."""

    start: int
    end: int
    chain: Chain
    denies: bool = False
    said: tuple[int, int] = (0, 0)  # the tokens of the verb of speech


@dataclass(frozen=True, slots=True)
class Teller:
    """One who has spoken: as whom the report named him, in which words, and what pronoun stands for him."""

    chain: Chain
    lows: frozenset[str]
    pronouns: frozenset[str]


class Speakers:
    """The speakers of one report, in order; "it added" and "the monitoring group" find theirs here."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        """Find the full names of bodies that the report names anywhere."""
        self._bodies = bodies_of(sentences)
        self._last: Chain = ()
        self._tellers: list[Teller] = []
        self._introduced: Chain = ()  # the person that the sentence before says something of

    def speeches(self, sentence: Sentence, phrases: PhraseReader) -> tuple[Speech, ...]:
        """Who says which part of ``sentence``, in order."""
        found: list[Speech] = []
        for at, chunk in enumerate(sentence.chunks):
            speech = None
            if isinstance(chunk, VerbGroup) and chunk.low in _VERBS():
                speech = self._by_verb(sentence, phrases, at, chunk)
            elif chunk.kind in {"np", "vg", "prep"} and sentence.tokens[chunk.end - 1].low in {
                "according",
                "citing",
                "quoting",
            }:
                speech = self._according(sentence, phrases, at)
            elif chunk.kind == "prep" and chunk.low == "by" and at + 1 < len(sentence.chunks):
                speech = self._by_account(sentence, phrases, at)
            if speech is not None:
                found.append(replace(speech, said=(chunk.start, chunk.end)))
                if not at or sentence.chunks[at - 1].kind != "rel":  # "the group, which claimed the raid"
                    self._last = speech.chain
        found += _reportedly(sentence)
        if not found:
            self._note_people(sentence, phrases)
        self._introduced = introduced(sentence, phrases)
        return tuple(found)

    # -- forms of speech ----------------------------------------------------------------------------------------

    def _by_verb(self, sentence: Sentence, phrases: PhraseReader, at: int, group: VerbGroup) -> Speech | None:
        if group.passive and group.form == "finite":
            return self._by_agent(sentence, phrases, at, group)
        if group.low in HESITANT and not (
            _complement(sentence, at) or _closing(sentence, at) or _counts(sentence, at, group)
        ):
            return None
        if group.low == "claim" and sentence.chunks[at + 1 : at + 2] and sentence.chunks[at + 1].low in CLAIMED:
            taken = sentence.chunks[at + 1].low == "responsibility" and not _by_nobody(sentence, at)
            if not taken:
                return None
        denies = group.low in listed("attribution", "deny") or (group.negated and group.low == "confirm")
        inverted = self._inverted(sentence, at)
        subjects = inverted or self._speaking_subject(sentence, at)
        if not subjects or _is_spot(phrases, subjects[0]):
            subjects = _by_tree(sentence, at) or subjects
        if not subjects:
            return None
        chain = (
            self._chain(sentence, phrases, subjects)
            or self._chain(sentence, phrases, subjects[-1:])  # "local and military sources"
            or self._whoever(sentence, phrases, group, subjects[0])
        )
        if not chain:
            return None
        if sentence.chunks[at - 1].kind != "rel":
            self._tellers.append(teller_of(sentence, subjects, chain))
        start, end = self._scope(sentence, at, bool(inverted), subjects)
        return Speech(start, end, chain, denies) if start < end else None

    def _by_agent(self, sentence: Sentence, phrases: PhraseReader, at: int, group: VerbGroup) -> Speech | None:
        """ "The capture of X was announced by the militia": what stands before is its word."""
        ahead = sentence.chunks[at + 1 : at + 3]
        if group.low not in listed("attribution", "announcing") | listed("attribution", "accusing"):
            return None
        if len(ahead) < 2 or ahead[0].low != "by" or ahead[1].kind != "np":
            return None
        accuses = group.low in listed("attribution", "accusing")
        chain = self._chain(sentence, phrases, (at + 2,))
        if accuses and ahead[1].low in listed("attribution", "offices"):
            chain = (plain(phrases.mention(ahead[1].start, ahead[1].end).text),)
        start, end = (group.end, len(sentence.tokens)) if accuses else (0, group.end)
        return Speech(start, end, chain) if chain else None

    def _note_people(self, sentence: Sentence, phrases: PhraseReader) -> None:
        """ "Residents whom we reached had a different picture. Flags flew all day, they said."""
        first = sentence.chunks[0] if sentence.chunks else None
        if first is None or first.kind != "np":
            return
        speaks = any(isinstance(each, VerbGroup) and each.low in _VERBS() for each in sentence.chunks[1:5])
        if first.low in listed("attribution", "witnesses") or (speaks and first.low not in PRONOUNS):
            chain = self._chain(sentence, phrases, (0,))
            self._tellers += [teller_of(sentence, (0,), chain)] if chain else []

    @staticmethod
    def _speaking_subject(sentence: Sentence, at: int) -> tuple[int, ...]:
        """Who speaks: "a police officer there said" is the officer, "the ministry in Moscow said" the ministry."""
        chunks, here = sentence.chunks, at - 1
        if here > 0 and chunks[here].low in {"there", "here"} and chunks[here - 1].kind == "np":
            return (here - 1,)
        if here > 1 and chunks[here].kind == "np" and chunks[here - 1].low in {"in", "at", "of"}:
            office = chunks[here - 2]
            if office.kind == "np" and office.low in listed("attribution", "speakers"):
                return (here - 2,)
        return subjects_of(chunks, at)

    @staticmethod
    def _inverted(sentence: Sentence, at: int) -> tuple[int, ...]:
        """ "..., said the monitoring group": the speaker after the verb, at the end of what is said."""
        chunks = sentence.chunks
        if chunks[at].low in {"tell", "deny", "reject"} or (
            at > 1 and chunks[at - 1].kind == "comma" and _parenthetic_subject(sentence, at)
        ):
            return ()
        if at == 0 or (
            chunks[at - 1].kind not in {"comma", "mark"}
            and sentence.tokens[chunks[at].start - 1].text not in QUOTES
        ):
            tail = all(each.kind in {"np", "prep", "mark", "comma", "time"} for each in chunks[at + 1 :])
            if not (
                at > 1
                and tail
                and len(chunks) - at < 7
                and chunks[at].low in {"say", "report"}
                and chunks[at - 1].kind in {"np", "time", "adv"}
            ):
                return ()
            if (
                subjects_of(chunks, at)
                and chunks[at - 1].kind == "np"
                and not any(c.kind == "vg" for c in chunks[:at])
            ):
                return ()
        if at + 1 < len(chunks) and chunks[at + 1].kind == "np":
            after = at + 2
            while after < len(chunks) and chunks[after].kind in {"prep", "np", "and"}:
                after += 1
            if after >= len(chunks) or chunks[after].kind != "vg":
                return (at + 1,)
        return ()

    @staticmethod
    def _scope(sentence: Sentence, at: int, inverted: bool, subjects: tuple[int, ...]) -> tuple[int, int]:
        """What is said: after the verb where the speaker opens the sentence, else all that stands before."""
        chunks = sentence.chunks
        first = min(subjects)
        before = first if not inverted else at
        said_before = any(chunk.kind == "vg" for chunk in chunks[:before])
        opened = sentence.tokens[chunks[before].start - 1].low if chunks[before].start else ""
        closing = (
            opened in {",", '"', "”", "'", "’", "“"}
            or inverted
            or (
                said_before
                and first > 0
                and chunks[first - 1].kind in {"np", "time", "comma"}
                and not _complement(sentence, at)
            )
        )
        if said_before and closing:
            start = 0
            return start, len(sentence.tokens)
        return chunks[at].end, len(sentence.tokens)

    def _according(self, sentence: Sentence, phrases: PhraseReader, at: int) -> Speech | None:
        chunks = sentence.chunks
        here = at + 1
        if here < len(chunks) and chunks[here].kind == "prep":
            here += 1
        while (
            here + 2 < len(chunks) and chunks[here].low in words("abbreviations") and chunks[here + 1].low == "."
        ):
            here += 2  # "according to Brig. Haider"
        if here >= len(chunks) or chunks[here].kind != "np":
            return None
        if (
            here + 2 < len(chunks)
            and chunks[here].low in COUNTING
            and chunks[here + 1].low in {"from", "by", "of"}
        ):
            here += 2  # "according to a new toll from the Observatory"
        if chunks[here].low in listed("attribution", "agreed"):
            return None
        chain = self._chain(sentence, phrases, (here,))
        if not chain and chunks[here].low not in PRONOUNS:  # whoever it is, it is their word
            chain = (plain(phrases.mention(chunks[here].start, chunks[here].end).text),)
        if chain:
            self._tellers.append(teller_of(sentence, (here,), chain))
        return Speech(0, len(sentence.tokens), chain)

    def _by_account(self, sentence: Sentence, phrases: PhraseReader, at: int) -> Speech | None:
        """ "By the UN's account": an account is whoever owns it."""
        chunk = sentence.chunks[at + 1]
        if chunk.kind != "np" or chunk.low not in listed("attribution", "by_account"):
            return None
        noun = phrases.noun(at + 1)
        names = (each.name for each in noun.owners[:1])
        chain: Chain = tuple(self._body(name.lower().split(), "") or plain(name) for name in names)
        return Speech(0, len(sentence.tokens), chain) if chain else None

    # -- who it is ----------------------------------------------------------------------------------------------

    def _chain(self, sentence: Sentence, phrases: PhraseReader, subjects: tuple[int, ...]) -> Chain:
        chunks = sentence.chunks
        first = subjects[0]
        head = chunks[first].low
        text = phrases.mention(chunks[first].start, chunks[first].end).text
        if head in PRONOUNS and chunks[first].end - chunks[first].start == 1:
            return self._introduced if head in {"he", "she"} and self._introduced else self._meant_by(head)
        if set(text.split()) & listed_wires():
            return ()
        noun = phrases.noun(first)
        lows = sentence.lows(chunks[first].start, chunks[first].end).split()
        alone = first + 1 >= len(chunks) or chunks[first + 1].kind not in {"prep", "comma"}
        if lows[0] in {"the", "same"} and alone and (again := self._again(head, lows)):
            return again
        if not (
            noun.actors
            or noun.person
            or noun.owners
            or head in listed("attribution", "speakers")
            or is_proper(sentence, first)
            or set(lows) & ORGANISATIONS
        ):
            return ()
        if head in listed("attribution", "papers"):
            return self._of_paper(phrases, first, noun.owners)
        if lows in (["the", "group"], ["the", "organisation"], ["the", "organization"]) and self._is_body(
            self._last
        ):
            return self._last
        apposed = named_after(sentence, first)
        if apposed and not is_proper(sentence, first):
            return (apposed,)
        if head in words("possessions") | {"allies", "ally"} and (own := apposed_body(sentence, first)):
            return (own,)
        body = self._body([*lows, *self._monitoring(sentence, first)], text)
        person = noun.person if noun.person and head not in listed("attribution", "speakers") else ""
        person = person_name(sentence, first) or apposed_person(sentence, first) or person
        office = office_of(sentence, first)
        if body is None and head in listed("attribution", "people") and noun.actors and len(lows) > 1:
            known = phrases.memory.area.actors.get(next(iter(noun.actors[0].candidates), ""))
            body = known.name if known is not None and known.kind in UNARMED else None
        if body is None and office is not None:
            body = self._body(sentence.lows(chunks[office].start, chunks[office].end).split(), "") or named_in(
                phrases, office
            )
        if apposed and head in listed("attribution", "speakers"):
            person = apposed
        if body is None and noun.owners and (person or head in listed("attribution", "offices")):
            body = noun.owners[0].name
            body = plain(text) if body.lower() in nations() and not noun.owners[0].candidates else body
        if body is None and head in TELLING and (seated := seat_of(sentence, first)):
            return (f"{seated} {plain(text)}",)
        if body is None and not person:
            meant = noun.actors and not (head in TELLING and noun.actors[0].by_reference)
            body = self._as_called(sentence, phrases, first) if meant else plain(text)
            tail = tail_of(sentence, first)
            vague = not noun.actors or not noun.actors[0].candidates
            if tail is not None and vague and (head in TELLING or sentence.chunks[tail - 1].low == "at"):
                return (plain(phrases.mention(chunks[first].start, chunks[tail].end).text),)
            if tail is not None and head in listed("attribution", "offices") and vague:
                named = named_in(phrases, tail) or with_clause(sentence, phrases, tail)
                preposition = chunks[tail - 1].low
                if preposition == "of" and named in self._bodies:
                    return (head, named)
                if preposition == "of" and len(named.split()) < 4 and chunks[first].end - chunks[first].start < 3:
                    fighter = head in listed("actors", "combatants")
                    return (f"{head} of {named}" if fighter else f"{named} {head}",)
                return (f"{head} {preposition} {named}",)
        if body is not None and not person and head in listed("attribution", "people"):
            person = plain(text)  # "SOHR activists"
        names = [national(plain(phrases.memory.short(name))) for name in (person, body) if name]
        return tuple(dict.fromkeys(names))

    @staticmethod
    def _as_called(sentence: Sentence, phrases: PhraseReader, at: int) -> str:
        """The side that speaks, by its name; one that the report only describes ("the militias") as described."""
        actor = phrases.noun(at).actors[0]
        chunk = sentence.chunks[at]
        described = listed("actors", "force_nouns") | listed("actors", "describing") | words("determiners")
        tokens = sentence.tokens[chunk.start : chunk.end]
        named = any(token.capitalised and token.low not in described for token in tokens)
        if named and chunk.low in listed("attribution", "administrations"):
            return plain(phrases.mention(chunk.start, chunk.end).text)  # "Mali's transitional government"
        if named or chunk.low in {"group", "movement", "organisation", "organization", "party"}:
            return actor.name
        if actor.by_reference and nation_of(actor.name):
            return actor.name  # "the army" of a report that named it in full
        said = plain(phrases.mention(chunk.start, chunk.end).text)
        known = phrases.memory.area.actors.get(actor.candidates[0]) if actor.candidates else None
        nation = known.country if known is not None and known.kind is ActorKind.STATE_FORCE else None
        if known is not None and not nation and not actor.by_reference and chunk.low not in REBELS:
            return actor.name  # "the extremists", of whom the area has one
        return f"{people_of(nation)} {said}" if nation in table("countries") else said

    def _whoever(self, sentence: Sentence, phrases: PhraseReader, group: VerbGroup, at: int) -> Chain:
        """Any noun that says something is somebody: "a relief worker said", "inhabitants of both cities told"."""
        chunk = sentence.chunks[at]
        speaking = group.low in {"say", "tell", "add", "insist"} and chunk.kind == "np"
        if not speaking or chunk.low in words("pronouns") or phrases.noun(at).place is not None:
            return ()
        if chunk.low in {"another", "other", "one", "third"} and chunk.end - chunk.start < 4:
            return self._last  # "said another", "a third one reported": of the people who spoke before
        return (plain(phrases.mention(chunk.start, chunk.end).text),)

    def _meant_by(self, pronoun: str) -> Chain:
        """The last who spoke that ``pronoun`` can stand for: "they" are the residents, "it" the ministry."""
        meant = (each.chain for each in reversed(self._tellers) if pronoun in each.pronouns)
        return next(meant, self._last)

    def _again(self, head: str, lows: Sequence[str]) -> Chain:
        """ "The source added", "the same officials": the last who was so called, by the words used then."""
        if head not in listed("attribution", "speakers") or set(lows[1:-1]) - {"same", "two"}:
            return ()
        return next((each.chain for each in reversed(self._tellers) if head in each.lows), ())

    def _is_body(self, chain: Chain) -> bool:
        """Whether the last speaker was a body of which "the group" can be said, not a side of the war."""
        return bool(chain) and chain[-1] in self._bodies

    @staticmethod
    def _monitoring(sentence: Sentence, at: int) -> list[str]:
        """ "a group that monitors the war", "a group monitoring the war": a monitor too."""
        ahead = [chunk.low for chunk in sentence.chunks[at + 1 : at + 3]]
        chunk = sentence.chunks[at]
        abroad = "based" in sentence.lows(chunk.start, chunk.end).split()  # "the Britain-based group"
        return ["monitor"] if "monitor" in ahead or abroad else []

    def _of_paper(self, phrases: PhraseReader, at: int, owners: tuple[ActorMention, ...]) -> Chain:
        """ "the RSF's statement", "a statement of the army"; "the same statement" is the last speaker's."""
        if owners:
            return (phrases.memory.short(owners[0].name),)
        chunks = phrases.sentence.chunks
        if at + 2 < len(chunks) and chunks[at + 1].low in {"of", "from", "by"} and chunks[at + 2].kind == "np":
            named = phrases.noun(at + 2).actors
            if named:
                return (named[0].name,)
        text = phrases.mention(chunks[at].start, chunks[at].end).text
        definite = text.split(maxsplit=1)[0].lower() in {"the", "this", "that", "same", "its", "their"}
        return self._last if definite and self._last else (plain(text),)

    def _body(self, lows: Sequence[str], text: str) -> str | None:
        """The full name of the body that "the Observatory" or "the monitoring group" stands for."""
        if set(lows) & listed("attribution", "monitors"):
            for name in self._bodies:
                if set(name.lower().split()) & listed("attribution", "monitors"):
                    return name
        for name in self._bodies:
            own = [low for low in lows if low in ORGANISATIONS]
            if (
                own
                and name.lower().endswith(own[-1])
                and len(name.split()) > 1
                and own[-1] in name.lower().split()
            ):
                return name
            if name in text:
                return name
        return None


def _is_spot(phrases: PhraseReader, at: int) -> bool:
    """Whether the phrase at ``at`` is a place that nobody speaks for: a port, a town; not "Ankara"."""
    noun = phrases.noun(at)
    return noun.place is not None and not noun.actors


def _reportedly(sentence: Sentence) -> tuple[Speech, ...]:
    """ "A bridge has reportedly collapsed": so reports say, of its clause."""
    tokens = sentence.tokens
    at = next((n for n, token in enumerate(tokens) if token.low == "reportedly"), None)
    if at is None:
        return ()
    stops = [n for n, token in enumerate(tokens) if token.text in {",", ";", ":"}]
    start = max((n + 1 for n in stops if n < at), default=0)
    end = min((n for n in stops if n > at), default=len(tokens))
    return (Speech(start, end, ("reports",), said=(at, at + 1)),)


def _by_tree(sentence: Sentence, at: int) -> tuple[int, ...]:
    """The subject that the tree gives a verb of speech, where the chunks find none."""
    return Tree(sentence.chunks, [token.low for token in sentence.tokens], sentence.analysis).slots(at).subjects


def teller_of(sentence: Sentence, subjects: Sequence[int], chain: Chain) -> Teller:
    """Who ``chain`` is to what follows: one person, several people or a body."""
    chunk = sentence.chunks[subjects[0]]
    lows = sentence.lows(chunk.start, chunk.end).split()
    office = office_of(sentence, subjects[0])
    beside = sentence.chunks[subjects[0] + 2] if office is not None else chunk
    said = frozenset((*lows, *sentence.lows(beside.start, beside.end).split()))
    many = len(subjects) > 1 or (chunk.low in listed("attribution", "speakers") and chunk.low.endswith("s"))
    if many or chunk.low in words("plurals"):
        return Teller(chain, said, frozenset({"they", "we"}))
    single = (
        listed("attribution", "offices") | listed("attribution", "witnesses") | listed("attribution", "persons")
    )
    if said & single:
        return Teller(chain, said, frozenset({"he", "she", "i"}))
    body = said & (listed("attribution", "speakers") | ORGANISATIONS)
    return Teller(chain, said, frozenset({"it", "they", "we"}) if body else PRONOUNS)


def _by_nobody(sentence: Sentence, at: int) -> bool:
    """ "No group has claimed responsibility"."""
    firsts = {sentence.tokens[sentence.chunks[each].start].low for each in subjects_of(sentence.chunks, at)}
    return bool(firsts & {"no", "nobody"})


def _VERBS() -> frozenset[str]:  # noqa: N802
    return listed("attribution", "verbs") | listed("attribution", "deny")


def _closing(sentence: Sentence, at: int) -> bool:
    """ ", it charged": what is said stands before."""
    return at > 1 and sentence.chunks[at - 2].kind == "comma" and sentence.chunks[at - 1].kind == "np"


def _counts(sentence: Sentence, at: int, group: VerbGroup) -> bool:
    """ "Counted nine dead", "put the toll at 34", "spoke of fourteen"; or accused one of what follows."""
    ahead = [chunk for chunk in sentence.chunks[at + 1 : at + 3] if chunk.kind == "np"][:1]
    if group.low not in listed("attribution", "counting") or not ahead:
        return group.low in listed("attribution", "accusing") and bool(ahead)
    if group.low == "speak":
        return sentence.chunks[at + 1].low == "of"
    number = any(sentence.tags[each].value == "num" for each in range(ahead[0].start, ahead[0].end))
    return number or ahead[0].low in COUNTING | {"number", "names", "dead", "deaths"}


def _complement(sentence: Sentence, at: int) -> bool:
    following = sentence.chunks[at + 1 : at + 2]
    return bool(following) and following[0].kind == "sub"


def _parenthetic_subject(sentence: Sentence, at: int) -> bool:
    """Whether the verb at ``at`` has its subject before a parenthesis: "Reda, its spokesman, told"."""
    chunks = sentence.chunks
    commas = [each for each in range(max(0, at - 14), at - 1) if chunks[each].kind == "comma"]
    if not commas:
        return False
    opening = commas[-1]
    plain = all(not (isinstance(each, VerbGroup) and each.form == "finite") for each in chunks[: at - 1])
    return plain and opening > 0 and chunks[opening - 1].kind == "np" and bool(subjects_of(chunks, at))


def chain_at(speeches: Sequence[Speech], token: int) -> tuple[Chain, bool]:
    """Who says the token at ``token``, outermost first, and whether it is denied."""
    chain: Chain = ()
    denied = False
    for speech in speeches:
        if speech.start <= token < speech.end or speech.said[0] <= token < speech.said[1]:
            chain = (*chain, *(name for name in speech.chain if name not in chain))
            denied = denied or speech.denies
    return chain, denied
