"""Formats of files, one module each; the contract is in ``plugins.py``."""
