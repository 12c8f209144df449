"""A record with a text field, as data sets and crawlers write them: one story."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from reports.errors import InputError
from reports.read.blocks import html_blocks, looks_like_html
from reports.read.jsonfile import at, own_text
from reports.read.story import Story
from reports.read.values import first_date, iso_date, language_of, status_of
from reports.read.xml import squeezed

if TYPE_CHECKING:
    from reports.read.documents import Meta

# in the order of trust: the first that a record has is taken
DATE_FIELDS = (
    "published published_at publishedAt date_published datePublished date_publish publish_date publication_date "
    "pub_date pubDate pubdate published_date date datetime timestamp created_at created"
).split()
ID_FIELDS = "id _id guid uuid doc_id article_id story_id uri url".split()
_TITLE_FIELDS = "title headline head heading".split()
_BYLINE_FIELDS = "authors author byline bylines by creator".split()
_PUBLISHER_FIELDS = "publisher outlet publication site_name sitename source source_name source_domain".split()
_STATUS_FIELDS = "pubstatus pub_status pubStatus".split()
_EMBARGO_FIELDS = "embargoed embargo embargo_until".split()
_LANGUAGE_FIELDS = "language lang".split()
_URL_FIELDS = "url link canonical_url source_url".split()
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 12


def story_of_record(record: dict[str, Any], name: str, form: Literal["json", "jsonl"], meta: Meta) -> Story:
    """The story of a record. The text stays as it is, unless it is HTML; the title is not put before it.

    Raises `InputError` if it has no text under the name asked for, or under any of the usual ones.
    """
    text = _text(record, name, meta.text_field)
    published, warnings = _published(record, meta.date_field)
    return Story(
        text=text,
        path=name,
        url=_string(record, _URL_FIELDS),
        format=form,
        title=squeezed(_string(record, _TITLE_FIELDS)),
        bylines=_bylines(record),
        publisher=squeezed(_string(record, _PUBLISHER_FIELDS)),
        published=published,
        published_from="metadata" if published else None,
        language=language_of(_string(record, _LANGUAGE_FIELDS)),
        guid=_id(record, meta.id_field),
        version=_id(record, "version"),
        pubstatus=status_of(_string(record, _STATUS_FIELDS)),
        embargo=first_date(*(record.get(key) for key in _EMBARGO_FIELDS)),
        warnings=warnings,
    )


def _text(record: dict[str, Any], name: str, field: str | None) -> str:
    found = own_text(record, field)
    if found is None:
        fields = ", ".join(list(record)[:_SHOWN]) or "none"
        asked = f"no text in its field {field!r}" if field else "no field with a text that is known"
        raise InputError(name, f"has {asked}", f"name the field with --text-field; it has: {fields}")
    if looks_like_html(found):
        found = "\n\n".join(block.text for block in html_blocks(found))
        if not found:
            raise InputError(name, "holds markup without words", "check the text field")
    kept = found.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", kept)


def _published(record: dict[str, Any], field: str | None) -> tuple[str | None, tuple[str, ...]]:
    if field is None:
        return first_date(*(record.get(key) for key in DATE_FIELDS)), ()
    given = at(record, field)
    found = iso_date(given)
    if found is None and given is not None:
        return None, (f"the date field {field!r} holds no date that can be read",)
    return found, ()


def _id(record: dict[str, Any], field: str | None) -> str | None:
    held = [at(record, field)] if field else [record.get(key) for key in ID_FIELDS]
    return next((str(value) for value in held if isinstance(value, str | int) and not isinstance(value, bool)), None)


def _string(record: dict[str, Any], fields: list[str]) -> str | None:
    """The first of the fields that is a text, or holds one under "name"."""
    for key in fields:
        value = record.get(key)
        value = value.get("name") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            return _SURROGATE.sub("\ufffd", value.strip())
    return None


def _bylines(record: dict[str, Any]) -> tuple[str, ...]:
    for key in _BYLINE_FIELDS:
        value = record.get(key)
        listed = value if isinstance(value, list) else [value]
        names = [one.get("name") if isinstance(one, dict) else one for one in listed]
        if found := [kept for one in names if isinstance(one, str) and (kept := squeezed(one))]:
            return tuple(found)
    return ()
