"""Attribution and modality: who says a thing, and whether it is said to be so."""

from __future__ import annotations

import pytest

from marsad.areas import Area, load_area
from marsad.claims import read
from marsad.claims.drafts import ClaimDraft
from marsad.model import ClaimType, Modality, Report

SAYS = "Syrian Observatory for Human Rights"


@pytest.fixture(scope="module")
def area() -> Area:
    return load_area("syria")


def drafts(text: str, area: Area) -> tuple[ClaimDraft, ...]:
    return read(Report("rep_test", text, language="en"), area).drafts


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("The army captured Tadef, residents said.", ("residents",)),
        ("Residents said that the army captured Tadef.", ("residents",)),
        (f"The army captured Tadef, said the {SAYS}.", (SAYS,)),
        (f"According to the {SAYS}, the army captured Tadef.", (SAYS,)),
        (f"The army captured Tadef, according to the {SAYS}.", (SAYS,)),
        (f"The {SAYS} is a monitor. It reported that the army captured Tadef.", ()),
        (f"The {SAYS} named no dead. The army captured Tadef, said the monitoring group.", (SAYS,)),
        (f"'The army captured Tadef,' {SAYS} chief Omar Haddad said.", ("Omar Haddad", SAYS)),
        (f"The army captured Tadef, said Omar Haddad, the head of the {SAYS}.", ("Omar Haddad", SAYS)),
        (f"The {SAYS} named no dead. The Britain-based group said that the army captured Tadef.", (SAYS,)),
        ("SANA reported that the army captured Tadef.", ("SANA",)),
        ("A source in the security forces said the army captured Tadef.", ("source in the security forces",)),
        (f"The army captured Tadef according to a new count from the {SAYS}.", (SAYS,)),
        ("The army captured Tadef for the first time a monitoring group said.", ("monitoring group",)),
        ("The army captured Tadef.", ()),
    ],
)
def test_who_says_so(text: str, chain: tuple[str, ...], area: Area) -> None:
    (draft,) = drafts(text, area)
    assert draft.attribution == chain


def test_it_reported_goes_to_the_last_speaker(area: Area) -> None:
    text = f"Rebels clashed with ISIS in Bza'a, the {SAYS} said. It reported that the army had captured Tadef."
    assert [draft.attribution for draft in drafts(text, area)] == [(SAYS,), (SAYS,)]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The army captured Tadef.", Modality.ASSERTED),
        ("The army managed to capture Tadef.", Modality.ASSERTED),
        ("The army claimed to have captured Tadef.", Modality.ASSERTED),
        ("The army may capture Tadef.", Modality.POSSIBLE),
        ("The army could capture Tadef within days.", Modality.POSSIBLE),
        ("If the army captures Tadef, residents will flee.", Modality.POSSIBLE),
        ("The army threatened to capture Tadef.", Modality.PLANNED),
        ("The army vowed to capture Tadef.", Modality.PLANNED),
        ("The army is racing to capture Tadef.", Modality.PLANNED),
        ("The army will capture Tadef.", Modality.PLANNED),
        ("The army plans to capture Tadef.", Modality.PLANNED),
        ("The army failed to capture Tadef.", Modality.DENIED),
        ("The army did not capture Tadef.", Modality.DENIED),
        ("The army has not captured Tadef.", Modality.DENIED),
        ("The army was unable to capture Tadef.", Modality.DENIED),
        ("ISIS denied that the army had captured Tadef.", Modality.DENIED),
        ("The army has no plans to capture Tadef.", Modality.DENIED),
        ("The army does not intend to capture Tadef.", Modality.DENIED),
        ("The army was prevented from capturing Tadef.", Modality.DENIED),
        ("There is no truth to reports that the army captured Tadef.", Modality.DENIED),
        ("Pictures of the army capturing Tadef were dismissed as fake by ISIS.", Modality.DENIED),
        ("Reports that the army had captured Tadef are untrue.", Modality.DENIED),
        ("Residents fear that the army will capture Tadef.", Modality.POSSIBLE),
        ("It is unclear whether the army captured Tadef.", Modality.POSSIBLE),
        ("It could not be confirmed that the army had captured Tadef.", Modality.POSSIBLE),
        ("The army did not rule out capturing Tadef.", Modality.POSSIBLE),
        ("The army was on the verge of capturing Tadef.", Modality.POSSIBLE),
        ("The army has plans to capture Tadef.", Modality.PLANNED),
    ],
)
def test_whether_it_is_said_to_be_so(text: str, modality: Modality, area: Area) -> None:
    assert [d.modality for d in drafts(text, area) if d.type is ClaimType.CAPTURE] == [modality]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The evacuation of Daraya began.", Modality.ASSERTED),
        ("The evacuation of Daraya is to begin on Friday.", Modality.PLANNED),
        ("The evacuation of Daraya was postponed.", Modality.PLANNED),
        ("The evacuation of Daraya was called off.", Modality.DENIED),
        ("The evacuation of Daraya could begin within days.", Modality.POSSIBLE),
    ],
)
def test_what_comes_of_an_event_that_is_named(text: str, modality: Modality, area: Area) -> None:
    assert [draft.modality for draft in drafts(text, area)] == [modality]


def test_trying_to_storm_is_an_assault_whatever_comes_of_it(area: Area) -> None:
    (draft,) = drafts("ISIS tried to storm Tadef but was beaten back.", area)
    assert (draft.type, draft.modality) == (ClaimType.ASSAULT, Modality.ASSERTED)


def test_a_question_claims_nothing(area: Area) -> None:
    assert drafts("Has the army captured Tadef?", area) == ()


def test_a_risk_of_a_clash_is_no_clash_that_happened(area: Area) -> None:
    text = "The army's advance towards al-Bab risks triggering a confrontation with Turkish troops."
    (clash,) = [draft for draft in drafts(text, area) if draft.type is ClaimType.CLASH]
    assert clash.modality is Modality.POSSIBLE


def test_the_denial_of_a_rumour_denies_it(area: Area) -> None:
    text = "Word went round that ISIS had pulled out of Tadef. That was false, residents said."
    assert [draft.modality for draft in drafts(text, area)] == [Modality.DENIED]


def test_a_language_that_nobody_reads_gives_an_issue(area: Area) -> None:
    found = read(Report("rep_test", "Die Armee nahm die Stadt ein.", language="de"), area)
    assert found.drafts == ()
    assert "'de'" in found.issues[0].reason


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Jets bombed Tadef on Sunday. Later the army captured Bza'a.", ["on Sunday", "on Sunday"]),
        ("Jets bombed Tadef on Sunday. The army captured Bza'a.", ["on Sunday", "on Sunday"]),
        ("Jets bombed Tadef on Sunday.\n\nLater the army captured Bza'a.", ["on Sunday", "on Sunday"]),
        ("Jets bombed Tadef on Sunday.\n\nThe army captured Bza'a.", ["on Sunday", None]),
        ("Jets bombed Tadef in 2015. Later the army captured Bza'a.", ["in 2015", None]),
        ("Published 3 February 2017 The army captured Tadef on Sunday.", ["on Sunday"]),
        ("The monitor said shelling on Sunday hit Tadef.", ["on Sunday"]),
    ],
)
def test_a_day_carries_on_only_where_the_text_goes_on(text: str, days: list[str | None], area: Area) -> None:
    assert [draft.when.text if draft.when else None for draft in drafts(text, area)] == days
