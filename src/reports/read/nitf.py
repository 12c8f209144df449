"""NITF, the IPTC's markup of one news story (3.x, with or without its namespace)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reports.read.blocks import Block, blocks
from reports.read.compose import Parts
from reports.read.values import first_date, iso_date, status_of
from reports.read.xml import attribute, children, first, local, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def nitf_parts(root: Element) -> Parts:
    """What a `nitf` element holds."""
    docdata = first(root, "head/docdata")
    head = first(root, "body/body.head")
    pubdata = first(root, "head/pubdata")
    status = status_of(attribute(docdata, "management-status"))
    release = iso_date(attribute(first(docdata, "date.release"), "norm"))
    dateline = first(head, "dateline")
    parts = Parts(
        headline=_headline(root, head),
        subheads=[words for hl2 in children(first(head, "hedline"), "hl2") if (words := text_of(hl2))],
        byline=_byline(head),
        bylines=[name for person in _persons(head) if (name := text_of(person))],
        dateline=text_of(dateline),
        dateline_place=_place(first(dateline, "location")),
        dateline_date=_day(iso_date(attribute(first(dateline, "story.date"), "norm"))),
        body=body_of(root),
        notes=_notes(head, docdata),
        publisher=attribute(pubdata, "name") or text_of(first(head, "distributor")),
        language=attribute(root, "lang") or attribute(first(root, "body"), "lang"),
        guid=attribute(first(docdata, "doc-id"), "id-string"),
        version=attribute(first(docdata, "du-key"), "version") or attribute(first(docdata, "du-key"), "generation"),
        pubstatus=status,
        embargo=release if status == "embargoed" else None,
    )
    parts.published = first_date(
        attribute(first(docdata, "date.issue"), "norm"),
        release,
        attribute(pubdata, "date.publication"),
        attribute(first(dateline, "story.date"), "norm"),
    )
    return parts


def body_of(root: Element) -> list[Block]:
    """The paragraphs of the body and what stands at its end; the abstract where there is no body."""
    body = first(root, "body")
    found = [block for part in children(body, "body.content") for block in blocks(part)]
    if not found:
        found = [block for part in children(first(body, "body.head"), "abstract") for block in blocks(part)]
    return found + [block for part in children(body, "body.end") for block in blocks(part)] if found else []


def _headline(root: Element, head: Element | None) -> str | None:
    hedline = first(head, "hedline")
    return text_of(first(hedline, "hl1")) or text_of(hedline) or text_of(first(root, "head/title"))


def _byline(head: Element | None) -> str | None:
    """The bylines on one line; a title of the writer ("Staff correspondent") follows the name."""
    lines = []
    for byline in children(head, "byline"):
        title = text_of(first(byline, "byttl"))
        words = text_of(byline)
        if title and words and words.endswith(title):
            words = f"{words[: -len(title)].rstrip(' ,')}, {title}".lstrip(", ")
        if words:
            lines.append(words)
    return " / ".join(lines) or None


def _persons(head: Element | None) -> Iterator[Element]:
    return (person for byline in children(head, "byline") for person in children(byline, "person"))


def _place(location: Element | None) -> str | None:
    """The town of a dateline, else its location as it stands."""
    town = first(location, "city") if location is not None else None
    return text_of(town) or text_of(location)


def _day(moment: str | None) -> str | None:
    return moment[:10] if moment else None


def _notes(head: Element | None, docdata: Element | None) -> list[str]:
    """Messages of the desk: a note before the story, an editor's message, a correction."""
    notes = [text_of(note) for note in children(head, "note")]
    notes += [attribute(message, "info") for message in children(docdata, "ed-msg", "correction")]
    return [note for note in notes if note]


def is_nitf(element: Element) -> bool:
    """Is it a NITF story?"""
    return local(element).lower() == "nitf"
