"""Assess roads and isolation, and whether a place is besieged by each definition."""
