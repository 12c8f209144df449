"""Reads the annotated stories of `corpus/stories`, and says what is wrong with one.

    python -m training.stories [NAME_OR_FILE ...]     check, and count what they hold

A story is a YAML file (`corpus/README.md` has the form). Entities are marked in the text, `[O:the army]`; statements
and claims quote the words they mean. A quoted span must be unique in the clean text, or say which: "the army#2" is the
second, "{said} the army" the word in braces, "first words … last words" all from the first to the last.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

import yaml
from evals.compile_gold import BRACED, SpanError, occurrences
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reports.records import ClaimType, EntityLabel, Modality, NumberWhat, Polarity, VerificationStatus

CORPUS: Final = Path(__file__).parent / "corpus" / "stories"
CODES: Final = {
    "P": EntityLabel.PERSON,
    "O": EntityLabel.ORGANISATION,
    "L": EntityLabel.LOCATION,
    "N": EntityLabel.NATIONALITY,
    "T": EntityLabel.TEMPORAL,
    "Q": EntityLabel.QUANTITY,
    "M": EntityLabel.MONEY,
    "W": EntityLabel.WEAPON,
    "V": EntityLabel.MILITARY_PLATFORM,
    "D": EntityLabel.DOCUMENT_REFERENCE,
}
MARK: Final = re.compile(r"\[(?P<code>[A-Z]):(?P<text>[^\[\]]+)\]")
NTH: Final = re.compile(r"(?P<needle>.+?)#(?P<nth>[1-9]\d*)", re.S)
RAGGED: Final = re.compile(r"[,.;:]$|['’]s$")
ABBREVIATED: Final = re.compile(r"\w\.\w?\.?$")
SPLITS: Final = ("train",) * 7 + ("dev", "test", "test")

Pair = tuple[int, int]
Split = Literal["train", "dev", "test"]


class StoryError(ValueError):
    """A story that cannot be read: the message names it and says what to mend."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class QuotedNumber(_Shape):
    what: NumberWhat
    min: int | None = None
    max: int | None = None
    text: str


class QuotedStatement(_Shape):
    source: str | None = None
    cue: str | None = None
    content: list[str] = Field(min_length=1)


class QuotedClaim(_Shape):
    trigger: str
    type: ClaimType
    agents: list[str] = []
    targets: list[str] = []
    places: list[str] = []
    time: str | None = None
    numbers: list[QuotedNumber] = []
    statement: int | None = Field(default=None, ge=1)
    modality: Modality = Modality.ACTUAL
    polarity: Polarity = Polarity.AFFIRMED
    verification: VerificationStatus = VerificationStatus.NONE


class QuotedStory(_Shape):
    """A story as it is written: marked text, and quoted spans."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$")
    conflict: str
    voice: str
    published: date | None = None
    text: str
    statements: list[QuotedStatement] = []
    claims: list[QuotedClaim] = []


@dataclass(frozen=True)
class Entity:
    start: int
    end: int
    label: EntityLabel


@dataclass(frozen=True)
class Attribution:
    """One attributed statement; `content` has a span for each piece of a broken quotation."""

    source: Pair | None
    cue: Pair | None
    content: tuple[Pair, ...]


@dataclass(frozen=True)
class ClaimNumber:
    what: NumberWhat
    min: int | None
    max: int | None
    span: Pair


@dataclass(frozen=True)
class Claim:
    """One claim. `agents` and `targets` are mentions (any of the actor's), `statement` an index of the story's."""

    trigger: Pair
    type: ClaimType
    agents: tuple[Pair, ...]
    targets: tuple[Pair, ...]
    places: tuple[Pair, ...]
    time: Pair | None
    numbers: tuple[ClaimNumber, ...]
    statement: int | None
    modality: Modality
    polarity: Polarity
    verification: VerificationStatus


@dataclass
class Story:
    """An annotated story: every span is a pair of character offsets into `text`, end-exclusive."""

    id: str
    conflict: str
    voice: str
    published: date | None
    text: str
    entities: list[Entity]
    statements: list[Attribution] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    @cached_property
    def split(self) -> Split:
        """By the digest of its id, so that a story never moves when others come."""
        return SPLITS[hashlib.sha256(self.id.encode()).digest()[0] % len(SPLITS)]  # type: ignore[return-value]


def load(folder: Path = CORPUS, split: Split | None = None) -> list[Story]:
    """The stories of a folder, sorted by file name; only those of `split`, if given. Raises StoryError."""
    stories = [read_story(path) for path in sorted(folder.glob("*.yaml"))]
    return [story for story in stories if split in (None, story.split)]


def read_story(path: Path) -> Story:
    """One story. Raises StoryError with every problem found, one a line."""
    story, problems = compile_story(path)
    if problems or story is None:
        raise StoryError("\n".join(f"{path}: {problem}" for problem in problems))
    return story


def compile_story(path: Path) -> tuple[Story | None, list[str]]:
    """A story and its problems; None where it cannot be read at all."""
    try:
        quoted = QuotedStory.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return None, [" ".join(str(error).split())]
    except ValidationError as error:
        return None, [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    try:
        text, entities = unmark(quoted.text)
    except SpanError as error:
        return None, [str(error)]
    reader = _Reader(quoted, text)
    story = Story(quoted.id, quoted.conflict, quoted.voice, quoted.published, text, entities)
    story.statements = list(reader.statements())
    story.claims = list(reader.claims())
    problems = reader.problems + list(check(story))
    return story, problems + ([] if path.stem == quoted.id else [f"the file should be called {quoted.id}.yaml"])


def unmark(marked: str) -> tuple[str, list[Entity]]:
    """The clean text of marked text, and its entities. Raises SpanError for an unknown or a broken mark."""
    marked = marked.strip("\n")
    pieces: list[str] = []
    entities: list[Entity] = []
    length = last = 0
    for match in MARK.finditer(marked):
        if match["code"] not in CODES:
            raise SpanError(f"unknown mark {match[0]!r}: the letters are {', '.join(CODES)}")
        before = marked[last : match.start()]
        pieces += [before, match["text"]]
        start = length + len(before)
        length = start + len(match["text"])
        entities.append(Entity(start, length, CODES[match["code"]]))
        last = match.end()
    text = "".join([*pieces, marked[last:]])
    if stray := re.search(r"\[[A-Z]:.{0,30}|\[[^\]]*$", text):
        raise SpanError(f"a broken or nested mark near {stray[0]!r}")
    return text, entities


def find(quoted: str, text: str, *, any_will_do: bool = False) -> Pair:
    """Offsets of a quoted span in `text`. Raises SpanError if it is not there, or there more than once."""
    first, dots, last = quoted.partition("…")
    if dots and first.strip() and last.strip():
        start, middle = find(first.strip(), text)
        tail = next(occurrences(last.strip(), text[middle:]), None)
        if tail is None:
            raise SpanError(f"no {last.strip()!r} after {first.strip()!r}")
        return start, middle + tail + len(last.strip())
    if braced := BRACED.fullmatch(quoted):
        start, _ = _one(braced["before"] + braced["needle"] + braced["after"], quoted, text)
        start += len(braced["before"])
        return start, start + len(braced["needle"])
    if numbered := NTH.fullmatch(quoted):
        starts = list(occurrences(numbered["needle"], text))
        if len(starts) < int(numbered["nth"]):
            raise SpanError(f"no such text: {quoted!r} (found {len(starts)})")
        start = starts[int(numbered["nth"]) - 1]
        return start, start + len(numbered["needle"])
    return _one(quoted, quoted, text, any_will_do)


def _one(needle: str, quoted: str, text: str, any_will_do: bool = False) -> Pair:
    starts = list(occurrences(needle, text))
    if not starts:
        raise SpanError(f"no such text: {quoted!r}")
    if len(starts) > 1 and not any_will_do:
        raise SpanError(f"{len(starts)} times in the text: {quoted!r}; add #n or braces with the words around it")
    return starts[0], starts[0] + len(needle)


class _Reader:
    """Turns quoted spans into offsets; `problems` collects what cannot be found."""

    def __init__(self, quoted: QuotedStory, text: str) -> None:
        self.quoted, self.text = quoted, text
        self.problems: list[str] = []

    def span(self, quoted: str, where: str, *, any_will_do: bool = False) -> Pair:
        try:
            return find(quoted, self.text, any_will_do=any_will_do)
        except SpanError as error:
            self.problems.append(f"{where}: {error}")
            return 0, 0

    def some(self, quoted: str | None, where: str, *, any_will_do: bool = False) -> Pair | None:
        return None if quoted is None else self.span(quoted, where, any_will_do=any_will_do)

    def statements(self) -> Iterator[Attribution]:
        for number, one in enumerate(self.quoted.statements, 1):
            where = f"statement {number}"
            content = tuple(self.span(piece, where) for piece in one.content)
            yield Attribution(self.some(one.source, where), self.some(one.cue, where), content)

    def claims(self) -> Iterator[Claim]:
        for number, one in enumerate(self.quoted.claims, 1):
            yield self.claim(one, f"claim {number} ({one.trigger})")

    def claim(self, one: QuotedClaim, where: str) -> Claim:
        if one.statement is not None and one.statement > len(self.quoted.statements):
            self.problems.append(f"{where}: there is no statement {one.statement}")
        numbers = []
        for number in one.numbers:
            if number.min is None and number.max is None:
                self.problems.append(f"{where}: a number needs min or max")
            numbers.append(ClaimNumber(number.what, number.min, number.max, self.span(number.text, where)))
        return Claim(
            self.span(one.trigger, where),
            one.type,
            self.mentions(one.agents, where),
            self.mentions(one.targets, where),
            self.mentions(one.places, where),
            self.some(one.time, where, any_will_do=True),
            tuple(numbers),
            None if one.statement is None else one.statement - 1,
            one.modality,
            one.polarity,
            one.verification,
        )

    def mentions(self, quoted: Iterable[str], where: str) -> tuple[Pair, ...]:
        return tuple(self.span(one, where, any_will_do=True) for one in quoted)


def check(story: Story) -> Iterator[str]:
    """Yields what is wrong beyond the spans: overlaps, doubles, ragged edges, contents that hold their own source."""
    last = 0
    for entity in story.entities:
        surface = story.text[entity.start : entity.end]
        if entity.start < last:
            yield f"entities overlap at {surface!r}"
        if surface != surface.strip() or (RAGGED.search(surface) and not ABBREVIATED.search(surface)):
            yield f"an entity begins or ends with a space, a comma or a possessive: {surface!r}"
        last = entity.end
    for number, one in enumerate(story.statements, 1):
        parts = [span for span in (one.source, one.cue) if span]
        if not parts:
            yield f"statement {number} has neither source nor cue"
        for low, high in parts:
            if any(low < end and start < high for start, end in one.content):
                yield f"statement {number}: source or cue {story.text[low:high]!r} lies inside its content"
    for (trigger, kind), count in Counter((claim.trigger, claim.type) for claim in story.claims).items():
        if count > 1:
            yield f"{count} claims of type {kind} have the trigger {story.text[slice(*trigger)]!r}"


def main(names: list[str]) -> int:
    """Prints every problem of the named stories (all, if none is named) and a count; 1 if there is any problem."""
    paths = [Path(name) if name.endswith(".yaml") else CORPUS / f"{name}.yaml" for name in names]
    problems = 0
    counts: Counter[str] = Counter()
    for path in paths or sorted(CORPUS.glob("*.yaml")):
        story, found = compile_story(path)
        problems += len(found)
        sys.stdout.writelines(f"{path.stem}: {problem}\n" for problem in found)
        if story:
            counts.update(stories=1, words=len(story.text.split()), entities=len(story.entities))
            counts.update(statements=len(story.statements), claims=len(story.claims))
            counts.update({story.split: 1})
            counts.update(entity.label for entity in story.entities)
    sys.stdout.write(", ".join(f"{count} {what}" for what, count in counts.items()) + f"; {problems} problems\n")
    return min(problems, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
