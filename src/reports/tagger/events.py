"""Events in the words of a window: triggers with their type, how they are told, and who or what takes part.

A trigger is one word or a few, found as other spans are (BIO labels). It is looked at again: of which type it is, how
it is told (modality, negated), and how well each word of the window goes with it as agent, target or place, which is
the product of a vector of the trigger and one of the word (after Dozat and Manning 2017, without their weights).
What is doubtful is found too: who reads this decides by the scores.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reports.tagger.model import Answer, Model
from reports.tagger.viterbi import Scheme, decode, softmax
from reports.tagger.windows import Window

Floats = NDArray[np.float32]

LEAST: Final = 0.1  # how probable a word must be a trigger
LEAST_PART: Final = 0.2  # how probable a word must have a part


class FoundPart(NamedTuple):
    """Words `start:end` that have a part in an event. `score`: that of the best of them (0 to 1)."""

    start: int
    end: int
    part: str
    score: float


class FoundEvent(NamedTuple):
    """A trigger, words `start:end`, of type `label`.

    `score`: how probable it names an event of any type; `type_score`: that it is one of this type, if it names any;
    `negated`: that the event is told as not happening. `modality` is the likeliest, with its own score.
    """

    start: int
    end: int
    label: str
    score: float
    type_score: float
    modality: str
    modality_score: float
    negated: float
    parts: tuple[FoundPart, ...]


def find_events(answer: Answer, window: Window, model: Model) -> Iterator[FoundEvent]:
    """Yields the events whose triggers begin in the words that the window keeps, in order."""
    scheme = model.schemes["claims"]
    outside = softmax(answer["claims"])[:, scheme.outside]
    spans = [
        (start, end)
        for start, end in _candidates(answer["claims"], scheme)
        if window.keep_start <= window.start + start < window.keep_end
    ]
    if not spans:
        return
    at = [start for start, _ in spans]
    types, stances = softmax(answer["types"][at]), answer["stances"][at]
    modalities = softmax(stances[:, :-1])
    negated = _sigmoid(stances[:, -1])
    chances = _part_chances(answer["triggers"][at], answer["parts"], len(model.manifest.parts))
    parts = _parts(chances, spans, window.start, model.manifest.parts)
    for row, (start, end) in enumerate(spans):
        kind = int(types[row].argmax())
        modality = int(modalities[row].argmax())
        yield FoundEvent(
            window.start + start,
            window.start + end,
            model.manifest.types[kind],
            _rounded(1 - outside[start]),
            _rounded(types[row, kind]),
            model.manifest.stances[modality],
            _rounded(modalities[row, modality]),
            _rounded(negated[row]),
            tuple(parts[row]),
        )


def _candidates(logits: Floats, scheme: Scheme) -> list[tuple[int, int]]:
    """Spans of words that name an event with a probability of `LEAST` or more."""
    eager = logits.copy()
    eager[:, scheme.outside] -= np.float32(np.log((1 - LEAST) / LEAST))
    eager[0] += scheme.mask(scheme.outside)
    starts, ends = scheme.spans(decode(eager, scheme))
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _part_chances(triggers: Floats, words: Floats, count: int) -> Floats:
    """Probabilities: triggers by parts by words."""
    width = triggers.shape[1] // count
    asking = triggers.reshape(len(triggers), count, width).transpose(1, 0, 2)
    asked = words.reshape(len(words), count, width).transpose(1, 2, 0)
    return _sigmoid((asking @ asked).transpose(1, 0, 2) / np.float32(width**0.5))


def _parts(chances: Floats, spans: list[tuple[int, int]], shift: int, names: list[str]) -> list[list[FoundPart]]:
    """For each trigger the runs of words that have a part in its event; the trigger itself has none."""
    likely = chances >= LEAST_PART
    for own, (start, end) in zip(likely, spans, strict=True):
        own[:, start:end] = False
    # a run is two rows, each trigger, part, word: where it begins and before which word it ends
    runs = np.argwhere(np.diff(likely, prepend=False, append=False)).reshape(-1, 2, 3)
    found: list[list[FoundPart]] = [[] for _ in spans]
    for (trigger, part, start), (_, _, end) in runs.tolist():
        score = _rounded(chances[trigger, part, start:end].max())
        found[trigger].append(FoundPart(shift + start, shift + end, names[part], score))
    return found


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def _rounded(number: float | np.floating) -> float:
    return round(float(number), 4)
