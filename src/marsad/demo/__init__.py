"""The bundled example: reports written for demonstration about Al-Bab in the winter of 2017.

Eighteen short reports in English, in our own words, about what happened around the town between 16 January and
26 February 2017. None is a real report and no source is a real organisation: each says so in its ``note`` and in
its last line. The events are real and in outline well known; small detail (hours, prices, what a resident
told whom) is invented so that there is something to read.

What the story contains, by number:

* 01 the government's push from Kweires; 02 the first joint Russian and Turkish raids and a running total of the
  war's dead; 03 and 15 civilians who flee, who cannot leave, and aid that does not enter.
* 04, 05, 06 Bza'ah is captured on 3 February and lost again on the 4th; the second is a telegraphic message
  from a confidential field source.
* 07 the monitor says in the morning of 6 February that the last main road was cut in the night; 08 an agency
  carries its statement of a complete siege with its sides; 09 and 10 are two outlets that copy the agency.
* 11 a pro-government outlet, that afternoon: the road is not held, it is under fire control.
* 12 a commander, on 7 February, denies that the siege is complete: one narrow passage, within range of guns.
* 13 Bza'ah is taken again on 8 February; a running count of the "neutralized". 14 an air strike with dead and
  injured. 16 the town falls on 23 February, which ends the siege; 17 a car bomb on the 24th; 18 Tadef falls to
  the government on the 26th.

So at noon (UTC) on 6 February one origin, through three outlets, says that the road is cut and the siege complete,
and nobody disputes it. At noon on the 8th the same origin speaks through four outlets, a second one says that
the road is cut by fire alone, and a third disputes that the siege is complete.

Planned, possible and denied things occur in most reports, and must not become events.
"""

from importlib.resources import files
from pathlib import Path


def reports_folder() -> Path:
    """The folder of the demonstration reports: Markdown files with YAML front matter, one a report."""
    return Path(str(files(__name__) / "reports"))


def sources_file() -> Path:
    """The table of the demonstration's sources: key, name, kind, language, allegiance, aliases, confidential.

    ``aliases`` are separated by semicolons; ``allegiance`` is an actor id of the area ``syria``.
    """
    return Path(str(files(__name__) / "sources.csv"))
