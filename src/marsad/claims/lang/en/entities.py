"""Names that no table knows: what a report's own contexts say they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from marsad.claims.lang.en.apposed import called_person, called_place, listed_as_places, place_words
from marsad.claims.lang.en.chunks import Sentence
from marsad.claims.lang.en.name_runs import run_end
from marsad.claims.lang.en.names import HYPHENS, folded
from marsad.claims.lang.en.tables import listed, table, verb_forms, words
from marsad.claims.lang.en.telling_names import (
    feature_start,
    is_put,
    is_taken_person,
    is_word_for_place,
    told_by_name,
)
from marsad.claims.lang.en.tokens import Token

PLACE_BEFORE = words("place_before")
SPEAKING = words("speaking")
ORGANISATIONS = words("organisations")
PLACE_RELATIVES = frozenset({"where", "under", "home", "north", "south", "east", "west", "near"})
UNDER = frozenset(
    {
        "rocket", "artillery", "mortar", "air", "aerial", "siege", "shelling", "bombardment", "control", "missile",
        "drone", "tank",
    }
)  # fmt: skip
BEING_SAID = frozenset({"is", "was", "are", "were", "remains", "remained", "became"})
PASSIVE = frozenset({"is", "was", "been", "being", "be"})
DRIVEN = frozenset({"backed", "led", "affiliated", "linked", "aligned"})


@dataclass(frozen=True, slots=True)
class Proper:
    """A capitalised name at ``tokens[start:end]`` of a sentence that is in no table."""

    start: int
    end: int
    label: str


def propers_of(sentence: Sentence) -> Sequence[Proper]:
    """The runs of capitalised words in a sentence that are no name of the area."""
    if sentence.propers is None:
        sentence.propers = tuple(_found(sentence))
    return sentence.propers


def _found(sentence: Sentence) -> Iterator[Proper]:
    if sentence.is_title or _shouted(sentence.tokens):
        return
    known = {at for name in sentence.names for at in range(name.start, name.end)}
    timed = {at for time in sentence.times for at in range(time.start, time.end)}
    taken = known | timed
    tokens, at = sentence.tokens, 0
    while at < len(tokens):
        if (
            at in taken
            or not tokens[at].capitalised
            or not (_opens(tokens, at) or _side_of_name(tokens, at, taken))
        ):
            at += 1
            continue
        end = run_end(tokens, at, taken)
        start = at
        if (
            at >= 2
            and tokens[at - 1].text in HYPHENS
            and tokens[at - 2].low in {"al", "el", "an", "as", "ar", "az"}
        ):
            start = at - 2
        if not _describes(tokens, start, end, known) and not is_word_for_place(tokens, start, end, known):
            start = feature_start(tokens, start, known)
            label = " ".join(token.text for token in tokens[start:end])
            yield Proper(start, end, label.replace(" - ", "-").replace(" 's", "'s"))
        at = end


def _shouted(tokens: Sequence[Token]) -> bool:
    """ "HUMANITARIAN RESPONSE": a heading in capitals throughout, of which no word is known for a name."""
    written = [token.text for token in tokens if token.text[0].isalpha()]
    return all(word.isupper() for word in written) and any(len(word) > 6 for word in written)


def _describes(tokens: Sequence[Token], start: int, end: int, known: set[int]) -> bool:
    """The "National Army" of "the Libyan National Army": words of any army, no name alone."""
    described = listed("actors", "force_nouns", "describing")
    led = start - 1 in known or (start - 2 in known and tokens[start - 1].low == "'s")
    return led and all(token.low in described for token in tokens[start:end])


def _opens(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if len(token.text) < 2 and not (at + 1 < len(tokens) and tokens[at + 1].capitalised):
        return False
    if (
        not token.capitalised
        or folded(token.text) in words("never_names")
        or token.low in listed("places", "compass")
    ):
        return False
    if token.low in _peoples():
        return False
    if at > 0 and tokens[at - 1].text not in "\"'“‘(":
        after = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].low == "'s")  # "People's Defence Force"
        follows = after < len(tokens) and tokens[after].capitalised
        return follows or token.low not in _common()  # a headline that runs into its text
    form = verb_forms().get(token.low)
    if token.low in listed("actors", "aid_bodies"):
        return True
    common = (
        form is not None
        or token.low in _common()
        or (token.low.endswith(("s", "ed", "ly")) and not token.text.isupper())
    )
    ahead = tokens[at + 1] if at + 1 < len(tokens) else None
    return not common or bool(
        ahead and ahead.capitalised and ahead.low not in words("never_names") and form is None
    )


def _side_of_name(tokens: Sequence[Token], at: int, taken: set[int]) -> bool:
    """The "North" of "in North Kivu": written large amid a sentence, it is of the name."""
    ahead = tokens[at + 1] if 0 < at < len(tokens) - 1 and at + 1 not in taken else None
    large = ahead is not None and ahead.capitalised and ahead.low not in words("never_names")
    return large and tokens[at].low in {"north", "south", "east", "west"}


def _weekdays() -> frozenset[str]:
    """ "Mondays fighting": a day that lost its apostrophe."""
    return frozenset(f"{day}days" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun"))


@cache
def _peoples() -> frozenset[str]:
    """ "Syrians", "Turks": people, no place; nor is "Mondays"."""
    names = (str(each).lower() for _, _, adjectives in table("countries").values() for each in adjectives)
    return (
        frozenset(f"{name}s" for name in names)
        | {"turks", "kurds", "arabs", "alawites", "sunnis", "shiites"}
        | _weekdays()
    )


@cache
def _common() -> frozenset[str]:
    return (
        listed("actors", "force_nouns")
        | listed("actors", "describing")
        | frozenset(word for kind in table("actors")["weapons"].values() for word in kind)
        | frozenset(word for row in table("frames")["nouns"] for each in row["words"] for word in each.split())
        | listed("actors", "civilians")
        | listed("places", "references")
        | listed("places", "parts")
        | listed("places", "routes")
        | words("determiners")
        | words("adverbs")
        | words("prepositions")
    )


def classified(sentences: Iterable[Sentence]) -> Mapping[str, str]:
    """What each unknown name of a report is by its contexts: place, actor, person or body. By folded label."""
    votes: dict[str, Counter[str]] = {}
    for sentence in sentences:
        for proper in propers_of(sentence):
            kind, weight = _vote(sentence, proper)
            votes.setdefault(folded(proper.label), Counter())[kind] += weight
    kinds = {label: _best(counter) for label, counter in votes.items()}
    for label, kind in list(kinds.items()):
        if kind == "unknown":
            longer = [each for each in kinds if each != label and each.split()[-1:] == label.split()[-1:]]
            kinds[label] = next((kinds[each] for each in longer if kinds[each] == "person"), "unknown")
    return kinds


def _best(votes: Counter[str]) -> str:
    known = {kind: count for kind, count in votes.items() if kind != "unknown"}
    return max(sorted(known), key=lambda kind: known[kind]) if known else "unknown"


def _vote(sentence: Sentence, proper: Proper) -> tuple[str, int]:
    tokens = sentence.tokens
    before = tokens[proper.start - 1].low if proper.start else ""
    before_2 = tokens[proper.start - 2].low if proper.start > 1 else ""
    after = tokens[proper.end].low if proper.end < len(tokens) else ""
    after_2 = tokens[proper.end + 1].low if proper.end + 1 < len(tokens) else ""
    last = tokens[proper.end - 1].low
    if after not in place_words() and before_2 not in place_words() and (told := told_by_name(proper.label)):
        return told, 3
    titled = {before, tokens[proper.start].low} & listed("actors", "titles")
    if before == "the" and before_2 in {"of", "from"} and _of_fighters(tokens, proper.start - 3):
        return "actor", 9  # "rebels of the Karen National Union"
    if set(proper.label.split()) & listed_as_written() or proper.label.lower() in listed("actors", "aid_bodies"):
        return "body", 9
    first, *others = proper.label.lower().split()
    ranked = others and first in listed("actors", "titles")  # "General Khalifa Haftar"
    if first in listed("attribution", "speakers") and after not in place_words() and not ranked:
        return "body", 9  # "kills 19 Monitor": the speaker of a headline
    if last in ORGANISATIONS or (set(proper.label.lower().split()) & ORGANISATIONS):
        return "body", 3
    if folded(proper.label) in listed("actors", "armed_groups"):
        return "actor", 9
    forces = listed("actors", "force_nouns") - {"commander", "state"}  # "Shan State" is a place
    if f"{after} {after_2}" in place_words():
        return "place", 3  # "the X military base"
    if last in forces or after in forces:
        return "actor", 3
    if titled and not (titled <= {"sheikh", "sheik"} and is_put(before, before_2, after)):
        return "person", 3
    if is_taken_person(tokens, proper.end):
        return "person", 2
    if last in place_words() or after in place_words():
        return "place", 3
    if after in HYPHENS and after_2 in listed("places", "held") | DRIVEN:
        return "actor", 3  # "Taliban-held", "Houthi-run"
    if before == "the" and (before_2 in {"by", "to", "against", "with"} or after in _flags()):
        return "actor", 1  # "fell to the Taliban": few places have an article
    if not proper.start and (after == ":" or (after == "," and after_2 in PLACE_RELATIVES)):
        return "place", 1  # "Bulobarde, under a blockade ...", "Mahas: 13 elders ..."
    if after in {"and", ","} and listed_as_places(tokens, proper.end):
        return "place", 2
    if after == "," and called_place(tokens, proper.end + 1):
        return "place", 2
    if after == "," and called_person(tokens, proper.end + 1):
        return "person", 3
    if before == "of" and before_2 in place_words() | listed("places", "parts") | {
        "control",
        "capture",
        "fall",
        "siege",
        "north",
        "south",
        "east",
        "west",
        "sea",
        "gulf",
        "lake",
        "bay",
    }:
        return "place", 3
    if before == "from" and _wrested(tokens, proper.start):
        return "unknown", 1  # "retake Kunduz from Taliban": a place or a side
    if before in listed("places", "compass") and before.endswith("ern"):
        return "place", 2  # "in eastern Kasongo"
    if before in PLACE_BEFORE or (before == "between" and after == "and"):
        return "place", 2
    if proper.label.isupper() and len(proper.label) > 1:
        written = not proper.start and not sentence.number and after in {",", "(", *HYPHENS, "\u2014", "/"}
        return ("body", 1) if written else ("actor", 2)  # "MURSITPINAR, Turkey - ..."
    form = verb_forms().get(after)
    if before == "of" and (before_2 in words("on_the_spot") or before_2 in listed("places", "peopled")):
        return "place", 2  # "residents of Jenin said", "the mayor of Jenin said"
    if before == "the" and _names_people(proper.label) and form is not None and "past" in form.forms:
        return "actor", 1  # "the Tigrayans retreated"
    if form is not None and form.lemma in SPEAKING:
        return ("person" if proper.end - proper.start > 1 else "actor"), 1
    if after == "'s" and after_2 in _grounds():
        return "place", 2  # "Pibor's clinic", "Derna's residents"
    if before == "to" and before_2 in listed("places", "routes"):
        return "place", 2
    if _is_given(proper.label):
        return "person", 1
    under = {token.low for token in tokens[proper.end + 2 : proper.end + 4]} & UNDER if after_2 == "under" else ()
    if form is not None and (form.lemma == "fall" or (under and form.lemma in {"come", "be", "remain"})):
        return "place", 2
    if _undergoes(tokens, proper.end) or _is_said_place(tokens, proper.end):
        return "place", 2
    moved = verb_forms().get(before_2) if before in {"back", "over", "on", "off"} else None
    if moved is not None and moved.lemma in words("taking") | {"win", "close", "cut", "march"}:
        return "place", 2
    earlier = verb_forms().get(before)
    if earlier is not None and earlier.lemma in listed("places", "fought_over"):
        return "place", 1
    if earlier is not None and earlier.lemma in words("taking"):
        return "place", 2
    if earlier is not None and earlier.lemma in SPEAKING and proper.end - proper.start > 1:
        return "person", 1
    return "unknown", 1


def _is_given(label: str) -> bool:
    """Whether a name is one that a person is given: "Khalid Sheikh Mohammed", "Abu Omar"."""
    first, *others = label.lower().split()
    if first in {"abu", "umm", "um"} and others:
        return others[0] in listed("actors", "given_names")
    return bool(others) and first in listed("actors", "given_names")


def _undergoes(tokens: Sequence[Token], at: int) -> bool:
    """ "X was lost", "X has been retaken", "X is besieged": done to places only."""
    ahead = [token.low for token in tokens[at : at + 4]]
    passive = next((n for n, low in enumerate(ahead) if low in PASSIVE), None)
    following = ahead[passive + 1 :] if passive is not None and passive < 2 else []
    form = next((found for low in following if (found := verb_forms().get(low)) is not None), None)
    return form is not None and "part" in form.forms and form.lemma in words("done_to_places")


def _is_said_place(tokens: Sequence[Token], at: int) -> bool:
    """ "X is a mining town", "X was the first city that ...", "X remains in the hands of": said of places."""
    if at >= len(tokens) or tokens[at].low not in BEING_SAID:
        return False
    for here in range(at + 1, min(at + 8, len(tokens))):
        low = tokens[here].low
        if low in listed("places", "references") or low in {"hands", "grip"}:
            ahead = tokens[here + 1].low if here + 1 < len(tokens) else ""
            return ahead not in {"'s", "hall", "council"}
        if not (low[0].isalnum() or low in HYPHENS) or (low in words("prepositions") and low != "in"):
            return False
    return False


@cache
def _grounds() -> frozenset[str]:
    """What a town has and nobody else: the "clinic" of "Pibor's clinic"."""
    return listed("places", "urban", "peopled", "town_parts") | place_words() | {"clinic", "clinics", "hospitals"}


def _names_people(label: str) -> bool:
    """Whether a name is one that a people or a party goes by: "Tigrayans", "Houthis", "Karenni"."""
    return label.endswith(("ans", "is", "ists", "ites", "ards", "ese", "ians")) and " " not in label


def _of_fighters(tokens: Sequence[Token], at: int) -> bool:
    return at >= 0 and tokens[at].low in listed("actors", "combatants")


def _wrested(tokens: Sequence[Token], at: int) -> bool:
    """Whether something is taken from the name at ``at``: a verb of taking stands at most six words before."""
    forms = (verb_forms().get(token.low) for token in tokens[max(0, at - 7) : at - 1])
    return any(form is not None and form.lemma in words("taking") | {"wrest"} for form in forms)


@cache
def _flags() -> frozenset[str]:
    """What only a side of a war has: "the Taliban flag", "the Houthi spokesman"."""
    return frozenset({"flag", "flags", "spokesman", "spokesmen", "spokesperson", "lines", "stronghold", "rule"})


@cache
def listed_as_written() -> frozenset[str]:
    """Agencies and channels that only pass news on, as written."""
    return frozenset(str(name) for name in (*table("actors")["bystanders"], *table("attribution")["wires"]))
