"""Universal Dependencies treebanks, retokenised as Marsad cuts text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from marsad.claims.lang.en.tokens import tokens_of

KEPT = frozenset(
    {"obl:agent", "obl:unmarked", "nmod:unmarked", "nmod:poss", "nmod:desc", "nsubj:pass"}
    | {"csubj:pass", "aux:pass", "acl:relcl", "compound:prt"}
)
RENAMED = {"obl:npmod": "obl:unmarked", "obl:tmod": "obl:unmarked", "nmod:npmod": "nmod:unmarked"}
STOPS = {"-": "HYPH", ".": ".", ",": ",", ":": ":", "/": ",", "$": "$", "(": "-LRB-", ")": "-RRB-"}


@dataclass(frozen=True, slots=True)
class Tree:
    """A sentence with its tags, lemmas, heads (from 0, -1 the root) and relations."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    lemmas: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    form: str
    tag: str
    lemma: str
    head: int
    relation: str


def relation_of(label: str) -> str:
    """The relation as the pipeline names it: only those subtypes that a reader of claims can use."""
    label = RENAMED.get(label, label)
    return label if label in KEPT else label.split(":")[0]


def trees_of(path: Path, *, recut: bool = True) -> list[Tree]:
    """The trees of a CoNLL-U file, in Marsad's tokens, or with ``recut=False`` in the treebank's own."""
    return [tree for block in _blocks(path) if (tree := _tree(block, recut)).words]


def _blocks(path: Path) -> Iterator[list[list[str]]]:
    block: list[list[str]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip() == "":
                if block:
                    yield block
                block = []
            elif not line.startswith("#"):
                block.append(line.rstrip("\n").split("\t"))
    if block:
        yield block


def _tree(block: list[list[str]], recut: bool) -> Tree:
    words, text = _words(block)
    if not recut:
        return Tree(
            tuple(word.form for word in words),
            tuple(word.tag for word in words),
            tuple(word.lemma for word in words),
            tuple(word.head for word in words),
            tuple(word.relation for word in words),
        )
    return _recut(words, text)


def _words(block: list[list[str]]) -> tuple[list[_Word], str]:
    """The words with their places in the text, which is rebuilt from the words and their spaces."""
    text, words, until, spaced = "", [], 0, True
    for row in block:
        if "." in row[0]:
            continue
        after = "" if "SpaceAfter=No" in row[9].split("|") else " "
        if "-" in row[0]:
            until, spaced = int(row[0].split("-")[1]), bool(after)
            continue
        start = len(text)
        form = row[1].replace(" ", "")
        text += form
        number = int(row[0])
        words.append(_Word(start, len(text), form, row[4], row[2], int(row[6]) - 1, relation_of(row[7])))
        if number < until:
            after = ""
        elif number == until:
            after = " " if spaced else ""
        text += after
    return words, text


def _recut(words: list[_Word], text: str) -> Tree:
    """The tree over Marsad's tokens. A token over several words takes the place of the one that heads the others;
    of a word cut into several tokens the last part heads what hyphens join, else the first.
    """
    tokens = [(token.start, token.end, token.text) for token in tokens_of(text)]
    groups = _groups(words, tokens)
    lead: dict[int, int] = {}  # word -> token that stands for it
    made: list[tuple[str, str, str, int, str]] = []  # head: a word from 0, or -2 - token
    for inside, pieces in groups:
        first = len(made)
        word = words[_top(words, inside)]
        head = first + _leading([text[start:end] for start, end, _ in pieces])
        lead.update(dict.fromkeys(inside, head))
        for at, (_, _, form) in enumerate(pieces, start=first):
            if at == head:
                lemma = word.lemma if len(pieces) == 1 else form
                made.append((form, word.tag, lemma, word.head, word.relation))
            elif form.isalnum():
                made.append((form, word.tag if word.tag != "." else "NN", form, -2 - head, "compound"))
            else:
                made.append((form, STOPS.get(form, "SYM"), form, -2 - head, "punct"))
    heads = tuple(-2 - head if head <= -2 else lead.get(head, -1) for _, _, _, head, _ in made)
    return Tree(
        tuple(each[0] for each in made),
        tuple(each[1] for each in made),
        tuple(each[2] for each in made),
        heads,
        tuple(each[4] for each in made),
    )


def _groups(
    words: list[_Word], tokens: list[tuple[int, int, str]]
) -> Iterator[tuple[list[int], list[tuple[int, int, str]]]]:
    """Words and tokens in the smallest runs that cover the same stretch of text."""
    at = 0
    inside: list[int] = []
    pieces: list[tuple[int, int, str]] = []
    end_words = end_tokens = 0
    for number, word in enumerate(words):
        inside.append(number)
        end_words = word.end
        while at < len(tokens) and tokens[at][0] < end_words:
            pieces.append(tokens[at])
            end_tokens = tokens[at][1]
            at += 1
        if end_tokens <= end_words and pieces:
            yield inside, pieces
            inside, pieces = [], []


def _top(words: list[_Word], inside: list[int]) -> int:
    """The first word of the run whose head lies outside it."""
    among = set(inside)
    return next((each for each in inside if words[each].head not in among), inside[0])


def _leading(pieces: list[str]) -> int:
    """Which piece heads a word cut up: the last part of a hyphenated word, else the first part that is a word."""
    if "-" in pieces or "–" in pieces:
        return max((at for at, piece in enumerate(pieces) if piece.isalnum()), default=0)
    return next((at for at, piece in enumerate(pieces) if piece.isalnum()), 0)


def well_formed(tree: Tree) -> bool:
    """Whether the tree has one root and every word hangs from it."""
    if tree.heads.count(-1) != 1:
        return False
    for at in range(len(tree.heads)):
        steps, here = 0, at
        while here >= 0 and steps <= len(tree.heads):
            here, steps = tree.heads[here], steps + 1
        if here >= 0:
            return False
    return True


def all_trees(paths: Iterable[Path]) -> list[Tree]:
    """The well-formed trees of several files, in order."""
    return [tree for path in paths for tree in trees_of(path) if well_formed(tree)]
