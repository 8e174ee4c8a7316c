"""Publish: editions, briefs and pictures."""
