"""One folder per language that a linguist can extend."""
