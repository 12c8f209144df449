"""Typed lexicons of the package: who there is in the world's wars, and what they are called.

Words are data, grammar is code: names live in `reports/data/*.jsonl`, this package loads them and finds
them in text. It knows nothing of spaCy: text and token offsets come in as plain numbers.

To add a lexicon: write `data/<name>.jsonl` (one entry a line, with `id`, `name`, `aliases`), subclass
`Entry`, and make two cached functions:

    @functools.cache
    def weapons() -> dict[str, WeaponEntry]:
        return by_id(load_jsonl("weapons.jsonl", WeaponEntry))

    @functools.cache
    def weapon_index() -> PhraseIndex:
        return PhraseIndex((alias, entry.id) for entry in weapons().values() for alias in entry.surfaces)

    for first, last, weapon_id in weapon_index().find(text, token_starts, token_ends): ...

Several indexes over one story share the folding of its tokens:

    tokens = FoldedTokens(text, token_starts, token_ends)
    actor_index().find_in(tokens), weapon_index().find_in(tokens)
"""

from __future__ import annotations

from reports.lexicons.access import (
    actor_index,
    actors,
    agencies,
    agency_index,
    choose_actor,
    countries,
    country_index,
    demonym_index,
    people_index,
    peoples,
    weak_actor_index,
    weak_actors,
    weak_agencies,
    weak_agency_index,
)
from reports.lexicons.entries import ActorEntry, AgencyEntry, AgencyKind, CountryEntry, Entry, PeopleEntry
from reports.lexicons.folding import fold
from reports.lexicons.loading import by_id, check_unique, data_file, load_jsonl
from reports.lexicons.phrases import FoldedTokens, PhraseIndex

__all__ = [
    "ActorEntry",
    "AgencyEntry",
    "AgencyKind",
    "CountryEntry",
    "Entry",
    "FoldedTokens",
    "PeopleEntry",
    "PhraseIndex",
    "actor_index",
    "actors",
    "agencies",
    "agency_index",
    "by_id",
    "check_unique",
    "choose_actor",
    "countries",
    "country_index",
    "data_file",
    "demonym_index",
    "fold",
    "load_jsonl",
    "people_index",
    "peoples",
    "weak_actor_index",
    "weak_actors",
    "weak_agencies",
    "weak_agency_index",
]
