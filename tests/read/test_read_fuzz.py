"""Whatever the bytes are, reading them gives stories or one-line errors: never a traceback, never a broken text."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.read.samples import docx, paragraph, pdf

from reports.errors import InputError
from reports.read import Story, stories_in
from reports.read.blocks import html_blocks, plain_blocks
from reports.read.documents import Document, Kind, Meta, story_of
from reports.read.sniff import sniff
from reports.read.values import iso_date

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent / "inputs").iterdir())]
SAMPLES += [docx(paragraph("One mine.", "Title") + paragraph("Two.")), pdf(["One mine.", "Two."])]
SHARDS = [
    b"<", b">", b"&", b"&#0;", b"&#xD800;", b"<![CDATA[", b"]]>", b"<!ENTITY a 'b'>", b"<!DOCTYPE a [", b"\x00",
    b"{", b"}", b"[", b"]", b'"', b"\\", b"\\ud800", b"\r\n\r\n", b"=?utf-8?q?=zz?=", b"--cut", b"charset=rot13",
    b"null", b"1e999", b"PK\x03\x04", b"\x1f\x8b\x08", b"9" * 30, b"</p>", b"xml:lang='", b"T99:99", b"\xed\xa0\x80",
    b"\xff\xfe", b"charset=idna", b"base64", b"%PDF-",
]  # fmt: skip
KINDS = st.sampled_from(get_args(Kind))
NAMES = st.sampled_from("- a.txt a.html a.xml a.json a.jsonl a.eml a.docx a.pdf a.zip a.gz a.rss".split())


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sample with some of its bytes cut out, doubled, or struck by a shard."""
    data = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        until = min(len(data), at + draw(st.integers(0, 80)))
        middle = draw(st.sampled_from([b"", data[at:until] * 2, *SHARDS]))
        data = data[:at] + middle + data[until:]
    return data


def check(found: Story | InputError) -> None:
    if isinstance(found, InputError):
        message = str(found)
        assert "\n" not in message
        message.encode("utf-8")
        return
    found.model_dump_json()
    found.text.encode("utf-8")
    end = 0
    for part in found.parts:
        assert end <= part.start < part.end <= len(found.text)
        end = part.end


def read(data: bytes, name: str) -> None:
    for found in stories_in(name, stream=io.BytesIO(data)):
        check(found)


@given(data=st.binary(max_size=400), name=NAMES)
@QUICK
def test_any_bytes(data: bytes, name: str) -> None:
    read(data, name)


@given(data=damaged(), name=NAMES)
@QUICK
def test_damaged_files(data: bytes, name: str) -> None:
    read(data, name)


@given(data=damaged(), kind=KINDS, field=st.sampled_from([None, "text", "a.b"]))
@QUICK
def test_damaged_documents_of_any_kind(data: bytes, kind: Kind, field: str | None) -> None:
    try:
        check(story_of(Document("a", data, kind, Meta(text_field=field))))
    except InputError as error:
        check(error)


@given(data=damaged(), cut=st.integers(0, 60))
@QUICK
def test_damaged_archives(data: bytes, cut: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", data)
        archive.writestr("b", data)
    for packed in (stream.getvalue(), gzip.compress(data)):
        at = len(packed) * cut // 61
        read(packed[:at] + b"\x00\xff" + packed[at + 2 :], "a")
        read(packed[: len(packed) - cut], "a")


@given(st.text(max_size=200))
@QUICK
def test_any_markup(text: str) -> None:
    for block in (*html_blocks(text), *html_blocks(f"<p>{text}</p>"), *plain_blocks(text)):
        assert block.text == block.text.strip(" \n")
        assert block.text


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.integers())))
@QUICK
def test_any_date(value: object) -> None:
    found = iso_date(value)
    assert found is None or len(found) >= 10


@given(st.binary(max_size=300), NAMES)
@QUICK
def test_sniffing_never_fails(head: bytes, name: str) -> None:
    assert sniff(head, name)
