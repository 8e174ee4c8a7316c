"""The second witness: the slots of a verb as the dependency tree gives them, in the chunks of ``syntax``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from marsad.claims.lang.en.chunks import Chunk, VerbGroup
from marsad.claims.lang.en.pipeline import Analysis
from marsad.claims.lang.en.syntax import DEEPEST, OBJECT_CONTROL, Slots

RELATIVES = frozenset({"WDT", "WP", "WP$"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj"})
OBLIQUE = frozenset({"obl", "obl:agent", "nmod"})
OBJECT = frozenset({"obj"})
CASE, FIXED = frozenset({"case"}), frozenset({"fixed"})
COORDINATED = frozenset({"conj"})
DOING = frozenset({"acl"})
OPENING = frozenset({"mark", "advmod"})


class Tree:
    """The dependency tree of one sentence over its chunks. Built once a sentence; lookups are by chunk."""

    def __init__(self, chunks: Sequence[Chunk], lows: Sequence[str], analysis: Analysis) -> None:
        """Prepare to look up the words under each word of a sentence, and the chunk of each."""
        self.chunks, self.lows, self.analysis = chunks, lows, analysis
        self._children: list[list[int]] = [[] for _ in analysis.heads]
        for token, head in enumerate(analysis.heads):
            if head >= 0:
                self._children[head].append(token)
        self._chunk_at: list[int | None] = [None] * len(analysis.heads)
        for at, chunk in enumerate(chunks):
            self._chunk_at[chunk.start : chunk.end] = [at] * (chunk.end - chunk.start)
        reduced = (at for at, chunk in enumerate(chunks) if chunk.kind == "vg")
        self._qualifying = [at for at in reduced if analysis.relations[self._verb(at)] == "acl"]

    def slots(self, at: int) -> Slots:
        """The slots of the verb group at chunk ``at``, as in the active voice."""
        group = self.chunks[at]
        assert isinstance(group, VerbGroup)  # noqa: S101
        verb = group.main
        passive = self._is_passive(verb)
        beneath = self._objects(verb)
        subjects, objects = self._phrases(self._subjects(verb)), self._phrases(beneath)
        pps = tuple(self._pps(verb, beneath if not passive else ()))
        used = [*subjects, *objects, *(each for _, phrases in pps for each in phrases)]
        end = max([at, *(each for each in used if each > at)])
        if passive:
            by = tuple(each for preposition, phrases in pps if preposition == "by" for each in phrases)
            return Slots(by, subjects, pps, end, True)
        return Slots(subjects, objects, pps, end, False)

    def corrected(self, at: int, slots: Slots) -> Slots:
        """``slots`` with the subject from before a clause that the chunks took for the main one.

        "Elders accused of helping the army were taken away": the army is inside the clause that qualifies the
        elders, and they are who was taken.
        """
        group = self.chunks[at]
        surface = slots.objects if slots.passive else slots.subjects
        if not isinstance(group, VerbGroup) or group.form == "inf" or not surface or surface[-1] >= at:
            return slots
        if not self._qualifying or self._qualifying[0] > surface[0]:
            return slots
        own = self._phrases(self._subjects(self._verb(at)))
        if not own or own[-1] >= surface[0] or not self._qualified(own, surface[0]):
            return slots
        return replace(slots, objects=own) if slots.passive else replace(slots, subjects=own)

    def asides(self, at: int) -> frozenset[int]:
        """The relative clauses behind a comma that the chunk at ``at`` stands in, by their verbs.

        ", who hold the port," is one; "who came into the town" of "men who came into the town" is none.
        """
        relations, heads, token = self.analysis.relations, self.analysis.heads, self._verb(at)
        found: set[int] = set()
        while token >= 0:
            head = heads[token]
            if relations[token] == "acl:relcl" and "," in self.lows[head + 1 : head + 3]:
                found.add(token)
            token = head
        return frozenset(found)

    def clauses_beneath(self, at: int) -> Iterator[tuple[int, str, str]]:
        """The verb groups whose clauses hang on the one at chunk ``at``, with relation and opening word."""
        token = self._verb(at)
        for under in self._children[token]:
            verb = self._group_at(under)
            if verb is not None and verb != at:
                yield verb, self.analysis.relations[under], self._opening(under)

    def clause_above(self, at: int) -> tuple[int, str] | None:
        """The verb group that the clause of the one at chunk ``at`` hangs on, with the relation of the clause."""
        token = self._verb(at)
        relation, head = self.analysis.relations[token], self.analysis.heads[token]
        while head >= 0:
            verb = self._group_at(head)
            if verb is not None and verb != at:
                return verb, relation
            head = self.analysis.heads[head]
        return None

    def clauses_of(self, phrases: Sequence[int]) -> Iterator[int]:
        """The verb groups of what the phrases were doing: the "driving" of "a man driving through X was shot"."""
        for at in phrases:
            for token in range(self.chunks[at].start, self.chunks[at].end):
                for under in self._kids(token, DOING):
                    verb = self._group_at(under)
                    group = self.chunks[verb] if verb is not None else None
                    if verb is not None and isinstance(group, VerbGroup) and group.form == "ing":
                        yield verb

    def _group_at(self, token: int) -> int | None:
        at = self._chunk_at[token]
        return at if at is not None and self.chunks[at].kind == "vg" and self._verb(at) == token else None

    def _opening(self, token: int) -> str:
        """The "when" of "when a bomb went off"; "" of a clause that opens with its verb."""
        opening = self._kid(token, OPENING)
        return self.lows[opening] if opening is not None and opening < token else ""

    def _qualified(self, phrases: Sequence[int], before: int) -> bool:
        """Whether a participle between the last of ``phrases`` and chunk ``before`` goes with one of them."""
        verbs = (self._verb(each) for each in self._qualifying if phrases[-1] < each < before)
        return any(self._chunk_at[self.analysis.heads[verb]] in phrases for verb in verbs)

    def _verb(self, at: int) -> int:
        group = self.chunks[at]
        return group.main if isinstance(group, VerbGroup) else group.start

    # -- tokens ---------------------------------------------------------------------------------------------------

    def _kids(self, token: int, relations: frozenset[str]) -> list[int]:
        return [each for each in self._children[token] if self.analysis.relations[each] in relations]

    def _kid(self, token: int, relations: frozenset[str]) -> int | None:
        for each in self._children[token]:
            if self.analysis.relations[each] in relations:
                return each
        return None

    def _is_passive(self, verb: int) -> bool:
        kin = {self.analysis.relations[each] for each in self._children[verb]}
        participle = self.analysis.tags[verb] == "VBN"
        if kin & {"aux:pass", "nsubj:pass"}:
            return True
        bare = not kin & {"aux", "nsubj", "obj"}
        return participle and bare and self.analysis.relations[verb] in {"acl", "advcl", "amod"}

    def _all(self, token: int) -> list[int]:
        """``token`` and what is coordinated with it."""
        return [token, *self._kids(token, COORDINATED)]

    def _subjects(self, verb: int, depth: int = 0) -> list[int]:
        if depth > DEEPEST:
            return []
        relation, head = self.analysis.relations[verb], self.analysis.heads[verb]
        own = self._kid(verb, SUBJECTS)
        if own is not None:
            if self.analysis.tags[own] in RELATIVES or (relation == "acl:relcl" and self.lows[own] == "that"):
                return self._all(head) if relation == "acl:relcl" and head >= 0 else []
            return self._all(own)
        if head < 0:
            return []
        if relation == "acl":
            return [head]
        if relation == "xcomp" and self.analysis.lemmas[head] in OBJECT_CONTROL:
            return self._objects(head) or self._subjects(head, depth + 1)
        if relation in {"conj", "xcomp", "advcl"}:
            return self._subjects(head, depth + 1)
        return []

    def _opens_relative(self, token: int) -> bool:
        """Whether the chunks too take the word for a relative: not the "that" of "told them that"."""
        at = self._chunk_at[token]
        return at is None or self.chunks[at].kind != "sub"

    def _objects(self, verb: int) -> list[int]:
        relation, head = self.analysis.relations[verb], self.analysis.heads[verb]
        own = self._kid(verb, OBJECT)
        if own is not None:
            relative = self.analysis.tags[own] in RELATIVES or (own < verb and self.lows[own] == "that")
            if relative and not self._opens_relative(own):
                return []
            return [head] if relative and relation == "acl:relcl" and head >= 0 else self._all(own)
        if relation == "acl:relcl" and head >= 0 and not self._is_passive(verb):
            subject = self._kid(verb, SUBJECTS)
            where = any(self.analysis.tags[each] == "WRB" for each in self._children[verb])
            if subject is not None and self.analysis.tags[subject] not in RELATIVES and not where:
                return [head]
        if relation == "conj" and head >= 0:
            return [each for each in self._objects(head) if each > verb]
        return []

    def _pps(self, verb: int, objects: Sequence[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
        found: list[tuple[int, str, tuple[int, ...]]] = []
        queue = [*self._kids(verb, OBLIQUE), *(each for o in objects for each in self._kids(o, OBLIQUE))]
        seen: set[int] = set()
        while queue:
            token = queue.pop(0)
            if token in seen:
                continue
            seen.add(token)
            preposition = self._case(token)
            phrases = self._phrases(self._all(token))
            if preposition and phrases:
                found.append((token, preposition, phrases))
            queue += self._kids(token, OBLIQUE)
        return ((preposition, phrases) for _, preposition, phrases in sorted(found))

    def _case(self, token: int) -> str:
        case = self._kid(token, CASE)
        if case is None:
            return ""
        fixed = self._kids(case, FIXED)
        return " ".join(self.lows[each] for each in (case, *fixed))

    # -- chunks ---------------------------------------------------------------------------------------------------

    def _phrases(self, tokens: Sequence[int]) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for token in tokens:
            at = self._chunk_at[token]
            if at is not None and self.chunks[at].kind == "np":
                found[at] = None
        return tuple(found)
