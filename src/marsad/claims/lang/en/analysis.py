"""The pipeline's analysis of a report's sentences, each name that a table knows being one word to it."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.lang.en.names import Name, NameKind
from marsad.claims.lang.en.pipeline import Analysis, analysed
from marsad.claims.lang.en.tokens import Token

WHOLE = frozenset({NameKind.PLACE, NameKind.ACTOR, NameKind.COUNTRY, NameKind.CAPITAL})


def analyses_of(sentences: Sequence[Sequence[Token]], names: Sequence[Sequence[Name]]) -> list[Analysis]:
    """The analysis of each sentence, one entry per token.

    "Tal Abyad" or "the People's Protection Units" is given to the pipeline as its last word: fewer words to be
    wrong about. The words before it in the name are compounds of the last one.
    """
    spans = [_spans(each) for each in names]
    shortened = [_shortened(tokens, cut) for tokens, cut in zip(sentences, spans, strict=True)]
    pairs = zip(sentences, shortened, strict=True)
    found = analysed([[_as_written(tokens[at]) for at in kept] for tokens, kept in pairs])
    return [
        _lengthened(tokens, kept, analysis)
        for tokens, kept, analysis in zip(sentences, shortened, found, strict=True)
    ]


def _spans(names: Sequence[Name]) -> list[tuple[int, int]]:
    return sorted({(each.start, each.end) for each in names if each.kind in WHOLE and each.end - each.start > 1})


def _shortened(tokens: Sequence[Token], spans: Sequence[tuple[int, int]]) -> list[int]:
    """The tokens that stay: all but those of a name before its last."""
    gone = {at for start, end in spans for at in range(start, end - 1)}
    return [at for at in range(len(tokens)) if at not in gone]


def _lengthened(tokens: Sequence[Token], kept: Sequence[int], analysis: Analysis) -> Analysis:
    if len(kept) == len(tokens):
        return analysis
    tags, lemmas = ["NNP"] * len(tokens), [token.text for token in tokens]
    heads, relations = [-1] * len(tokens), ["compound"] * len(tokens)
    for place, at in enumerate(kept):
        head = analysis.heads[place]
        tags[at], lemmas[at] = analysis.tags[place], analysis.lemmas[place]
        heads[at], relations[at] = (kept[head] if head >= 0 else -1), analysis.relations[place]
    following = -1
    stays = set(kept)
    for at in range(len(tokens) - 1, -1, -1):
        if at in stays:
            following = at
        else:
            heads[at] = following
    return Analysis(tuple(tags), tuple(lemmas), tuple(heads), tuple(relations))


def _as_written(token: Token) -> str:
    return token.low if token.low == "'s" else token.text
