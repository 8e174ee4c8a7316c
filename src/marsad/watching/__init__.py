"""Keeping a watch: feeds asked again and again, each report recorded once, going on where it stopped."""
