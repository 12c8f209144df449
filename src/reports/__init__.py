"""Reads a news story on an armed conflict and makes a structured, sourced report of it.

    import reports

    report = reports.parse(text, published="2024-05-04")
    for claim in report.claims:
        print(claim.type, claim.trigger.text, claim.attribution.source)

This module is the public API. Importing it is cheap: spaCy and the model are loaded on the first
`parse`, once per process. Records are frozen pydantic models (see `reports.records` and docs/schema.md).
What a user can mend is raised as a `ReportsError`; its message is one line.
"""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from spacy.language import Language

    from reports.errors import DataError, DateError, InputError, ModelError, OutputError, ReportsError
    from reports.pipeline import load_pipeline
    from reports.read import Story, stories
    from reports.records import (
        Actor,
        Article,
        Attribution,
        Claim,
        Entity,
        Link,
        Note,
        Number,
        Place,
        Report,
        Source,
        Span,
        Statement,
        Time,
    )
    from reports.toponyms import resolve_toponyms

__version__ = "0.1.0"

_HOMES = {
    "reports.records": (
        "Actor Article Attribution Claim Entity Link Note Number Place Report Source Span Statement Time"
    ),
    "reports.errors": "DataError DateError InputError ModelError OutputError ReportsError",
    "reports.read": "Story stories",
    "reports.pipeline": "load_pipeline",
    "reports.toponyms": "resolve_toponyms",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Actor",
    "Article",
    "Attribution",
    "Claim",
    "DataError",
    "DateError",
    "Entity",
    "InputError",
    "Link",
    "ModelError",
    "Note",
    "Number",
    "OutputError",
    "Place",
    "Report",
    "ReportsError",
    "Source",
    "Span",
    "Statement",
    "Story",
    "Time",
    "__version__",
    "load_pipeline",
    "parse",
    "parse_file",
    "pipe",
    "resolve_toponyms",
    "stories",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home on first use (PEP 562), so that `import reports` stays cheap."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def parse(
    text: str | bytes,
    published: str | None = None,
    title: str | None = None,
    *,
    nlp: Language | None = None,
) -> Report:
    """The report of one story given as text, or as the bytes of a file of any format.

    A `text` is kept as it is (a byte-order mark is dropped, CRLF becomes LF): `report.article.text == text`, and
    all offsets count its characters. `published` is the ISO date or date-time of publication: without it
    "on Tuesday" stays without a date. `nlp` is a pipeline of `load_pipeline`; without it the default one is
    loaded on the first call and kept.
    Raises `DateError` if `published` is no date, `InputError` if the text is empty, `ModelError` if no model fits.
    """
    return _assemble(_story(text, published, title), nlp)


def parse_file(
    path: str | Path,
    *,
    published: str | None = None,
    nlp: Language | None = None,
) -> Report:
    """The report of the story in a file of any format (docs/inputs.md).

    `published` overrides the date that the file itself gives. A file of several stories is for `pipe(stories([path]))`.
    Raises `InputError` if the file cannot be read as a story, and what `parse` raises.
    """
    story = importlib.import_module("reports.read").read_file(path)
    return _assemble(_dated(story, published), nlp)


def pipe(
    items: Iterable[str | tuple[str, str | None] | Story],
    *,
    nlp: Language | None = None,
) -> Iterator[Report]:
    """Yields one report per item, in the order of the items, reading ahead of none.

    An item is a text, a pair (text, published), or a `Story`. Raises what `parse` raises, at the item that is to blame.
    """
    for item in items:
        if isinstance(item, str):
            yield parse(item, nlp=nlp)
        elif isinstance(item, tuple):
            yield parse(item[0], item[1], nlp=nlp)
        else:
            yield _assemble(item, nlp)


def _story(text: str | bytes, published: str | None, title: str | None) -> Story:
    read = importlib.import_module("reports.read")
    if isinstance(text, bytes):
        given: Story = read.read_bytes(text, name="bytes").model_copy(update={"path": None})
        return _dated(given if title is None else given.model_copy(update={"title": title}), published)
    story: Story = read.story_from_text(text, published=published, title=title)
    return story


def _dated(story: Story, published: str | None) -> Story:
    """The story with the caller's date in place of its own."""
    return story if published is None else story.dated(importlib.import_module("reports.read").parse_date(published))


@lru_cache(maxsize=1)
def _default_pipeline() -> Language:
    nlp: Language = importlib.import_module("reports.pipeline").load_pipeline()
    return nlp


def _assemble(story: Story, nlp: Language | None) -> Report:
    assemble = importlib.import_module("reports.assemble")
    report: Report = assemble.parse_story(story, nlp=nlp or _default_pipeline())
    return report
