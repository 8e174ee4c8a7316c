"""What holds for every area that comes with Marsad."""

import re

import pytest

from marsad.areas import Area, bundled_areas, load_area
from marsad.areas.area import BUNDLED
from marsad.areas.check import check
from marsad.model import ActorKind, PlaceKind
from marsad.model.time import Days

LARGEST_MB = 15
WORDS = """
    a all and any are arms army at be but by can do fire for from front general group guard has he her him his home
    how if in it its just liberation lions made many march may me more most new no not of off on one only or our
    out over party police power rebel said same she so some state than that the their them then there they this to
    troops two union us victory was we were west east north south what when who will with you
"""
ORDINARY = frozenset(WORDS.split())


@pytest.fixture(params=bundled_areas())
def area(request: pytest.FixtureRequest) -> Area:
    return load_area(request.param)


def test_it_has_no_fault(area: Area) -> None:
    assert [str(fault) for fault in check(area)] == []


def test_it_is_called_as_its_folder(area: Area) -> None:
    assert (BUNDLED / area.name / "area.toml").is_file()
    assert re.fullmatch(r"\d+\.\d+\.\d+", area.version)


def test_every_place_has_a_country_and_says_where_its_coordinate_comes_from(area: Area) -> None:
    lacking = [place.id for place in area.places.values() if not place.source or len(place.country) != 2]
    assert lacking == []


def test_countries_and_states_are_called_alike_in_all_areas(area: Area) -> None:
    """A claim on Turkey in one area is one on Turkey in another: the ids are the same."""
    world = load_area("world")
    countries = {place.country: place.id for place in world.places.values() if place.kind is PlaceKind.COUNTRY}
    states = {actor.country for actor in world.actors.values() if actor.kind is ActorKind.STATE_FORCE}
    for place in area.places.values():
        if place.kind is PlaceKind.COUNTRY:
            assert countries.get(place.country, place.id) == place.id
    for actor in area.actors.values():
        known = world.actors.get(actor.id)
        assert known is None or (known.country, known.kind) == (actor.country, actor.kind), actor.id
    assert {"UA", "SY", "ET"} <= states


def test_no_alias_is_an_ordinary_word(area: Area) -> None:
    caught = [
        (actor.id, name)
        for actor in area.actors.values()
        for name in (actor.name, *actor.aliases)
        if name.lower() in ORDINARY and not (name.isupper() and len(name) < 5)  # capitals must be capitals there
    ]
    assert caught == []


def test_civilians_and_those_who_help_them_are_in_the_cast(area: Area) -> None:
    kinds = [actor.kind for actor in area.actors.values()]
    assert area.actors["act_civilians"].kind is ActorKind.CIVILIAN
    assert kinds.count(ActorKind.INTERNATIONAL) >= 8
    assert kinds.count(ActorKind.CIVILIAN) >= 2


def test_its_own_armed_groups_have_a_country_or_are_of_many(area: Area) -> None:
    assert all(actor.country or actor.kind is not ActorKind.MILITIA for actor in area.actors.values())


def test_its_roles_and_relations_with_an_end_have_a_beginning(area: Area) -> None:
    dated: list[tuple[str, Days]] = [(role.role, role.days) for role in area.roles]
    dated += [(f"{each.a} {each.b}", each.days) for each in area.relations]
    assert [name for name, days in dated if days.end and not days.start] == []


def test_all_of_them_are_small() -> None:
    sizes = [path.stat().st_size for path in BUNDLED.rglob("*") if path.is_file()]
    assert sum(sizes) <= LARGEST_MB * 1_000_000
