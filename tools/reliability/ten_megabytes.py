"""Time and memory that a file of ten megabytes takes to receive, of every format: as it comes, and made to harm.

    python tools/reliability/ten_megabytes.py [WORD...]

Each file is received in a process of its own, whose children (which read PDF) count too. Prints one row a file:
seconds of the processor, those for the slowest report or error, peak memory in MB with the interpreter and all
libraries, what came of it. Ends with exit code 1 where any one report or error took over ten seconds, a whole chat
or file of forms did, or a file took over 1,000 MB. With words, only files whose name has one of them.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

SIZE = 10_000_000
MOST_SECONDS, MOST_MB = 10.0, 1_000
SENTENCE = "The army took the village of Tadef on Sunday, a monitor said, and {} civilians left it before dawn. "
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


UNITS = {
    "elements": "<div>", "tags": "<a ", "references": "&amp;", "comments": "<!--", "quotes": '<a "',
    "paragraphs": "<p>x</p>", "breaks": "x<br>", "scripts": "<script>", "tables": "<table><td>x",
}  # fmt: skip


def prose(size: int, between: str = "\n\n") -> str:
    """Sentences in paragraphs, no two alike."""
    dice = random.Random(size)
    paragraphs = ("".join(SENTENCE.format(dice.randrange(10**9)) for _ in range(4)) for _ in iter(int, 1))
    pieces: list[str] = []
    while size > 0:
        pieces.append(next(paragraphs))
        size -= len(pieces[-1]) + len(between)
    return between.join(pieces)


def zipped(entries: Iterator[tuple[str, bytes]]) -> bytes:
    """An archive of these entries."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


def document(body: str, picture: int = 0) -> bytes:
    """A Word document with that body, and a picture of so many bytes."""
    whole = f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()
    parts = [("word/document.xml", whole), ("word/media/a.png", random.Random(1).randbytes(picture))]
    return zipped(iter(parts))


def pdf(pages: int, lines: int, extra: bytes = b"", picture: int = 0) -> bytes:
    """A PDF of so many pages and lines on each; ``extra`` goes into every page, unpacked to its length."""
    dice = random.Random(2)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for _ in range(pages):
        words = " ".join(f"({SENTENCE.format(dice.randrange(10**9))}) Tj 0 -14 Td" for _ in range(lines))
        packed = zlib.compress(f"BT /F1 8 Tf 36 780 Td {words} ET".encode() + extra)
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(objects)} 0 R"
        objects.append(f"{page}/Resources<</Font<</F1 3 0 R>>>>>>".encode())
        kids.append(f"{len(objects)} 0 R")
    noise = dice.randbytes(picture)
    objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(noise), noise))
    objects[1] = f"<</Type/Pages/Count {pages}/Kids[{' '.join(kids)}]>>".encode()
    out, places = bytearray(b"%PDF-1.4\n"), list[int]()
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start))


def warc(pages: Iterator[str]) -> bytes:
    """An archive of these pages, each packed by itself."""
    out = bytearray()
    for number, page in enumerate(pages):
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.encode()
        uri = f"WARC-Target-URI: https://a.example/{number}\r\n"
        kind = f"WARC-Type: response\r\nContent-Type: application/http\r\n{uri}"
        out += gzip.compress(
            f"WARC/1.0\r\n{kind}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
        )
    return bytes(out)


def mail(text: str, number: int = 0) -> bytes:
    """A mail with that text."""
    head = f"From: a{number}@b.example\nDate: Sun, 26 Feb 2017 10:00:00 +0200\nSubject: Day {number}\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n\n".encode()


def chats() -> Iterator[tuple[str, bytes]]:
    """Chats and forms of ten megabytes, in messages and submissions of a sentence each."""
    dice = random.Random(3)
    head = '<html><div class="page_body chat_page"><div class="history">'
    on_page, in_json, in_lines, forms, size = [head], list[str](), list[str](), list[str](), 0
    for number in range(1, 10**6):
        words, who = SENTENCE.format(dice.randrange(10**9)).strip(), f"Person {dice.randrange(40)}"
        day = f"{1 + number // 5_000 % 28:02}"
        on_page.append(
            f'<div class="message default clearfix" id="message{number}"><div class="body">'
            f'<div class="pull_right date details" title="{day}.02.2017 10:00:00 UTC+02:00">10:00</div>'
            f'<div class="from_name">\n{who}\n</div>'
            f'<div class="text">\n{words}\n</div></div></div>\n'
        )
        said = {"id": number, "type": "message", "date": f"2017-02-{day}T10:00:00", "from": who}
        in_json.append(json.dumps({**said, "from_id": f"user{who[7:]}", "text": words, "text_entities": []}))
        in_lines.append(f"{day}/02/2017, 10:00 - {who}: {words}\n")
        answers = {f"group/question_{n}": dice.randrange(99) for n in range(12)}
        form = {"_uuid": f"u{number}", "_submission_time": f"2017-02-{day}T10:00:00", "username": who}
        forms.append(json.dumps({**form, **answers, "meta/instanceID": f"uuid:u{number}", "group/what": words}))
        size += len(in_lines[-1])
        if size > SIZE:
            break
    chat = '{"name": "Group", "type": "private_group", "id": 5, "messages": ['
    yield "messages.html", "".join(_up_to(on_page)).encode()
    yield "result.json", (chat + ",".join(_up_to(in_json)) + "]}").encode()
    yield "_chat.txt", "".join(_up_to(in_lines)).encode()
    yield "forms.json", ("[" + ",".join(_up_to(forms)) + "]").encode()


def _up_to(pieces: list[str]) -> Iterator[str]:
    left = SIZE - 1_000
    for piece in pieces:
        left -= len(piece) + 1
        if left < 0:
            return
        yield piece


def as_they_come() -> Iterator[tuple[str, bytes]]:
    """Ten megabytes of each format, of ordinary content."""
    text = prose(SIZE)
    page = "<html><body>" + prose(9_900_000, "</p><p>") + "</body></html>"
    small = prose(400_000).split("\n\n")
    yield "prose.txt", text.encode()[: SIZE - 10]
    yield "page.html", page.encode()
    yield "record.json", json.dumps({"text": text[: SIZE - 90_000]}).encode()
    yield "records.jsonl", b"".join(json.dumps({"text": each}).encode() + b"\n" for each in text.split("\n\n"))
    yield "mail.eml", mail(text)
    attached = base64.encodebytes(pdf(40, 50, picture=7_000_000)).decode()
    kind = 'Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n'
    yield (
        "attached.eml",
        (
            'From: a@b.example\nContent-Type: multipart/mixed; boundary="xyz"\n\n--xyz\n\nText.\n'
            f"--xyz\n{kind}\n{attached}\n--xyz--\n"
        ).encode(),
    )
    yield "many.mbox", b"".join(b"From a@b\n" + mail(each, at) for at, each in enumerate(text.split("\n\n")))
    yield "pictures.docx", document(f"<w:p><w:r><w:t>{small[0]}</w:t></w:r></w:p>" * 500, 9_900_000)
    runs = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in prose(34_000_000).split("\n\n"))
    yield "long.docx", document(runs)
    yield "pictures.pdf", pdf(100, 50, picture=9_500_000)
    yield "long.pdf", pdf(400, 50)
    yield "pages.warc.gz", warc(f"<p>{each}</p>" for each in text.split("\n\n")[:2_000])
    yield "texts.zip", zipped((f"{at}.txt", each.encode()) for at, each in enumerate(text.split("\n\n")[:9_000]))


def made_to_harm() -> Iterator[tuple[str, bytes]]:
    """Ten megabytes at most of each format, made to take for ever or to fill the memory."""
    for name, unit in {"lines": "\n", "rules": "---\n", "fields": "a: b\n", "letters": "x"}.items():
        yield f"{name}.md", ("---\n" + unit * (SIZE // len(unit)))[:SIZE].encode()
    for name, unit in UNITS.items():
        yield f"{name}.html", (unit * (9_999_000 // len(unit))).encode()
        yield f"{name} within trafilatura's limit.html", (unit * (499_000 // len(unit))).encode()
    yield "brackets.json", b"[" * (SIZE - 1)
    yield "objects.json", b'{"text": "x", "a": [' + b"{}," * (SIZE // 3 - 20) + b"{}]}"
    yield "items.json", b"[" + b"1," * (SIZE // 2 - 20) + b"1]"
    yield "lines.jsonl", b"1\n" * (SIZE // 2)
    yield "boundaries.eml", b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * (SIZE // 5)
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(150))
    yield "nested.eml", nested + b"x" * 80 + b"\n\n" + b"a\n" * 100_000
    yield "headers.eml", b"A: b\n" * (SIZE // 5 - 1) + b"\nText."
    yield "subject.eml", b"Subject: " + b"=?utf-8?q?a?= " * (SIZE // 14 - 2) + b"\n\nText."
    yield "mails.mbox", b"From a\n\n" * (SIZE // 8)
    yield "paragraphs.docx", document("<w:p/>" * 6_000_000)
    yield "tables.docx", document("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 99_000)
    yield "zeros.docx", document("<w:p><w:r><w:t>" + "0" * 300_000_000 + "</w:t></w:r></w:p>")
    yield "operators.pdf", pdf(2, 1, extra=b" q" * 50_000_000)
    yield "words.pdf", pdf(3, 1, extra=b" BT /F1 12 Tf (word) Tj ET" * 3_000_000)
    yield "empty pages.pdf", pdf(30_000, 0)
    yield (
        "zeros.warc.gz",
        gzip.compress(b"WARC/1.0\r\nContent-Length: 9000000000\r\n\r\n" + b"\0" * 2_000_000_000, 9),
    )
    yield "records.warc", b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n" * (SIZE // 36)
    yield "pages.warc.gz", warc(iter(["<p>x</p>" * 600_000] * 40))
    yield "zeros.zip", zipped((f"{at}.txt", b"\0" * 9_000_000) for at in range(100))
    yield "entries.zip", zipped((f"{at}.txt", b"") for at in range(90_000))
    inner = zipped((f"{at}.txt", b"word " * 1_900_000) for at in range(100))
    yield "nested.zip", zipped((f"{at}.zip", inner) for at in range(20))
    yield "mails.zip", zipped((f"{at}.eml", mail("x\n" * 400_000)) for at in range(100))


RECEIVE = """
import resource, sys, time
from pathlib import Path
from marsad.reports.receive import Received, receive
found, refused, slowest, why = 0, 0, 0.0, ""

def spent():
    all_of = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in all_of)

begun = last = spent()
for each in receive(Path(sys.argv[1])):
    slowest, last = max(slowest, spent() - last), spent()
    found += isinstance(each, Received)
    if not isinstance(each, Received):
        refused, why = refused + 1, why or str(each).removeprefix(sys.argv[1])[:70]
slowest = max(slowest, spent() - last)
own = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
peak = (int(own) + child) / 1024
print(f"{spent() - begun:.1f}\\t{slowest:.1f}\\t{peak:.0f}\\t{found}\\t{refused}\\t{why}")
"""


def main(words: list[str]) -> int:
    """Receive every file, and print a row of each."""
    print(f"{'file':48} {'MB':>5} {'s in all':>8} {'slowest':>8} {'peak MB':>8}  reports, errors, the first error")
    wrong = 0
    for kind in (chats, as_they_come, made_to_harm):
        for name, content in kind():
            called = f"{kind.__name__.replace('_', ' ')}: {name}"
            if words and not any(word in called for word in words):
                continue
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder, name)
                file.write_bytes(content)
                size = len(content) / 1e6
                done = subprocess.run(
                    [sys.executable, "-c", RECEIVE, str(file)], capture_output=True, text=True, check=False
                )
            if done.returncode:
                wrong += 1
                print(f"{called:48} failed: {done.stderr.strip().splitlines()[-1][:100]}", flush=True)
                continue
            total, slowest, peak, found, refused, why = done.stdout.rstrip("\n").split("\t")
            longest = float(total if kind is chats else slowest)  # a chat hangs as a whole
            is_wrong = longest > MOST_SECONDS or float(peak) > MOST_MB
            wrong += is_wrong
            row = f"{called:48} {size:5.1f} {total:>8} {slowest:>8} {peak:>8}  {found}, {refused}"
            print(f"{row}{', ' + why if why else ''}{'  <-- TOO MUCH' if is_wrong else ''}", flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    begun = time.monotonic()
    ended = main(sys.argv[1:])
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"in {time.monotonic() - begun:.0f} s; making the files took up to {peak_mb:.0f} MB here")
    sys.exit(ended)
