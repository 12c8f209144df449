"""The lexicons of actors, countries, peoples and agencies, loaded once, and their indexes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from reports.lexicons.entries import ActorEntry, AgencyEntry, CountryEntry, PeopleEntry
from reports.lexicons.folding import fold
from reports.lexicons.loading import by_id, load_jsonl
from reports.lexicons.phrases import PhraseIndex


@cache
def actors() -> Mapping[str, ActorEntry]:
    """All actors by id."""
    return by_id(load_jsonl("actors", ActorEntry))


@cache
def actor_index() -> PhraseIndex:
    """Names and aliases of actors -> actor id. Shared acronyms are in `weak_actor_index`."""
    entries = actors().values()
    exact = [surface for entry in entries if entry.case for surface in entry.surfaces]
    return PhraseIndex(((surface, entry.id) for entry in entries for surface in entry.surfaces), exact=exact)


@cache
def weak_actors() -> Mapping[str, tuple[str, ...]]:
    """Folded short name -> ids of all actors that bear it ("saf": the Sudanese and the Singaporean force)."""
    return _by_weak_name(actors().values())


@cache
def weak_actor_index() -> PhraseIndex:
    """Short names that need the story to tell whose they are -> key of `weak_actors()`."""
    return PhraseIndex((alias, fold(alias)) for entry in actors().values() for alias in entry.weak)


def choose_actor(key: str, *, named: Collection[str], countries: Collection[str] = ()) -> str | None:
    """Which actor a short name means in a story, or None where the story does not tell.

    `named`: ids of the actors that the story names in full. `countries`: alpha-3 codes that the story is about.
    One that is named wins; else the only one whose country is among `countries`.
    """
    candidates = weak_actors().get(key, ())
    in_full = [actor for actor in candidates if actor in named]
    if in_full:
        return in_full[0] if len(in_full) == 1 else None
    at_home = [actor for actor in candidates if actors()[actor].country in countries]
    return at_home[0] if len(at_home) == 1 else None


@cache
def countries() -> Mapping[str, CountryEntry]:
    """All countries by id, former states included."""
    return by_id(load_jsonl("countries.jsonl", CountryEntry))


@cache
def country_index() -> PhraseIndex:
    """Names of countries -> country id (`countries()[id].code` is the alpha-3)."""
    entries = countries().values()
    return PhraseIndex(
        ((surface, entry.id) for entry in entries for surface in entry.surfaces),
        unless=[phrase for entry in entries for phrase in entry.unless],
    )


@cache
def demonym_index() -> PhraseIndex:
    """Adjectives and nouns of countries ("Ukrainian", "Ukrainians") -> country id."""
    entries = countries().values()
    return PhraseIndex(
        ((form, entry.id) for entry in entries for form in entry.demonyms),
        unless=[phrase for entry in entries for phrase in entry.unless],
    )


@cache
def peoples() -> Mapping[str, PeopleEntry]:
    """Peoples that are not a state's, by id."""
    return by_id(load_jsonl("peoples.jsonl", PeopleEntry))


@cache
def people_index() -> PhraseIndex:
    """Adjectives and nouns of peoples ("Kurdish", "Kurds") -> people id."""
    return PhraseIndex((form, entry.id) for entry in peoples().values() for form in entry.surfaces)


@cache
def agencies() -> Mapping[str, AgencyEntry]:
    """News agencies, broadcasters, newspapers and outlets by id."""
    return by_id(load_jsonl("agencies.jsonl", AgencyEntry))


@cache
def agency_index() -> PhraseIndex:
    """Names and aliases of agencies and outlets -> agency id."""
    return PhraseIndex(
        ((surface, entry.id) for entry in agencies().values() for surface in entry.surfaces), titles=True
    )


@cache
def weak_agencies() -> Mapping[str, tuple[str, ...]]:
    """Folded name that means much else too ("the times", "abc") -> ids of all agencies that bear it."""
    return _by_weak_name(agencies().values())


@cache
def weak_agency_index() -> PhraseIndex:
    """Names good only in a byline, credit or before a cue -> key of `weak_agencies()`."""
    return PhraseIndex(((alias, fold(alias)) for entry in agencies().values() for alias in entry.weak), titles=True)


def _by_weak_name(entries: Iterable[ActorEntry | AgencyEntry]) -> dict[str, tuple[str, ...]]:
    shared: dict[str, list[str]] = {}
    for entry in entries:
        for alias in entry.weak:
            shared.setdefault(fold(alias), []).append(entry.id)
    return {key: tuple(ids) for key, ids in shared.items()}
