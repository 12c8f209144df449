"""A report with something in every list, for sinks that take reports apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.batch.stub_work import report_json

from reports.records import Report
from reports.store import Outcome, Status, failed, open_sink


def _span(text: str, whole: str) -> dict[str, object]:
    start = whole.index(text)
    return {"start": start, "end": start + len(text), "text": text}


TEXT = (
    "Osen, 6 May. The army shelled the harbour with two mortars, killing at least 3, a doctor said. The army denied it."
)


def full_report(name: str = "wire.zip!a.txt") -> Report:
    """A report that fills every table."""

    def span(text: str, **more: object) -> dict[str, object]:
        return _span(text, TEXT) | more

    army = [span("The army", form="name")]
    doctor = [span("a doctor", form="nominal")]
    time = span("6 May", begin="2024-05-06", finish="2024-05-06", precision="day", anchored=True)
    told = {"statement": "q1", "source": "s1", "quote": "indirect", "cue_class": "say"}
    record = {
        "id": "r-1",
        "article": {
            "path": name, "title": "Shells on Osen", "bylines": ["Ann Other"], "agencies": ["Wireline"], "text": TEXT,
            "dateline": {"place": "Osen", "date": "2024-05-06", "start": 0, "end": 12},
            "published": "2024-05-06", "published_from": "dateline", "language": "en",
            "guid": "urn:osen:1", "version": "3", "pubstatus": "embargoed", "embargo": "2024-05-06T12:00:00+02:00",
        },
        "actors": [
            {"id": "a1", "name": "The army", "kind": "military", "of": "a2", "mentions": army},
            {"id": "a2", "name": "doctor", "kind": "civilian", "role": "doctor", "mentions": doctor},
        ],
        "places": [
            {"id": "p1", "name": "harbour", "kind": "facility", "near": "p2", "relation": "in",
             "mentions": [span("the harbour", form="nominal")]},
            {"id": "p2", "name": "Osen", "kind": "settlement", "lat": 1.5, "lon": -2.25, "geonames": 7,
             "mentions": [span("Osen", form="name")]},
        ],
        "sources": [
            {"id": "s1", "name": "a doctor", "actor": "a2", "kind": "medic", "named": False, "mentions": doctor},
            {"id": "s2", "name": "The army", "actor": "a1", "side": "a1", "kind": "military", "named": True,
             "mentions": army},
        ],
        "statements": [
            {"id": "q1", "source": "s1", "cue": span("said"), "cue_class": "say", "quote": "indirect", "time": time,
             "content": [span("The army shelled the harbour"), span("killing at least 3")], "section": "body"},
            {"id": "q2", "source": "s2", "via": "s1", "content": [span("it")], "quote": "indirect", "section": "body"},
        ],
        "claims": [
            span("The army shelled the harbour with two mortars", id="c1", section="body", type="shelling",
                 trigger=span("shelled"), agents=[span("The army", actor="a1")], targets=[span("the harbour")],
                 places=[span("the harbour", place="p1"), span("Osen", place="p2", relation="in")], time=time,
                 numbers=[span("at least 3", what="killed", min=3, of="a2", civilian=True)],
                 equipment=[span("two mortars", name="mortar", category="artillery", count=2)],
                 attribution=told, verification={"status": "denied", "by": "s2", "note": "n1"}, event="e1",
                 codes={"acled": "Shelling/artillery/missile attack", "cameo": "194"}),
            span("killing at least 3", id="c2", section="body", type="casualties", trigger=span("killing"), event="e1"),
        ],
        "entities": [span("Osen", label="Location")],
        "links": [{"from": "c2", "to": "c1", "relation": "same_event", "on": "killed"}],
        "notes": [span("The army denied it", id="n1", kind="conflict", by="s2", claims=["c1"])],
        "processing": {"version": "1", "model": "m", "model_version": "2", "components": ["x"], "seconds": 0.5,
                       "warnings": ["odd"]},
    }  # fmt: skip
    return Report.model_validate_json(json.dumps(record))


@pytest.fixture
def full() -> Outcome:
    """The outcome with the full report."""
    return full_outcome()


@pytest.fixture
def filled() -> Callable[[Path], Path]:
    """Fills a sink with the full report and a failure; gives its place back."""

    def fill(out: Path) -> Path:
        with open_sink(out) as sink:
            sink.put(full_outcome())
            sink.put(failed("bad.txt", "is empty", "InputError"))
        return out

    return fill


def outcome(name: str, text: str = "a story", sha256: str | None = "s") -> Outcome:
    """The outcome of a story that claims nothing."""
    return Outcome(name, Status.OK, sha256, "m", report_json(name, text), "0", 2, 0)


def full_outcome(name: str = "wire.zip!a.txt") -> Outcome:
    """The outcome with the full report, under a name."""
    report = full_report(name)
    data = report.model_dump_json(by_alias=True).encode()
    return Outcome(name, Status.OK, "s", "m", data, "1", len(TEXT.split()), 2)
