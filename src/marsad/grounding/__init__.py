"""Ground: dates, numbers, places and actors, each to the right one or to an issue."""
