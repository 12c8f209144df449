"""The text of a DOCX document: paragraphs in order, deleted words and field codes left out."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from reports.errors import InputError, LimitError
from reports.read.archives import DAMAGE, FREE, Limits, plain
from reports.read.blocks import Block
from reports.read.compose import Parts
from reports.read.xml import attribute, first, local, parse_xml, squeezed
from reports.records import SectionKind

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DOCUMENT = "word/document.xml"
_SKIPPED = frozenset("del moveFrom instrText delText pPr rPr sectPr AlternateContent pict drawing object".split())
_TITLES = ("Title", "Titel", "Titre")
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_MEND = "open and save it again, or save it as plain text"


def docx_parts(data: bytes, name: str, limits: Limits) -> Parts:
    """What a DOCX file holds. Raises `InputError` if it is none, is encrypted, damaged, or unpacks to too much."""
    root = parse_xml(_unpacked(data, name, limits), name)
    body = first(root, "body")
    parts = Parts()
    for paragraph in () if body is None else body.iter():
        if local(paragraph) != "p" or _removed(paragraph):
            continue
        if not (words := _words(paragraph)):
            continue
        if parts.headline is None and not parts.body and _style(paragraph) in _TITLES:
            parts.headline = squeezed(words)
        parts.body.append(Block(words, SectionKind.CAPTION if _style(paragraph) == "Caption" else None))
    return parts


def _unpacked(data: bytes, name: str, limits: Limits) -> bytes:
    """The document part. What it claims to be is not believed: reading stops at the limit."""
    most = min(limits.document, max(FREE, len(data) * limits.ratio))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if _DOCUMENT not in archive.NameToInfo:
                raise InputError(name, "is no Word document (DOCX)", "save it as DOCX or plain text")
            with archive.open(_DOCUMENT) as part:
                text = part.read(most + 1)
    except DAMAGE as error:
        raise InputError(name, f"is a damaged or locked document ({plain(error)})", _MEND) from error
    if len(text) > most:
        raise LimitError(name, "unpacks to more than a story may be", "it looks like a bomb: save it as plain text")
    return text


def _removed(paragraph: Element) -> bool:
    """Does it lie in a part that is not shown: deleted, or a drawing's fallback?"""
    return any(local(above) in ("del", "moveFrom", "pict", "drawing") for above in paragraph.iterancestors())


def _style(paragraph: Element) -> str:
    return attribute(first(paragraph, "pPr/pStyle"), "val") or ""


def _words(paragraph: Element) -> str:
    """The words of one paragraph, those of paragraphs inside it (text boxes) not counted."""
    found: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        node = waiting.pop()
        name = local(node)
        if name in _SKIPPED or name == "p":
            continue
        if name == "t":
            found.append(node.text or "")
        elif name in _BREAKS:
            found.append(_BREAKS[name])
        else:
            waiting.extend(reversed(node))
    return "\n".join(line.strip(" \t") for line in "".join(found).split("\n")).strip("\n")
