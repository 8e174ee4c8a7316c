"""What Telegram Desktop exports of a chat, as messages: who may be named, what is kept of each.

A channel is a source and stands under its name; a person has a pseudonym, also where a channel forwards what a
person wrote. Of a forwarded message the one who wrote it tells, not the one who passed it on: the origin.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from marsad.errors import UnreadableReportError
from marsad.reports.chats.messages import Message, Wordless
from marsad.reports.persons import NamesOfSenders, Senders, without_traces

CHANNELS = frozenset({"public_channel", "private_channel"})
# What may be kept of a message as it stands: none of it says who a person is.
_HARMLESS = frozenset(
    {
        "id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "from", "from_id", "forwarded_from",
        "forwarded_from_id", "reply_to_message_id", "reply_to_peer_id", "text", "text_entities", "photo", "file",
        "photo_file_size", "file_size", "file_name", "thumbnail", "thumbnail_file_size", "media_type", "mime_type",
        "duration_seconds", "width", "height", "sticker_emoji", "poll", "zone",
    }
)  # fmt: skip
_KEPT_OF_PERSONS = frozenset(
    {
        "id", "type", "date", "edited", "reply_to_message_id", "media_type", "mime_type", "duration_seconds",
        "width", "height",
    }
)  # fmt: skip
_OF_PERSONS = {"mention": "@[person]", "mention_name": "@[person]", "phone": "[number left out]"}
_MEDIA = ("photo", "file")
_ACCOUNT = re.compile(r"(?<![\w@/.])@[A-Za-z]\w{3,31}(?!\w)", re.ASCII)
NOBODY = NamesOfSenders({}, str)
_NOT_EXPORTED = re.compile(r"\(File [^)]*\)")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
_WIDEST_ZONE = timedelta(hours=14)
_LAST_SECOND = 4_102_444_800  # 2100; a larger number is no moment
MEDIA_ONLY, SERVICE = "pictures, sound, video or files", "notices of the app"


@dataclass(frozen=True, slots=True)
class Chat:
    """What an export says of a chat. ``name`` is written down for channels alone."""

    name: str | None = None
    type: str | None = None
    id: str | None = None

    @property
    def channel(self) -> bool:
        """Whether it speaks as itself, to whoever reads it."""
        return self.type in CHANNELS


def message_of(
    raw: Mapping[str, object], exact: bytes, chat: Chat, senders: Senders, known: NamesOfSenders = NOBODY
) -> Message | Wordless | UnreadableReportError:
    """One message of the export; ``exact`` are its bytes there, kept where they name no person.

    ``known`` names are left out of what a person writes, and so is every name of an account ("@name").
    """
    number = _plain(raw.get("id")) or ""
    number = number if number.removeprefix("-").isdecimal() else ""
    where = f"message {number or 'without an id'}"
    if raw.get("type") != "message":
        return Wordless(SERVICE)
    teller, person, names = _teller(raw, chat, senders)
    text = _text(raw.get("text"), person=person).strip()
    if person:
        text = known.left_out_of(_ACCOUNT.sub(_OF_PERSONS["mention"], text) if "@" in text else text)
    if not text:
        return Wordless(MEDIA_ONLY)
    said = _said(raw)
    if said is None:
        return UnreadableReportError(f"{where}: field date: is missing or is no date; export the chat again")
    original = _of_person(raw, text, teller) if person else _of_channel(raw, exact)
    ref = f"{chat.id}/{number}" if chat.channel and chat.id and number and not person else None
    return Message(
        where=where,
        text=without_traces(text) if person else text,
        said=said[:10] if person else said,
        teller=teller,
        person=person,
        original=original,
        as_received=exact,
        notes=tuple(_notes(raw, chat, person=person)),
        ref=ref,
        senders=names,
    )


def _teller(raw: Mapping[str, object], chat: Chat, senders: Senders) -> tuple[str, bool, tuple[str, ...]]:
    """Who wrote the message: a name or a pseudonym, whether it is a person, and names to be looked up."""
    if _passed_on(raw):
        if channel := _named_forward(raw):
            return channel, False, ()
        name, account = _plain(raw.get("forwarded_from")), _plain(raw.get("forwarded_from_id"))
    else:
        name, account = _plain(raw.get("from")), _plain(raw.get("from_id"))
        if name and ((account or "").startswith("channel") or (chat.channel and name == chat.name)):
            return name, False, ()
        if chat.channel and chat.name and not name:
            return chat.name, False, ()
    return senders.of("telegram", account or name or "unknown"), True, tuple(filter(None, (name, account)))


def _passed_on(raw: Mapping[str, object]) -> bool:
    return "forwarded_from" in raw or "forwarded_from_id" in raw


def _named_forward(raw: Mapping[str, object]) -> str | None:
    """The channel that wrote it; None for a person, and where older exports do not say which of both it is."""
    account = _plain(raw.get("forwarded_from_id")) or ""
    return _plain(raw.get("forwarded_from")) if account.startswith("channel") else None


def _text(said: object, *, person: bool) -> str:
    """The words of a text that is one piece or several, each with a kind."""
    if isinstance(said, str):
        return said
    return "".join(_piece(each, person=person) for each in said) if isinstance(said, list) else ""


def _piece(piece: object, *, person: bool) -> str:
    if isinstance(piece, str):
        return piece
    if not isinstance(piece, Mapping):
        return ""
    kind, text = piece.get("type"), piece.get("text")
    if person and isinstance(kind, str) and kind in _OF_PERSONS:
        return _OF_PERSONS[kind]
    return text if isinstance(text, str) else ""


def _said(raw: Mapping[str, object]) -> str | None:
    """The moment with the zone of the machine that exported, which shows where both its times are given."""
    date, zone_said = raw.get("date"), raw.get("zone")
    if not isinstance(date, str) or not _MOMENT.fullmatch(date):
        return None
    if isinstance(zone_said, str):
        return date + zone_said
    seconds = _plain(raw.get("date_unixtime"))
    if seconds is None or not seconds.isascii() or not seconds.isdigit() or int(seconds) > _LAST_SECOND:
        return date
    try:
        local = datetime.fromisoformat(date).replace(tzinfo=UTC)
        moment = datetime.fromtimestamp(int(seconds), UTC)
    except ValueError:
        return None
    zone = local - moment
    if abs(zone) > _WIDEST_ZONE or zone % timedelta(minutes=1):
        return None
    return moment.astimezone(timezone(zone)).isoformat()


def _notes(raw: Mapping[str, object], chat: Chat, *, person: bool) -> Iterator[str]:
    edited = raw.get("edited")
    if isinstance(edited, str) and _MOMENT.fullmatch(edited) and not edited.startswith("1970"):
        yield "edited by its sender" if person else f"edited by its sender on {edited[:10]}"
    if _passed_on(raw):
        passer = f"the channel {chat.name}" if chat.channel and chat.name else "somebody in a chat"
        yield f"passed on by {passer}; told by who wrote it"
    answered = _plain(raw.get("reply_to_message_id"))
    if answered and answered.isdigit():
        yield f"in reply to message {answered}"
    for field in _MEDIA:
        path = raw.get(field)
        if isinstance(path, str) and path and not person:
            yield f"with {'a file that was not exported' if _NOT_EXPORTED.search(path) else path[:200]}"
        elif path:
            yield f"with a {field}"


def _of_person(raw: Mapping[str, object], text: str, teller: str) -> bytes:
    """The message as JSON without what says who a person is, where they stood, and at what hour they wrote."""
    kept = {name: value for name, value in raw.items() if name in _KEPT_OF_PERSONS and _plain(value)}
    days: dict[str, object] = {name: str(kept[name])[:10] for name in ("date", "edited") if name in kept}
    return _kept({**kept, **days, "from": teller, "text": without_traces(text)})


def _of_channel(raw: Mapping[str, object], exact: bytes) -> bytes:
    """The message to the byte; as JSON without them where it holds names of persons (who signed, who reacted)."""
    if set(raw) <= _HARMLESS:
        return exact
    return _kept({name: value for name, value in raw.items() if name in _HARMLESS})


def _kept(form: Mapping[str, object]) -> bytes:
    noted = {**form, "note": "kept without what tells who a person is"}
    return json.dumps(noted, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def _plain(value: object) -> str | None:
    """A text or a whole number as text; None for anything else and for nothing."""
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None
