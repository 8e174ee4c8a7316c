"""Actors, places, roads and sides in the slots of a clause."""

from __future__ import annotations

from collections.abc import Iterable

from marsad.claims.drafts import ActorMention
from marsad.claims.lang.en.alongside import beside
from marsad.claims.lang.en.chunks import Sentence, VerbGroup
from marsad.claims.lang.en.doers import doers_of
from marsad.claims.lang.en.homeland import nation_of
from marsad.claims.lang.en.phrase_kinds import is_kind, is_number
from marsad.claims.lang.en.phrases import PhraseReader
from marsad.claims.lang.en.syntax import Slots
from marsad.claims.lang.en.tables import listed, words
from marsad.claims.lang.en.wheres import Wheres

OF_WHOM = frozenset({"of", "from"})
OF_WHOLE = words("of_whole")
TIED = frozenset({"loyal", "allied", "belonging", "linked", "affiliated", "one"})


class Roles(Wheres):
    """Fills roles of claims from the chunks of one sentence."""

    def __init__(self, sentence: Sentence, phrases: PhraseReader) -> None:
        """Prepare to fill roles in ``sentence``."""
        super().__init__(sentence, phrases)
        self._actors: dict[int, tuple[ActorMention, ...]] = {}  # by phrase, once found
        self._kinds_of: dict[tuple[int, str], bool] = {}
        self.classes: dict[int, frozenset[str]] = {}  # of the words of each phrase, once asked

    # -- actors -------------------------------------------------------------------------------------------------

    def actors(self, chunks: Iterable[int]) -> tuple[ActorMention, ...]:
        """Who the phrases name, without repeats."""
        found: dict[tuple[str, tuple[str, ...]], ActorMention] = {}
        for at in chunks:
            for actor in self._actors_at(at):
                found.setdefault((_side_of(actor), actor.candidates[:1]), actor)
        return tuple(found.values())

    def _actors_at(self, at: int) -> tuple[ActorMention, ...]:
        found = self._actors.get(at)
        if found is None:
            found = self._actors[at] = self._actors_named(at)
        return found

    def _actors_named(self, at: int) -> tuple[ActorMention, ...]:
        noun = self.noun(at)
        following = self._whose(at)
        if following is not None and (
            not noun.actors or noun.actors[0].by_reference or not noun.actors[0].candidates
        ):
            named = self.noun(following).actors or self._followers(at, following)
            if named:
                return named
        return noun.actors

    def _followers(self, at: int, leader: int) -> tuple[ActorMention, ...]:
        """ "Forces loyal to General X", "troops led by X": a side that goes by its leader."""
        party = (
            self.chunks[at].low in {"loyal", "allied"}
            and self.sentence.tokens[self.chunks[leader].end - 1].capitalised
        )
        if not self.noun(leader).person and not party:
            return ()
        mention = self.phrases.mention(self.chunks[at].start, self.chunks[leader].end)
        return (ActorMention(mention, mention.text),)

    def _whose(self, at: int) -> int | None:
        """The Hezbollah of "fighters from Hezbollah", the regime of "forces loyal to the regime"."""
        noun, low = self.noun(at), self.chunks[at].low
        belonging = noun.head in listed("actors", "force_nouns") or noun.head in OF_WHOLE
        if not (belonging or low in TIED or low in words("shares") or is_number(self, at)):
            return None
        here = at + 1
        if (
            here < len(self.chunks)
            and isinstance(self.chunks[here], VerbGroup)
            and self.chunks[here].low in {"belong", "link", "affiliate", "ally", "lead", "command"}
        ):
            here += 1
        if here + 1 < len(self.chunks) and self.chunks[here].kind == "prep" and self.chunks[here + 1].kind == "np":
            tied = here > at + 1 or self.chunks[at].low in {"loyal", "allied"}
            if self.chunks[here].low in OF_WHOM or (tied and self.chunks[here].low in {"to", "with", "by"}):
                return here + 1
        return None

    def owners(self, chunks: Iterable[int]) -> tuple[ActorMention, ...]:
        """Whose the phrases are: "regime air strikes", "the army's advance"."""
        found = (
            each
            for at in chunks
            for each in ((*beside(self, at), *self.noun(at).owners) if self.noun(at).owners else self._doing(at))
        )
        return tuple({(each.name, each.candidates[:1]): each for each in found}.values())

    def _doing(self, at: int) -> tuple[ActorMention, ...]:
        return self.all_of(doers_of(self, at))

    def all_of(self, chunks: Iterable[int]) -> tuple[ActorMention, ...]:
        """Who the phrases name, or else whose weapons they are: "Hezbollah fighters and Russian tanks"."""
        found = (each for at in chunks for each in (self.actors((at,)) or self.noun(at).owners))
        return tuple({each.name: each for each in found}.values())

    # -- places -------------------------------------------------------------------------------------------------

    # -- kinds of phrase ------------------------------------------------------------------------------------------

    def is_a(self, at: int, kind: str) -> bool:
        """Whether the phrase at ``at`` is of a kind that the frames ask for."""
        found = self._kinds_of.get((at, kind))
        if found is None:
            found = self._kinds_of[at, kind] = is_kind(self, at, kind)
        return found

    # -- roads ----------------------------------------------------------------------------------------------------


def _side_of(actor: ActorMention) -> str:
    """The name that tells a side: "Afghan soldiers" and "Afghan police" are both the Afghan state's."""
    nation = "" if actor.candidates else nation_of(actor.name)
    ours = nation and actor.name.lower().split()[-1] in listed("actors", "state_words") | {"forces"}
    return nation if ours else actor.name


def slot_chunks(slots: Slots, name: str) -> tuple[int, ...]:
    """The phrases in the slot called ``name``: subj, obj or a preposition."""
    if name.startswith("subj"):
        return slots.subjects
    if name.startswith("obj"):
        return slots.objects
    return tuple(at for preposition, phrases in slots.pps if preposition == name for at in phrases)
