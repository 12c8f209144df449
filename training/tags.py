"""The tags of the heads, spans to tags and back, and the decoder. Needs numpy only.

The order of `ENTITIES`, `ATTRIBUTION`, `CLAIMS`, `TYPES`, `STANCES` and `PARTS` is the order of the model's outputs:
`tagger.json` repeats it, and a checkpoint made with another order is refused when it is loaded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reports.records import ClaimType, EntityLabel, Modality, Polarity
from reports.tagger import viterbi
from reports.tagger.viterbi import Scheme

OUTSIDE: Final = "O"
ENTITY_LABELS: Final = tuple(label.value for label in EntityLabel)
ROLES: Final = ("source", "cue", "content")


def bio(labels: Iterable[str]) -> tuple[str, ...]:
    """O, and a B- and an I- tag for each label, in the order of the labels."""
    return (OUTSIDE, *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


ENTITIES: Final = bio(ENTITY_LABELS)
ATTRIBUTION: Final = bio(ROLES)
CLAIMS: Final = bio(("trigger",))
# what the first word of a trigger is classed as: the type of its claim ...
TYPES: Final = tuple(one.value for one in ClaimType)
# ... and one of the modalities, and negated or not
STANCES: Final = (*(one.value for one in Modality), Polarity.NEGATED.value)
# what a word may be to a trigger
PARTS: Final = ("agent", "target", "place")


class Span(NamedTuple):
    """A labelled span. Offsets are end-exclusive: of characters or of words, as the function says."""

    start: int
    end: int
    label: str


def to_tags(spans: Iterable[Span], starts: Sequence[int], ends: Sequence[int]) -> list[str]:
    """BIO tags of words for spans of characters. A word belongs to a span that it shares a character with.

    The first of two spans that want the same word keeps it, and the other gets what is left of its words:
    the longest piece in a row. A span without any word is dropped.
    """
    tags = [OUTSIDE] * len(starts)
    for span in spans:
        words = [i for i in covered(span.start, span.end, starts, ends) if tags[i] == OUTSIDE]
        run = max(runs(words), key=len, default=[])
        for i in run:
            tags[i] = f"I-{span.label}"
        if run:
            tags[run[0]] = f"B-{span.label}"
    return tags


def covered(start: int, end: int, starts: Sequence[int], ends: Sequence[int]) -> range:
    """Indices of the words that share a character with `start:end`."""
    first, last = bisect_right(ends, start), bisect_left(starts, end)
    return range(first, max(first, last))


def runs(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Yields the stretches of numbers that follow each other, in order."""
    stretch: list[int] = []
    for number in numbers:
        if stretch and number != stretch[-1] + 1:
            yield stretch
            stretch = []
        stretch.append(number)
    if stretch:
        yield stretch


def to_spans(tags: Sequence[str]) -> list[Span]:
    """Spans of words for BIO tags, in order. An I- that continues nothing begins a span, as B- does."""
    spans: list[Span] = []
    start, label = 0, ""
    for i, tag in enumerate([*tags, OUTSIDE]):
        prefix, _, name = tag.partition("-")
        if label and (prefix != "I" or name != label):
            spans.append(Span(start, i, label))
            label = ""
        if name and not label:
            start, label = i, name
    return spans


def decode(logits: NDArray[np.float32], tags: Sequence[str]) -> list[str]:
    """The best sequence of tags for a row of logits a word, as the installed tagger reads it; the first is no I-."""
    if not len(logits):
        return []
    scheme = Scheme(tags)
    logits = logits.astype(np.float32)
    logits[0] += scheme.mask(scheme.outside)
    return [tags[i] for i in viterbi.decode(logits, scheme)]
