"""Training of the English pipeline; see README.md. Not part of the installed package."""
