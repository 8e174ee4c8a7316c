"""The commands of ``marsad`` by what they are about, what they ask for and what they print."""
