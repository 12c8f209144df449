"""Markup of a story's body to its paragraphs, for NITF, XHTML and HTML alike.

White space is squeezed as a browser does it. What is no text of the story (scripts, forms, navigation) is left out;
captions, credits and notes keep what the markup says they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from reports.read.xml import local
from reports.records import SectionKind

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DROPPED = frozenset(
    "script style noscript template iframe svg math form button select option input textarea nav object embed video "
    "audio canvas map media-reference media-metadata head".split()
)
_BLOCKS = frozenset(
    "abstract address article aside block blockquote body body.content body.end bq caption center dd details div dl dt "
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hl1 hl2 hr li main media media-caption media-producer "
    "nitf-table note ol p pre section summary table tagline tbody thead tr ul".split()
)
_CELLS = frozenset(("td", "th"))
_KINDS = {
    "figcaption": SectionKind.CAPTION,
    "media-caption": SectionKind.CAPTION,
    "media-producer": SectionKind.CREDIT,
    "tagline": SectionKind.CREDIT,
    "note": SectionKind.NOTE,
}
_SPACE = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK = re.compile(r" *\n *")
_PARAGRAPH = re.compile(r"\n{2,}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")


class Block(NamedTuple):
    """A paragraph. `kind` is what the markup says it is, None where only its words can tell."""

    text: str
    kind: SectionKind | None = None


def blocks(root: Element) -> list[Block]:
    """The paragraphs below an element, in order, none empty."""
    from lxml import etree

    walk = _Walk()
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        name = local(element).lower()
        if event == "start":
            if name in _DROPPED:
                events.skip_subtree()
                continue
            walk.enter(name)
            walk.text(element.text, keep=name == "pre")
        else:
            if name not in _DROPPED:
                walk.leave(name)
            if element is not root:
                walk.text(element.tail)
    return walk.finished()


class _Walk:
    """Collects words until a paragraph ends."""

    def __init__(self) -> None:
        self._found: list[Block] = []
        self._words: list[str] = []
        self._kinds: list[SectionKind] = []

    def enter(self, name: str) -> None:
        if name in _BLOCKS:
            self._end()
        elif name == "br":
            self._words.append("\n")
        elif name in _CELLS and self._words:
            self._words.append(" | ")
        if name in _KINDS:
            self._kinds.append(_KINDS[name])

    def leave(self, name: str) -> None:
        if name in _BLOCKS:
            self._end()
        if name in _KINDS:
            self._kinds.pop()

    def text(self, text: str | None, *, keep: bool = False) -> None:
        if text:
            self._words.append(_CONTROL.sub("", text) if keep else _SPACE.sub(" ", _CONTROL.sub(" ", text)))

    def _end(self) -> None:
        joined = _AROUND_BREAK.sub("\n", re.sub(" {2,}", " ", "".join(self._words)))
        self._words.clear()
        kind = self._kinds[-1] if self._kinds else None
        for paragraph in _PARAGRAPH.split(joined):
            if kept := paragraph.strip(" \n"):
                self._found.append(Block(kept, kind))

    def finished(self) -> list[Block]:
        self._end()
        return self._found


def html_blocks(markup: str) -> list[Block]:
    """The paragraphs of an HTML fragment: a body in a feed, in JSON, in a mail. Never raises: bad HTML is HTML."""
    root = _html_root(markup)
    return [] if root is None else blocks(root)


def _html_root(markup: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True)
    try:
        return etree.fromstring(_CONTROL.sub(" ", markup), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def plain_blocks(text: str) -> list[Block]:
    """The paragraphs of plain text that stands inside another format: parted by blank lines, else by lines."""
    cleaned = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))
    parts = re.split(r"\n[ \t]*\n", cleaned.strip("\n"))
    return [Block(kept) for part in parts if (kept := part.strip(" \t\n"))]


_TAG = re.compile(
    r"<(?:p|div|br|html|body|article|section|span|strong|em|b|i|a|h[1-6]|ul|ol|table|figure|blockquote)\b[^<>]*>", re.I
)
_CLOSED = re.compile(r"</(?:p|div|html|body|article|section|span|h[1-6]|ul|ol|table|strong|em|a)>|<br ?/?>", re.I)


def looks_like_html(text: str) -> bool:
    """Is a string that may be plain text HTML? A tag that opens and one that closes are asked for."""
    return "<" in text and _TAG.search(text) is not None and _CLOSED.search(text) is not None
