"""One item of an RSS feed or entry of an Atom feed, with the full text that it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.read.blocks import Block, blocks, html_blocks, looks_like_html, plain_blocks
from reports.read.compose import Parts
from reports.read.values import first_date
from reports.read.xml import attribute, children, first, squeezed, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from reports.read.documents import Meta

_SHORT = 100  # words
ONLY_SUMMARY = "the feed holds no full text of this item, only a summary"


def rss_parts(item: Element, meta: Meta) -> Parts:
    """What an RSS `item` holds (RSS 2 and 1, with the content, dc and media modules where they are used)."""
    link = text_of(first(item, "link"))
    guid = text_of(first(item, "guid"))
    parts = Parts(
        headline=_plain(first(item, "title")),
        bylines=_people(item, "creator") or _people(item, "author"),
        body=_body(item, "encoded"),
        publisher=text_of(first(item, "source")) or meta.publisher,
        published=first_date(text_of(first(item, "pubDate")), text_of(first(item, "date"))),
        url=link or (guid if guid and guid.startswith("http") else None),
        language=text_of(first(item, "language")),
        guid=guid or attribute(item, "about") or link,
    )
    return _with_summary(parts, _body(item, "description"))


def atom_parts(entry: Element, meta: Meta) -> Parts:
    """What an Atom `entry` holds."""
    links = list(children(entry, "link"))
    chosen = [link for link in links if attribute(link, "rel") in (None, "alternate")] or links
    authors = [name for author in children(entry, "author") if (name := text_of(first(author, "name")))]
    parts = Parts(
        headline=_plain(first(entry, "title")),
        bylines=authors,
        body=_body(entry, "content"),
        publisher=text_of(first(entry, "source/title")) or meta.publisher,
        # the words are those of the update, and so is their "on Tuesday"
        published=first_date(text_of(first(entry, "updated")), text_of(first(entry, "published"))),
        url=attribute(chosen[0], "href") if chosen else None,
        language=attribute(entry, "lang") or attribute(first(entry, "content"), "lang"),
        guid=text_of(first(entry, "id")),
    )
    return _with_summary(parts, _body(entry, "summary"))


def _people(item: Element, name: str) -> list[str]:
    """Authors; RSS wants an address with the name in brackets: "desk@example.org (Jane Roe)"."""
    found = []
    for person in children(item, name):
        words = text_of(person) or ""
        address, bracket, inside = words.partition("(")
        if named := inside.rstrip(") ") if bracket and "@" in address else "" if "@" in words else words:
            found.append(named)
    return found


def _plain(title: Element | None) -> str | None:
    """A title, of which some feeds escape the markup twice."""
    words = text_of(title)
    if words and (attribute(title, "type") == "html" or looks_like_html(words)):
        return squeezed(" ".join(block.text for block in html_blocks(words)))
    return words


def _body(item: Element, name: str) -> list[Block]:
    """The paragraphs of a child: XHTML inside it, HTML as its text, or plain text."""
    for child in children(item, name):
        if len(child):
            found = blocks(child)
        else:
            text = child.text or ""
            found = html_blocks(text) if _is_markup(child, text) else plain_blocks(text)
        if found:
            return found
    return []


def _is_markup(child: Element, text: str) -> bool:
    kind = attribute(child, "type")
    return kind in ("html", "text/html", "xhtml") or kind != "text" and ("&" in text or looks_like_html(text))


def _with_summary(parts: Parts, summary: list[Block]) -> Parts:
    """The summary where there is no text; a short one is told as what it is."""
    if not parts.body:
        parts.body = summary
        if summary and sum(len(block.text.split()) for block in summary) < _SHORT:
            parts.warnings.append(ONLY_SUMMARY)
    return parts
