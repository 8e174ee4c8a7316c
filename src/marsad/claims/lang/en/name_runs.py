"""How far a name that no table knows reaches: "Hammam al-Alil", "Pul-e Khumri", "the Ministry of Defence"."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.claims.lang.en.names import ARTICLES, HYPHENS
from marsad.claims.lang.en.tables import listed, words
from marsad.claims.lang.en.tokens import Token

CONNECTING = words("connecting")
ORGANISATIONS = words("organisations")
INNER = frozenset({"arab", "islamic", "muslim", "christian"})  # "Kani Arab": no name alone, a part of one


def run_end(tokens: Sequence[Token], at: int, taken: set[int]) -> int:
    """Where the run of capitalised words that begins at ``at`` ends: before ``taken`` and before a new name."""
    end = at + 1
    while end < len(tokens) and end not in taken:
        token = tokens[end]
        if token.capitalised and (token.low not in words("never_names") or token.low in INNER):
            end += 1
        elif (
            token.text in HYPHENS
            and end + 1 < len(tokens)
            and tokens[end + 1].capitalised
            and tokens[end + 1].start == token.end
        ):
            if end + 1 in taken:
                break
            end += 2
        elif token.text in HYPHENS and _linked(tokens, end):
            end += 3  # "Pul-e Khumri", "Deh-i Bagh"
        elif token.text in HYPHENS and _linked(tokens, end, hyphened=True):
            end += 4  # "Riviere-du-Loup"
        elif _tied_article(tokens, end) and not taken & {end, end + 1, end + 2} and not _tied(tokens, at, end):
            end += 3  # "Hammam al-Alil"
        elif (
            token.low == "'s"
            and end + 2 < len(tokens)
            and all(each.capitalised for each in tokens[end + 1 : end + 3])
        ):
            end += 2
        elif (
            token.low in CONNECTING
            and end + 1 < len(tokens)
            and tokens[end + 1].capitalised
            and end + 1 not in taken
        ):
            if token.low in {"and", "of", "for", "the"} and not (
                token.low in {"of", "for"}
                and tokens[end - 1].low in ORGANISATIONS | listed("actors", "force_nouns")
            ):
                break
            end += 2
        else:
            break
    return end


def _linked(tokens: Sequence[Token], at: int, *, hyphened: bool = False) -> bool:
    """Whether the hyphen at ``at`` begins the "-e " of "Pul-e Khumri", or the "-du-" of "Riviere-du-Loup"."""
    ahead = tokens[at + 1 : at + 3 + hyphened]
    if hyphened:
        return len(ahead) == 3 and ahead[0].low in CONNECTING and ahead[1].text in HYPHENS and ahead[2].capitalised
    return len(ahead) == 2 and ahead[0].low in {"e", "i", "ye"} and ahead[1].capitalised


def _tied(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a run has an article already: "al-Jadida al-Midan" are two names without a comma."""
    opened = start > 0 and tokens[start - 1].text in HYPHENS
    return opened or any(token.low in ARTICLES for token in tokens[start:end])


def _tied_article(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token at ``at`` is the "al" of "Hammam al-Alil"."""
    ahead = tokens[at + 1 : at + 3]
    article = tokens[at].low in ARTICLES and len(ahead) == 2 and ahead[0].text in HYPHENS
    return article and ahead[1].capitalised and ahead[0].start == tokens[at].end
