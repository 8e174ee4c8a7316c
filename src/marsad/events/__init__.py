"""Fusing claims into events: origins, comparison, clusters, denials, contradictions, grades."""

from marsad.events.disputes import dispute_pairs, disputes_once
from marsad.events.fuse import Fusion, fuse
from marsad.events.origins import Origins, origin_of

__all__ = ["Fusion", "Origins", "dispute_pairs", "disputes_once", "fuse", "origin_of"]
