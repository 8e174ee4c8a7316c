"""An area: one conflict's geography and cast, in a folder of plain tables that people can read and edit."""

from marsad.areas.area import Area, bundled_areas, load_area

__all__ = ["Area", "bundled_areas", "load_area"]
