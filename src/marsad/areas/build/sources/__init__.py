"""How the rows of a source become entries, one file for each format."""
