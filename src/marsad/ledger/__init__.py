"""The append-only, hash-chained record from which everything else is derived."""
