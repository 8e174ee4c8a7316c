"""Assess who holds what, when."""
