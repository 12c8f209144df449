"""What kind of input some bytes are: by their first bytes where those tell, else by the name's suffix.

Binary kinds (archives, PDF) are told by their bytes alone. Among texts, .txt and .md are believed; anything else goes
by what stands at the start: an XML root, HTML, JSON, mail headers.
"""

from __future__ import annotations

import re
from typing import Literal

from reports.read.walk import suffix_of

Input = Literal[
    "text", "html", "json", "jsonl", "nitf", "newsml-g2", "rss", "atom", "eml", "docx", "pdf",
    "newsmessage", "rss-feed", "atom-feed", "gz", "zip", "tar", "xml"
]  # fmt: skip

SNIFF = 16384
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")
_HTML_STARTS = (b"<!doctype html", b"<html")
_MARK = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_BEFORE_ROOT = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^<>\[]|\[.*?\]\s*(?=>))*>", re.S | re.I)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_ROOTS: dict[bytes, Input] = {
    b"nitf": "nitf",
    b"newsitem": "newsml-g2",
    b"newsmessage": "newsmessage",
    b"packageitem": "newsml-g2",
    b"rss": "rss-feed",
    b"rdf": "rss-feed",
    b"item": "rss",
    b"feed": "atom-feed",
    b"entry": "atom",
    b"html": "html",
}
_XML_SUFFIXES = (".xml", ".nitf", ".rss", ".atom", ".g2", ".newsml")
_HEADER = re.compile(
    rb"(?im)^(received|return-path|from|to|date|subject|message-id|mime-version|delivered-to|content-type|reply-to|sender"
    rb"|x-[\w-]+):[ \t]"
)
_TRANSPORT = frozenset((b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to"))
_JSON_START = re.compile(rb"\s*(?:\{\s*(?:[\"}]|$)|\[\s*(?:\{|$))")


def sniff(head: bytes, name: str) -> Input:
    """The kind of an input, from its first bytes (`SNIFF` are enough) and its name."""
    suffix = suffix_of(name)
    if binary := _binary(head):
        return "docx" if binary == "zip" and suffix == ".docx" else binary
    if suffix in TEXT_SUFFIXES:
        return "text"
    if suffix in HTML_SUFFIXES:
        return "html"
    if suffix == ".eml":
        return "eml"
    start = head.replace(b"\x00", b"").lstrip(_MARK)
    if start.lower().startswith(_HTML_STARTS):
        return "html"
    if start.startswith(b"<") or suffix in _XML_SUFFIXES:
        return _markup(start, suffix)
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    if suffix in (".json", ".ninjs") or _JSON_START.match(start):
        return "json" if suffix in (".json", ".ninjs") else _json(start)
    return "eml" if _is_mail(start) else "text"


def _binary(head: bytes) -> Input | None:
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head[257:262] == b"ustar":
        return "tar"
    return "pdf" if head.startswith(b"%PDF-") else None


def _markup(start: bytes, suffix: str) -> Input:
    """By the root element; text that merely begins with a tag stays text."""
    at = 0
    while skipped := _BEFORE_ROOT.match(start, at):
        at = skipped.end()
    root = _ROOT.match(start, at)
    if root and (kind := _ROOTS.get(root[1].lower())):
        return kind
    return "xml" if start.startswith(b"<?xml") or suffix in _XML_SUFFIXES else "text"


def _json(start: bytes) -> Input:
    """JSON lines if the first line is a whole object and another follows it."""
    first, _, rest = start.partition(b"\n")
    return "jsonl" if first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{") else "json"


def _is_mail(start: bytes) -> bool:
    """Mail headers from the first line on, one of them such that only transport writes it."""
    if not _HEADER.match(start):
        return False
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    names = {match[1].lower() for match in _HEADER.finditer(head)}
    return len(names) >= 3 and bool(names & _TRANSPORT)
