"""Chooses incidents of a digest. What is chosen stays as it is; nothing is added up or told anew.

A name is looked for in whole words, without regard to case and accents: "fasher" finds "El Fasher".
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from reports.digest.records import Digest, Incident, Party, Spot
from reports.errors import InputError
from reports.geometry import Point, distance_km
from reports.records import ClaimType
from reports.render.clean import printable
from reports.render.words import spaced

_NAMED = 5  # names that an error tells
_POINT = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;]\s*([+-]?\d+(?:\.\d+)?)\s*")
_WORD = re.compile(r"\w+")


class Wanted(NamedTuple):
    """What to choose; an incident passes if it is all of it. None and empty stand for anything.

    `within` is kilometres about `place`, a name or "LAT,LON"; `places` are points to measure from where the digest does
    not know the name. `since` and `until` are ISO days, both inclusive. `min_sources` counts independent groups that
    affirm.
    """

    place: str | None = None
    within: float | None = None
    actor: str | None = None
    types: tuple[ClaimType, ...] = ()
    since: str | None = None
    until: str | None = None
    min_sources: int = 0
    disputed: bool = False

    @property
    def words(self) -> str:
        """What is asked for, for readers: "within 50 km of Kadugli, since 2024-03-01". Empty for anything."""
        about = f"within {self.within:g} km of " if self.within is not None else "place "
        told = [
            f"{about}{self.place}" if self.place else "",
            f"actor {self.actor}" if self.actor else "",
            f"type {' or '.join(spaced(kind) for kind in self.types)}" if self.types else "",
            f"since {self.since}" if self.since else "",
            f"until {self.until}" if self.until else "",
            f"{self.min_sources} or more independent sources" if self.min_sources else "",
            "disputed" if self.disputed else "",
        ]
        return ", ".join(part for part in told if part)


Find = Callable[[str], Iterable[Point]]


def chosen(digest: Digest, wanted: Wanted, find: Find = lambda _name: ()) -> Digest:
    """The digest with the incidents that pass and the stories that they are in; a warning says what was asked for.

    `find` gives points of a place name that no incident has, for `within`. Raises `InputError` for a place or actor
    that is nowhere in the digest.
    """
    if not wanted.words:
        return digest
    tests = list(_tests(digest, wanted, find))
    kept = tuple(incident for incident in digest.incidents if all(test(incident) for test in tests))
    note = f"{len(kept):,} of {len(digest.incidents):,} incidents: {wanted.words}"
    undated = sum(incident.time is None for incident in digest.incidents)
    if undated and (wanted.since or wanted.until):
        note += f" ({undated:,} without a date are left out)"
    told = {claim.story for incident in kept for claim in incident.claims}
    told |= {story.copy_of for story in digest.stories if story.id in told and story.copy_of}
    return digest.model_copy(
        update={
            "incidents": kept,
            "stories": tuple(story for story in digest.stories if story.id in told),
            "warnings": (*digest.warnings, note),
        }
    )


Test = Callable[[Incident], bool]


def _tests(digest: Digest, wanted: Wanted, find: Find) -> Iterator[Test]:
    if wanted.place is not None:
        yield _at(digest, wanted.place, wanted.within, find)
    if wanted.actor is not None:
        yield _by(digest, wanted.actor)
    if wanted.types:
        kinds = frozenset(wanted.types)
        yield lambda incident: incident.type in kinds or not kinds.isdisjoint(incident.types)
    if wanted.since or wanted.until:
        yield lambda incident: _during(incident, wanted.since, wanted.until)
    if wanted.min_sources:
        yield lambda incident: len(incident.corroboration.affirming) >= wanted.min_sources
    if wanted.disputed:
        yield lambda incident: incident.disputed


def _during(incident: Incident, since: str | None, until: str | None) -> bool:
    time = incident.time
    if time is None:
        return False
    return (since is None or time.finish[:10] >= since) and (until is None or time.begin[:10] <= until)


def _at(digest: Digest, name: str, within: float | None, find: Find) -> Test:
    """A test for a place by its name; with `within` for the distance from any place of that name, or from a point."""
    point = coordinates(name)
    named = [spot for spot in _spots(digest) if _is_named(spot, name)]
    if within is None:
        _refuse_unknown("place", name, (spot.name for spot in _spots(digest)), bool(named))
        return lambda incident: any(_is_named(spot, name) for spot in _all_spots(incident))
    centres = [point] if point else [_point(spot) for spot in named if _located(spot)] or list(find(name))
    _refuse_unknown("place", name, (spot.name for spot in _spots(digest)), bool(centres))
    centres = list(dict.fromkeys(centres))
    return lambda incident: _near(incident, centres, within)


def is_point(text: str) -> bool:
    """Whether a text has the form of a point, be it on the globe or not."""
    return _POINT.fullmatch(text) is not None


def coordinates(text: str) -> Point | None:
    """The point that "48.6,38.0" is; None if the text is none, or not on the globe."""
    match = _POINT.fullmatch(text)
    if match is None:
        return None
    lat, lon = float(match[1]), float(match[2])
    return Point(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _near(incident: Incident, centres: list[Point], km: float) -> bool:
    """Whether the incident's place lies within `km` of a centre; its other places count if it has no coordinates."""
    spots = [incident.place] if incident.place and _located(incident.place) else list(incident.places)
    points = [_point(spot) for spot in spots if _located(spot)]
    return any(distance_km(*point, *centre) <= km for point in points for centre in centres)


def _located(spot: Spot) -> bool:
    return spot.lat is not None and spot.lon is not None


def _point(spot: Spot) -> Point:
    return Point(spot.lat or 0.0, spot.lon or 0.0)


def _all_spots(incident: Incident) -> tuple[Spot, ...]:
    return incident.places or ((incident.place,) if incident.place else ())


def _spots(digest: Digest) -> Iterator[Spot]:
    for incident in digest.incidents:
        yield from _all_spots(incident)


def _is_named(spot: Spot, name: str) -> bool:
    return spot.country == name.strip() or _holds(spot.name, name)


def _by(digest: Digest, name: str) -> Test:
    """A test for a party by its name, its key or its country's code."""
    parties = [party for incident in digest.incidents for party in incident.parties]

    def is_one(party: Party) -> bool:
        return name.strip() in (party.key, party.country) or _holds(party.name, name)

    _refuse_unknown("actor", name, (party.name for party in parties), any(map(is_one, parties)))
    return lambda incident: any(map(is_one, incident.parties))


def _refuse_unknown(what: str, name: str, names: Iterable[str], known: bool) -> None:
    """Raises `InputError` with a few names that there are, the most alike first."""
    if known:
        return
    there = list(dict.fromkeys(names))
    folded = {" ".join(_folded(each)): each for each in reversed(there)}
    near = [folded[key] for key in difflib.get_close_matches(" ".join(_folded(name)), folded, _NAMED, 0.6)]
    shown = near or there[:_NAMED]
    told = f"no incident has {'an' if what == 'actor' else 'a'} {what} of this name"
    if not shown:
        raise InputError(name, told)
    more = f" and {len(there) - len(shown):,} more" if len(there) > len(shown) and not near else ""
    listed = ", ".join(printable(each) for each in shown)
    raise InputError(name, told, f"{'much like it:' if near else 'there are'} {listed}{more}")


def _holds(text: str, name: str) -> bool:
    """Whether the words of `name` stand one after another in `text`."""
    there, wanted = _folded(text), _folded(name)
    return bool(wanted) and any(there[at : at + len(wanted)] == wanted for at in range(len(there) - len(wanted) + 1))


@functools.lru_cache(maxsize=10_000)
def _folded(text: str) -> list[str]:
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return _WORD.findall(plain.casefold())
