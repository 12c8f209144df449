"""One document to its story, by kind: the heavy part of reading. Libraries are loaded for the kinds that need them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reports.errors import InputError
from reports.read.compose import Parts, story_of_parts
from reports.read.decode import decode
from reports.read.story import Story
from reports.read.values import iso_date
from reports.records import Format

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from reports.read.archives import Limits
    from reports.read.documents import Kind, Meta

_FORMS: dict[str, Format] = {
    "nitf": "nitf",
    "newsitem": "newsml-g2",
    "packageitem": "newsml-g2",
    "item": "rss",
    "entry": "atom",
}
_SURE = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_OLD_NEWSML = "NewsML"
_MEND = "give NITF, NewsML-G2, ninjs, RSS or Atom, or the text itself"


def read(name: str, data: bytes, kind: Kind, meta: Meta, limits: Limits) -> Story:
    """The story in `data`. Raises `InputError` if there is none, `LimitError` if it unpacks to too much."""
    if kind == "text":
        return _text(data, name)
    if kind == "html":
        from reports.read.html import story_from_html

        return story_from_html(decode(data, name, html=True)[0], path=name)
    if kind in ("json", "jsonl"):
        return _json(data, name, kind, meta)
    if kind == "eml":
        from reports.read.eml import story_of_mail

        return story_of_mail(data, name)
    if kind == "pdf":
        from reports.read.pdf import story_of_pdf

        return story_of_pdf(data, name)
    if kind == "docx":
        from reports.read.docx import docx_parts

        return story_of_parts(docx_parts(data, name, limits), name, "docx")
    return _xml(data, name, meta)


def _text(data: bytes, name: str) -> Story:
    text, encoding = decode(data, name)
    guess = f"read as {encoding}, which is a guess; save the file as UTF-8 if letters look wrong"
    return Story(text=text, path=name, warnings=() if encoding in _SURE else (guess,))


def _json(data: bytes, name: str, kind: Kind, meta: Meta) -> Story:
    from reports.read.jsonfile import is_ninjs, loads
    from reports.read.jsonrecord import story_of_record

    value = loads(data, name)
    if meta.text_field is None and is_ninjs(value):
        from reports.read.ninjs import ninjs_parts

        return story_of_parts(ninjs_parts(value), name, "ninjs")
    return story_of_record(value, name, "json" if kind == "json" else "jsonl", meta)


def _xml(data: bytes, name: str, meta: Meta) -> Story:
    from reports.read.xml import local, parse_xml

    root = parse_xml(data, name)
    form = _FORMS.get(local(root).lower())
    if form is None:
        raise InputError(name, _unknown(root, local(root)), _MEND)
    parts = _parts(root, name, form, meta)
    if parts.published is None:
        parts.published = iso_date(meta.date)
    return story_of_parts(parts, name, form)


def _unknown(root: Element, kind: str) -> str:
    if kind == _OLD_NEWSML:
        return f"is NewsML {re.sub(r'[^0-9.]', '', root.get('Version', '1')) or '1'}, which is not read"
    return f"is XML of a kind that is not known (<{kind[:40]}>)"


def _parts(root: Element, name: str, kind: str, meta: Meta) -> Parts:
    if kind == "nitf":
        from reports.read.nitf import nitf_parts

        return nitf_parts(root)
    if kind == "newsml-g2":
        from reports.read.newsml import newsml_parts

        return newsml_parts(root, name)
    from reports.read.feeds import atom_parts, rss_parts

    return rss_parts(root, meta) if kind == "rss" else atom_parts(root, meta)
