"""The word lists of resolution load, and hold what the code looks them up by: lemmas in lower case."""

from __future__ import annotations

import json

import pytest

from reports.lexicons import data_file
from reports.resolve import vocabulary
from reports.words import WeaponCategory

LISTS = [
    (model, name)
    for model in (vocabulary.coreference(), vocabulary.participants(), vocabulary.tolls())
    for name in type(model).model_fields
    if name != "descriptions"
]


@pytest.mark.parametrize(("model", "name"), LISTS, ids=lambda item: str(item) if isinstance(item, str) else "")
def test_words_are_lower_case(model: object, name: str) -> None:
    words = getattr(model, name)
    assert words
    assert all(word == word.lower().strip() and " " not in word for word in words)


@pytest.mark.parametrize("name", ["coreference.json", "participants.json", "tolls.json"])
def test_no_word_twice_in_a_list(name: str) -> None:
    data: dict[str, list[object]] = json.loads(data_file(name).read_bytes())
    assert [key for key, words in data.items() if len({str(word) for word in words}) < len(words)] == []


def test_no_description_is_defined_twice() -> None:
    words = vocabulary.coreference()
    assert len(words.by_noun) == sum(len(entry.nouns) for entry in words.descriptions)


def test_weapon_categories_are_known() -> None:
    words = vocabulary.tolls()
    assert words.aircraft_categories | words.vehicle_categories <= {str(category) for category in WeaponCategory}
    assert not words.aircraft_categories & words.vehicle_categories


def test_no_trigger_both_kills_and_wounds() -> None:
    words = vocabulary.tolls()
    assert not words.killing & words.wounding
