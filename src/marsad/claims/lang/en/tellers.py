"""Who it is that speaks: by name, office and body, or by what stands for one who spoke before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.claims.drafts import ActorMention
from marsad.claims.lang.en.chunks import Sentence, VerbGroup
from marsad.claims.lang.en.entities import ORGANISATIONS
from marsad.claims.lang.en.homeland import nation_of, national, nations, people_of
from marsad.claims.lang.en.names import NameKind
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.speakers import (
    apposed_body,
    apposed_person,
    bodies_of,
    is_proper,
    listed_wires,
    named_after,
    named_in,
    of_nation,
    office_of,
    own_name,
    person_name,
    plain,
    seat_of,
    tail_of,
    with_clause,
)
from marsad.claims.lang.en.tables import listed, table, words
from marsad.model import ActorKind

Chain = tuple[str, ...]
# Those whose place is a part of who they are: "a source in the security forces", "the ministry in Moscow".
TELLING = frozenset({"source", "sources", "ministry"})
UNARMED = frozenset({ActorKind.CIVILIAN, ActorKind.INTERNATIONAL})
REBELS = frozenset({"rebels", "rebel", "opposition"})  # called so by everyone, whoever they are
PRONOUNS = frozenset({"it", "he", "she", "they", "i", "we"})


@dataclass(frozen=True, slots=True)
class Teller:
    """One who has spoken: as whom the report named him, in which words, and what pronoun stands for him."""

    chain: Chain
    lows: frozenset[str]
    pronouns: frozenset[str]


class Tellers:
    """Those who have spoken in one report; "it", "the source" and "the monitoring group" find theirs here."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        """Find the full names of bodies that the report names anywhere."""
        self._bodies = bodies_of(sentences)
        self._last: Chain = ()
        self._heard = -1  # the number of the sentence in which the last one spoke
        self._tellers: list[Teller] = []
        self._introduced: Chain = ()  # the person that the sentence before says something of

    def _chain(self, sentence: Sentence, phrases: PhraseReader, subjects: tuple[int, ...]) -> Chain:
        chunks = sentence.chunks
        first = subjects[0]
        head = chunks[first].low
        text = phrases.mention(chunks[first].start, chunks[first].end).text
        if head in PRONOUNS and chunks[first].end - chunks[first].start == 1:
            return self._introduced if head in {"he", "she"} and self._introduced else self._meant_by(head)
        text = own_name(sentence, first) or text
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
            or head in listed("attribution", "speakers", "offices", "witnesses", "persons")
            or is_proper(sentence, first)
            or set(lows) & ORGANISATIONS
        ):
            return ()
        if own_name(sentence, first):
            return self._known_as((text,))
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
        if body is None and head in listed("attribution", "people"):
            body = self._of_body(sentence, phrases, first)
        if body is None and office is not None:
            body = self._body(sentence.lows(chunks[office].start, chunks[office].end).split(), "") or named_in(
                phrases, office
            )
        if apposed and head in listed("attribution", "speakers"):
            person = apposed
        if (
            body is None
            and person
            and head in listed("attribution", "offices")
            and (tail := tail_of(sentence, first))
        ):
            of = chunks[tail]  # "Rami head of the Observatory"
            body = self._body(sentence.lows(of.start, of.end).split(), "") or named_in(phrases, tail)
        if body is None and noun.owners and (person or head in listed("attribution", "offices")):
            body = noun.owners[0].name
            body = plain(text) if _is_people(noun.owners[0]) else body
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
        return self._known_as(tuple(dict.fromkeys(names)))

    def _known_as(self, chain: Chain) -> Chain:
        """ "Abdel Rahman said": the Rami Abdel Rahman of the Observatory who spoke before."""
        words_in = chain[0].split() if len(chain) == 1 else []
        own = [word for word in words_in if word.lower().strip(".") not in listed("attribution", "ranks")]
        if not own or not own[-1][0].isupper():
            return chain
        for each in reversed(self._tellers):
            full = each.chain[0].split()
            if len(full) > len(own) and full[-len(own) :] == own and "he" in each.pronouns:
                return each.chain
        return chain

    @staticmethod
    def _of_body(sentence: Sentence, phrases: PhraseReader, at: int) -> str | None:
        """The Observatory of "SOHR activists", where the area knows the body."""
        chunk = sentence.chunks[at]
        for name in sentence.names:
            if chunk.start <= name.start < chunk.end and name.kind is NameKind.ACTOR:
                known = phrases.memory.area.actors.get(next(iter(name.ids), ""))
                return known.name if known is not None and known.kind in UNARMED else None
        return None

    @staticmethod
    def _as_called(sentence: Sentence, phrases: PhraseReader, at: int) -> str:
        """The side that speaks, by its name; one that the report only describes ("the militias") as described."""
        actor = phrases.noun(at).actors[0]
        chunk = sentence.chunks[at]
        described = listed("actors", "force_nouns") | listed("actors", "describing") | words("determiners")
        tokens = sentence.tokens[chunk.start : chunk.end]
        persons = listed("attribution", "offices") | listed("attribution", "persons")
        if chunk.low in persons and any(token.capitalised for token in tokens[1:]):
            return plain(phrases.mention(chunk.start, chunk.end).text)  # "an FSA commander"
        named = any(token.capitalised and token.low not in described for token in tokens)
        if named and chunk.low in listed("attribution", "administrations"):
            return plain(phrases.mention(chunk.start, chunk.end).text)  # "Mali's transitional government"
        if named or chunk.low in {"group", "movement", "organisation", "organization", "party"}:
            return actor.name
        said = plain(phrases.mention(chunk.start, chunk.end).text)
        code = nation_of(actor.name) if actor.by_reference else ""
        if code and actor.name.lower() in nations():
            return f"{people_of(code)} {said}"  # "the police" of a report that named but their country
        if code:
            return actor.name  # "the army" of a report that named it in full
        known = phrases.memory.area.actors.get(actor.candidates[0]) if actor.candidates else None
        nation = known.country if known is not None and known.kind is ActorKind.STATE_FORCE else None
        if known is not None and not nation and not actor.by_reference and chunk.low not in REBELS:
            return actor.name  # "the extremists", of whom the area has one
        return f"{people_of(nation)} {said}" if nation in table("countries") else said

    def _whoever(self, sentence: Sentence, phrases: PhraseReader, group: VerbGroup, at: int) -> Chain:
        """Any noun that says something is somebody: "a relief worker said", "inhabitants of both cities told"."""
        chunk = sentence.chunks[at]
        ends = closes(sentence, group) and group.low not in listed("attribution", "counting")
        speaking = (group.low in {"say", "tell", "add", "insist"} or ends) and chunk.kind == "np"
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
                    return of_nation(name, text)
        for name in self._bodies:
            own = [low for low in lows if low in ORGANISATIONS]
            if (
                own
                and name.lower().endswith(own[-1])
                and len(name.split()) > 1
                and own[-1] in name.lower().split()
            ):
                return of_nation(name, text)
            if name in text:
                return of_nation(name, text)
        return None


def _is_people(owner: ActorMention) -> bool:
    """Whether an owner is called by a nation or a people alone: the "Kurdish" of "a senior Kurdish official"."""
    said = owner.mention.text.lower()
    return said in nations() or (" " not in said and said.endswith(("ish", "ian", "ani", "ese", "aqi", "eni")))


def closes(sentence: Sentence, group: VerbGroup) -> bool:
    """Whether the verb ends its sentence behind a comma: "..., the doctors' union fears"."""
    rest = sentence.low_words[group.end :]
    return all(low in {".", '"', "”", "'", "!"} for low in rest) and group.start > 0


def teller_of(sentence: Sentence, subjects: Sequence[int], chain: Chain) -> Teller:
    """Who ``chain`` is to what follows: one person, several people or a body."""
    chunk = sentence.chunks[subjects[0]]
    lows = sentence.lows(chunk.start, chunk.end).split()
    office = office_of(sentence, subjects[0])
    beside = sentence.chunks[subjects[0] + 2] if office is not None else chunk
    ranks = table("attribution")["ranks"]
    named = (*lows, *sentence.lows(beside.start, beside.end).split())
    said = frozenset((*named, *(ranks[low] for low in named if low in ranks)))
    many = len(subjects) > 1 or (chunk.low in listed("attribution", "speakers") and chunk.low.endswith("s"))
    if many or chunk.low in words("plurals"):
        return Teller(chain, said, frozenset({"they", "we"}))
    if said & listed("attribution", "offices", "witnesses", "persons"):
        return Teller(chain, said, frozenset({"he", "she", "i"}))
    body = said & (listed("attribution", "speakers") | ORGANISATIONS)
    return Teller(chain, said, frozenset({"it", "they", "we"}) if body else PRONOUNS)
