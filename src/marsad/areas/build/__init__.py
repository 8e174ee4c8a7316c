"""Making an area from what a user has: gazetteers, boundaries, spreadsheets, road extracts."""
