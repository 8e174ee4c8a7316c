"""Where a clause is that names no place itself: where the clauses are that it stands with.

"Five died when a bomb went off in X", "stormed X, killing six", "the raids that hit X killed two", "shot him as he
left his X home". Which clause stands with which is read off the dependency tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marsad.claims.drafts import PlaceMention
from marsad.claims.lang.en.chunks import VerbGroup
from marsad.claims.lang.en.place_asides import locates
from marsad.claims.lang.en.roles import Roles
from marsad.claims.lang.en.syntax import Slots, slots_of
from marsad.claims.lang.en.tables import words
from marsad.claims.lang.en.tree import Tree

# Where a verb is, by what follows it: where, whither, whence; each only where those before it name nothing.
SLOTS = (("loc",), ("into", "onto", "towards", "toward", "to"))
SAME_TIME = frozenset({"when", "as", "while", "after", "where", "in", "by"})  # "killed AS he left X"
LOCAL = words("on_the_spot") | words("local_voices") | {"police", "man", "woman", "resident"}
DEEPEST = 3  # how many clauses are passed
Places = tuple[PlaceMention, ...]


class Clauses:
    """The clauses of one sentence and where each is."""

    def __init__(self, roles: Roles, tree: Tree) -> None:
        """Prepare to look for places in the sentence of ``roles``."""
        self.roles, self.tree, self.chunks = roles, tree, roles.chunks
        self._slots: dict[int, Slots] = {}

    def where(self, at: int) -> Places:
        """Where what the verb group at chunk ``at`` tells took place: () where neither it nor its clauses say."""
        return self._own(at, SLOTS) or self.around(at) or self._of_local(at)

    def around(self, at: int) -> Places:
        """Where the clauses are that the clause of the verb group at ``at`` stands with."""
        return self._with(at, DEEPEST, frozenset({at}))

    def _with(self, at: int, deep: int, seen: frozenset[int]) -> Places:
        for other in self._beside(at) if deep else ():
            if other not in seen:
                found = self._own(other, SLOTS[:1]) or self._with(other, deep - 1, seen | {other})
                if found:
                    return found
        return ()

    def _of_local(self, at: int) -> Places:
        """The town of "was shot at a Kyiv bus stop", "Karachi police shot two men", "a Homs man was shot"."""
        slots, roles = self.slots(at), self.roles
        put = [each for preposition, phrases in slots.pps if locates(preposition) for each in phrases]
        for each in (*put, *slots.objects, *slots.subjects):
            inside = each in put or roles.noun(each).head in LOCAL
            town = roles.phrases.town_around(each) if inside else None
            if town is not None:
                return (town,)
        return ()

    def slots(self, at: int) -> Slots:
        """The slots of the verb group at ``at``, found once."""
        found = self._slots.get(at)
        if found is None:
            found = self._slots[at] = self.tree.corrected(at, slots_of(self.chunks, at))
        return found

    def _own(self, at: int, kinds: Sequence[tuple[str, ...]]) -> Places:
        """The places in the slots of the verb itself, those of the first of ``kinds`` that names any."""
        slots, roles = self.slots(at), self.roles
        taken = [each for each in slots.objects if roles.is_a(each, "locality")]
        found = _named(roles.places(taken))
        whence = () if slots.objects or kinds is not SLOTS else (("from",),)  # "took the hills from Syria"
        for wanted in (*kinds, *whence):
            found = found or _named(roles.located(slots.pps, wanted))
        return found or _named(roles.located(self.tree.slots(at).pps, ("loc",)))

    def _beside(self, at: int) -> Iterator[int]:
        """The verbs of the clauses that stand with that of ``at``: of the same time, the same doing, above it."""
        if self._tells(at):
            return  # what is said is not where it is said
        for verb, relation, opening in self.tree.clauses_beneath(at):
            if relation == "xcomp" or (relation == "advcl" and opening in SAME_TIME):
                yield verb
            elif relation == "conj" and verb > at and self.slots(at).end == at:
                yield verb  # "were killed and wounded in X"
        joined = next((n for n in (at + 2, at + 3) if self._is_verb(n)), None)
        if joined is not None and self.slots(at).end == at and self.chunks[at + 1].kind == "and":
            yield joined
        yield from self.tree.clauses_of(self._undergoing(at))
        above = self.tree.clause_above(at)
        if above is None or self._tells(above[0]):
            return
        verb, relation = above
        group = self.chunks[at]
        doing = isinstance(group, VerbGroup) and group.form == "ing"
        if relation == "xcomp" or (relation in {"advcl", "acl", "conj"} and doing):
            yield verb  # "stormed X, killing six and wounding ten"

    def _is_verb(self, at: int) -> bool:
        return at < len(self.chunks) and isinstance(self.chunks[at], VerbGroup)

    def _undergoing(self, at: int) -> tuple[int, ...]:
        """Who is shot of "a man driving through X was shot"."""
        slots = self.slots(at)
        return tuple(each for each in slots.objects if each < at) if slots.passive else ()

    def _tells(self, at: int) -> bool:
        """Whether it is a verb of saying: what is said is not where it is said."""
        return self.chunks[at].low in words("speaking")


def _named(places: Sequence[PlaceMention]) -> Places:
    return tuple(each for each in places if not each.by_reference)
