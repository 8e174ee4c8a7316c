"""Receive: files and texts become reports; originals kept, near-duplicates found."""
