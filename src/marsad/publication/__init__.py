"""Publish: editions, briefs and pictures, each made from one :class:`EditionContent`."""

from marsad.publication.content import EditionContent, EditionManifest

__all__ = ["EditionContent", "EditionManifest"]
