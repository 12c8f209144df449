"""Keys of bodies by their names alone: whose army, ministry or office it is that speaks, or that prints a release."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from reports.annotate.quantity_phrases import Phrase, read_phrase
from reports.codes import STATE
from reports.digest.vocabulary import words_of
from reports.lexicons import actors, countries, fold
from reports.lexicons.entries import CountryEntry
from reports.records import ActorKind

_CLOCK = re.compile(r"^\d{1,2}[:.]\d{2}\s+")
_MILITARY = re.compile(
    r"\b(?:defen[cs]e (?:ministry|minister|department|forces?)"
    r"|(?:ministry|minister|department) of (?:national )?defen[cs]e"
    r"|armed forces|army|military|air force|navy|general staff|troops)\b"
)
_COMMAND = re.compile(r"(?:[\w-]+ )?(?:army|military|armed forces|air force|navy|(?:general|joint) staff|high command)")
_POLICE = re.compile(r"\b(?:police|gendarmerie)\b")
_MINISTRY = re.compile(
    r"\b(?:(?:ministry|department|minister) of (?:(?:the|public|national) )?(\w+)"
    r"|(\w+) (?:ministry|department|minister))\b"
)
_OF_A_PART = re.compile(r"\b(?:states|regional|provincial|local|shadow|former) ")  # "state's health minister", folded
_OFFICE = re.compile(r"\b(?:government|presidency|president|kremlin|cabinet|authorities|foreign ministry)\b")
_LOCAL = re.compile(r"(?:police|army|ministry|armed forces|general staff|government) of ")
_COUNT_WORDS = 4  # "no fewer than nine"
_LONGEST = 7  # words of a name in the lexicon


class Body(NamedTuple):
    """A body: `force` is true for one that fights or governs."""

    key: str
    kind: ActorKind
    country: str | None
    force: bool


@cache
def body_of(name: str, home: str | None = None) -> Body | None:
    """The body that a name names: "Russian defence ministry", "Rapid Support Forces channel". None if it is no body's.

    A country or its adjective with the noun for a state's body, else a name of the lexicon. `home` is the country of
    bodies that name a smaller place ("Police of the North").
    """
    folded = bare(name)
    country = _country(folded) or (home if _LOCAL.match(folded) else None)
    kind = state_kind(folded)
    if kind and country:
        return Body(f"{country}:{kind}", kind, country, True)
    if ministry := ministry_of(folded):
        return Body(f"{country or ''}:{ministry}", ActorKind.GOVERNMENT, country, True) if country else None
    return _listed(folded)


def bare(name: str) -> str:
    """A name folded, without the article or the hour that a live page puts before it."""
    words = _CLOCK.sub("", fold(name)).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)


def count_of(name: str) -> Phrase | None:
    """The count that a name begins with: "at least nine people"."""
    words = fold(name).split()
    found = (read_phrase(words, at) for at in range(min(_COUNT_WORDS, len(words))))
    return next((phrase for phrase in found if phrase and phrase.start == 0), None)


def uncounted(name: str) -> str:
    """A name without the count before it: "soldiers" for "ten soldiers"; as it is if it has none."""
    phrase = count_of(name)
    return " ".join(name.split()[phrase.end :]) or name if phrase else name


def branch(kind: ActorKind, name: str) -> str:
    """The branch of a state that speaks as one: the defence ministry is military, other ministries stand alone."""
    folded = fold(name)
    if kind in (ActorKind.GOVERNMENT, ActorKind.MILITARY) and _MILITARY.search(folded):
        return ActorKind.MILITARY
    return (kind is ActorKind.GOVERNMENT and _topic(folded)) or kind


def ministry_of(folded: str) -> str | None:
    """ "health ministry" for "ministry of health" and its minister, "civil defence" for a service of its own.

    None for those that speak for the whole state, and for a service that goes by another name ("White Helmets").
    """
    found = _topic(folded)
    listed = _listed(folded) if found in _services() else None
    return None if listed and ":" not in listed.key and str(found) not in listed.key else found


def _topic(folded: str) -> str | None:
    if _OF_A_PART.search(folded):
        return None
    if service := next((name for word, name in _services().items() if f" {word}" in f" {folded}"), None):
        return service
    found = _MINISTRY.search(folded)
    topic = found and (found[1] or found[2])
    return f"{topic} ministry" if topic and topic not in words_of("whole_state") else None


@cache
def _services() -> Mapping[str, str]:
    """Names of services, and the same in the spelling that keys have."""
    return {name: name.replace("defense", "defence") for name in sorted(words_of("services"))}


def is_command(folded: str) -> bool:
    """Whether folded words are a state's army or command and nobody of it: "general staff", and no "army source"."""
    return _COMMAND.fullmatch(folded) is not None


def land_in(folded: str) -> str | None:
    """The country that a body's name names: "Lebanese Health Ministry"."""
    return _country(folded)


def state_named(folded: str) -> str | None:
    """The country that a country's name or a capital's stands for as a speaker ("Moscow said")."""
    return _lands().get(folded) or _capitals().get(folded)


def state_kind(folded: str) -> ActorKind | None:
    """The kind of a state's body that folded words name: "army spokesman" is of the military."""
    if _MILITARY.search(folded):
        return ActorKind.MILITARY
    if _POLICE.search(folded):
        return ActorKind.POLICE
    return ActorKind.GOVERNMENT if _OFFICE.search(folded) else None


def _country(folded: str) -> str | None:
    words = folded.replace("'s", "").split()
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            name = " ".join(words[at : at + size])
            if found := _lands().get(name) or (_lands().get(name[:-1]) if name.endswith("s") else None):
                return found
    return None


def _listed(folded: str) -> Body | None:
    words = folded.split()
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            name = " ".join(words[at : at + size])
            if found := _names().get(name) or _names().get(_possessive(name)):
                return found
    return None


def _possessive(folded: str) -> str:
    """ "un human rights office" for "UN's human rights office", which folds to "uns"."""
    first, _, rest = folded.partition(" ")
    return f"{first.removesuffix('s')} {rest}" if rest else folded


@cache
def _lands() -> Mapping[str, str]:
    """Names and adjectives of countries, folded; those of former states where no state has the same."""
    return {
        fold(name): country.code
        for country in _latest_last()
        if country.code
        for name in (country.name, *country.aliases, *country.adjectives)
    }


def _latest_last() -> list[CountryEntry]:
    return sorted(countries().values(), key=lambda country: country.status != "former")


@cache
def _capitals() -> Mapping[str, str]:
    return {fold(name): land.code for land in _latest_last() if land.code for name in land.capital[:1]}


@cache
def _names() -> Mapping[str, Body]:
    """Bodies of the lexicon by name; media and persons are none, nor are names of one short word."""
    return {
        fold(name): Body(
            f"{entry.country}:{branch(entry.kind, entry.name)}"
            if entry.kind in STATE and entry.country
            else entry.wikidata or fold(entry.name),
            entry.kind, entry.country, entry.kind in STATE or entry.kind in _ARMED,
        )
        for entry in actors().values()
        if entry.kind not in (ActorKind.MEDIA, ActorKind.PERSON)
        for name in entry.surfaces
        if len(name) > 2
    }  # fmt: skip


_ARMED = frozenset({ActorKind.ARMED_GROUP, ActorKind.PRIVATE_MILITARY})
