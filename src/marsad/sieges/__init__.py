"""Assessing roads, isolation and sieges: as reported, and as the roads and the holders of their ends say."""

from marsad.sieges.assess import assess_siege
from marsad.sieges.ground import Ground
from marsad.sieges.isolation import isolation, isolation_levels, isolation_on
from marsad.sieges.roads import RoadBook, assess_roads

__all__ = ["Ground", "RoadBook", "assess_roads", "assess_siege", "isolation", "isolation_levels", "isolation_on"]
