"""What a headline or a message leaves out of a clause: its auxiliary, the past of its verb, its articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marsad.claims.lang.en.message_units import actor_end, glue, place_end, side_end
from marsad.claims.lang.en.names import NameIndex
from marsad.claims.lang.en.shorthand import Word
from marsad.claims.lang.en.tables import listed, past_of, verb_forms, words

Said = Sequence[Word]
MOST_DESCRIBING = 5  # words of a person's description: "a key local Taliban commander"


def put_back(said: Said, index: NameIndex) -> list[Word]:
    """The clause with what it leaves out."""
    return with_articles(with_auxiliary(in_the_past(said, index), index))


def in_the_past(said: Said, index: NameIndex) -> list[Word]:
    """The clause with a verb that could be a noun in its past: "Rebels ambush convoy", "army raids town"."""
    end = side_end(said, index)
    if not 0 < end < len(said) - 1:
        return list(said)
    form = verb_forms().get(said[end].low)
    present = form is not None and form.lemma in words("nouns_too") and bool(form.forms & {"base", "s"})
    if form is None or not present or not _opens_object(said, end + 1, index) or _verb_in(said[end + 1 :]):
        return list(said)
    past = past_of(form.lemma)
    return [*said[:end], replace(said[end], text=past, low=past), *said[end + 1 :]]


def _opens_object(said: Said, at: int, index: NameIndex) -> bool:
    """Whether what a verb is done to begins at ``at``: a name, a number, a person, a place."""
    word = said[at]
    named = word.capitalised or word.low[0].isdigit() or word.low in words("number_words") | words("determiners")
    return named or actor_end(said, at, index) > at or place_end(said, at, index) > at or word.low in _persons()


def _verb_in(said: Said) -> bool:
    """Whether a finite verb follows before the clause ends: "air raids hit ...", "attack on X kills ..."."""
    for at, word in enumerate(said):
        if word.text == "," or word.low in words("subordinators"):
            return False
        form = verb_forms().get(word.low)
        if form is None or word.capitalised or form.lemma in words("nouns_too"):
            continue
        if form.forms & {"s", "past", "base"} and (at == 0 or said[at - 1].low != "to"):
            return True
    return False


def with_articles(said: Said) -> list[Word]:
    """The clause with the article before one person who is harmed: "soldier was killed", "killed elder"."""
    for at, word in enumerate(said):
        form = verb_forms().get(word.low)
        if form is None or form.lemma not in words("harming") or not form.forms & {"past", "part", "s", "base"}:
            continue
        passive = at > 1 and said[at - 1].low in {"was", "is"}
        start, end = (0, at - 1) if passive else (at + 1, _phrase_end(said, at + 1))
        article = _article_of(said[start:end])
        if article:
            return [*said[:start], glue(article, said[start]), *said[start:]]
    return list(said)


def _phrase_end(said: Said, at: int) -> int:
    closing = words("prepositions") | words("conjunctions") | words("subordinators")
    return next((n for n in range(at, len(said)) if said[n].low in closing or said[n].text in ",:;-"), len(said))


def _article_of(said: Said) -> str:
    """What "key commander", "Turkish soldier" lack: one person, nothing that counts or tells which; else ""."""
    telling = words("determiners") | words("number_words") | words("possessives") | words("shades")
    if not 0 < len(said) <= MOST_DESCRIBING or any(w.low in telling or not w.text[0].isalpha() for w in said):
        return ""
    if said[-1].low in listed("tolls", "singles"):
        return "a"
    return "the" if said[-1].low in listed("tolls", "officers") else ""


def _persons() -> frozenset[str]:
    return listed("actors", "force_nouns") | listed("actors", "civilians") | listed("actors", "titles")


def with_auxiliary(said: Said, index: NameIndex) -> list[Word]:
    """The auxiliary that headlines leave out: "SAA entering Tadef", "troops to march on Raqqa"."""
    end = side_end(said, index)
    if 0 < end < len(said) - 1:
        form, ahead = verb_forms().get(said[end].low), verb_forms().get(said[end + 1].low)
        if form is not None and form.forms == {"ing"} and _goes_on(said, end, index):
            return [*said[:end], glue("are", said[end]), *said[end:]]
        if said[end].low == "to" and (said[end + 1].low == "be" or (ahead is not None and "base" in ahead.forms)):
            return [*said[:end], replace(said[end], text="will", low="will"), *said[end + 1 :]]
    at = _passive(said, sided=end > 0)
    return [*said[:at], glue("was", said[at]), *said[at:]] if at else list(said)


def helps(word: Word) -> bool:
    """Whether a word is an auxiliary; in capitals, "IS" is none."""
    return word.low in words("auxiliaries") and not word.text.isupper()


def _goes_on(said: Said, at: int, index: NameIndex) -> bool:
    """Whether a word in -ing is a verb: "Rebel shelling of X" is an event, "rebels shelling X" goes on."""
    if said[at].low not in listed("frames", "event_nouns_ing"):
        return True
    ahead = said[at + 1]
    named = place_end(said, at + 1, index) > at + 1 or actor_end(said, at + 1, index) > at + 1
    return named or ahead.low in words("determiners") or ahead.low == "each"


def _passive(said: Said, *, sided: bool) -> int:
    """Where a participle without its auxiliary stands: "road | closed by SAA", "soldier | killed in"; else 0.

    After a side, "retook," is what the side did; "captured in", with nothing that it is done to, what befell it.
    """
    verbs = [at for at, word in enumerate(said) if at and _may_be_verb(word)]
    until = next((at for at, word in enumerate(said) if word.low in words("subordinators")), len(said))
    verbs = [at for at in verbs if at < until and said[at - 1].low != "to"]
    if len(verbs) != 1 or any(map(helps, said[:until])):
        return 0
    at = verbs[0]
    rest = [word.low for word in said[at + 1 : until]]
    form, ahead = verb_forms()[said[at].low], next((low for low in rest if low != "dead"), ",")
    ended = ahead == "," and not (sided and "dead" not in rest)
    loose = form.lemma in words("transitive") and (ended or ahead in words("locating"))
    return at if "part" in form.forms and (ahead == "by" or loose) else 0


def _may_be_verb(word: Word) -> bool:
    form = verb_forms().get(word.low)
    if form is None or word.capitalised:
        return False
    return form.lemma not in words("nouns_too") or "part" in form.forms
