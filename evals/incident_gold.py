"""The shape of the gold of `incidents/`: stories, what in them tells of which incident, and whose word it is.

    python -m evals.incident_gold          # exit status 1 and a line a problem if the gold is not sound

A mark quotes its trigger in braces, as drafts do ("planes {bombed} a"). `or` quotes other words that would do as well:
who takes "died when a shell fell" for one claim may hang it on either verb.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from evals import command
from evals.compile_gold import SpanError, locate
from evals.metrics import Pair, overlap
from evals.shapes import HERE
from reports.records import NumberWhat

FOLDER: Final = HERE / "incidents"
STORIES: Final = FOLDER / "stories.jsonl"
GOLD: Final = FOLDER / "gold.json"

Split = Literal["dev", "test"]
SPLITS: Final[tuple[Split, ...]] = ("dev", "test")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Story(_Shape):
    """A line of `stories.jsonl`. `publisher` is the outlet, `agency` the one whose copy it is."""

    id: str
    split: Split
    publisher: str
    agency: str | None = None
    published: str | None = None
    title: str
    text: str


class Spot(_Shape):
    name: str
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Toll(_Shape):
    """The lowest and highest figure that still stands. Of several `ranges` each is right; the first is the better."""

    what: NumberWhat
    ranges: tuple[tuple[float, float], ...] = Field(min_length=1)


class Incident(_Shape):
    """What is known of an incident. `disputed` is null where it may be seen either way (a denial taken back later)."""

    split: Split
    what: str
    place: Spot
    first: date
    last: date
    tolls: tuple[Toll, ...] = ()
    disputed: bool | None


class Mark(_Shape):
    """A claim: what its trigger is, which incident it tells of (null: none of the set) and whose word it is."""

    quote: str
    others: tuple[str, ...] = Field(default=(), alias="or")
    incident: str | None
    originator: str

    def spans(self, text: str) -> list[Pair]:
        """Where the trigger stands, the better place first. Raises `SpanError` if a quote is not in the text."""
        return [locate(quote, text) for quote in (self.quote, *self.others)]


class Gold(_Shape):
    incidents: dict[str, Incident]
    near_duplicates: tuple[tuple[str, str], ...]
    marks: dict[str, tuple[Mark, ...]]


def read_stories(path: Path = STORIES) -> list[Story]:
    """The stories, in the order of the file."""
    return [Story.model_validate_json(line) for line in path.read_text("utf8").splitlines()]


def read_gold(path: Path = GOLD) -> Gold:
    """The gold of all stories."""
    return Gold.model_validate_json(path.read_bytes())


def problems(stories: list[Story], gold: Gold) -> Iterator[str]:
    """Yields what is wrong with the gold, a line each."""
    ids = [story.id for story in stories]
    for name, count in Counter(ids).items():
        if count > 1:
            yield f"{name}: {count} stories of this id"
    for name in set(gold.marks) ^ set(ids):
        yield f"{name}: a story without marks, or marks without a story"
    for couple in gold.near_duplicates:
        if not set(couple) <= set(ids):
            yield f"{couple}: no such stories"
    told = {mark.incident for marks in gold.marks.values() for mark in marks}
    for name, incident in gold.incidents.items():
        if name not in told:
            yield f"{name}: no story tells of it"
        if incident.first > incident.last or any(low > high for toll in incident.tolls for low, high in toll.ranges):
            yield f"{name}: a range ends before it begins"
    for story in stories:
        for problem in _story_problems(story, gold):
            yield f"{story.id}: {problem}"


def _story_problems(story: Story, gold: Gold) -> Iterator[str]:
    spans: list[Pair] = []
    for mark in gold.marks.get(story.id, ()):
        try:
            spans += mark.spans(story.text)
        except SpanError as error:
            yield str(error)
        incident = gold.incidents.get(mark.incident or "")
        if mark.incident and incident is None:
            yield f"no incident {mark.incident}"
        if incident and incident.split != story.split:
            yield f"{mark.incident} is of the other split"
    for one, other in combinations(spans, 2):
        if overlap(one, other):
            yield f"two marks at {story.text[slice(*other)]!r}"


def main() -> int:
    """Prints the problems of the gold, and what it holds."""
    stories, gold = read_stories(), read_gold()
    found = list(problems(stories, gold))
    command.show(found)
    sizes = Counter(split for split in SPLITS for story in stories if story.split == split)
    marks = sum(len(marks) for marks in gold.marks.values())
    print(json.dumps(sizes), f"stories, {len(gold.incidents)} incidents, {marks} marks; problems: {len(found)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
