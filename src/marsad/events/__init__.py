"""Fusing claims into events: origins, comparison, clusters, denials, contradictions, grades."""

from marsad.events.fuse import Fusion, fuse
from marsad.events.origins import Origins, origin_of

__all__ = ["Fusion", "Origins", "fuse", "origin_of"]
