"""Marsad (Arabic مرصد, observatory): an observatory for armed conflict.

``read`` takes claims from one text; ``Observatory`` is a folder that receives reports, keeps them in a ledger
that shows any change, and answers who holds which place, which roads are open and which places are besieged.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from marsad.model import Claim
    from marsad.observatory import Observatory

__all__ = ["Observatory", "__version__", "read"]


def read(
    text: str,
    *,
    published: date | str | None = None,
    area: str = "syria",
    publisher: str | None = None,
    language: str = "en",
) -> tuple[Claim, ...]:
    """The claims of one report, in the order of the text.

    ``published`` is the day (or its ISO form) from which words such as "Monday" are counted; without it they
    stay unresolved unless the text opens with a dateline. Raises UnknownAreaError and UsageError.

    >>> [claim] = read("ISIS captured Palmyra on Saturday.", published="2015-05-24")
    >>> claim.type.value, claim.place.name, claim.days.start.isoformat()
    ('capture', 'Palmyra', '2015-05-23')
    """
    from marsad.areas import load_area  # noqa: PLC0415  heavy: only when asked for
    from marsad.grounding.datelines import dateline  # noqa: PLC0415
    from marsad.model import Report  # noqa: PLC0415
    from marsad.pipeline import claims_of  # noqa: PLC0415

    day = _day(published) or dateline(text)
    report_id = Report.id_of(text, publisher, day, None)
    report = Report(report_id, text, published=day, publisher=publisher, language=language)
    return claims_of(report, load_area(area)).claims


def _day(day: date | str | None) -> date | None:
    from marsad.errors import UsageError  # noqa: PLC0415

    if not isinstance(day, str):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise UsageError(f"published: {day!r} is not a date such as 2017-02-06") from error


def __getattr__(name: str) -> object:
    if name == "Observatory":
        from marsad.observatory import Observatory  # noqa: PLC0415

        return Observatory
    raise AttributeError(f"module 'marsad' has no attribute {name!r}")
