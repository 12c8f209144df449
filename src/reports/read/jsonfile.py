"""JSON: ninjs 1 to 3, and records with a text field as data sets and crawlers write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from reports.errors import InputError

_WRAPPED = re.compile(
    rb'"(?:articles|items|results|docs|documents|stories|entries|records|data|hits|news|associations)"\s*:\s*[\[{]'
)
_LISTS = ("articles", "items", "results", "docs", "documents", "stories", "entries", "records", "data", "hits", "news")
_MAX_LABEL = 200
# in the order of trust: the first that a record has is taken
TEXT_FIELDS = (
    "text body body_text article_text full_text fulltext maintext articleBody content article story raw_text "
    "cleaned_text text_content plain_text body_html html content_html description"
).split()
_NINJS = frozenset("bodies headlines descriptions versioncreated pubstatus body_xhtml body_nitf".split())
_MARKED = re.compile(r"(?i)html|nitf|rich")


def loads(data: bytes, name: str) -> dict[str, Any]:
    """The object that some bytes are. Raises `InputError` if they are none, or a report of this program."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise InputError(name, f"is no JSON ({_said(error)})", "check that the line or file is whole") from error
    except RecursionError as error:
        raise InputError(name, "is JSON nested too deep", "give a plain object with a text field") from error
    if not isinstance(value, dict):
        raise InputError(name, "is JSON but no object", "give an object with a text field")
    if "schema_version" in value and "claims" in value:
        raise InputError(name, "is a report already, not a story", "look at it with reports show")
    return value


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:100]


def expanded(data: bytes, text_field: str | None = None) -> Iterator[tuple[str | None, bytes]]:
    """Yields (label, bytes) of the stories in one JSON value: itself, or those that it wraps.

    Wrapped are the answers of programs ({"articles": [...]}) and ninjs packages: text items among the associations. A
    record with a text of its own wraps none.
    """
    value = _wrapped(data)
    if value is not None and text_field is None and is_ninjs(value):
        yield from _ninjs_items(value, data)
        return
    listed = None if value is None or own_text(value, text_field) else _records(value)
    if listed is None:
        yield None, data
        return
    for number, item in enumerate(listed, 1):
        yield str(number), orjson.dumps(item)


def own_text(record: dict[str, Any], field: str | None) -> str | None:
    """The text of a record: in its field of this name, else in the first of the usual ones that has one."""
    held = [at(record, field)] if field else [record.get(key) for key in TEXT_FIELDS]
    return next((text for text in held if isinstance(text, str) and text.strip()), None)


def at(record: dict[str, Any], path: str) -> object:
    """What a record holds under a name; "a.b" is b inside a, unless there is a field named "a.b"."""
    if path in record:
        return record[path]
    value: object = record
    for key in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _wrapped(data: bytes) -> dict[str, Any] | None:
    """The value if it may wrap others. Most do not, and are not parsed here."""
    if not _WRAPPED.search(data):
        return None
    try:
        value = orjson.loads(data)
    except (orjson.JSONDecodeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _records(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The list of records that an object wraps."""
    for key in _LISTS:
        held = value.get(key)
        if isinstance(held, list) and held and all(isinstance(item, dict) for item in held):
            return held
    return None


def is_ninjs(value: dict[str, Any]) -> bool:
    """Is it a ninjs item? By its standard, else by its uri (in one dialect, guid) with properties of ninjs alone.

    An item too plain to be told is a record like any other, which reads the same text.
    """
    standard = value.get("standard")
    if isinstance(standard, dict) and str(standard.get("name", "")).lower() == "ninjs":
        return True
    return ("uri" in value or "guid" in value) and any(key.lower() in _NINJS for key in value)


def _ninjs_items(value: dict[str, Any], data: bytes) -> Iterator[tuple[str | None, bytes]]:
    """The item itself if it has words of its own, and the text items that it carries."""
    carried = [item for item in associations(value) if _type(item) in ("text", "composite") and has_body(item)]
    if has_body(value) or not carried:
        yield None, data
    for number, item in enumerate(carried, 1):
        label = item.get("uri")
        yield (label if isinstance(label, str) and 0 < len(label) <= _MAX_LABEL else str(number)), orjson.dumps(item)


def associations(value: dict[str, Any]) -> list[dict[str, Any]]:
    """What a ninjs item is associated with: a list since version 2, an object of names before."""
    held = value.get("associations")
    found = held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
    return [item for item in found if isinstance(item, dict)]


def _type(item: dict[str, Any]) -> str:
    return str(item.get("type", "text")).lower()


def has_body(value: dict[str, Any]) -> bool:
    """Has a ninjs item a body in any version's way?"""
    return next(bodies(value), None) is not None


def bodies(value: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yields (text, is it markup) of each body, those with markup first: they keep the paragraphs."""
    found: list[tuple[str, bool]] = []
    for body in value["bodies"] if isinstance(value.get("bodies"), list) else ():
        if isinstance(body, dict) and isinstance(body.get("value"), str) and body["value"].strip():
            kind = str(body.get("contenttype") or body.get("contentType") or body.get("role") or "")
            found.append((body["value"], bool(_MARKED.search(kind))))
    for key, text in value.items():
        if key.startswith("body_") and isinstance(text, str) and text.strip():
            found.append((text, bool(_MARKED.search(key))))
    return iter(sorted(found, key=lambda body: not body[1]))
