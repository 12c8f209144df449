"""What spaCy's attribute ruler does, from a table: coarse tags and morphology follow from tag, word and dependency.

The ruler runs some 180 patterns over every token, a twentieth of the time of a story. Nearly all look at one token
alone, so what they give for a tag, a word that some pattern names, and a dependency is found once and looked up after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

import numpy as np
from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, POS, TAG  # type: ignore[import-not-found]
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

KEYS: Final = ("TAG", "LOWER", "DEP", "IS_SPACE")
READ: Final = (TAG, LOWER, DEP, IS_SPACE)
WRITTEN: Final = (POS, MORPH, LEMMA)
RARE: Final = (TAG, DEP)  # written too, of white space
Row = tuple[int, int, int, int]


class Given(NamedTuple):
    """What patterns of one token give a kind of token: values of `WRITTEN` in order, the rules, the rare ones."""

    values: tuple[int, ...]
    by: dict[int, int]
    rare: dict[int, int]


class Rule(NamedTuple):
    """A pattern of one or two tokens, each what its attributes must be; `of` is the token that gets `attrs`."""

    number: int
    pattern: list[dict[str, Any]]
    of: int
    attrs: Mapping[int, int]


@lru_cache(maxsize=4)
def quick(ruler: AttributeRuler) -> Callable[[Doc], Doc]:
    """The same as `ruler`, faster; `ruler` itself if it has patterns of another kind than those known here."""
    rules = [
        Rule(number, pattern, entry["index"], ruler.attrs[number])
        for number, entry in enumerate(cast("list[dict[str, Any]]", ruler.patterns))
        for pattern in entry["patterns"]
    ]
    known = all(
        1 <= len(rule.pattern) <= 2
        and set(rule.attrs) <= {*WRITTEN, *RARE}
        and all(set(token) <= set(KEYS) and _is_known(token) for token in rule.pattern)
        and 0 <= rule.of < len(rule.pattern)
        and (len(rule.pattern) == 1 or _anchor(rule.pattern) is not None)
        for rule in rules
    )
    return Table(ruler, rules) if known else ruler


def _is_known(token: dict[str, Any]) -> bool:
    return all(not isinstance(value, dict) or set(value) <= {"IN", "NOT_IN", "REGEX"} for value in token.values())


class Table:
    """Gives each token its coarse tag, morphology and (for some) lemma."""

    def __init__(self, ruler: AttributeRuler, rules: list[Rule]) -> None:
        self._strings = ruler.vocab.strings
        single = [rule for rule in rules if len(rule.pattern) == 1]
        tags = {tag for rule in single for tag in _named(rule.pattern[0], "TAG")}
        self._of_tag = {
            self._strings.add(tag): [rule for rule in single if tag in (_named(rule.pattern[0], "TAG") or (tag,))]
            for tag in tags
        }
        self._of_any = [rule for rule in single if not _named(rule.pattern[0], "TAG")]
        words = {
            word for rule in rules for token in rule.pattern for word in (*_named(token, "LOWER"), *_excluded(token))
        }
        self._words = {self._strings.add(word) for word in words}
        self._anchored: dict[tuple[int, int], list[tuple[int, Rule]]] = {}
        for rule in (rule for rule in rules if len(rule.pattern) == 2):
            at, column, name = _anchor(rule.pattern) or (0, 0, "")
            self._anchored.setdefault((column, self._strings.add(name)), []).append((at, rule))
        self._seen: dict[Row, Given] = {}

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        rows: list[Row] = [tuple(row) for row in doc.to_array(list(READ)).tolist()]
        words = self._words
        given = [self._given((tag, word if word in words else 0, dep, space)) for tag, word, dep, space in rows]
        values = [one.values for one in given]
        for at, attr, value in self._of_pairs(rows, given):
            values[at] = tuple(value if one == attr else old for one, old in zip(WRITTEN, values[at], strict=True))
        doc.from_array(list(WRITTEN), np.array(values, np.uint64))  # type: ignore[arg-type]
        for at, one in enumerate(given):
            if one.rare:
                token = doc[at]
                token.tag, token.dep = one.rare.get(TAG, token.tag), one.rare.get(DEP, token.dep)
        return doc

    def _given(self, row: Row) -> Given:
        found = self._seen.get(row)
        if found is None:
            told: dict[int, tuple[int, int]] = {}
            for rule in self._of_tag.get(row[0], self._of_any):  # later rules have precedence
                if self._fits(rule.pattern[0], row):
                    told |= {attr: (rule.number, value) for attr, value in rule.attrs.items()}
            found = self._seen[row] = Given(
                tuple(told.get(attr, (0, 0))[1] for attr in WRITTEN),
                {attr: number for attr, (number, _) in told.items()},
                {attr: told[attr][1] for attr in RARE if attr in told},
            )
        return found

    def _of_pairs(self, rows: list[Row], given: list[Given]) -> Iterator[tuple[int, int, int]]:
        """What patterns of two tokens give, if no later one of a single token gave it: token, attribute, value."""
        for index, row in enumerate(rows):
            for at, rule in (*self._anchored.get((1, row[1]), ()), *self._anchored.get((2, row[2]), ())):
                start = index - at
                if start < 0 or start + 1 >= len(rows):
                    continue
                if self._fits(rule.pattern[0], rows[start]) and self._fits(rule.pattern[1], rows[start + 1]):
                    for attr, value in rule.attrs.items():
                        if given[start + rule.of].by.get(attr, -1) < rule.number:
                            yield start + rule.of, attr, value

    def _fits(self, token: dict[str, Any], row: Row) -> bool:
        return all(self._is(token[key], number) for key, number in zip(KEYS, row, strict=True) if key in token)

    def _is(self, wanted: object, number: int) -> bool:
        if isinstance(wanted, bool | int):
            return bool(number) == bool(wanted)
        text = self._strings[number] if number else ""
        if isinstance(wanted, dict):
            if "REGEX" in wanted and not re.search(wanted["REGEX"], text):
                return False
            return text not in wanted.get("NOT_IN", ()) and ("IN" not in wanted or text in wanted["IN"])
        return text == wanted


def _anchor(pattern: list[dict[str, Any]]) -> tuple[int, int, str] | None:
    """A token of a pattern that is one word or has one dependency: its place, the column of `KEYS`, the name."""
    for at, token in enumerate(pattern):
        for key in ("LOWER", "DEP"):
            if isinstance(token.get(key), str):
                return at, KEYS.index(key), token[key]
    return None


def _named(token: dict[str, Any], key: str) -> list[str]:
    """The values of an attribute that a pattern asks for by name."""
    value = token.get(key)
    if isinstance(value, dict):
        return list(value.get("IN", ()))
    return [value] if isinstance(value, str) else []


def _excluded(token: dict[str, Any]) -> list[str]:
    value = token.get("LOWER")
    return list(value.get("NOT_IN", ())) if isinstance(value, dict) else []
