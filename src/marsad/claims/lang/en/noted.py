"""The names of a report as a first pass finds them: what "the town" or "the group" may later stand for."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from marsad.areas import Area
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.entities import propers_of
from marsad.claims.lang.en.names import HYPHENS, Name, NameKind, folded
from marsad.claims.lang.en.tables import listed, table, words
from marsad.model import ActorKind

# What a place stays that was once called so: not the state or the airport of the same name.
SETTLED_NOUNS = frozenset(
    {"city", "town", "village", "settlement", "neighbourhood", "neighborhood", "quarter", "suburb", "camp"}
)
TALKS = frozenset({"talks", "negotiations", "summit"})


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """A name where the report gives it: an antecedent of what comes after."""

    start: int
    sentence: int
    name: str
    candidates: tuple[str, ...] = ()
    noun: str = ""  # "town" of "the town of X"
    landmark: bool = False  # only locates another place: "east of X"
    doubtful: bool = False  # may mean a government


@dataclass(slots=True)
class NamedInReport:
    """Every actor and place that one report names, in order, and the short names that it explains."""

    area: Area
    classes: Mapping[str, str]
    actors: list[Seen] = field(default_factory=list)
    places: list[Seen] = field(default_factory=list)
    full_names: dict[str, str] = field(default_factory=dict)  # of the short ones that it explains: "RSF"
    initials: dict[str, str] = field(default_factory=dict)  # full names of those that it leaves to be understood

    def note(self, sentence: Sentence) -> None:
        """Add the names of ``sentence``."""
        spans: dict[tuple[int, int], set[NameKind]] = {}
        for name in sentence.names:
            spans.setdefault((name.start, name.end), set()).add(name.kind)
        ends = self._place_ends(sentence)
        self._note_seats(sentence, spans, ends)
        for name in sentence.names:
            start = sentence.tokens[name.start].start
            kinds = spans[(name.start, name.end)]
            if name.kind in {NameKind.ACTOR, NameKind.ADJECTIVE, NameKind.COUNTRY, NameKind.CAPITAL}:
                label = "" if _leaning(sentence, name) else _full_name(sentence, name)
                if label and not self._is_bystander(name):
                    insort(self.actors, Seen(start, sentence.number, label, name.ids))
            elif name.kind is NameKind.PLACE and not _is_dateline(sentence, name):
                noun, landmark = _context(sentence, name.start, name.end, ends)
                doubtful = bool(kinds & {NameKind.ACTOR, NameKind.CAPITAL}) and not noun and not landmark
                insort(self.places, Seen(start, sentence.number, name.label, name.ids, noun, landmark, doubtful))
        for proper in propers_of(sentence):
            start, kind = sentence.tokens[proper.start].start, self.classes.get(folded(proper.label))
            if kind == "place":
                noun, landmark = _context(sentence, proper.start, proper.end, ends)
                insort(self.places, Seen(start, sentence.number, proper.label, (), noun, landmark))
            elif kind == "actor":
                self._alias(sentence, proper.end, proper.label)
                insort(self.actors, Seen(start, sentence.number, self.full_names.get(proper.label, proper.label)))

    def _note_seats(
        self, sentence: Sentence, spans: Mapping[tuple[int, int], set[NameKind]], ends: frozenset[int]
    ) -> None:
        """Capitals that the area does not list, where they are spoken of as places: "in Khartoum"."""
        for name in sentence.names:
            if name.kind is NameKind.CAPITAL and NameKind.PLACE not in spans[(name.start, name.end)]:
                before = sentence.tokens[name.start - 1].low if name.start else ""
                noun, landmark = _context(sentence, name.start, name.end, ends)
                if not _is_dateline(sentence, name):
                    doubtful = before not in words("place_before") and not noun
                    start = sentence.tokens[name.start].start
                    insort(self.places, Seen(start, sentence.number, name.label, (), noun, landmark, doubtful))

    def _place_ends(self, sentence: Sentence) -> frozenset[int]:
        """Where the names of places end, as tokens: what comes after "in" behind one only says where that is."""
        sides = {name.end for name in sentence.names if name.kind in {NameKind.ACTOR, NameKind.ADJECTIVE}}
        known = {name.end for name in sentence.names if name.kind is NameKind.PLACE} - sides
        own = {each.end for each in propers_of(sentence) if self.classes.get(folded(each.label)) == "place"}
        return frozenset(known | own)

    def _is_bystander(self, name: Name) -> bool:
        """Monitors, aid bodies and civilians are no party that "the group" could mean."""
        kinds = {self.area.actors[each].kind for each in name.ids if each in self.area.actors}
        return bool(kinds) and kinds <= {ActorKind.CIVILIAN, ActorKind.INTERNATIONAL, ActorKind.POLITICAL}

    def explain_initials(self) -> None:
        """ "LNA" stands for "Libyan National Army", where the report names both, even if it does not say so."""
        full = {_initials(each.name): each.name for each in self.actors if len(each.name.split()) > 2}
        for short in {each.name for each in self.actors if each.name.isupper() and each.name in full}:
            self.initials[short] = full[short]
        self.actors = [
            replace(each, name=self.initials[each.name]) if each.name in self.initials else each
            for each in self.actors
        ]

    def call_places(self) -> None:
        """A place once called a town is one wherever the report names it."""
        called: dict[str, str] = {}
        for each in self.places:
            if each.noun in SETTLED_NOUNS:
                called.setdefault(folded(each.name), each.noun)
        self.places = [
            each if each.noun or folded(each.name) not in called else replace(each, noun=called[folded(each.name)])
            for each in self.places
        ]

    def _alias(self, sentence: Sentence, end: int, label: str) -> None:
        """ "Rapid Support Forces (RSF)": the short name stands for the long one."""
        ahead = [token.text for token in sentence.tokens[end : end + 3]]
        if len(ahead) == 3 and ahead[0] == "(" and ahead[2] == ")" and ahead[1].isupper():
            self.full_names[ahead[1]] = label


def _leaning(sentence: Sentence, name: Name) -> bool:
    """The "Russian" of "pro-Russian rebels", who are no Russians."""
    before = [token.low for token in sentence.tokens[max(0, name.start - 2) : name.start]]
    return before[:1] in (["pro"], ["anti"]) and before[-1] in HYPHENS


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper())


def _context(sentence: Sentence, at: int, end: int, ends: frozenset[int] = frozenset()) -> tuple[str, bool]:
    """The noun of "the town of X" or "X, the town", and whether X only locates another place ("east of X")."""
    tokens = sentence.tokens
    back = at - 1
    while back >= 0 and (tokens[back].low in {"al", "el", "-", "the"} or tokens[back].text in "\"'“‘"):
        back -= 1
    before = tokens[back].low if back >= 0 else ""
    earlier = tokens[back - 1].low if back >= 1 else ""
    nouns = listed("places", "references")
    if before == "of" and earlier == "capital" and back > 1 and tokens[back - 2].low == "the":
        return "region", False  # "the capital of X": X is what it is the capital of
    if before == "of" and earlier in nouns:
        if earlier in listed("places", "quarters") and back > 2 and tokens[back - 2].capitalised:
            return "", True  # "the Midan district of X"
        opening = tokens[back - 3].low if back > 2 and tokens[back - 2].low == "the" else ""
        return earlier, opening in {"between", "near"} or _locates(sentence, back - 2)
    after = [token.low for token in tokens[end : end + 6]]
    if after[:1] and after[0] in nouns:
        return after[0], before in {"in", "of"} and after[0] in {"province", "state", "governorate", "region"}
    if after[:1] == [","] and len(after) > 2 and after[1] in {"the", "a", "an"}:
        at_noun = next((n for n, low in enumerate(after) if n > 1 and (low in nouns or low == ",")), 0)
        while at_noun + 1 < len(after) and after[at_noun + 1] in nouns:
            at_noun += 1  # "X, the only state capital"
        if after[at_noun] in nouns:
            return after[at_noun], False
    if earlier in nouns and before != "of" and before in {"-", ","}:
        return earlier, False
    if (after[:1] and after[0] in TALKS) or _of_talks(sentence, back - 1, before):
        return "", True  # "Geneva talks", "negotiations are due in Geneva"
    inner = back
    while inner > 0 and tokens[inner].low in listed("places", "compass", "modifiers"):
        inner -= 1
    if tokens[inner].low in {"in", "at", "from"} and (
        _of_speaking(sentence, inner - 1) or _based(sentence, inner - 1)
    ):
        return "", True
    contains = tokens[inner].low == "in" and inner in ends if inner > 0 else False
    located = before == "of" and earlier in listed("places", "compass") and _locates(sentence, back - 1)
    toward = before == "to" and earlier in listed("places", "routes")  # "on the road to X"
    toward = toward or (before == "of" and earlier == "direction")  # "fled in the direction of X"
    bound = before in {"to", "for", "towards", "toward"} and _leaves(sentence, back - 1)
    return "", contains or located or toward or bound or before in {"near", "from"}


def _of_speaking(sentence: Sentence, at: int) -> bool:
    """ "Told a crowd in X", "a medical official in X said": where somebody spoke, not what was spoken of."""
    if at < 0:
        return False
    form = sentence.forms[at]
    audience = sentence.tokens[at].low in listed("attribution", "audiences")
    speaker = sentence.tokens[at].low in listed("attribution", "offices", "witnesses")
    return audience or speaker or (form is not None and form.lemma in words("speaking"))


def _based(sentence: Sentence, at: int) -> bool:
    """ "The army, which is based in X": where it comes from."""
    form = sentence.forms[at] if at >= 0 else None
    return form is not None and form.lemma in {"base", "headquarter"}


def _leaves(sentence: Sentence, at: int) -> bool:
    """ "Had left for X", "pulled out towards X": where they went, not where it happened."""
    forms = (sentence.forms[each] for each in range(max(0, at - 1), at + 1))
    return any(form is not None and form.lemma in words("leaving") for form in forms)


def _of_talks(sentence: Sentence, at: int, before: str) -> bool:
    """ "Peace talks are to begin in X": where it is talked, not where the war is."""
    return before == "in" and any(token.low in TALKS for token in sentence.tokens[max(0, at - 6) : at + 1])


def _locates(sentence: Sentence, at: int) -> bool:
    """Whether a compass word at ``at`` follows another place: "Bazaa, east of X", "the oilfield west of X"."""
    tokens = sentence.tokens
    if at < 0 or tokens[at].low not in listed("places", "compass"):
        return at >= 0 and tokens[at].low in {"near", "outside"}
    places = {name.end - 1 for name in sentence.names if name.kind is NameKind.PLACE}
    kinds = {word for nouns in table("places")["kinds"].values() for word in nouns}
    for each in range(at - 1, max(-1, at - 6), -1):
        if sentence.tags[each].value == "verb":
            return False
        if each in places or tokens[each].low in kinds:
            return True
    return False


def _is_dateline(sentence: Sentence, name: Name) -> bool:
    """The "BEIRUT" before a report's first words: where it was written, not what it is about."""
    written = "".join(token.text for token in sentence.tokens[name.start : name.end])
    return written.isupper() and len(written) > 3 and not sentence.is_title


def _full_name(sentence: Sentence, name: Name) -> str:
    """ "Sudanese army", "Ethiopia's government", "military of Myanmar": the name with its force noun; else "".

    A bare actor's name stands by itself; a bare adjective or country does not.
    """
    tokens, end = sentence.tokens, name.end
    if end < len(tokens) and tokens[end].low == "'s":
        end += 1
    stop = end
    forces = listed("actors", "force_nouns", "describing")
    while stop < len(tokens) and stop < end + 3 and tokens[stop].low in forces:
        stop += 1
    if stop > end and tokens[stop - 1].low in listed("actors", "force_nouns"):
        return (
            _words(sentence, name.start, stop) if name.kind is not NameKind.ACTOR and not name.ids else name.label
        )
    if name.kind is NameKind.ACTOR:
        return name.label
    if (
        name.kind is NameKind.COUNTRY
        and name.start > 1
        and tokens[name.start - 1].low == "of"
        and tokens[name.start - 2].low in forces
    ):
        return _words(sentence, name.start - 2, name.end)
    return ""


def _words(sentence: Sentence, start: int, end: int) -> str:
    tokens = sentence.tokens[start:end]
    return "".join((" " if n and t.start > tokens[n - 1].end else "") + t.text for n, t in enumerate(tokens))
