"""Arithmetic of the evaluation: hits and misses, shares, common text, distances. Knows nothing of stories."""

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
    """Jaccard index of two spans: the part of the text under both that is under each."""
    shared = overlap(a, b)
    if not shared:
        return 0.0
    return shared / (max(a[1], b[1]) - min(a[0], b[0]))


def covers_half(a: Pair, b: Pair) -> bool:
    """Whether the spans share half of the shorter one."""
    return 2 * overlap(a, b) >= min(a[1] - a[0], b[1] - b[0]) and overlap(a, b) > 0


def within(a: Pair, b: Pair) -> bool:
    """Whether span `a` covers at least half of `b`."""
    return 2 * overlap(a, b) >= b[1] - b[0] > 0


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres over the ground between two (latitude, longitude) pairs in degrees, by the chord through the globe.

    Written apart from `reports.geometry`, which is among the things that are measured with it.
    """
    chord = math.dist(on_unit_globe(*a), on_unit_globe(*b))
    return EARTH_DIAMETER_KM * math.asin(min(1.0, chord / 2))


def on_unit_globe(lat: float, lon: float) -> tuple[float, float, float]:
    """The point as x, y and z on a globe of radius 1."""
    north, east = math.radians(lat), math.radians(lon)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def characters(spans: Iterable[Pair]) -> set[int]:
    return {i for start, end in spans for i in range(start, end)}


def set_jaccard(a: Collection[Pair], b: Collection[Pair]) -> float:
    """Jaccard index of two lists of spans, counted in characters."""
    left, right = characters(a), characters(b)
    return len(left & right) / len(left | right) if left or right else 0.0


def pair_up(scored: Sequence[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """Couples from (score, row, column), no row or column twice, by falling score; ties go to the later row, column."""
    partner: dict[int, int] = {}
    free = {column for _, _, column in scored}
    for _, row, column in sorted(scored, reverse=True):
        if row not in partner and column in free:
            partner[row] = column
            free.remove(column)
    return list(partner.items())
