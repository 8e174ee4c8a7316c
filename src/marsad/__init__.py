"""Marsad (Arabic مرصد, observatory): an observatory for armed conflict."""

__version__ = "0.1.0"
