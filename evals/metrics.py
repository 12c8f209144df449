"""Counting: precision and recall, shares, overlap of spans, distance of points. Knows nothing of stories."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

from evals.shapes import Pair

EARTH_DIAMETER_KM = 12742


@dataclass
class Found:
    """Precision, recall and F1 of things found. Nothing to find and nothing found scores 0 with n 0."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, right: int, predicted: int, gold: int) -> None:
        self.right += right
        self.extra += predicted - right
        self.missed += gold - right

    def sets(self, gold: Iterable[Hashable], predicted: Iterable[Hashable]) -> None:
        want, got = set(gold), set(predicted)
        self.add(len(want & got), len(got), len(want))

    @property
    def n(self) -> int:
        return self.right + self.missed

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.n if self.n else 0.0

    @property
    def value(self) -> float:
        """F1."""
        return 2 * self.right / (2 * self.right + self.extra + self.missed) if self.right else 0.0

    def row(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.value:.3f}  n {self.n}"


@dataclass
class Share:
    """How many of the things compared are right."""

    right: int = 0
    n: int = 0

    def add(self, ok: bool) -> None:
        self.n += 1
        self.right += ok

    @property
    def value(self) -> float:
        return self.right / self.n if self.n else 0.0

    def row(self) -> str:
        return f"right {self.value:.3f}  n {self.n}"


def overlap(a: Pair, b: Pair) -> int:
    """Characters that two half-open spans have in common."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def jaccard(a: Pair, b: Pair) -> float:
    """Intersection over union of two spans."""
    common = overlap(a, b)
    return common / ((a[1] - a[0]) + (b[1] - b[0]) - common) if common else 0.0


def covers_half(a: Pair, b: Pair) -> bool:
    """Whether the spans share half of the shorter one."""
    return 2 * overlap(a, b) >= min(a[1] - a[0], b[1] - b[0]) and overlap(a, b) > 0


def within(a: Pair, b: Pair) -> bool:
    """Whether span `a` covers at least half of `b`."""
    return 2 * overlap(a, b) >= b[1] - b[0] > 0


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points (latitude, longitude in degrees)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return EARTH_DIAMETER_KM * math.asin(math.sqrt(half))


def characters(spans: Iterable[Pair]) -> set[int]:
    return {i for start, end in spans for i in range(start, end)}


def set_jaccard(a: Collection[Pair], b: Collection[Pair]) -> float:
    """Intersection over union, in characters, of two lists of spans."""
    left, right = characters(a), characters(b)
    return len(left & right) / len(left | right) if left or right else 0.0


def pair_up(scored: Sequence[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """One-to-one pairs from (score, left index, right index), best first; ties go to the later pair of indexes."""
    pairs, left, right = [], set(), set()
    for _, i, j in sorted(scored, reverse=True):
        if i not in left and j not in right:
            pairs.append((i, j))
            left.add(i)
            right.add(j)
    return pairs
