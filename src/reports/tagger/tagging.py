"""Tags a text: pieces, windows, encoder, decoder, spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reports.tagger.events import FoundEvent, find_events
from reports.tagger.model import FOLDER, Answer, Model
from reports.tagger.viterbi import NEVER, Scheme, decode, softmax
from reports.tagger.windows import Limits, Window, cut

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

# Words decoded at once: bounds what a long text holds in memory.
_BLOCK: Final = 2_000


class Found(NamedTuple):
    """Words `start:end`. `score`: how probable the model holds its labels of these words, as a mean (0 to 1)."""

    start: int
    end: int
    label: str
    score: float


class Tags(NamedTuple):
    """What was found, each list in order and without overlaps. An attribution label is source, cue or content."""

    entities: list[Found]
    attribution: list[Found]
    events: list[FoundEvent]


@dataclass(frozen=True)
class Text:
    """The words of a text, white space left out.

    `words` are places in `vocabulary`, the distinct words. `paragraphs` and `sentences` are the words that begin one.
    """

    vocabulary: Sequence[str]
    words: Integers
    paragraphs: Integers
    sentences: Integers

    @classmethod
    def of(cls, words: Sequence[str], paragraphs: Iterable[int] = (), sentences: Iterable[int] = ()) -> Text:
        """A text given as a list of words."""
        place = {word: i for i, word in enumerate(dict.fromkeys(words))}
        return cls(
            list(place),
            np.array([place[word] for word in words], np.int64),
            np.array(sorted(paragraphs), np.int64),
            np.array(sorted(sentences), np.int64),
        )


class _Head:
    """The labels of one head for a whole text, filled block by block."""

    def __init__(self, scheme: Scheme, size: int, barred: Integers) -> None:
        self.scheme = scheme
        self.labels = np.full(size, scheme.outside, np.int16)
        self.scores = np.zeros(size, np.float32)
        self._barred = barred  # words, ordered, that cannot go on with a span

    def add(self, start: int, logits: Floats) -> None:
        """Decodes the words from `start` on; those before are done."""
        end = start + len(logits)
        before = int(self.labels[start - 1]) if start else self.scheme.outside
        free = logits.copy()
        free[0] += self.scheme.mask(before)
        low, high = np.searchsorted(self._barred, (start, end))
        free[np.ix_(self._barred[low:high] - start, self.scheme.inside)] = NEVER
        labels = decode(free, self.scheme)
        self.labels[start:end] = labels
        self.scores[start:end] = softmax(logits)[np.arange(len(labels)), labels]

    def spans(self) -> list[Found]:
        starts, ends = self.scheme.spans(self.labels)
        sums = np.concatenate(([0.0], np.cumsum(self.scores, dtype=np.float64)))
        means = np.round((sums[ends] - sums[starts]) / np.maximum(ends - starts, 1), 4)
        names = [self.scheme.names[label] for label in self.labels[starts].tolist()]
        return [Found(*found) for found in zip(starts.tolist(), ends.tolist(), names, means.tolist(), strict=True)]


class Tagger:
    """Finds entities and attribution in the words of a text. Memory beyond the text's own is bounded."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._limits = Limits(model.manifest.window_pieces, model.manifest.max_pieces)

    @property
    def version(self) -> str:
        """Name and version of the model, as its description gives them."""
        return f"{self.model.manifest.name} {self.model.manifest.version}"

    def tag(self, text: Text) -> Tags:
        """The spans of a text. The same words, paragraphs and sentences give the same spans."""
        size = len(text.words)
        nowhere = np.empty(0, np.int64)
        # A name ends with its paragraph; a quotation may go on in the next.
        heads = {
            head: _Head(self.model.schemes[head], size, barred)
            for head, barred in (("entities", text.paragraphs), ("attribution", nowhere))
        }
        events: list[FoundEvent] = []
        done = 0
        for block in self._blocks(text, events):
            for name, head in heads.items():
                head.add(done, np.concatenate([answer[name] for answer in block]))
            done += sum(len(answer["entities"]) for answer in block)
        return Tags(heads["entities"].spans(), heads["attribution"].spans(), events)

    def _blocks(self, text: Text, events: list[FoundEvent]) -> Iterator[list[Answer]]:
        """Yields the outputs for the words, some windows at a time; adds the events of each window to `events`."""
        held: list[Answer] = []
        count = 0
        for window, answer in self._answers(text):
            events.extend(find_events(answer, window, self.model))
            kept = slice(window.keep_start - window.start, window.keep_end - window.start)
            held.append({head: answer[head][kept] for head in ("entities", "attribution")})
            count += window.keep_end - window.keep_start
            if count >= _BLOCK:
                yield held
                held, count = [], 0
        if held:
            yield held

    def _answers(self, text: Text) -> Iterator[tuple[Window, Answer]]:
        """Yields each window with the outputs for its words; the first piece of a word speaks for it."""
        ids, offsets = self._pieces(text)
        for window in cut(offsets, text.paragraphs, text.sentences, self._limits):
            begin, end = offsets[window.start], offsets[window.end]
            answer = self.model.run(self.model.pieces.framed(ids[begin:end]))
            firsts = offsets[window.start : window.end] - begin + 1  # after [CLS]
            yield window, {head: output[firsts] for head, output in answer.items()}

    def _pieces(self, text: Text) -> tuple[Integers, Integers]:
        """The pieces of the whole text, and how many stand before each word (and in all)."""
        offsets = np.zeros(len(text.words) + 1, np.int64)
        if not len(text.words):
            return np.empty(0, np.int64), offsets
        pieces = self.model.pieces(text.vocabulary)
        lengths = np.array([len(ids) for ids in pieces], np.int64)
        flat = np.fromiter((i for ids in pieces for i in ids), np.int64, int(lengths.sum()))
        homes = np.cumsum(lengths) - lengths
        counts = lengths[text.words]
        np.cumsum(counts, out=offsets[1:])
        return flat[np.repeat(homes[text.words] - offsets[:-1], counts) + np.arange(offsets[-1])], offsets


@cache
def load(folder: Path = FOLDER) -> Tagger:
    """The tagger of a model folder, loaded and checked once per process. Raises ModelError if it is not sound."""
    return Tagger(Model(folder))
