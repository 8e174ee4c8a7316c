"""The golden list of plug-ins: a new one is added here by hand, so that none comes in unseen."""

from __future__ import annotations

from importlib.metadata import entry_points

from marsad.plugins import FEEDS, FORMATS, READERS, REMOTE_READERS, is_remote, reader_for

GOLDEN = {
    READERS: {"frames-en": "marsad.claims.lang.en:FramesReader"},
    REMOTE_READERS: {"endpoint": "marsad.claims.endpoint:endpoint_reader"},
    FORMATS: {
        "archive": "marsad.reports.formats.archive:Archive",
        "docx": "marsad.reports.formats.docx:Document",
        "mail": "marsad.reports.formats.mail:Mail",
        "mailbox": "marsad.reports.formats.mail:Mailbox",
        "odk": "marsad.reports.formats.odk:FormSubmissions",
        "odk-xml": "marsad.reports.formats.odk:FormSubmission",
        "pdf": "marsad.reports.formats.pdf:Pdf",
        "record": "marsad.reports.formats.records:Record",
        "records": "marsad.reports.formats.records:Records",
        "table": "marsad.reports.tables.table:Table",
        "telegram": "marsad.reports.formats.telegram:TelegramExport",
        "telegram-page": "marsad.reports.formats.telegram:TelegramPage",
        "text": "marsad.reports.formats.text:Text",
        "warc": "marsad.reports.formats.warc:Warc",
        "web-page": "marsad.reports.formats.web_page:WebPage",
        "whatsapp": "marsad.reports.formats.whatsapp:WhatsAppChat",
    },
    FEEDS: {
        "folder": "marsad.reports.feeds.folder:FolderFeed",
        "imap": "marsad.reports.feeds.imap:ImapFeed",
        "rss": "marsad.reports.feeds.rss:RssFeed",
    },
}


def test_only_the_plugins_of_the_golden_list_are_installed() -> None:
    for group, expected in GOLDEN.items():
        assert {point.name: point.value for point in entry_points(group=group)} == expected


def test_there_is_a_reader_for_english_and_none_for_a_language_nobody_wrote() -> None:
    reader = reader_for("en")
    assert reader is not None and reader.name == "frames-en" and not is_remote(reader)
    assert reader_for("tlh") is None
