"""NewsML-G2, the IPTC's envelope of news items. The text inside is NITF, XHTML or plain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.errors import InputError
from reports.read.blocks import Block, blocks, html_blocks, looks_like_html, plain_blocks
from reports.read.compose import WITHDRAWN, Parts
from reports.read.nitf import is_nitf, nitf_parts
from reports.read.values import first_date, iso_date, status_of
from reports.read.xml import attribute, children, first, local, text_of
from reports.records import PubStatus

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OTHER_MEDIA = ("picture", "video", "audio", "graphic", "animation")


def newsml_parts(root: Element, name: str) -> Parts:
    """What a `newsItem` holds. Raises `InputError` for items that are no text: pictures, packages, concepts."""
    _refuse_other(root, name)
    item, content = first(root, "itemMeta"), first(root, "contentMeta")
    parts = _content(root)
    parts.headline = _headline(content) or parts.headline or text_of(first(item, "title"))
    parts.byline = " / ".join(words for by in children(content, "by") if (words := text_of(by))) or parts.byline
    parts.dateline = text_of(first(content, "dateline")) or parts.dateline
    parts.notes = [words for note in children(item, "edNote") if (words := text_of(note))] or parts.notes
    parts.publisher = _publisher(root, item, content) or parts.publisher
    parts.language = (
        attribute(first(content, "language"), "tag") or attribute(_body_root(root), "lang") or attribute(root, "lang")
    )
    parts.guid = attribute(root, "guid")
    parts.version = attribute(root, "version") or parts.version
    parts.pubstatus = _status(item) or parts.pubstatus
    parts.embargo = iso_date(text_of(first(item, "embargoed"))) or parts.embargo
    parts.published = _times(item, content) or parts.published
    if not parts.body and parts.pubstatus not in WITHDRAWN:
        parts.body = [Block(words) for text in children(content, "description") if (words := text_of(text))]
        if parts.body:
            parts.warnings.append("the item holds no text, only its description")
    return parts


def _refuse_other(root: Element, name: str) -> None:
    kind = local(root)
    if kind == "packageItem":
        raise InputError(name, "is a package that names its stories without holding them", "give the items themselves")
    if kind != "newsItem":
        raise InputError(name, f"is a NewsML-G2 {kind}, not a story", "give its news items")
    item_class = attribute(first(root, "itemMeta/itemClass"), "qcode") or ""
    media = item_class.rpartition(":")[2]
    if media in _OTHER_MEDIA:
        raise InputError(name, f"is a {media} item, not a story", "give the text items")


def is_other_item(root: Element) -> str | None:
    """What an item of a message is when it is no text of its own ("a picture item"); None for a story."""
    try:
        _refuse_other(root, "")
    except InputError as error:
        return error.problem.removeprefix("is ")
    return None


def _content(root: Element) -> Parts:
    """What the first content of the item that has words gives: whole parts from NITF, else a body."""
    for part in children(first(root, "contentSet"), "inlineXML", "inlineData"):
        if local(part) == "inlineXML":
            for inner in part:
                if is_nitf(inner):
                    return nitf_parts(inner)
                if found := blocks(inner):
                    return Parts(body=found)
        elif found := _inline_data(part):
            return Parts(body=found)
    return Parts()


def _inline_data(part: Element) -> list[Block]:
    text = "".join(part.itertext())
    return html_blocks(text) if looks_like_html(text) else plain_blocks(text)


def _body_root(root: Element) -> Element | None:
    inline = first(root, "contentSet/inlineXML")
    return inline[0] if inline is not None and len(inline) else None


def _headline(content: Element | None) -> str | None:
    """The headline without a role, else one whose role says main, else the first."""
    found = list(children(content, "headline"))
    plain = [item for item in found if attribute(item, "role") is None]
    main = [item for item in found if (attribute(item, "role") or "").rpartition(":")[2] in ("main", "mainhead")]
    return next((words for item in (*plain, *main, *found) if (words := text_of(item))), None)


def _publisher(root: Element, item: Element | None, content: Element | None) -> str | None:
    """The copyright holder, else the provider, else the information source: by name, never by a code."""
    holders = (
        first(root, "rightsInfo/copyrightHolder"), first(item, "provider"), first(content, "infoSource"),
    )  # fmt: skip
    for holder in holders:
        named = text_of(first(holder, "name")) or attribute(holder, "literal") if holder is not None else None
        if named:
            return named
    return None


def _status(item: Element | None) -> PubStatus | None:
    status = first(item, "pubStatus")
    return status_of(attribute(status, "qcode") or attribute(status, "uri"))


def _times(item: Element | None, content: Element | None) -> str | None:
    """When the words were last changed, else when this version was made, else when it was first."""
    return first_date(
        text_of(first(content, "contentModified")),
        text_of(first(item, "versionCreated")),
        text_of(first(content, "contentCreated")),
        text_of(first(item, "firstCreated")),
    )
