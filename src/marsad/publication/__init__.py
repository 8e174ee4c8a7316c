"""Publish: editions, briefs and pictures, each made from one :class:`EditionContent`."""

from marsad.publication.brief import brief
from marsad.publication.content import EditionContent, EditionManifest
from marsad.publication.edition import publish
from marsad.publication.picture import picture
from marsad.publication.reading_page import claims_html

__all__ = ["EditionContent", "EditionManifest", "brief", "claims_html", "picture", "publish"]
