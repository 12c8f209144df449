"""The article of a web page: its text, and what the page says of it. Nothing is ever fetched."""

from __future__ import annotations

import importlib
import re
import warnings
from typing import TYPE_CHECKING, Any

from reports.errors import DateError, InputError
from reports.read.story import Story
from reports.read.values import language_of
from reports.text.dates import parse_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_META = (
    '//meta[@property="article:published_time"]/@content',
    '//meta[@itemprop="datePublished"]/@content',
    '//meta[@name="date" or @name="pubdate" or @name="publish-date" or @name="parsely-pub-date"]/@content',
    '//meta[@name="DC.date.issued"]/@content',
    '//time[@itemprop="datePublished" or @pubdate]/@datetime',
)
_JSON_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_BLANKS = re.compile(r"[ \t]*\n\s*")
_MIN_WORDS = 8
_MEND = "check that the page is an article and not a list or a log-in page, or give the text as .txt"


def story_from_html(markup: str, *, path: str | None) -> Story:
    """The story of a page. Raises `InputError` when it holds no article text."""
    name = path or "-"
    page = _parsed(markup, name)
    found = _extracted(page, name)
    published = _published(page, markup) or _iso(found.get("date"))
    return Story(
        text=found["text"],
        path=path,
        url=found.get("url") or None,
        format="html",
        title=_squeezed(found.get("title")),
        bylines=_authors(found.get("author")),
        publisher=_squeezed(found.get("sitename")),
        published=published,
        published_from="metadata" if published else None,
        language=_language(page),
    )


def _trafilatura() -> Any:
    """The module. 0.4 s to import, so only for pages; its network half warns of proxies that nobody here uses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("trafilatura")


def _parsed(markup: str, name: str) -> HtmlElement:
    page = _trafilatura().load_html(markup)
    if page is None:
        raise InputError(name, "is no readable HTML", _MEND)
    return page


def _extracted(page: HtmlElement, name: str) -> dict[str, Any]:
    document = _trafilatura().bare_extraction(
        page, favor_precision=False, include_comments=False, include_tables=False, with_metadata=True
    )
    found: dict[str, Any] = (
        document.as_dict() if document is not None and hasattr(document, "as_dict") else dict(document or {})
    )
    text = _without_repeats(found.get("text") or "")
    if text.count(" ") + text.count("\n") < _MIN_WORDS:
        raise InputError(name, "holds no article text", _MEND)
    return {**found, "text": text}


def _without_repeats(text: str) -> str:
    """Paragraphs as lines; a long paragraph that pages carry twice (teaser and body, two layouts) only once."""
    lines: list[str] = []
    seen: set[str] = set()
    for line in _BLANKS.split(text.strip()):
        if len(line) > 60 and line in seen:
            continue
        seen.add(line)
        lines.append(line)
    return "\n".join(lines)


def _published(page: HtmlElement, markup: str) -> str | None:
    """The page's own statement, with its clock; trafilatura's guess from anywhere on the page comes after it."""
    for query in _META:
        for value in page.xpath(query):
            if iso := _iso(str(value)):
                return iso
    match = _JSON_LD_DATE.search(markup)
    return _iso(match[1]) if match else None


def _iso(value: str | None) -> str | None:
    try:
        return parse_date(value) if value else None
    except DateError:
        return None


def _authors(value: str | None) -> tuple[str, ...]:
    return tuple(name for part in (value or "").split(";") if (name := " ".join(part.split())))


def _squeezed(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _language(page: HtmlElement) -> str | None:
    return language_of(page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang"))
