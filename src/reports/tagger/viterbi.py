"""From the outputs of a head to spans: the best sequence of BIO labels in which I-X follows only B-X or I-X."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

OUTSIDE: Final = "O"
NEVER: Final = np.float32(-1e9)
_MOST_REPAIR: Final = 128  # words; a longer repair reads the whole block at once


class Scheme:
    """The labels of one head in the order of its outputs. Raises ValueError if they are no BIO labels.

    `inside`: which labels are I-. `allowed[a, b]`: may b follow a?
    """

    def __init__(self, labels: Sequence[str]) -> None:
        if len(set(labels)) != len(labels) or OUTSIDE not in labels:
            raise ValueError("labels must be different, and one of them O")
        for label in labels:
            if label != OUTSIDE and label[:2] not in ("B-", "I-"):
                raise ValueError(f"label {label!r} is neither O nor begins with B- or I-")
            if label[:2] == "I-" and f"B-{label[2:]}" not in labels:
                raise ValueError(f"label {label!r} without B-{label[2:]}")
        self.labels = tuple(labels)
        self.names = tuple(label.partition("-")[2] for label in labels)
        self.outside = self.labels.index(OUTSIDE)
        self.inside = np.array([label.startswith("I-") for label in labels])
        same = np.array([[bool(a) and a == b for b in self.names] for a in self.names])
        self.allowed = ~self.inside[None, :] | same
        self._steps = np.where(self.allowed, np.float32(0), NEVER)

    def __len__(self) -> int:
        return len(self.labels)

    def mask(self, before: int) -> Floats:
        """What to add to the logits of a word after a word of label `before`, to forbid what may not follow."""
        return np.asarray(self._steps[before], np.float32)

    def spans(self, labels: NDArray[np.integer[Any]]) -> tuple[Integers, Integers]:
        """The words at which spans begin (B-), and those before which they end, in order."""
        inside = self.inside[labels]
        starts = np.flatnonzero(~inside & (labels != self.outside))
        stops = np.append(np.flatnonzero(~inside), len(labels))
        return starts, stops[np.searchsorted(stops, starts, side="right")]

    def walk(self, logits: Floats) -> Integers:
        """Plain Viterbi, word by word; the first label is free."""
        back = np.zeros(logits.shape, np.int64)
        scores = logits[0]
        for i in range(1, len(logits)):
            ways = scores[:, None] + self._steps
            back[i] = ways.argmax(axis=0)
            scores = ways.max(axis=0) + logits[i]
        path: Integers = np.empty(len(logits), np.int64)
        path[-1] = scores.argmax()
        for i in range(len(logits) - 1, 0, -1):
            path[i - 1] = back[i, path[i]]
        return path


def softmax(logits: Floats) -> Floats:
    """Probabilities, row by row."""
    spread = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(spread / spread.sum(axis=1, keepdims=True), np.float32)


def decode(logits: Floats, scheme: Scheme) -> Integers:
    """The labels of highest sum for a block of words (rows), exact, in time linear in words.

    Nearly everywhere the best label of each word is the answer, for all words at once. Words are parted before each
    best label that is not I-, for O and B- may follow anything. Only a part with a label that may not stand there is
    walked; if its best walk begins with an I- that the part before does not lead to, the two are walked as one.
    The sum of the parts' best walks is an upper bound, so what can be joined is the best of all.
    The caller masks (`Scheme.mask`) what may not stand at the first word.
    """
    best: Integers = logits.argmax(axis=1)
    inside = scheme.inside[best]
    wrong = np.flatnonzero(inside[1:] & ~scheme.allowed[best[:-1], best[1:]]) + 1
    if not len(wrong):
        return best
    heads = np.union1d(np.flatnonzero(~inside), 0)
    roots = heads.copy()  # roots[k]: where the part that holds heads[k] begins, once parts are joined
    done = 0
    for word in wrong.tolist():
        if word < done:
            continue
        k = int(np.searchsorted(heads, word, side="right")) - 1
        done = int(heads[k + 1]) if k + 1 < len(heads) else len(logits)
        low, jump = k, 1
        while True:
            start = int(roots[low])
            if done - start > max(_MOST_REPAIR, 2 * (done - int(heads[k]))):
                return scheme.walk(logits)
            path = scheme.walk(logits[start:done])
            if start == 0 or scheme.allowed[best[start - 1], path[0]]:
                break
            low = max(0, int(np.searchsorted(heads, start)) - jump)
            jump *= 2
        best[start:done] = path
        roots[int(np.searchsorted(heads, start)) : k + 1] = start
    return best
