"""Assessing harm: tolls as ranges, running totals kept apart."""

from marsad.casualties.tolls import tolls

__all__ = ["tolls"]
