"""Stories that repeat another's words: runs of five words, compared where two stories share the smallest hashes."""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

_WORD = re.compile(r"\w+")
_LONG = 5
_KEPT = 400  # shingles of a story; a longer story keeps its smallest hashes
_PROBES = 24  # smallest hashes that are looked up
_SHARED = 3  # of which two stories must share so many to be compared
_FOLLOWED = 24  # stories that a shingle is looked up in: a text that hundreds print is compared with the first of them
_FEWEST = 12  # shingles: shorter texts are too like each other by chance
ALIKE, WITHIN = 0.55, 0.75


class Copy(NamedTuple):
    """The story that a text repeats, and how much of it, 0 to 1."""

    of: str
    likeness: float


def sketch(text: str) -> bytes:
    """The hashes of the text's five-word runs, ascending; of a long text the smallest of them."""
    words = _WORD.findall(text.lower())
    runs = {zlib.crc32(" ".join(words[at : at + _LONG]).encode()) for at in range(len(words) - _LONG + 1)}
    return np.array(sorted(runs)[:_KEPT], dtype=np.uint32).tobytes()


def copies(sketches: Mapping[str, bytes]) -> dict[str, Copy]:
    """Stories that repeat one that stands before them in the order given: story -> what it repeats."""
    posted: dict[int, list[str]] = defaultdict(list)
    arrays = {key: np.frombuffer(data, dtype=np.uint32) for key, data in sketches.items()}
    found: dict[str, Copy] = {}
    for key, hashes in arrays.items():
        probes = hashes[:_PROBES].tolist() if len(hashes) >= _FEWEST else []
        likes = ((_likeness(arrays[other], hashes), other) for other in _met(probes, posted))
        best = max(((like, other) for like, other in likes if like), key=lambda pair: pair[0], default=None)
        if best:
            root = found[best[1]].of if best[1] in found else best[1]
            found[key] = Copy(root, round(best[0], 3))
        for probe in probes:
            if len(posted[probe]) < _FOLLOWED:
                posted[probe].append(key)
    return found


def _met(probes: Sequence[int], posted: Mapping[int, list[str]]) -> Iterable[str]:
    """Earlier stories that share some of the smallest hashes, in order."""
    shared = Counter(other for probe in probes for other in posted.get(probe, ()))
    return [other for other, times in shared.items() if times >= _SHARED]


def _likeness(one: np.ndarray, other: np.ndarray) -> float:
    """The share of runs in common, or of the shorter text's if nearly all of it is in the longer; 0 if too little."""
    limit = min(_limit(one), _limit(other))
    one, other = one[one <= limit], other[other <= limit]
    if min(len(one), len(other)) < _FEWEST:
        return 0.0
    common = len(np.intersect1d(one, other, assume_unique=True))
    both = common / (len(one) + len(other) - common)
    within = common / min(len(one), len(other))
    if both >= ALIKE:
        return both
    return within if within >= WITHIN else 0.0


def _limit(hashes: np.ndarray) -> int:
    return int(hashes[-1]) if len(hashes) >= _KEPT else 2**32 - 1
