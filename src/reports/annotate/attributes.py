"""What spaCy's attribute ruler does, from a table: coarse tags and morphology follow from tag, word and dependency.

The ruler runs some 180 patterns over every token, a twentieth of the time of a story. Nearly all look at one token
alone, so what they give for a tag, a word that some pattern names, and a dependency is found once and looked up after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, POS, TAG
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

KEYS: Final = ("TAG", "LOWER", "DEP", "IS_SPACE")
READ: Final = (TAG, LOWER, DEP, IS_SPACE)
WRITTEN: Final = (POS, MORPH, LEMMA)
Row = tuple[int, int, int, int]
Given = dict[int, tuple[int, int]]  # attribute -> number of the rule that gives it, and the value
Numbers = NDArray[np.uint64]


class Rule(NamedTuple):
    """A pattern of one or two tokens, each what its attributes must be; `index` is the token that gets `attrs`."""

    number: int
    pattern: list[dict[str, Any]]
    index: int
    attrs: Mapping[int, int]


@lru_cache(maxsize=4)
def quick(ruler: AttributeRuler) -> Callable[[Doc], Doc]:
    """The same as `ruler`, faster; `ruler` itself if it has patterns of another kind than those known here."""
    rules = [
        Rule(number, pattern, entry["index"], ruler.attrs[number])
        for number, entry in enumerate(ruler.patterns)
        for pattern in entry["patterns"]
    ]
    known = all(
        1 <= len(rule.pattern) <= 2
        and set(rule.attrs) <= set(WRITTEN)
        and all(set(token) <= set(KEYS) and _is_known(token) for token in rule.pattern)
        and 0 <= rule.index < len(rule.pattern)
        for rule in rules
    )
    return Table(ruler, rules) if known else ruler


def _is_known(token: dict[str, Any]) -> bool:
    return all(not isinstance(value, dict) or set(value) <= {"IN", "REGEX"} for value in token.values())


class Table:
    """Gives each token its coarse tag, morphology and (for some) lemma."""

    def __init__(self, ruler: AttributeRuler, rules: list[Rule]) -> None:
        self._strings = ruler.vocab.strings
        self._single = [rule for rule in rules if len(rule.pattern) == 1]
        self._pairs = [rule for rule in rules if len(rule.pattern) == 2]
        words = {word for rule in rules for token in rule.pattern for word in _words(token)}
        self._words = np.array(sorted(self._strings.add(word) for word in words), np.uint64)
        self._seen: dict[Row, Given] = {}

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        rows: Numbers = doc.to_array(list(READ))
        plain = rows.copy()
        plain[~np.isin(rows[:, 1], self._words), 1] = 0
        kinds, which = np.unique(plain, axis=0, return_inverse=True)
        given = [self._given(tuple(row)) for row in kinds.tolist()]
        values = np.array([[one.get(attr, (0, 0))[1] for attr in WRITTEN] for one in given], np.uint64)[which.ravel()]
        for rule in self._pairs:
            self._pair(rule, rows, [given[kind] for kind in which.ravel().tolist()], values)
        doc.from_array(list(WRITTEN), values)
        return doc

    def _given(self, row: Row) -> Given:
        found = self._seen.get(row)
        if found is None:
            found = {}
            for rule in self._single:  # later rules have precedence
                if self._fits(rule.pattern[0], row):
                    found |= {attr: (rule.number, value) for attr, value in rule.attrs.items()}
            self._seen[row] = found
        return found

    def _pair(self, rule: Rule, rows: Numbers, given: list[Given], values: Numbers) -> None:
        first, second = rule.pattern
        for start in self._candidates(first, rows):
            if start + 1 < len(rows) and self._fits(second, tuple(rows[start + 1].tolist())):
                at = start + rule.index
                for column, attr in enumerate(WRITTEN):
                    if attr in rule.attrs and given[at].get(attr, (-1, 0))[0] < rule.number:
                        values[at, column] = rule.attrs[attr]

    def _candidates(self, token: dict[str, Any], rows: Numbers) -> list[int]:
        """Where the first token of a pattern fits: the rare ones that its word or dependency lets in."""
        held = np.ones(len(rows), bool)
        for column, key in enumerate(KEYS):
            value = token.get(key)
            if isinstance(value, str):
                held &= rows[:, column] == self._strings.add(value)
        return [at for at in np.flatnonzero(held).tolist() if self._fits(token, tuple(rows[at].tolist()))]

    def _fits(self, token: dict[str, Any], row: Row) -> bool:
        return all(self._is(token[key], number) for key, number in zip(KEYS, row, strict=True) if key in token)

    def _is(self, wanted: object, number: int) -> bool:
        if isinstance(wanted, bool | int):
            return bool(number) == bool(wanted)
        text = self._strings[number] if number else ""
        if isinstance(wanted, dict):
            if "REGEX" in wanted and not re.search(wanted["REGEX"], text):
                return False
            return "IN" not in wanted or text in wanted["IN"]
        return text == wanted


def _words(token: dict[str, Any]) -> list[str]:
    """The words that a pattern names; what a regular expression names is looked at where it stands."""
    value = token.get("LOWER")
    if isinstance(value, dict):
        return list(value.get("IN", ()))
    return [value] if isinstance(value, str) else []
