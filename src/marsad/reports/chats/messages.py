"""Messages of a chat as reports: who is hidden, what is left out, what is noted of a message beside its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from marsad.errors import UnreadableReportError
from marsad.records import replace
from marsad.reports.arrival import Arrival, Location
from marsad.reports.form import Open, Receipt, Received, fields_from, received


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat. Nothing in it tells who a person is but ``senders``, which is not kept, and
    ``as_received``, its part of the export to the character, which is kept sealed or not at all.

    ``teller`` is the name of a channel, or the pseudonym of a ``person``. ``said`` is when, as a file of reports
    would give it: a day, or a moment with its zone. ``notes`` tell what the message had beside its words: edited,
    forwarded from, in reply to, media by their file names.
    """

    where: str  # "message 5123"
    text: str
    said: str | None
    teller: str
    person: bool
    original: bytes = field(repr=False)
    as_received: bytes = field(repr=False)
    notes: tuple[str, ...] = ()
    ref: str | None = None
    senders: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Wordless:
    """A message without words of its sender: only media, deleted, or written by the app itself."""

    what: str  # "pictures, sound, video or files"


def reports_of(
    messages: Iterable[Message | Wordless | UnreadableReportError], app: str, given: Receipt
) -> Iterator[Received | UnreadableReportError]:
    """The messages as reports, one by one; how many had no words is noted with the last of them.

    Raises ValueError where the chat holds no words of anybody at all.
    """
    wordless: Counter[str] = Counter()
    last: Received | None = None
    trouble = False
    for each in messages:
        if isinstance(each, Wordless):
            wordless[each.what] += 1
            continue
        made = each if isinstance(each, UnreadableReportError) else _report(each, app, given)
        if isinstance(made, UnreadableReportError):
            trouble = True
            yield made
            continue
        if last is not None:
            yield last
        last = made
    if last is None and not trouble:
        raise ValueError("holds no message with words in it")
    if last is not None:
        counted = tuple(
            f"{count} other messages of this chat hold only {what}" for what, count in sorted(wordless.items())
        )
        yield replace(last, arrival=replace(last.arrival, notes=(*last.arrival.notes, *counted)))


def _report(message: Message, app: str, given: Receipt) -> Received | UnreadableReportError:
    teller = {"pseudonym": message.teller, "kind": "field"} if message.person else {"publisher": message.teller}
    said = {**teller, "published": message.said, "ref": message.ref}
    locations = (Location(0, len(message.text), message.where),)
    try:
        made = received(
            message.text,
            fields_from(said),
            (message.original, f"{app}, {message.where}"),
            given,
            arrival=Arrival(locations=locations, notes=message.notes),
            senders=message.senders,
        )
        shown = Open.ALWAYS if message.person else Open.IF_NAMED
        return replace(made, as_received=message.as_received, open=shown)
    except ValueError as error:
        return UnreadableReportError(f"{message.where}: {error}")
