"""The story of Al-Bab as the content of an edition, made by hand: no reader and no assessment stands behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial

from marsad.areas import Area, load_area
from marsad.model import (
    Actor,
    ActorKind,
    BaselineHolding,
    Claim,
    ClaimedActor,
    ClaimedPlace,
    ClaimType,
    Control,
    Count,
    Days,
    DefinitionVerdict,
    Degree,
    Event,
    Grade,
    Holding,
    Isolation,
    IsolationLevel,
    Issue,
    Link,
    Modality,
    Origin,
    Place,
    PlaceKind,
    PlacePrecision,
    Reason,
    Report,
    ReportedSiege,
    RoadAssessment,
    RoadState,
    Sector,
    SiegeVerdict,
    Source,
    SourceKind,
    Stage,
    Testimony,
    TimePrecision,
    Toll,
)
from marsad.publication import EditionContent

FIRST, LAST = date(2017, 1, 15), date(2017, 2, 28)
BASELINE = date(2017, 1, 1)
PLACES = """
al_bab|Al-Bab|city|36.3705|37.5157|الباب
tadef|Tadef|town|36.349|37.531|تادف
bzaah|Bza'ah|town|36.378|37.561|بزاعة
qabasin|Qabasin|town|36.434|37.562|قباسين
deir_hafir|Deir Hafir|town|36.158|37.705|دير حافر
maskanah|Maskanah|town|35.963|38.041|مسكنة
raqqa|Raqqa|city|35.9528|39.0079|الرقة
tabqa|Tabqa|city|35.836|38.548|الطبقة
arima|Arima|town|36.44|37.80|العريمة
manbij|Manbij|city|36.528|37.954|منبج
jarablus|Jarablus|city|36.818|38.011|جرابلس
al_rai|al-Rai|town|36.614|37.447|الراعي
azaz|Azaz|city|36.586|37.044|اعزاز
aleppo|Aleppo|city|36.2021|37.1343|حلب
kweires_airbase|Kweires airbase|airbase|36.187|37.583|مطار كويرس
tal_uwayshiyah|Tal Uwayshiyah|hill|36.31|37.59|تل عويشية
akhtarin|Akhtarin|town|36.513|37.339|أخترين
marea|Marea|town|36.484|37.195|مارع
khafsah|Khafsah|town|36.196|38.033|الخفسة
abu_al_zandin|Abu al-Zandin|village|36.372|37.455|أبو الزندين
kobane|Kobane|city|36.891|38.353|عين العرب
ain_issa|Ain Issa|town|36.386|38.859|عين عيسى
tel_rifaat|Tel Rifaat|town|36.473|37.097|تل رفعت
safira|as-Safira|town|36.077|37.372|السفيرة
idlib|Idlib|city|35.931|36.634|إدلب
sarmin|Sarmin|town|35.902|36.727|سرمين
dabiq|Dabiq|village|36.536|37.269|دابق
""".strip().splitlines()
ACTORS = (
    ("syrian_government", "Syrian government forces", "#c0392b"),
    ("isis", "ISIS", "#3b3836"),
    ("euphrates_shield", "Euphrates Shield", "#1f8a83"),
    ("turkey", "Turkey", "#1f8a83"),
    ("fsa", "Free Syrian Army", "#5aa469"),
    ("sdf", "SDF", "#e0b11f"),
    ("rebels", "Armed opposition", "#5aa469"),
    ("hezbollah", "Hezbollah", None),
)
LINKS = """al_bab tadef|al_bab bzaah|al_bab qabasin|al_bab abu_al_zandin|bzaah arima|qabasin al_rai|qabasin bzaah
abu_al_zandin akhtarin|abu_al_zandin aleppo|tadef deir_hafir|deir_hafir kweires_airbase|kweires_airbase aleppo
deir_hafir maskanah|deir_hafir khafsah|khafsah maskanah|maskanah tabqa|tabqa raqqa|arima manbij|manbij jarablus
manbij kobane|kobane ain_issa|ain_issa raqqa|akhtarin dabiq|dabiq marea|marea azaz|azaz tel_rifaat
tel_rifaat aleppo|al_rai akhtarin|al_rai jarablus|aleppo safira|idlib sarmin|aleppo sarmin|khafsah manbij"""
HELD = {
    "isis": "al_bab tadef bzaah qabasin deir_hafir maskanah khafsah tabqa raqqa tal_uwayshiyah",
    "euphrates_shield": "jarablus al_rai akhtarin azaz marea abu_al_zandin dabiq",
    "syrian_government": "aleppo kweires_airbase safira",
    "sdf": "manbij arima kobane ain_issa tel_rifaat",
    "rebels": "idlib sarmin",
}
SOURCES = (
    Source("src_monitor", "Northern plains monitoring network", SourceKind.MONITOR, "en"),
    Source("src_agency", "A news agency", SourceKind.AGENCY, "en"),
    Source("src_coast", "A coastal newspaper", SourceKind.OUTLET, "en", "act_syrian_government"),
    Source("src_evening", "An evening paper", SourceKind.OUTLET, "en"),
    Source("src_opposition", "An opposition site", SourceKind.OUTLET, "en", "act_fsa"),
    Source("src_field", "Field source A", SourceKind.FIELD, "en", confidential=True),
)
TEXTS = {
    "cut": (
        "Army closes in on Al-Bab from the south",
        "src_agency",
        date(2017, 2, 6),
        "Government forces and Hezbollah took the hill of Tal Uwayshiyah in the night to Monday and brought the"
        " last road out of Al-Bab, the one to Raqqa, under fire, the monitoring network said.\n\n"
        "Al-Bab is now completely besieged, by government forces from the south and by Turkish forces and the Free"
        " Syrian Army from the north, east and west, the network said. Ankara has vowed to take the town.\n\n"
        "Written for demonstration by the Marsad developers; not a real report.",
    ),
    "copy": (
        "Army closes in on ISIS town",
        "src_evening",
        date(2017, 2, 6),
        "Al-Bab is now completely besieged, by government forces from the south and by Turkish forces and the Free"
        " Syrian Army from the north, east and west, the network said.\n\n"
        "Written for demonstration by the Marsad developers; not a real report.",
    ),
    "passage": (
        "Commander: one way out of Al-Bab is left",
        "src_opposition",
        date(2017, 2, 7),
        "A commander with the Free Syrian Army said that Al-Bab was not fully closed: one narrow passage was left,"
        " within the range of guns.\n\nWritten for demonstration by the Marsad developers; not a real report.",
    ),
    "bzaah": (
        "Town of Bza'ah changes hands twice",
        "src_agency",
        date(2017, 2, 4),
        "Turkish-backed forces captured Bza'ah on Friday before ISIS suicide bombers pushed them out on Saturday,"
        " the monitoring network said. Air strikes on the town killed 11 civilians.\n\n"
        "Written for demonstration by the Marsad developers; not a real report.",
    ),
    "field": (
        "Message sent at noon",
        "src_field",
        date(2017, 2, 4),
        "Bza'ah: IS retook, 2 car bombs, FSA out, 4 Feb.\nWritten for demonstration; not a real report.",
    ),
    "fall": (
        "Al-Bab falls",
        "src_monitor",
        date(2017, 2, 23),
        "Turkish forces and the Free Syrian Army captured Al-Bab on Thursday, and with it Qabasin and Bza'ah.\n\n"
        "Written for demonstration by the Marsad developers; not a real report.",
    ),
}
MONITOR = Origin("src_monitor", "Northern plains monitoring network")
COMMANDER = Origin("a commander with the free syrian army", "A commander with the Free Syrian Army", "act_fsa")
FIELD = Origin("src_field", "Field source A")
SIDES = {
    Sector.N: ("act_turkey", "act_fsa"),
    Sector.E: ("act_turkey", "act_fsa"),
    Sector.S: ("act_syrian_government",),
    Sector.W: ("act_turkey", "act_fsa"),
}


def area() -> Area:
    """Twenty-seven places of northern Syria and the roads between them."""
    rows = [row.split("|") for row in PLACES]
    places = {
        f"plc_{key}": Place(f"plc_{key}", name, PlaceKind(kind), float(lat), float(lon), name_ar, country="SY")
        for key, name, kind, lat, lon, name_ar in rows
    }
    ends = [pair.split() for pair in LINKS.replace("\n", "|").split("|")]
    return Area(
        name="north",
        title="Northern Syria",
        version="1",
        hash="0" * 64,
        countries=("SY",),
        view=(35.75, 36.5, 36.95, 39.2),
        baseline_date=BASELINE,
        places=places,
        actors={f"act_{key}": Actor(f"act_{key}", name, ActorKind.REBEL, colour=c) for key, name, c in ACTORS},
        links=tuple(Link(f"plc_{a}", f"plc_{b}", 20.0) for a, b in ends),
        relations=(),
        roles=(),
        baseline=tuple(
            BaselineHolding(f"plc_{place}", f"act_{actor}", BASELINE, "maps of the time")
            for actor, held in HELD.items()
            for place in held.split()
        ),
        lifelines=(),
        open_fallback=partial(load_area, "world"),
    )


def reports() -> dict[str, Report]:
    """Six reports under short names."""
    names = {source.id: source.name for source in SOURCES}
    return {
        key: Report(
            Report.id_of(text, names[source], day, title),
            text,
            day,
            datetime(day.year, day.month, day.day, 6, 40, tzinfo=UTC),
            names[source],
            source,
            title,
            "en",
        )
        for key, (title, source, day, text) in TEXTS.items()
    }


def actors(keys: str) -> tuple[ClaimedActor, ...]:
    """Claimed actors by their short ids."""
    names = {key: name for key, name, _ in ACTORS}
    return tuple(ClaimedActor(f"act_{key}", names[key], names[key]) for key in keys.split())


def at(key: str) -> ClaimedPlace:
    """A claimed place by its short id."""
    place = area().places[f"plc_{key}"]
    return ClaimedPlace(place.id, place.name, place.name, place.lat, place.lon, PlacePrecision.PLACE, place.kind)


def claim(report: Report, kind: str, quote: str, **fields: object) -> Claim:
    """A claim on the words ``quote`` of that report."""
    start = report.text.index(quote)
    return Claim(
        report.id,
        ClaimType(kind),
        quote,
        start,
        start + len(quote),
        reader="by hand",
        **fields,  # type: ignore[arg-type]
    )


def claims(told: dict[str, Report]) -> dict[str, Claim]:
    """What the reports say, under short names."""
    closed = "Al-Bab is now completely besieged"
    siege = {
        "agents": actors("syrian_government turkey fsa"),
        "targets": actors("isis"),
        "place": at("al_bab"),
        "degree": Degree.COMPLETE,
        "sides": SIDES,
        "days": Days.on(date(2017, 2, 6)),
        "attribution": ("monitoring network",),
    }
    night = Days(date(2017, 2, 5), date(2017, 2, 7), TimePrecision.DAY)
    by_shield = {"agents": actors("turkey fsa"), "targets": actors("isis")}
    fell = Days.on(date(2017, 2, 23))
    return {
        "siege": claim(told["cut"], "siege", closed, **siege),
        "siege_copied": claim(told["copy"], "siege", closed, **siege),
        "cut": claim(
            told["cut"],
            "route_cut",
            "brought the last road out of Al-Bab, the one to Raqqa, under fire",
            agents=actors("syrian_government hezbollah"),
            targets=actors("isis"),
            route=(at("al_bab"), at("raqqa")),
            days=night,
            means="fire",
            attribution=("monitoring network",),
        ),
        "vowed": claim(
            told["cut"],
            "capture",
            "Ankara has vowed to take the town",
            agents=actors("turkey"),
            place=at("al_bab"),
            modality=Modality.PLANNED,
        ),
        "passage": claim(
            told["passage"],
            "siege",
            "one narrow passage was left",
            targets=actors("isis"),
            place=at("al_bab"),
            degree=Degree.PARTIAL,
            days=Days.on(date(2017, 2, 7)),
            attribution=("A commander with the Free Syrian Army",),
        ),
        "took": claim(
            told["bzaah"],
            "capture",
            "Turkish-backed forces captured Bza'ah on Friday",
            place=at("bzaah"),
            days=Days.on(date(2017, 2, 3)),
            attribution=("monitoring network",),
            **by_shield,
        ),
        "retook": claim(
            told["bzaah"],
            "capture",
            "ISIS suicide bombers pushed them out on Saturday",
            agents=actors("isis"),
            place=at("bzaah"),
            days=Days.on(date(2017, 2, 4)),
            attribution=("monitoring network",),
        ),
        "retook_field": claim(
            told["field"],
            "capture",
            "IS retook",
            agents=actors("isis"),
            place=at("bzaah"),
            days=Days.on(date(2017, 2, 4)),
        ),
        "strike": claim(
            told["bzaah"],
            "air_strike",
            "Air strikes on the town killed 11 civilians",
            place=at("bzaah"),
            killed=Count(11, 11),
            victims="civilians",
            days=Days(None, date(2017, 2, 5), TimePrecision.DAY),
        ),
        "fall": claim(
            told["fall"], "capture", "captured Al-Bab on Thursday", place=at("al_bab"), days=fell, **by_shield
        ),
    }


def event(kind: str, place: str | None, days: Days, told: Iterable[Testimony], **fields: object) -> Event:
    """An event at a place."""
    return Event(
        f"evt_{kind}_{place}_{days.end}",
        ClaimType(kind),
        f"plc_{place}" if place else None,
        fields.pop("route", None),  # type: ignore[arg-type]
        days,
        fields.pop("agents", ()),  # type: ignore[arg-type]
        ("act_isis",),
        fields.pop("grade", Grade.REPORTED),  # type: ignore[arg-type]
        tuple(told),
        **fields,  # type: ignore[arg-type]
    )


def events(said: dict[str, Claim]) -> tuple[Event, ...]:
    """What happened, as those claims have it."""
    shield, night = ("act_turkey", "act_fsa"), said["cut"].days
    agency, evening = "A news agency", "An evening paper"
    return (
        event(
            "siege",
            "al_bab",
            said["siege"].days,
            (
                Testimony(said["siege"].id, MONITOR, agency, supports=True),
                Testimony(said["siege_copied"].id, MONITOR, evening, supports=True),
                Testimony(said["passage"].id, COMMANDER, "An opposition site", supports=False),
            ),
            agents=("act_syrian_government", *shield),
            grade=Grade.DISPUTED,
            degree=Degree.COMPLETE,
            sides=SIDES,
        ),
        event(
            "route_cut",
            None,
            night,
            (Testimony(said["cut"].id, MONITOR, agency, supports=True),),
            route=("plc_al_bab", "plc_raqqa"),
            agents=("act_syrian_government", "act_hezbollah"),
            means="fire",
        ),
        event(
            "capture",
            "bzaah",
            said["took"].days,
            (Testimony(said["took"].id, MONITOR, agency, True),),
            agents=shield,
        ),
        event(
            "capture",
            "bzaah",
            said["retook"].days,
            (
                Testimony(said["retook"].id, MONITOR, agency, True),
                Testimony(said["retook_field"].id, FIELD, "Field source A", True),
            ),
            agents=("act_isis",),
            grade=Grade.CORROBORATED,
        ),
        event(
            "air_strike",
            "bzaah",
            said["strike"].days,
            (Testimony(said["strike"].id, Origin("src_agency", agency), agency, True),),
            killed=Count(11, 11),
            victims="civilians",
        ),
        event(
            "capture",
            "al_bab",
            said["fall"].days,
            (Testimony(said["fall"].id, MONITOR, "Northern plains monitoring network", True),),
            agents=shield,
        ),
    )


def holdings(key: str, *changes: tuple[date, str, Grade, str]) -> tuple[Holding, ...]:
    """A place's holdings from the baseline on: changes are day, actor, grade, claim."""
    starts = [change[0] for change in changes]
    ends = [*starts[1:], None]
    return tuple(
        Holding(
            f"plc_{key}",
            Days(start, end, TimePrecision.DAY),
            f"act_{actor}",
            grade,
            claims=(said,) if said else (),
            note="" if said else "From the baseline.",
        )
        for (start, actor, grade, said), end in zip(changes, ends, strict=True)
    )


def control(said: dict[str, Claim]) -> Control:
    """Who held what: the baseline, and what changed near Al-Bab."""
    first = {place: actor for actor, held in HELD.items() for place in held.split()}
    fell = [(date(2017, 2, 23), "euphrates_shield", Grade.REPORTED, said["fall"].id)]
    later = {
        "al_bab": fell,
        "qabasin": fell,
        "bzaah": [
            (date(2017, 2, 3), "euphrates_shield", Grade.REPORTED, said["took"].id),
            (date(2017, 2, 4), "isis", Grade.CORROBORATED, said["retook"].id),
            (date(2017, 2, 8), "euphrates_shield", Grade.REPORTED, ""),
        ],
        "tal_uwayshiyah": [(date(2017, 2, 6), "syrian_government", Grade.REPORTED, said["cut"].id)],
        "tadef": [(date(2017, 2, 26), "syrian_government", Grade.REPORTED, "")],
    }
    return Control(
        {
            f"plc_{key}": holdings(key, (BASELINE, actor, Grade.BASELINE, ""), *later.get(key, []))
            for key, actor in first.items()
        }
    )


def road(link: Link, held: Control, day: date, cut: Claim) -> RoadAssessment:
    """A link's state on a day, as in the story."""
    if link.ends == ("plc_deir_hafir", "plc_tadef") and date(2017, 2, 6) <= day < date(2017, 2, 26):
        why = "Reported under fire in the night to 6 February; the reports do not say where."
        return RoadAssessment(
            link, RoadState.UNDER_FIRE, True, Grade.DISPUTED, date(2017, 2, 6), claims=(cut.id,), reason=why
        )
    one, other = held.at(link.a, day), held.at(link.b, day)
    if one is None or other is None:
        return RoadAssessment(link, RoadState.UNKNOWN, False, Grade.INFERRED)
    state = RoadState.OPEN if one.holder == other.holder else RoadState.CUT
    return RoadAssessment(link, state, False, Grade.INFERRED)


def verdict(day: date, said: dict[str, Claim], roads: dict[tuple[str, str], RoadAssessment]) -> SiegeVerdict:
    """The siege of Al-Bab on a day, as in the story."""
    standing = date(2017, 2, 6) <= day < date(2017, 2, 23)
    disputed = day >= date(2017, 2, 7)
    last = ("plc_al_bab", "plc_tadef", "plc_deir_hafir", "plc_maskanah", "plc_tabqa", "plc_raqqa")
    if day >= date(2017, 2, 23):
        level, route = IsolationLevel.CONNECTED, None
    else:
        level = IsolationLevel.FIRE_CONTROLLED if standing else IsolationLevel.LAST_ROUTE
        route = last
    reported = ReportedSiege(
        Degree.COMPLETE,
        ("act_syrian_government", "act_turkey", "act_fsa"),
        ("act_isis",),
        SIDES,
        date(2017, 2, 6),
        Grade.DISPUTED if disputed else Grade.REPORTED,
        (MONITOR,),
        ("A news agency", "An evening paper"),
        (COMMANDER,) if disputed else (),
        (said["siege"].id, said["siege_copied"].id),
        (said["passage"].id,) if disputed else (),
    )
    words = f"{day.day} February 2017" if day.month == 2 else f"{day.day} January 2017"
    return SiegeVerdict(
        place="plc_al_bab",
        as_of=day,
        holder="act_isis" if day < date(2017, 2, 23) else "act_euphrates_shield",
        reported=reported if standing else None,
        computed=Isolation(level, (), SIDES if standing else {}, ("plc_al_bab", "plc_tadef"), route),
        optimistic=level,
        pessimistic=IsolationLevel.ENCIRCLED if standing else level,
        roads=(roads["plc_deir_hafir", "plc_tadef"],),
        differences=(
            ("Reported as complete; by its roads one way is left, under fire, by Tadef to Deir Hafir.",)
            if standing
            else ()
        ),
        definitions=(
            DefinitionVerdict("reported", "As reported", standing, "A source says so."),
            DefinitionVerdict(
                "ocha", "OCHA: besieged area", None, "No report tells of aid or of civilians leaving."
            ),
        ),
        reasons=(
            Reason(
                "The road to Deir Hafir is under fire.", (said["cut"].id,), (), (("plc_deir_hafir", "plc_tadef"),)
            ),
            Reason("Euphrates Shield holds Abu al-Zandin in the west.", (), ("plc_abu_al_zandin",)),
        ),
        headline=(
            f"Al-Bab, held by ISIS, is reported completely besieged as of {words}: by Syrian government forces"
            " from the south, by Turkey and the Free Syrian Army from the north, east and west."
            if standing
            else f"No report says that Al-Bab is besieged as of {words}."
        ),
        ended=date(2017, 2, 23) if day >= date(2017, 2, 23) else None,
        sides=SIDES if standing else {},
    )


def content() -> EditionContent:
    """The whole story as the content of an edition."""
    told, where = reports(), area()
    said = claims(told)
    held = control(said)
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    roads = {day: {link.ends: road(link, held, day, said["cut"]) for link in where.links} for day in days}
    vowed = said["vowed"]
    return EditionContent(
        area=where,
        title="First light: Al-Bab, winter 2017",
        as_of=date(2017, 2, 6),
        days=(FIRST, LAST),
        known_at=None,
        reports={report.id: report for report in told.values()},
        sources={source.id: source for source in SOURCES},
        claims={each.id: each for each in said.values()},
        events=events(said),
        control=held,
        roads_by_day=roads,
        sieges={"plc_al_bab": {day: verdict(day, said, roads[day]) for day in days}},
        tolls=(
            Toll("plc_bzaah", Days(date(2017, 2, 3), date(2017, 2, 5), TimePrecision.DAY), 11, 11),
            Toll("plc_syria", Days(date(2011, 1, 1), date(2017, 2, 7)), 310_000, None, cumulative=True),
        ),
        issues=(Issue(Stage.GROUND, "No place of this name in the area.", told["field"].id, words="Tal Nowhere"),),
        announced=(vowed,),
        ledger_head="ab" * 32,
        replayed=True,
        methods={"read": "frames-en 0.1", "assess": "roads 1"},
        full_texts=True,
    )
