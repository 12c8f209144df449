"""The lexicons of weapons, roles and actor nouns: every entry loads, every alias is found."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from reports.lexicons import check_unique, load_jsonl
from reports.records import ActorKind, SourceKind
from reports.words import (
    WeaponEntry,
    WeaponUse,
    actor_nouns,
    designations,
    plural,
    role_index,
    roles,
    squeeze,
    weapon_index,
    weapons,
)


def tokens_of(text: str) -> tuple[list[int], list[int]]:
    """Character offsets of the words of `text`."""
    starts, ends, at = [], [], 0
    for word in text.split(" "):
        starts.append(at)
        ends.append(at + len(word))
        at += len(word) + 1
    return starts, ends


def test_all_weapons_load_and_no_alias_is_given_twice():
    entries = load_jsonl("weapons.jsonl", WeaponEntry)
    names = [entry for entry in entries if entry.use is WeaponUse.NAME]
    check_unique("weapons.jsonl", entries)
    assert len(names) >= 500
    assert {entry.category for entry in names} >= {"tank", "mortar", "ied", "drone", "submarine", "chemical"}


def test_every_form_of_a_weapon_is_in_the_index():
    index = weapon_index()
    lost = [(entry.id, form) for entry in weapons().values() for form in entry.forms() if index.get(form) != entry.id]
    assert lost == []


@pytest.mark.parametrize("change", [{"category": None}, {"use": "stop"}, {"colour": "green"}])
def test_a_weapon_refuses_what_does_not_fit(change: dict[str, object]):
    good: dict[str, object] = {"id": "t-0", "name": "T-0", "category": "tank"}
    assert WeaponEntry.model_validate(good).category == "tank"
    with pytest.raises(ValidationError):
        WeaponEntry.model_validate(good | change)


def test_designations_are_squeezed():
    assert squeeze("F/A-18") == "fa18"
    assert weapons()[designations()["t72"]].name == "T-72"
    assert all(any(char.isdigit() for char in key) for key in designations())


def test_all_roles_load_and_no_alias_is_given_twice():
    check_unique("roles.jsonl", roles().values())
    assert len(roles()) >= 450
    assert {entry.kind for entry in roles().values()} == set(SourceKind) - {SourceKind.DOCUMENT}


def test_every_alias_of_a_role_is_found_in_a_phrase():
    index = role_index()
    for entry in roles().values():
        for surface in entry.surfaces:
            text = f"the {surface} there"
            found = index.find(text, *tokens_of(text))
            assert [role for _, _, role in found] == [entry.id], surface


@pytest.mark.parametrize(
    ("words", "kind", "collective", "named"),
    [
        ("foreign minister", "official", False, True),
        ("chief of the general staff", "military", False, True),
        ("Lt. Gen.", "military", False, True),
        ("residents", "witness", True, False),
        ("resident", "witness", False, False),
        ("medics", "medic", True, False),
        ("officials", "official", True, False),
        ("rebel commanders", "armed_group", True, False),
        ("state news agency", "media", True, False),
        ("military analyst", "analyst", False, False),
        ("aid workers", "ngo", True, False),
        ("U.N. secretary-general", "igo", False, True),
        ("police chief", "police", False, True),
        ("teacher", "civilian", False, False),
        ("head of the regional military administration", "official", False, True),
    ],
)
def test_roles_say_who_speaks(words: str, kind: str, collective: bool, named: bool):
    role = role_index().get(words)
    assert role is not None
    entry = roles()[role]
    assert (entry.kind, entry.collective, entry.named_default) == (kind, collective, named)
    assert entry.person is not entry.collective


def test_a_collective_is_never_named_by_default():
    assert [entry.id for entry in roles().values() if entry.collective and (entry.named_default or entry.person)] == []


def test_actor_nouns_load_under_lemma_spelling_and_plural():
    nouns = actor_nouns()
    assert len({noun.id for noun in nouns.values()}) >= 220
    assert {noun.kind for noun in nouns.values()} == set(ActorKind) - {ActorKind.PERSON, ActorKind.OTHER}
    for noun in list(nouns.values()):
        for lemma in noun.lemmas:
            assert nouns[lemma] is noun
            assert plural(lemma) in nouns


@pytest.mark.parametrize(
    ("lemma", "kind", "person", "military"),
    [
        ("soldier", "military", True, True),
        ("troop", "military", False, True),
        ("militiamen", "armed_group", True, True),
        ("organization", "civilian", False, False),
        ("villager", "civilian", True, False),
        ("ministry", "government", False, False),
        ("police", "police", False, False),
        ("peacekeeper", "military", True, True),
    ],
)
def test_actor_nouns_say_what_they_are(lemma: str, kind: str, person: bool, military: bool):
    noun = actor_nouns()[lemma]
    assert (noun.kind, noun.person, noun.military) == (kind, person, military)


def test_platforms_are_metonyms():
    assert actor_nouns()["warplane"].metonym
    assert not actor_nouns()["soldier"].metonym


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("suicide vest", "suicide vests"),
        ("gunman", "gunmen"),
        ("aircraft", "aircraft"),
        ("battery", "batteries"),
        ("torch", "torches"),
        ("T-72", "T-72s"),
        ("Taurus", "Taurus"),
        ("knife", "knives"),
        ("woman", "women"),
        ("chief of staff", "chiefs of staff"),
        ("commander-in-chief", "commanders-in-chief"),
        ("car packed with explosives", "cars packed with explosives"),
        ("surface-to-air missile", "surface-to-air missiles"),
    ],
)
def test_plural(one: str, many: str):
    assert plural(one) == many
