"""A digest made by hand: two incidents with a date and one without, three stories, a denial, a toll that rises."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from tests.spoiling import spoiled

from reports.digest.records import (
    Bearing,
    Corroboration,
    Digest,
    DigestClaim,
    DigestStory,
    Incident,
    IncidentLink,
    Party,
    Relay,
    SourceGroup,
    Spot,
    Standing,
    Toll,
    TollBySource,
    Window,
)
from reports.digest.views.lines import Line
from reports.digest.views.terminal import render
from reports.records import ActorKind, ClaimType, NumberWhat, PlaceKind, Polarity, TimePrecision, VerificationStatus
from reports.render.terminal import make_console

HOSTILE = "\x1b[31mA\x1b[0m [red]C[/red] \u202eE\x00 </text><script>x</script> \x9bF"


def told(story: str, number: int, group: str, **more: Any) -> DigestClaim:
    given: dict[str, Any] = {
        "type": ClaimType.SHELLING,
        "text": "Guns shelled the quay",
        "trigger": "shelled",
        "modality": "actual",
        "polarity": Polarity.AFFIRMED,
        "verification": VerificationStatus.NONE,
        **more,
    }
    return DigestClaim(
        id=f"{story}/c{number}", story=story, claim=f"c{number}", start=0, end=len(given["text"]), group=group, **given
    )


def window(begin: str, finish: str | None = None, precision: TimePrecision = TimePrecision.DAY) -> Window:
    return Window(begin=begin, finish=finish or begin, precision=precision)


STORIES = (
    DigestStory(id="t1", report="r-1", path="wires/a.txt", publisher="Wire A", published="2024-05-06T09:00:00+02:00"),
    DigestStory(id="t2", report="r-2", path="b.txt", agencies=("Agency B",), published="2024-05-06T08:30:00Z"),
    DigestStory(id="t3", report="r-3", path="deep/c.txt", published="2024-05-07", copy_of="t1", likeness=0.9),
    DigestStory(id="t4", report="r-4", path="d.txt", title="Quiet day", published="2024-05-08"),
)

QUAY = Incident(
    id="i-quay",
    description="Shelling of Osen, 6 May 2024: 3–5 killed",
    type=ClaimType.SHELLING,
    types={ClaimType.SHELLING: 3, ClaimType.CASUALTIES: 2},
    time=window("2024-05-06"),
    place=Spot(name="Osen", kind=PlaceKind.SETTLEMENT, country="NOR", lat=64.3, lon=10.5, precision_km=2.0),
    places=(
        Spot(name="Osen", kind=PlaceKind.SETTLEMENT, country="NOR", lat=64.3, lon=10.5, precision_km=2.0),
        Spot(name="Quay Street", kind=PlaceKind.FACILITY),
    ),
    parties=(
        Party(
            key="Q1", name="Harbour army", kind=ActorKind.MILITARY, country="NOR", roles=("target",), claims=("t1/c1",)
        ),
        Party(key="Q2", name="Fjord rebels", kind=ActorKind.ARMED_GROUP, roles=("agent",), claims=("t1/c1", "t2/c1")),
    ),
    tolls=(
        Toll(
            what=NumberWhat.KILLED,
            civilian=True,
            of="NOR:military",
            low=3,
            high=5,
            by_source=(
                TollBySource(claim="t1/c1", source="police", group="g1", min=2, max=2, superseded=True),
                TollBySource(claim="t1/c2", source="police", group="g1", min=3, max=3),
                TollBySource(claim="t2/c1", source=None, group="g2", min=5, max=5),
            ),
        ),
    ),
    claims=(
        told("t1", 1, "g1", source="police", score=0.75, features={"place": 1.0, "time": 0.5}),
        told("t1", 2, "g1", source="police", type=ClaimType.CASUALTIES, text="Three dockers died"),
        told("t2", 1, "g2", type=ClaimType.CASUALTIES),
        told("t2", 2, "g3", source="spokesman", via="state radio", polarity=Polarity.NEGATED),
        told("t3", 1, "g1", source="police", said="2024-05-07T10:00:00+02:00"),
    ),
    links=(
        IncidentLink(from_="t2/c2", to="t1/c1", relation=Bearing.DENIES),
        IncidentLink(from_="t2/c2", to="t2/c1", relation=Bearing.DENIES),
        IncidentLink(from_="t1/c2", to="t1/c1", relation=Bearing.UPDATES, on="killed"),
    ),
    corroboration=Corroboration(
        groups=(
            SourceGroup(
                id="g1", originator="police", named=False, standing=Standing.PARTY, party="Q1",
                claims=("t1/c1", "t1/c2", "t3/c1"), stories=("t1", "t3"), relays={"t3/c1": Relay.NEAR_DUPLICATE},
            ),
            SourceGroup(id="g2", originator="Agency B", standing=Standing.THIRD, claims=("t2/c1",), stories=("t2",)),
            SourceGroup(
                id="g3", originator="Fjord rebels", standing=Standing.PARTY, party="Q2", claims=("t2/c2",),
                stories=("t2",),
            ),
        ),
        affirming=("g1", "g2"),
        denying=("g3",),
    ),
    first="t1/c1",
    updates=("t1/c2",),
    disputed=True,
)  # fmt: skip

BRIDGE = Incident(
    id="i-bridge",
    description="Destruction in Fåvik, 1–3 May 2024",
    type=ClaimType.DESTRUCTION,
    types={ClaimType.DESTRUCTION: 1},
    time=window("2024-05-01", "2024-05-03"),
    place=Spot(name="Fåvik", kind=PlaceKind.SETTLEMENT, country="NOR", lat=64.9, lon=10.5, precision_km=0.5),
    claims=(told("t4", 1, "g4", type=ClaimType.DESTRUCTION, text="a bridge was destroyed"),),
    corroboration=Corroboration(
        groups=(
            SourceGroup(id="g4", originator="Quiet day", standing=Standing.UNKNOWN, claims=("t4/c1",), stories=("t4",)),
        ),
        affirming=("g4",),
    ),
    first="t4/c1",
)

UNDATED = BRIDGE.model_copy(
    update={"id": "i-undated", "description": "Talks", "time": None, "place": None, "type": ClaimType.NEGOTIATION}
)

DIGEST = Digest(version="0", stories=STORIES, incidents=(UNDATED, QUAY, BRIDGE), left_out={"threat": 2, "no_place": 1})


def on_screen(lines: Iterable[Line], width: int) -> str:
    """The lines of a view as a screen of `width` cells shows them, without colours."""
    return render(lines, make_console(io.StringIO(), width=width))


def hostile(digest: Digest = DIGEST) -> Digest:
    """The digest with hostile text wherever a story's words go."""
    words = (
        "text",
        "name",
        "title",
        "path",
        "publisher",
        "source",
        "via",
        "originator",
        "description",
        "trigger",
        "party",
    )
    return Digest.model_validate(spoiled(digest, HOSTILE, lambda field, _: field in words))
