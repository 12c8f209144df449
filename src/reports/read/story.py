"""The story as it was read: decoded once, never edited after."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from reports.records import Dateline, Format, PubStatus, Section

PublishedFrom = Literal["option", "metadata", "dateline", "text"]


class Story(BaseModel):
    """A text with what its file says of it. All offsets anywhere in a report count the characters of `text`.

    `published` is an ISO date or date-time. `language` is the declared one (ISO 639-1), not a guess. `warnings` are
    one-line remarks on the reading, for the report's `processing.warnings`. `parts` are the parts of the text whose
    kind the file states (headline, byline, caption ...), in order; `dateline` is the one it states. `guid`, `version`,
    `pubstatus` and `embargo` are those of the wire.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    path: str | None = None
    url: str | None = None
    format: Format = "text"
    title: str | None = None
    bylines: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    language: str | None = None
    guid: str | None = None
    version: str | None = None
    pubstatus: PubStatus | None = None
    embargo: str | None = None
    parts: tuple[Section, ...] = ()
    dateline: Dateline | None = None
    warnings: tuple[str, ...] = ()

    def dated(self, date: str | None, *, own_first: bool = False) -> Story:
        """The story with the caller's date in place of its own; with `own_first` only where it has none."""
        if date is None or (own_first and self.published is not None):
            return self
        return self.model_copy(update={"published": date, "published_from": "option"})
