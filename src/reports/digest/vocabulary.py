"""The words and figures of the digest's data file: which types go together, the weights of the features, stop words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson

from reports.lexicons import data_file, fold

_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = re.compile(r"(?:ings?|ed|es|s|ly)$")


@cache
def table(name: str) -> Mapping[str, float]:
    """A table of figures: "weights", "unknown"."""
    found: dict[str, float] = _data()[name]
    return found


@cache
def words_of(name: str) -> frozenset[str]:
    """A list of words: "stop", "rises"."""
    return frozenset(_data()[name])


@cache
def pattern(name: str) -> re.Pattern[str]:
    """What to look for in a folded sentence: "parting" (it tells of another event), "standing" (of a state)."""
    return re.compile(r"\b(?:" + "|".join(_data()[name]) + r")\b")


@cache
def threshold() -> float:
    """The mean score above which two groups of mentions are one incident."""
    return float(_data()["threshold"])


@cache
def family(claim_type: str) -> str:
    """The family of a claim type: "air", "ground"."""
    families: dict[str, list[str]] = _data()["families"]
    return next((name for name, types in families.items() if claim_type in types), "none")


@cache
def alike(one: str, other: str) -> float:
    """How well two types of claims go together as one incident, 0 (never) to 1."""
    first, second = family(one), family(other)
    if first == second:
        return 1.0 if one == other else 0.85
    pairs: dict[str, float] = _data()["alike"]
    return max(pairs.get(f"{first} {second}", 0.0), pairs.get(f"{second} {first}", 0.0))


@cache
def site_of(stem_: str) -> str | None:
    """What kind of place a word names: "hospital" for "clinic"."""
    return _sites().get(stem_)


@cache
def means_of(stem_: str) -> frozenset[str]:
    """With what kinds of weapon a word tells that an attack was made: "guns" for "mortar", two for "missile"."""
    return frozenset(kind for kind, stems in _means().items() if stem_ in stems)


@cache
def stem(word: str) -> str:
    """A word without its ending: enough to tell "strikes" and "strike" as one."""
    short = _ENDINGS.sub("", word)
    return short if len(short) >= 3 else word


def content(text: str) -> tuple[str, ...]:
    """The stems of the words of a text that tell one event from another, sorted, each once."""
    return tuple(sorted({stem(word) for word in _WORD.findall(fold(text))} - _stop()))


@cache
def _stop() -> frozenset[str]:
    """Stop words as they are and as stems."""
    return words_of("stop") | {stem(word) for word in words_of("stop")}


@cache
def _sites() -> dict[str, str]:
    sites: dict[str, list[str]] = _data()["sites"]
    return {stem(word): site for site, words in sites.items() for word in words}


@cache
def version() -> str:
    """A hash of the data file: what was found with other words and weights is found anew."""
    return hashlib.sha256(data_file("digest.json").read_bytes()).hexdigest()[:16]


@cache
def _means() -> dict[str, frozenset[str]]:
    means: dict[str, list[str]] = _data()["means"]
    return {kind: frozenset(map(stem, words)) for kind, words in means.items()}


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(data_file("digest.json").read_bytes())
    return loaded
