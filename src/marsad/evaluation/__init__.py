"""Score claims against reports that people coded by hand."""
