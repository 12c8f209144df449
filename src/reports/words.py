"""Typed lexicons of weapons, roles and the common nouns for actors.

Data only: which words exist and what they are. Whether a word counts in a sentence is decided where
sentences are read (`reports.annotate.equipment` for weapons, `reports.resolve` for roles and actors).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, model_validator

from reports.geometry import COMPASS
from reports.lexicons import Entry, PhraseIndex, by_id, data_file, fold, load_jsonl
from reports.records import ActorKind, SourceKind

_PART_NOUNS = frozenset(
    "area areas zone outskirts outskirt suburb suburbs vicinity front frontline border line ground land countryside "
    "flank heartland side sides axis direction pocket corridor swath swathe centre center part parts edge "
    "position".split()
)


class WeaponCategory(StrEnum):
    TANK = "tank"
    ARMOURED_VEHICLE = "armoured_vehicle"
    ARTILLERY = "artillery"
    MORTAR = "mortar"
    ROCKET = "rocket"
    MULTIPLE_ROCKET_LAUNCHER = "multiple_rocket_launcher"
    BALLISTIC_MISSILE = "ballistic_missile"
    CRUISE_MISSILE = "cruise_missile"
    MISSILE = "missile"
    ANTI_TANK = "anti_tank"
    AIR_DEFENCE = "air_defence"
    AIRCRAFT = "aircraft"
    HELICOPTER = "helicopter"
    DRONE = "drone"
    LOITERING_MUNITION = "loitering_munition"
    BOMB = "bomb"
    GUIDED_BOMB = "guided_bomb"
    CLUSTER_MUNITION = "cluster_munition"
    MINE = "mine"
    IED = "ied"
    SMALL_ARMS = "small_arms"
    MACHINE_GUN = "machine_gun"
    GRENADE = "grenade"
    EXPLOSIVE = "explosive"
    SHIP = "ship"
    SUBMARINE = "submarine"
    BOAT = "boat"
    VEHICLE = "vehicle"
    RADAR = "radar"
    ELECTRONIC_WARFARE = "electronic_warfare"
    CHEMICAL = "chemical"
    INCENDIARY = "incendiary"
    NUCLEAR = "nuclear"
    TORPEDO = "torpedo"
    AMMUNITION = "ammunition"
    OTHER = "other"


class WeaponUse(StrEnum):
    """What an entry does: names equipment, goes before it ("long-range"), goes after it ("battery"), or
    takes words away from it ("water tank", "arms race")."""

    NAME = "name"
    MODIFIER = "modifier"
    HEAD = "head"
    STOP = "stop"


class Need(StrEnum):
    """When a one-word form without a digit counts as equipment: as a noun, in the plural, with a military
    word in sight, or beside other equipment ("Bradleys and tanks", "Tor missiles")."""

    NOUN = "noun"
    PLURAL = "plural"
    CONTEXT = "context"
    ADJACENT = "adjacent"


class WeaponEntry(Entry):
    """A weapon or platform. `generic`: a common noun, found in the singular and the plural.

    `platform`: a thing that carries (MilitaryPlatform), else a Weapon. `category` is absent, and only then,
    where `use` is not `name`.
    """

    category: WeaponCategory | None = None
    platform: bool = False
    generic: bool = False
    needs: tuple[Need, ...] = ()
    use: WeaponUse = WeaponUse.NAME

    @model_validator(mode="after")
    def _names_have_a_category(self) -> WeaponEntry:
        if (self.category is None) is (self.use is WeaponUse.NAME):
            raise ValueError("category goes with use 'name' and with no other")
        return self

    def forms(self) -> Iterator[str]:
        """All written forms: names and aliases, designations without their hyphen, plurals."""
        for surface in self.surfaces:
            yield surface
            if self.use is WeaponUse.MODIFIER or (self.use is WeaponUse.STOP and surface[-1].isdigit()):
                continue
            bare = _DESIGNATION_HYPHEN.sub("", surface)
            if bare != surface:
                yield bare
            yield plural(surface)
            if bare != surface:
                yield plural(bare)


class RoleEntry(Entry):
    """A rank, office or occupation by which a person or source is introduced ("foreign minister").

    `collective`: the form is used of several unnamed people ("officials"); `person`: it can introduce a
    single one. `named_default`: whether a source so called, with no name beside it, is usually identified
    ("the foreign minister" is, "a resident" is not). `sector` is a PLOVER sector.
    """

    kind: SourceKind
    sector: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    person: bool = True
    collective: bool = False
    named_default: bool = True


class ActorNoun(BaseModel):
    """A common noun that heads a nominal mention of an actor ("troops", "the ministry", "three villagers").

    `person`: in the singular it is one person; `group`: it is a body or a plurality; `military`: the word by
    itself says that arms are borne ("soldier", "rebel"; not "pilot", "side"); `metonym`: a thing that stands
    for those who use it ("jets bombed ...").
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)

    id: str
    lemma: str
    aliases: tuple[str, ...] = ()
    kind: ActorKind
    person: bool = False
    group: bool = False
    military: bool = False
    metonym: bool = False

    @property
    def lemmas(self) -> tuple[str, ...]:
        """The lemma and its other spellings."""
        return (self.lemma, *self.aliases)


_DESIGNATION_HYPHEN = re.compile(r"(?<=[A-Za-z])-(?=\d)")
_IRREGULAR = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "knife": "knives", "foot": "feet",
    "wife": "wives", "thief": "thieves", "aircraft": "aircraft", "craft": "craft", "chief": "chiefs",
    "staff": "staff", "hovercraft": "hovercraft", "police": "police", "infantry": "infantry", "torpedo": "torpedoes",
}  # fmt: skip
# What follows the head word of a phrase; not "-to-" ("surface-to-air missile" has its head last).
_TAIL = re.compile(
    r"(?<=\w)(?: (?:of|to|for|in|at|on|with|familiar|close|briefed|laden|packed|mounted|fitted) |-(?:in|of)-).+"
)
_INVARIABLE = re.compile(r"craft$")
_PEOPLE_ENDING = re.compile(r"(?<=.)(man|woman)$", re.IGNORECASE)


def plural(phrase: str) -> str:
    """The English plural of a phrase by its head word ("suicide vests", "chiefs of staff"). A head that ends
    in "s" stays as it is."""
    tail = _TAIL.search(phrase)
    body = phrase[: tail.start()] if tail else phrase
    head, space, last = body.rpartition(" ")
    return head + space + _plural_word(last) + phrase[len(body) :]


def _plural_word(word: str) -> str:
    lower = word.lower()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower].capitalize() if word[0].isupper() else _IRREGULAR[lower]
    if lower.endswith("s") or not lower[-1].isalnum() or _INVARIABLE.search(lower):
        return word
    if _PEOPLE_ENDING.search(word):
        return word[:-2] + "en"
    if lower.endswith(("sh", "ch", "x", "z")) and word != word.upper():
        return word + "es"
    if lower.endswith("y") and len(word) > 1 and lower[-2] not in "aeiou" and not word[-1].isupper():
        return word[:-1] + "ies"
    return word + "s"


@cache
def weapons() -> Mapping[str, WeaponEntry]:
    """All weapons, platforms and their helper words by id."""
    return MappingProxyType(by_id(load_jsonl("weapons.jsonl", WeaponEntry)))


@cache
def weapon_index() -> PhraseIndex:
    """All forms of `weapons()` -> id."""
    return PhraseIndex((form, entry.id) for entry in weapons().values() for form in entry.forms())


@cache
def designations() -> Mapping[str, str]:
    """Designations squeezed to lower-case letters and digits ("t72b3", "su25") -> weapon id."""
    found: dict[str, str] = {}
    for entry in weapons().values():
        for surface in entry.surfaces:
            if " " not in surface and any(char.isdigit() for char in surface):
                found.setdefault(squeeze(surface), entry.id)
    return MappingProxyType(found)


def squeeze(designation: str) -> str:
    """A designation without case, hyphens, slashes and stops."""
    return "".join(char for char in fold(designation) if char.isalnum())


@cache
def roles() -> Mapping[str, RoleEntry]:
    """Ranks, offices and occupations by id."""
    return MappingProxyType(by_id(load_jsonl("roles.jsonl", RoleEntry)))


@cache
def role_index() -> PhraseIndex:
    """Names and aliases of roles, singular and plural -> role id."""
    surfaces = [(surface, entry.id) for entry in roles().values() for surface in entry.surfaces]
    return PhraseIndex((*surfaces, *((plural(surface), role) for surface, role in surfaces)))


@cache
def actor_nouns() -> Mapping[str, ActorNoun]:
    """Lemma in lower case -> noun. Other spellings and plurals are keys too: a tagger that takes a word for a
    name leaves it in the plural."""
    nouns = load_jsonl("actor_nouns.jsonl", ActorNoun)
    found = {lemma: noun for noun in nouns for lemma in noun.lemmas}
    for noun in nouns:
        for lemma in noun.lemmas:
            found.setdefault(plural(lemma), noun)
    return MappingProxyType(found)


@cache
def place_nouns() -> Mapping[str, str]:
    """Lemma of a common noun for a place -> records.PlaceKind value."""
    data: dict[str, list[str]] = json.loads(data_file("place_nouns.json").read_text("utf8"))
    return MappingProxyType({noun: kind for kind, nouns in data.items() for noun in nouns})


def telling_kind(noun: str) -> str | None:
    """The kind that a noun tells of the name with it: "the village of X", not "the outskirts of X" or "west of X"."""
    return place_nouns().get(noun) if noun not in COMPASS and noun not in _PART_NOUNS else None
