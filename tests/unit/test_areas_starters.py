"""The starter areas: a report of each war finds its towns and sides, and the dates hold."""

from datetime import date

import pytest

from marsad.areas import load_area
from marsad.model import ClaimType, Report
from marsad.pipeline import claims_of

REPORTS = [  # area, sentence, type, place, agent, target
    (
        "ukraine",
        "Russian troops captured the city of Avdiivka on Saturday after Ukrainian forces withdrew.",
        *(ClaimType.CAPTURE, "plc_avdiivka", "act_russia", "act_ukraine"),
    ),
    (
        "ukraine",
        "The separatists shelled Marinka in Donetsk region, killing two civilians.",
        *(ClaimType.SHELLING, "plc_marinka", "act_russian_proxies", None),
    ),
    (
        "iraq",
        "Iraqi forces recaptured the town of Bartella from Islamic State on Thursday, the army said.",
        *(ClaimType.CAPTURE, "plc_bartella", "act_iraq", "act_isis"),
    ),
    (
        "iraq",
        "Peshmerga fighters advanced on Bashiqa and Mosul.",
        *(ClaimType.ADVANCE, "plc_bashiqa", "act_peshmerga", None),
    ),
    (
        "sudan",
        "The Sudanese army recaptured Wad Madani from the RSF, residents of Port Sudan said.",
        *(ClaimType.CAPTURE, "plc_wad_madani", "act_sudan", "act_rsf"),
    ),
    (
        "sudan",
        "Hemedti's forces besieged El Obeid in North Kordofan.",
        *(ClaimType.SIEGE, "plc_el_obeid", "act_rsf", None),
    ),
    (
        "yemen",
        "The Giants Brigades captured Bayhan in Shabwa province from the Houthis.",
        *(ClaimType.CAPTURE, "plc_bayhan", "act_giants", "act_houthis"),
    ),
    (
        "yemen",
        "Saudi-led coalition air strikes hit Hajjah, killing 20 civilians.",
        *(ClaimType.AIR_STRIKE, "plc_hajjah", "act_saudi_coalition", None),
    ),
]


@pytest.mark.parametrize(
    ("area", "text", "kind", "place", "agent", "target"), REPORTS, ids=[r[1][:30] for r in REPORTS]
)
def test_a_sentence_finds_its_town_and_sides(
    area: str, text: str, kind: ClaimType, place: str, agent: str, target: str | None
) -> None:
    report = Report("rep_x", text, published=date(2024, 2, 19), language="en")
    claims = [each for each in claims_of(report, load_area(area)).claims if each.type is kind]
    assert place in {each.place.id for each in claims if each.place}
    assert [actor.id for actor in claims[0].agents] == [agent]
    assert target is None or target in {actor.id for actor in claims[0].targets}


FRIENDS = [  # area, one, other, day, what
    ("ukraine", "act_wagner", "act_russia", date(2023, 5, 1), "friendly"),
    ("ukraine", "act_wagner", "act_russia", date(2023, 6, 24), "hostile"),
    ("ukraine", "act_dpr", "act_russia", date(2023, 5, 1), "friendly"),
    ("ukraine", "act_azov", "act_lpr", date(2022, 4, 1), "hostile"),
    ("ukraine", "act_north_korea", "act_russia", date(2024, 12, 1), "friendly"),
    ("iraq", "act_cts", "act_badr", date(2016, 11, 1), "friendly"),
    ("iraq", "act_cts", "act_peshmerga", date(2017, 7, 1), "friendly"),
    ("iraq", "act_cts", "act_peshmerga", date(2017, 10, 16), "hostile"),
    ("iraq", "act_peshmerga", "act_isis", date(2016, 11, 1), "hostile"),
    ("sudan", "act_sudan", "act_rsf", date(2023, 4, 14), "friendly"),
    ("sudan", "act_sudan", "act_rsf", date(2023, 4, 15), "hostile"),
    ("sudan", "act_slm_mm", "act_rsf", date(2023, 6, 1), "neither"),
    ("sudan", "act_slm_mm", "act_rsf", date(2024, 6, 1), "hostile"),
    ("sudan", "act_sudan_shield", "act_sudan", date(2025, 1, 11), "friendly"),
    ("yemen", "act_saleh", "act_houthis", date(2016, 1, 1), "friendly"),
    ("yemen", "act_saleh", "act_houthis", date(2017, 12, 3), "hostile"),
    ("yemen", "act_security_belt", "act_yemen", date(2019, 8, 10), "hostile"),
    ("yemen", "act_uae", "act_yemen", date(2016, 1, 1), "friendly"),
    ("yemen", "act_houthis", "act_giants", date(2018, 6, 13), "hostile"),
]


@pytest.mark.parametrize(("area", "one", "other", "day", "what"), FRIENDS)
def test_friend_and_foe_by_the_day(area: str, one: str, other: str, day: date, what: str) -> None:
    found = load_area(area)
    assert found.friendly(one, other, day) is (what == "friendly")
    assert found.hostile(one, other, day) is (what == "hostile")


@pytest.mark.parametrize(
    ("area", "name", "place"),
    [
        ("ukraine", "Artemivsk", "plc_bakhmut"),
        ("ukraine", "Severodonetsk", "plc_sievierodonetsk"),
        ("ukraine", "Бахмут", "plc_bakhmut"),
        ("ukraine", "ZNPP", "plc_zaporizhzhia_nuclear_power_plant"),
        ("iraq", "Tel Afar", "plc_tal_afar"),
        ("iraq", "Qaraqosh", "plc_hamdaniya"),
        ("iraq", "الموصل", "plc_mosul"),
        ("sudan", "Al-Fashir", "plc_el_fasher"),
        ("sudan", "Geneina", "plc_el_geneina"),
        ("sudan", "Wad Medani", "plc_wad_madani"),
        ("yemen", "Hodeidah", "plc_hudaydah"),
        ("yemen", "Ta'iz", "plc_taiz"),
        ("yemen", "Ma'rib", "plc_marib"),
    ],
)
def test_a_town_answers_to_the_names_that_reports_use(area: str, name: str, place: str) -> None:
    assert load_area(area).place(name).id == place
