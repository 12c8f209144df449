"""Reports put together by hand, without parsing: a few sentences, each with one claim. For benchmarks and tests."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from reports.records import Report

Place = Mapping[str, Any]


class Told(NamedTuple):
    """A sentence and its claim. Names that stand in the sentence are linked to where they stand.

    `by` and `on` are actors, `at` places, `source` who says so (as `actor` and `source` make them); `day` is the time
    as (words, first day, last day), `killed` a range or several of them.
    """

    text: str
    type: str
    trigger: str
    at: Sequence[Place] = ()
    day: tuple[str, str | None, str | None] | None = None
    by: Sequence[Mapping[str, Any]] = ()
    on: Sequence[Mapping[str, Any]] = ()
    killed: Sequence[tuple[str, int | None, int | None]] = ()
    source: Mapping[str, Any] | None = None
    via: Mapping[str, Any] | None = None
    more: Mapping[str, Any] = {}


def place(name: str, lat: float | None, lon: float | None, **more: Any) -> Place:
    """A settlement in Sudan, unless told otherwise."""
    known = {"kind": "settlement", "country": "SDN", "precision_km": 5.0, "admin1": None}
    return {"name": name, "lat": lat, "lon": lon, **known, **more}


def actor(name: str, kind: str, country: str | None = None, **more: Any) -> dict[str, Any]:
    """An actor by name."""
    return {"name": name, "kind": kind, "country": country, **more}


def source(name: str, kind: str, *, named: bool = True, **more: Any) -> dict[str, Any]:
    """A source; `actor`, `side` and `affiliation` are actors as `actor` makes them."""
    return {"name": name, "kind": kind, "named": named, **more}


def story(
    *told: Told,
    publisher: str | None = "The Outlet",
    published: str | None = "2024-03-13",
    agencies: Sequence[str] = (),
    path: str | None = None,
    links: Sequence[tuple[str, str, str, str | None]] = (),
    lead: str = "",
) -> Report:
    """The report of a story: each sentence a paragraph, each claim an event of its own unless `more` says otherwise."""
    writer = _Writer(lead)
    claims = [writer.claim(number, each) for number, each in enumerate(told, start=1)]
    text = writer.text
    return Report.model_validate(
        {
            "id": "r-" + hashlib.sha256(text.encode()).hexdigest()[:16],
            "article": {
                "text": text,
                "publisher": publisher,
                "published": published,
                "agencies": tuple(agencies),
                "path": path,
            },
            "actors": writer.rows["a"],
            "places": writer.rows["p"],
            "sources": writer.rows["s"],
            "claims": claims,
            "links": [{"from": one, "to": two, "relation": what, "on": on} for one, two, what, on in links],
            "processing": {"version": "0", "model": "none", "model_version": "0", "components": []},
        }
    )


class _Writer:
    def __init__(self, lead: str) -> None:
        self.text = f"{lead}\n\n" if lead else ""
        self.rows: dict[str, list[dict[str, Any]]] = {"a": [], "p": [], "s": []}
        self._ids: dict[tuple[str, str], str] = {}

    def claim(self, number: int, told: Told) -> dict[str, Any]:
        start = len(self.text)
        self.text += told.text + "\n\n"
        attribution = {
            "source": self._source(told.source) if told.source else None,
            "via": self._source(told.via) if told.via else None,
            "quote": "indirect" if told.source else "none",
        }
        extra = dict(told.more)
        attribution["cue_class"] = extra.pop("cue", "say" if told.source else None)
        return {
            "id": f"c{number}",
            "event": f"e{number}",
            "type": told.type,
            "section": "body",
            **self._span(told.text, start, told.text),
            "trigger": self._span(told.trigger, start, told.text),
            "places": [{**self._span(one["name"], start, told.text), "place": self._place(one)} for one in told.at],
            "agents": [{**self._span(one["name"], start, told.text), "actor": self._actor(one)} for one in told.by],
            "targets": [{**self._span(one["name"], start, told.text), "actor": self._actor(one)} for one in told.on],
            "time": self._time(told, start),
            "numbers": [
                {**self._span(words, start, told.text), "what": "killed", "min": low, "max": high}
                for words, low, high in told.killed
            ],
            "attribution": attribution,
            **extra,
        }

    def _time(self, told: Told, start: int) -> dict[str, Any] | None:
        if told.day is None:
            return None
        words, begin, finish = told.day
        known = {"begin": begin, "finish": finish, "precision": "day" if begin else None, "anchored": bool(begin)}
        return {**self._span(words, start, told.text), **known}

    def _span(self, words: str, start: int, sentence: str) -> dict[str, Any]:
        at = sentence.find(words)
        if at < 0:
            return {"start": 0, "end": 0, "text": words}
        return {"start": start + at, "end": start + at + len(words), "text": words}

    def _row(self, letter: str, name: str, row: dict[str, Any]) -> str:
        known = self._ids.get((letter, name))
        if known is None:
            known = f"{letter}{len(self.rows[letter]) + 1}"
            self._ids[letter, name] = known
            self.rows[letter].append({"id": known, "mentions": [_MENTION if letter == "a" else _BARE], **row})
        return known

    def _place(self, given: Place) -> str:
        row = {**given, "mentions": [_MENTION]}
        return self._row("p", given["name"], row)

    def _actor(self, given: Mapping[str, Any]) -> str:
        form = {**_MENTION, "form": given.get("form", "name")}
        return self._row("a", given["name"], {**_without(given, "form"), "mentions": [form]})

    def _source(self, given: Mapping[str, Any]) -> str:
        links = {key: self._actor(given[key]) for key in ("actor", "side", "affiliation") if given.get(key)}
        return self._row("s", given["name"], {**given, **links, "mentions": [_MENTION]})


_BARE = {"start": 0, "end": 0, "text": ""}
_MENTION = {**_BARE, "form": "name"}


def _without(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key not in names}


_ARMIES = [actor(f"{land} army", "military", land) for land in ("SDN", "UKR", "MMR", "COD")]
_GROUP = actor("Red Front", "armed_group", "SDN", canonical="Red Front")
_DEEDS = (("air_strike", "An air strike hit", "air strike"), ("shelling", "Artillery shelled", "shelled"))
_SITES = ("a market", "a school", "the hospital", "a bus station", "houses", "a mosque", "a depot", "the bridge")
_WORDS = "traders families smoke ambulances rubble witnesses panic crowd morning roof flames dust sirens queue".split()
_SAYING = [
    source("health ministry", "official"),
    source("residents", "civilian", named=False),
    source("Red Front", "armed_group", actor=_GROUP, side=_GROUP),
    source("army", "military", actor=_ARMIES[0], side=_ARMIES[0]),
    None,
]
_FIRST = date(2024, 1, 1)


def stories(count: int, *, front: bool) -> Iterator[Report]:
    """Stories of three to six claims on one or two incidents each; every fifth is a reprint of the one before."""
    chance = random.Random(8)
    towns = 40 if front else max(40, count // 8)
    before: tuple[str, tuple[Told, ...]] = ("", ())
    for number in range(count):
        if number % 5 == 4:
            published, told = before
        else:
            day = _FIRST + timedelta(days=chance.randrange(365))
            told = tuple(
                each for _ in range(chance.choice((1, 1, 2))) for each in _incident(chance, day, towns, front=front)
            )
            published = (day + timedelta(days=1)).isoformat()
            before = (published, told)
        yield story(*told, publisher=f"Outlet {chance.randrange(60)}", published=published, path=f"{number:06}.txt")


def _incident(chance: random.Random, day: date, towns: int, *, front: bool) -> Iterator[Told]:
    town = chance.randrange(towns)
    lat, lon = (48.0 + town * 0.02, 37.5) if front else (-30 + (town * 7919 % 6000) / 100, (town * 104729 % 9000) / 100)
    here = place(f"Town{town}", lat, lon, country="UKR" if front else "SDN")
    kind, began, trigger = chance.choice(_DEEDS)
    dead = chance.randrange(1, 30)
    when = ("on this day", day.isoformat(), day.isoformat())
    words = " ".join(chance.sample(_WORDS, 4))
    yield Told(
        f"{began} {chance.choice(_SITES)} in Town{town} on this day, with {words}, killing {dead} people.",
        kind, trigger, at=[here], day=when, by=[chance.choice(_ARMIES)], killed=[(f"{dead} people", dead, dead)],
        source=chance.choice(_SAYING),
    )  # fmt: skip
    yield Told(
        f"The dead in Town{town} were taken away amid {chance.choice(_WORDS)}.", "casualties", "dead", at=[here],
        killed=[("dead", dead + 1, None)], source=chance.choice(_SAYING),
    )  # fmt: skip
    if chance.random() < 0.5:
        yield Told("It denied the attack.", "accusation", "denied", source=_SAYING[3], more={"polarity": "negated"})
