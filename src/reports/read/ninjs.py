"""ninjs, the IPTC's news in JSON: version 1 (`headline`, `body_xhtml`), 2 (`headlines`, `bodies`), 3 (camelCase)."""

from __future__ import annotations

from typing import Any

from reports.read.blocks import Block, html_blocks, looks_like_html, plain_blocks
from reports.read.compose import WITHDRAWN, Parts
from reports.read.jsonfile import associations, bodies
from reports.read.values import first_date, iso_date, status_of
from reports.read.xml import squeezed
from reports.records import SectionKind

_MEDIA = ("picture", "graphic", "video")
_CAPTIONS = 20
# when the words were last changed, else when this version was made, else when the first was
_DATES = ("contentmodified", "versioncreated", "contentcreated", "firstcreated")
_SUBHEADS = ("sub", "subheadline", "subhead", "deck", "subtitle")


def ninjs_parts(value: dict[str, Any]) -> Parts:
    """What a ninjs item holds, whatever its version: names are compared without their case."""
    item = {key.lower(): held for key, held in value.items()}
    status = _text(item, "pubstatus")
    parts = Parts(
        headline=_text(item, "headline") or _listed(item, "headlines", "main"),
        subheads=_subheads(item),
        byline=_text(item, "by") or _text(item, "byline"),
        body=_body(value),
        notes=[note] if (note := _text(item, "ednote")) else [],
        publisher=_text(item, "copyrightholder") or _source(item),
        language=_text(item, "language"),
        guid=_text(item, "uri") or _text(item, "guid"),
        version=_text(item, "version"),
        pubstatus=status_of(status),
        embargo=iso_date(item.get("embargoed")),
        published=first_date(*(item.get(key) for key in _DATES)),
    )
    if not parts.body and parts.pubstatus not in WITHDRAWN:
        _describe(parts, item, value)
    elif parts.body:
        parts.body += _captions(value)
    return parts


def _text(item: dict[str, Any], key: str) -> str | None:
    """A property as squeezed text; numbers as they are written."""
    held = item.get(key)
    if isinstance(held, bool) or not isinstance(held, str | int | float):
        return None
    return squeezed(str(held))


def _listed(item: dict[str, Any], key: str, role: str) -> str | None:
    """The value of the one of this role in a list of {role, value}, else of the first."""
    held = item.get(key)
    found = [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    chosen = [one for one in found if str(one.get("role", "")).lower() == role] or found
    return next((words for one in chosen if (words := _text(one, "value"))), None)


def _subheads(item: dict[str, Any]) -> list[str]:
    held = item.get("headlines")
    listed = [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    found = [_text(one, "value") for one in listed if str(one.get("role", "")).lower() in _SUBHEADS]
    found += [_text(item, f"headline_{role}") for role in _SUBHEADS]
    return [words for words in found if words]


def _source(item: dict[str, Any]) -> str | None:
    """The name of the first information source."""
    held = item.get("infosources") or item.get("infosource")
    found = held if isinstance(held, list) else []
    return next((words for one in found if isinstance(one, dict) and (words := _text(one, "name"))), None)


def _body(value: dict[str, Any]) -> list[Block]:
    for text, marked in bodies(value):
        if found := html_blocks(text) if marked or looks_like_html(text) else plain_blocks(text):
            return found
    return []


def _describe(parts: Parts, item: dict[str, Any], value: dict[str, Any]) -> None:
    """A text item without a body: its description stands in, with a warning."""
    if (_text(item, "type") or "text").lower() not in ("text", "composite"):
        return
    words = _text(item, "description_text") or _listed(item, "descriptions", "main")
    words = words or next((_text(value, key) for key in value if key.lower().startswith("description_")), None)
    if words:
        parts.body = html_blocks(words) if looks_like_html(words) else plain_blocks(words)
        parts.warnings.append("the item holds no text, only its description")


def _captions(value: dict[str, Any]) -> list[Block]:
    """The descriptions of the pictures that go with the story, as captions."""
    found = []
    for media in associations(value)[:_CAPTIONS]:
        item = {key.lower(): held for key, held in media.items()}
        if (_text(item, "type") or "").lower() in _MEDIA:
            words = _text(item, "description_text") or _listed(item, "descriptions", "caption")
            found += [Block(block.text, SectionKind.CAPTION) for block in plain_blocks(words or "")]
    return found
