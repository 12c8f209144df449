"""The records of a comparison: what is new, gone and changed from one report to another."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from reports.records import Record

COMPARISON_VERSION: Final = "1"


class Status(StrEnum):
    SAME = "same"
    REWORDED = "reworded"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


class FieldChange(Record):
    """A field with what it held before and after; an empty list is nothing."""

    field: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class ClaimWords(Record):
    """A claim of one of the two reports: its id, its words, and its fields in a line."""

    id: str
    type: str
    text: str
    start: int
    end: int
    source: str | None
    told: str


class ClaimChange(Record):
    """A claim in one report or in both. `likeness` (0 to 1) tells how alike the two are."""

    status: Status
    a: ClaimWords | None = None
    b: ClaimWords | None = None
    likeness: float | None = None
    changes: tuple[FieldChange, ...] = ()


class ItemChange(Record):
    """An actor, place, source or note that is in one report alone, or in both with other fields."""

    status: Status
    name: str
    changes: tuple[FieldChange, ...] = ()


class Version(Record):
    """One of the two reports."""

    report: str
    path: str | None
    title: str | None
    published: str | None
    claims: int


class Comparison(Record):
    """What differs from `a` to `b`. All claims are listed, the same ones too; actors and the like if they differ."""

    comparison_version: Literal["1"] = COMPARISON_VERSION
    a: Version
    b: Version
    same_text: bool
    article: tuple[FieldChange, ...] = ()
    claims: tuple[ClaimChange, ...] = ()
    actors: tuple[ItemChange, ...] = ()
    places: tuple[ItemChange, ...] = ()
    sources: tuple[ItemChange, ...] = ()
    notes: tuple[ItemChange, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything is new, gone, changed or worded anew."""
        items = (self.article, self.actors, self.places, self.sources, self.notes)
        return any(items) or any(claim.status is not Status.SAME for claim in self.claims)
