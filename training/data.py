"""Reads training data into examples: words with the tags of each head.

Three sources: the stories of `corpus/` (all heads), and, from a folder that the user names, re3d (entities) and
PolNeAR (attribution). A fourth, texts without any gold, is for a model that learns from another. A head without gold in
a source has no tags there (None), so that it learns nothing from it but what a teacher says.
Nothing of re3d or PolNeAR is copied into the project; only the parts `train` and `dev` of PolNeAR are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, Literal

from spacy.language import Language
from spacy.util import get_lang_class

from reports.records import Polarity
from training.mentions import mentions
from training.stories import CORPUS, Attribution, Split, Story, load
from training.stories import Claim as StoryClaim
from training.tags import ENTITY_LABELS, Span, covered, to_tags

RE3D: Final = (
    "Australian Department of Foreign Affairs",
    "Delegation of the European Union to Syria",
    "UK Government",
    "US State Department",
    "Wikipedia",
)
# re3d says how probable each annotation is; below this it is more probably wrong than right
MIN_CONFIDENCE: Final = 0.5
RE3D_LABELS: Final = {label: label for label in ENTITY_LABELS} | {"Vehicle": "MilitaryPlatform"}
ENDS: Final = frozenset(".!?…")
# a relay: the share of the outer content that the inner source, cue and content fill together
MOST_OF: Final = 0.7
CLOSERS: Final = frozenset("\"'”’)]»")
PRONOUNS: Final = frozenset("he him his she her it its they them their we us our i".split())
BRAT: Final = re.compile(r"T\d+\t(?:Source|Cue|Content) |E\d+\t")

Pair = tuple[int, int]
Gold = dict[str, tuple[Pair, ...]]


@dataclass(frozen=True)
class Event:
    """A claim in words. `trigger`: its words. `parts`: for each of `PARTS`, the words of who or what has that part.

    `doubtful`: other words that mean or may mean one of them: neither right nor wrong.
    """

    trigger: Pair
    type: str
    modality: str
    negated: bool
    parts: tuple[frozenset[int], ...]
    doubtful: frozenset[int]


@dataclass
class Example:
    """A document as words. `starts`, `ends`: characters. `sentences`, `paragraphs`: words. Ends are exclusive."""

    id: str
    origin: str
    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[Pair]
    paragraphs: list[Pair]
    entities: list[str] | None = None
    attribution: list[str] | None = None
    claims: list[str] | None = None
    events: list[Event] = field(default_factory=list)
    gold_entities: list[Span] = field(default_factory=list)
    gold_statements: list[Gold] = field(default_factory=list)


@cache
def tokenizer() -> Language:
    """The tokenizer of the pipeline: that of spaCy's English models."""
    return get_lang_class("en")()


def make_example(name: str, origin: str, text: str) -> Example:
    """The words of a text, without tags. White space is no word."""
    doc = tokenizer().make_doc(text)
    tokens = [token for token in doc if not token.is_space]
    starts = [token.idx for token in tokens]
    ends = [token.idx + len(token) for token in tokens]
    words = [token.text for token in tokens]
    breaks = [0] + [i for i in range(1, len(words)) if "\n" in text[ends[i - 1] : starts[i]]]
    glued = [False] + [starts[i] == ends[i - 1] for i in range(1, len(words))]
    paragraphs = _ranges(breaks, len(words))
    sentences = [pair for start, end in paragraphs for pair in _sentences(words, glued, start, end)]
    return Example(name, origin, text, words, starts, ends, sentences, paragraphs)


def _ranges(starts: list[int], size: int) -> list[Pair]:
    return [(a, b) for a, b in zip(starts, [*starts[1:], size], strict=True) if a < b]


def _sentences(words: list[str], glued: list[bool], start: int, end: int) -> Iterator[Pair]:
    """Sentences by their full stops: plain, for windows need no more. `glued`: no space before the word."""
    first, ended = start, False
    for i in range(start, end):
        if ended and not (glued[i] and words[i] in CLOSERS) and words[i] not in ENDS:
            if not words[i][0].islower():
                yield first, i
                first = i
            ended = False
        ended = words[i] in ENDS or ended
    yield first, end


# --- own stories ---


def stories(folders: Iterable[Path] = (CORPUS,), split: Split | None = None) -> list[Example]:
    """The annotated stories of some folders. Raises StoryError for a story that cannot be read."""
    return [story_example(story) for folder in folders for story in load(folder, split)]


def story_example(story: Story) -> Example:
    """The words of a story with its tags. One without a single entity was annotated for its claims alone."""
    example = make_example(story.id, "own", story.text)
    example.gold_entities = [Span(one.start, one.end, one.label.value) for one in story.entities]
    example.gold_statements = [_statement(one) for one in story.statements]
    if example.gold_entities:
        example.entities = to_tags(example.gold_entities, example.starts, example.ends)
        example.attribution = attribution_tags(example)
    same = mentions(story.text)
    example.events = [event for claim in story.claims if (event := _event(claim, example, same)) is not None]
    triggers = [Span(*claim.trigger, "trigger") for claim in story.claims]
    example.claims = to_tags(sorted(triggers), example.starts, example.ends)
    return example


def _event(claim: StoryClaim, example: Example, same: list[list[Pair]]) -> Event | None:
    trigger = words_of(example, claim.trigger)
    if not trigger:
        return None
    sentence = next(pair for pair in example.sentences if pair[0] <= trigger[0] < pair[1])
    parts, doubtful = [], set()
    for spans in (claim.agents, claim.targets, claim.places):
        chosen: set[int] = set()
        for span in spans:
            # any mention of the actor may have been quoted, and the first of equal ones was found: the nearest is
            # meant, and if the sentence has none, what else means the actor there
            alike = _nearest(_alike(span, example.text), trigger[0], example)
            if not any(sentence[0] <= words[0] < sentence[1] for words in alike):
                doubtful.update(*alike)
                alike = _nearest([span, *_others(span, same)], trigger[0], example)
            chosen.update(*alike[:1])
            doubtful.update(*alike[1:])
        parts.append(frozenset(chosen))
    doubtful.update(i for i in range(*sentence) if example.words[i].lower() in PRONOUNS)
    pair = (trigger[0], trigger[-1] + 1)
    negated = claim.polarity is Polarity.NEGATED
    return Event(pair, claim.type.value, claim.modality.value, negated, tuple(parts), frozenset(doubtful))


def _nearest(pairs: Iterable[Pair], word: int, example: Example) -> list[range]:
    """The words of some spans, those nearest to a word first."""
    found = filter(None, (words_of(example, pair) for pair in pairs))
    return sorted(found, key=lambda words: (abs(words[0] - word), words[0]))


def _alike(span: Pair, text: str) -> Iterator[Pair]:
    words = text[span[0] : span[1]]
    for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text):
        yield found.span()


def _others(span: Pair, same: list[list[Pair]]) -> Iterator[Pair]:
    """The mentions of the actor or place that is mentioned at a span."""
    for group in same:
        if any(_cover(span, one) for one in group):
            yield from group


def _cover(a: Pair, b: Pair) -> bool:
    """Whether the spans share half of the longer one."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return 2 * shared >= max(a[1] - a[0], b[1] - b[0])


def _statement(one: Attribution) -> Gold:
    return {
        "source": (one.source,) if one.source else (),
        "cue": (one.cue,) if one.cue else (),
        "content": one.content,
    }


def attribution_tags(example: Example) -> list[str]:
    """Flat tags for statements that may lie inside each other.

    As in PolNeAR, the outer statement wins and what its content holds is not marked again. A relay is the exception
    ("RIA quoted a fighter as saying …"): an inner statement that fills most of the outer's content is taken instead.
    """
    kept: list[Gold] = []
    for gold in sorted(example.gold_statements, key=lambda one: -_size(one["content"])):
        outer = next((one for one in kept if _inside(gold, one)), None)
        if outer is None:
            kept.append(gold)
        elif sum(map(_size, gold.values())) >= MOST_OF * _size(outer["content"]):
            outer["content"] = tuple(pair for pair in outer["content"] if not _touch(gold, pair))
            kept.append(gold)
    return flat_tags(example, kept)


def flat_tags(example: Example, statements: Iterable[Gold]) -> list[str]:
    """Tags of words for statements; of two spans that want a word, a cue is served first, then a source."""
    spans = {Span(*pair, role) for one in statements for role, pairs in one.items() for pair in pairs}
    order = ("cue", "source", "content")
    ranked = sorted(spans, key=lambda one: (order.index(one.label), one.start))
    return to_tags(ranked, example.starts, example.ends)


def _size(pairs: tuple[Pair, ...]) -> int:
    return sum(end - start for start, end in pairs)


def _touch(gold: Gold, pair: Pair) -> bool:
    return any(pair[0] < end and start < pair[1] for pairs in gold.values() for start, end in pairs)


def _inside(gold: Gold, outer: Gold) -> bool:
    return any(_touch(gold, pair) for pair in outer["content"])


def texts(folder: Path) -> list[Example]:
    """The plain texts (`.txt`, UTF-8) of a folder, without gold. Raises ValueError if there is none."""
    examples = [make_example(path.stem, "texts", path.read_text("utf-8")) for path in sorted(folder.glob("*.txt"))]
    if not examples:
        raise ValueError(f"{folder}: no .txt file in it")
    return examples


# --- re3d ---


def re3d(folder: Path, sources: Iterable[str] = RE3D) -> list[Example]:
    """The documents of some sources of re3d, entities only; of overlapping annotations the longest."""
    return [example for source in sources for example in _re3d_source(folder / "re3d" / source)]


def _re3d_source(folder: Path) -> Iterator[Example]:
    found: dict[str, set[Span]] = {}
    for one in _json_lines(folder / "entities.json"):
        if one["confidence"] >= MIN_CONFIDENCE:
            span = Span(one["begin"], one["end"], one["type"])
            found.setdefault(one["documentId"], set()).add(span)
    for document in _json_lines(folder / "documents.json"):
        example = make_example(document["_id"], f"re3d/{folder.name}", document["text"])
        spans = flatten(found.get(document["_id"], ()))
        example.gold_entities = [
            Span(one.start, one.end, RE3D_LABELS[one.label]) for one in spans if one.label in RE3D_LABELS
        ]
        example.entities = to_tags(example.gold_entities, example.starts, example.ends)
        yield example


def _json_lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8-sig") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def flatten(spans: Iterable[Span]) -> list[Span]:
    """The longest span of each overlapping group, in order; of equals the earlier, then by label."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start - one.end, one)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept)


# --- PolNeAR ---


def polnear(folder: Path, part: Literal["train", "dev"]) -> list[Example]:
    """The articles of a part of PolNeAR, attribution only; of an article's annotators the first by name."""
    if part not in ("train", "dev"):
        raise ValueError(f"only train and dev of PolNeAR are read, not {part!r}")
    home = folder / "PolNeAR" / "data" / part
    first: dict[str, Path] = {}
    for path in sorted((home / "attributions").iterdir()):
        first.setdefault(path.stem.rsplit("_", 1)[0], path)
    return [_article(home / "text" / f"{stem}.txt", path) for stem, path in sorted(first.items())]


def _article(text_path: Path, gold_path: Path) -> Example:
    # newline="": the offsets count the line ends of the file
    with text_path.open(encoding="utf-8", newline="") as file:
        example = make_example(text_path.stem, "polnear", file.read())
    example.gold_statements = brat(gold_path)
    example.attribution = flat_tags(example, example.gold_statements)
    return example


def brat(path: Path) -> list[Gold]:
    """The statements of a brat file: spans (`T`) with one or more pieces, joined by events (`E`)."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file.read().split("\n") if BRAT.match(line)]
    spans: dict[str, tuple[Pair, ...]] = {}
    for line in lines:
        if line[0] == "T":
            key, where, *_ = line.split("\t")
            pieces = where.split(" ", 1)[1].split(";")
            spans[key] = tuple((int(start), int(end)) for start, end in (piece.split() for piece in pieces))
    statements = []
    for line in lines:
        if line[0] == "E":
            gold: Gold = {"source": (), "cue": (), "content": ()}
            for part in line.split("\t")[1].split():
                role, key = part.split(":")
                role = role.rstrip("0123456789").lower()
                if role in gold and key in spans:
                    gold[role] = tuple(sorted({*gold[role], *spans[key]}))
            if any(gold.values()):
                statements.append(gold)
    return statements


def words_of(example: Example, pair: Pair) -> range:
    """Indices of the words of a pair of character offsets."""
    return covered(*pair, example.starts, example.ends)
