"""Assessing control: who holds which place, from when until when, and on whose word."""

from marsad.control.assess import assess_control
from marsad.control.holders import holder_of

__all__ = ["assess_control", "holder_of"]
