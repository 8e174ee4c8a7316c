"""Clusters found without comparing what is far apart are those of the plain rule, which compares everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations, groupby
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.areas import load_area
from marsad.areas.allegiances import Allegiances
from marsad.events.clusters import Cluster, clusters
from marsad.events.comparison import (
    MEMORY_DAYS,
    SHORT_MEMORY_DAYS,
    Level,
    agreement,
    parties_level,
    time_level,
)
from marsad.events.families import families
from marsad.events.statements import Statement
from marsad.model import ClaimType, Days

ALLEGIANCES = Allegiances(load_area(str(Path(__file__).parents[1] / "assess" / "area")))
FIRST = date(2017, 2, 1)
ACTORS = ["act_isis", "act_fsa", "act_turkey", "act_syrian_government", "name:some men"]
ROWS = [(), (), (), (), ("ucdp one", "row 1"), ("ucdp one", "row 2"), ("acled two", "row 1")]
FAMILIES = [
    [ClaimType.CLASH, ClaimType.ASSAULT], [ClaimType.AIR_STRIKE], [ClaimType.CONTROL], [ClaimType.CASUALTIES],
]  # fmt: skip
actors = st.frozensets(st.sampled_from(ACTORS), max_size=2)


def spans(lengths: Iterable[int]) -> list[Days]:
    starts = [FIRST + timedelta(days=after) for after in range(31)]
    return [Days(start, start + timedelta(days=length)) for start in starts for length in lengths]


SHORT, UNDATED = spans(range(1, 5)), [Days(None, FIRST + timedelta(days=after)) for after in range(31)]
# Made once, which takes longer than a draw. Each way to date is as likely; two are twice there.
days = st.one_of(
    st.sampled_from(SHORT),
    st.sampled_from(SHORT[::-1]),
    st.sampled_from(UNDATED),
    st.sampled_from(UNDATED[::-1]),
    st.sampled_from(spans(range(5, 41))),
    st.sampled_from([Days(FIRST + timedelta(days=after), None) for after in range(31)]),
    st.just(Days()),
)
statements_of = [
    st.lists(
        st.builds(
            Statement, type=st.sampled_from(types), where=st.just(("plc_al_bab",)), near=st.just(False),
            cumulative=st.booleans(), manner=st.sampled_from(["", "", "2 digits"]), days=days,
            agents=actors, targets=actors, row=st.sampled_from(ROWS),
        ),
        max_size=30,
        unique=True,
    )
    for types in FAMILIES
]  # fmt: skip
told = st.one_of(statements_of)


@settings(max_examples=300, deadline=None)
@given(told)
def test_clusters_are_those_of_the_plain_rule(statements: list[Statement]) -> None:
    assert clusters(statements, ALLEGIANCES) == plain_clusters(statements)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 3))
def test_a_lasting_hold_told_of_daily_is_one_cluster_that_later_words_join(gap: int) -> None:
    """More days than a short cluster spans, so that it is looked for apart from the others."""
    holds = [control(Days.on(FIRST + timedelta(days=day)), "act_isis") for day in range(60)]
    holds.append(control(Days.on(FIRST + timedelta(days=64)), "act_fsa"))
    undated = [control(Days(None, FIRST + timedelta(days=60 + gap)), "act_isis")]
    whole = [control(Days(FIRST + timedelta(days=3), FIRST + timedelta(days=30)), "act_isis")]
    statements = [*holds, *undated, *whole]
    made = clusters(statements, ALLEGIANCES)
    assert made == plain_clusters(statements)
    assert max(len(cluster) for cluster in made) == 62


def control(when: Days, *agents: str) -> Statement:
    return Statement(ClaimType.CONTROL, ("plc_al_bab",), False, False, "", when, frozenset(agents), frozenset())


def plain_clusters(statements: Iterable[Statement]) -> tuple[Cluster, ...]:
    made: list[Cluster] = []
    ordered = sorted(statements, key=lambda each: (each.block, each.order))
    for _, group in groupby(ordered, key=lambda each: each.block):
        block = list(group)
        firm = plain_join([each for each in block if each.firm])
        joined, left = plain_attach([each for each in block if not each.firm], firm)
        made += joined
        made += plain_join(left)
    return tuple(made)


def plain_join(singles: Sequence[Statement]) -> list[Cluster]:
    pairs = []
    for (i, one), (j, other) in combinations(enumerate(singles), 2):
        levels = None if one.apart_from(other) else agreement(one, other, ALLEGIANCES)
        if levels is not None:
            pairs.append((tuple(-level for level in levels), i, j))
    home = {i: [i] for i in range(len(singles))}
    for _, i, j in sorted(pairs):
        some, others = sorted((home[i], home[j]), key=min)
        if some is not others and all(tolerable(singles[a], singles[b]) for a in some for b in others):
            some += others
            home |= dict.fromkeys(others, some)
    distinct = {min(each): sorted(each) for each in home.values()}
    return [tuple(singles[each] for each in distinct[key]) for key in sorted(distinct)]


def tolerable(one: Statement, other: Statement) -> bool:
    if one.apart_from(other) or (families()[one.type].recurs and time_level(one, other) is Level.ELSE):
        return False
    return Level.ELSE not in parties_level(one, other, ALLEGIANCES)


def plain_attach(loose: Sequence[Statement], firm: Sequence[Cluster]) -> tuple[list[Cluster], list[Statement]]:
    joined = [list(cluster) for cluster in firm]
    left = []
    for statement in loose:
        fitting = [
            i
            for i, cluster in enumerate(firm)
            if fits(statement, cluster) and not any(statement.apart_from(each) for each in joined[i])
        ]
        if not fitting or (families()[statement.type].recurs and len(fitting) > 1):
            left.append(statement)
        else:
            joined[max(fitting, key=lambda i: (firm[i][-1].order, i))].append(statement)
    return [tuple(cluster) for cluster in joined], left


def fits(statement: Statement, cluster: Cluster) -> bool:
    recurs = families()[statement.type].recurs
    after = max(each.days.end for each in cluster if each.days.end)
    if statement.days.start is not None:
        in_time = not recurs
    else:
        memory = MEMORY_DAYS if statement.agents and not recurs else SHORT_MEMORY_DAYS
        in_time = statement.days.end is None or statement.days.end - after <= timedelta(days=memory)
    return (
        in_time
        and any(statement.days.overlaps(each.days) for each in cluster)
        and not any(Level.ELSE in parties_level(statement, each, ALLEGIANCES) for each in cluster)
    )
