"""Reports made by hand for the tests of exports: short to write, and nothing in them but what a test is about."""

from __future__ import annotations

import csv
import io
from typing import Any

from reports.records import Report

HERE = {"start": 0, "end": 1, "text": "x"}


def actor(key: str, kind: str, country: str | None = None, **more: Any) -> dict[str, Any]:
    name = more.pop("name", f"{kind} {key}")
    form = more.pop("form", "name")
    return {"id": key, "name": name, "kind": kind, "country": country, "mentions": [HERE | {"form": form}]} | more


def place(
    key: str, country: str | None = "XKX", lat: float | None = 42.5, lon: float | None = 21.0, **more: Any
) -> dict[str, Any]:
    fields = {"name": f"Place {key}", "kind": "settlement", "geo_precision": 1, "where_prec": 1, "precision_km": 2.0}
    return {"id": key, "country": country, "lat": lat, "lon": lon, "mentions": []} | fields | more


def source(key: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "name": name, "kind": "official", "named": True, "mentions": []} | more


def time(begin: str, finish: str | None = None, precision: str = "day") -> dict[str, Any]:
    return HERE | {"begin": begin, "finish": finish or begin, "precision": precision, "anchored": True}


def killed(low: int | None, high: int | None = None, **more: Any) -> dict[str, Any]:
    return HERE | {"what": "killed", "min": low, "max": high} | more


def claim(key: str, kind: str, **more: Any) -> dict[str, Any]:
    """`by` and `on` are lists of actor ids, `at` one of place ids, `source` a source id."""
    made: dict[str, Any] = {
        "id": key,
        "type": kind,
        "section": "body",
        "trigger": HERE,
        "event": more.pop("event", f"e{key[1:]}"),
        "agents": [HERE | {"actor": one} for one in more.pop("by", [])],
        "targets": [HERE | {"actor": one} for one in more.pop("on", [])],
        "places": [HERE | {"place": one} for one in more.pop("at", [])],
        "codes": {"acled": more.pop("acled", None), "plover": more.pop("plover", None)},
        "attribution": {"source": more.pop("source", None)},
    }
    return HERE | {"text": f"words of {key}"} | made | more


def report(name: str = "r-0000000000000001", **parts: Any) -> Report:
    article = {"text": "x", "title": "A title", "publisher": "The Outlet", "published": "2024-05-03", "language": "en"}
    record = {
        "id": name,
        "article": article | parts.pop("article", {}),
        "processing": {"version": "0", "model": "none", "model_version": "0", "components": []},
        **parts,
    }
    return Report.model_validate(record)


def written(make: Any, *reports: Report) -> tuple[str, list[str]]:
    """What a format's writer makes of reports, and what it says of them."""
    from reports.render.formats import View

    parts: list[str] = []
    put, finish = make(parts.append, View())
    for each in reports:
        put(each)
    notes = list(finish())
    return "".join(parts), notes


def read_csv(text: str) -> list[dict[str, str]]:
    """The rows of CSV with a header."""
    return list(csv.DictReader(io.StringIO(text)))
