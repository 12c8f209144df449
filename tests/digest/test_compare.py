from __future__ import annotations

import json
import time as clock
from typing import Any

import pytest
from tests.digest.by_hand import HOSTILE, on_screen
from tests.export.making import HERE, actor, claim, killed, place, report, source, time
from tests.render.saved import REPORT

from reports.digest.compare import Comparison, FieldChange, Status, compare, differences
from reports.digest.compare.alignment import aligned, uncounted
from reports.records import Report

QUAY = "Rebels shelled the quay of Osen, killing nine dockers"
BRIDGE = "the army blew up the old bridge at dawn"


def story(*claims: dict[str, Any], **parts: Any) -> Report:
    given = {
        "actors": [actor("a1", "armed_group", name="the Rebels"), actor("a2", "military", name="army")],
        "places": [place("p1", name="Osen"), place("p2", name="Fåvik")],
        "sources": [source("s1", "police"), source("s2", "health ministry")],
        "claims": list(claims),
    }
    return report(**{**given, **parts})


def quay(key: str = "c1", toll: int = 9, **more: Any) -> dict[str, Any]:
    given = {"text": QUAY, "trigger": HERE | {"text": "shelled"}, "by": ["a1"], "at": ["p1"], "source": "s1"}
    return claim(key, "shelling", **{**given, "numbers": [killed(toll, toll)], **more})


def bridge(key: str = "c2", **more: Any) -> dict[str, Any]:
    given = {"text": BRIDGE, "trigger": HERE | {"text": "blew up"}, "by": ["a2"], "at": ["p2"]}
    return claim(key, "destruction", **{**given, **more})


def statuses(found: Comparison) -> list[tuple[str, str | None, str | None]]:
    return [(each.status.value, each.a and each.a.id, each.b and each.b.id) for each in found.claims]


def changes(a: Report, b: Report) -> list[FieldChange]:
    return [change for each in compare(a, b).claims for change in each.changes]


def screen(a: Report, b: Report, *, full: bool = False, width: int = 100) -> str:
    return on_screen(differences.lines(compare(a, b), full=full), width)


def test_a_report_does_not_differ_from_itself() -> None:
    found = compare(REPORT, REPORT)
    assert not found.differs
    assert found.same_text
    assert {each.status for each in found.claims} == {Status.SAME}
    assert len(found.claims) == len(REPORT.claims)
    assert "The same text." in screen(REPORT, REPORT)


def test_a_toll_that_rises_is_a_change_of_one_claim() -> None:
    assert changes(story(quay(toll=9)), story(quay("c5", toll=14))) == [
        FieldChange(field="killed", before=("9",), after=("14",))
    ]


def test_new_and_gone() -> None:
    assert statuses(compare(story(quay()), story(bridge()))) == [("gone", "c1", None), ("new", None, "c2")]


def test_another_day_by_another_hand_is_another_event() -> None:
    more = {"by": ["a2"], "at": ["p1", "p2"], "source": None, "numbers": [], "time": time("2024-05-07")}
    later = quay(text="the army shelled Osen, a farmer said", **more)
    assert len(compare(story(quay(time=time("2024-05-06"))), story(later)).claims) == 2
    same_day = later | {"time": time("2024-05-06")}
    assert len(compare(story(quay(time=time("2024-05-06"))), story(same_day)).claims) == 1


def test_a_denial_by_another_is_a_claim_of_its_own() -> None:
    found = compare(story(quay()), story(quay(polarity="negated", source="s2")))
    assert statuses(found) == [("gone", "c1", None), ("new", None, "c1")]


def test_the_order_of_claims_does_not_matter() -> None:
    found = compare(story(quay(), bridge()), story(bridge("c1"), quay("c2")))
    assert statuses(found) == [("same", "c1", "c2"), ("same", "c2", "c1")]
    assert not found.differs


def test_both_ways_give_the_same_pairs() -> None:
    one, other = story(quay(), bridge(), quay("c3", 4)), story(bridge("c1"), quay("c2", 4), quay("c3"))
    there = {(pair.left, pair.right) for pair in aligned(one, other)}
    assert {(pair.right, pair.left) for pair in aligned(other, one)} == there
    assert there == {(0, 1), (1, 0), (2, 2)} or there == {(0, 2), (1, 0), (2, 1)}


@pytest.mark.parametrize(
    ("field", "before", "after", "more"),
    [
        ("source", ("police",), ("health ministry",), {"source": "s2"}),
        ("source", ("police",), (), {"source": None}),
        ("modality", ("actual",), ("possible",), {"modality": "possible"}),
        ("polarity", ("affirmed",), ("negated",), {"polarity": "negated"}),
        ("verification", (), ("denied by health ministry",), {"verification": {"status": "denied", "by": "s2"}}),
        ("agents", ("the Rebels",), ("army",), {"by": ["a2"]}),
        ("agents", ("the Rebels",), ("the Rebels", "army"), {"by": ["a1", "a2"]}),
        ("places", ("Osen",), ("Fåvik",), {"at": ["p2"]}),
        ("time", (), ("6 May 2024",), {"time": time("2024-05-06")}),
        ("type", ("shelling",), ("air strike",), {"type": "air_strike"}),
        ("cue", (), ("claim",), {"attribution": {"source": "s1", "cue_class": "claim"}}),
        ("quote", (), ("direct",), {"attribution": {"source": "s1", "quote": "direct"}}),
        ("killed", ("9",), ("≥9",), {"numbers": [killed(9, None)]}),
        ("killed", ("9",), ("9 civilians",), {"numbers": [killed(9, 9, civilian=True)]}),
        ("killed", ("9",), (), {"numbers": []}),
    ],
)
def test_each_field_that_changes_is_told_with_both_values(
    field: str, before: tuple[str, ...], after: tuple[str, ...], more: dict[str, Any]
) -> None:
    changed = quay()
    changed.update(
        {key: value for key, value in quay(**more).items() if key != "type"}, type=more.get("type", "shelling")
    )
    assert FieldChange(field=field, before=before, after=after) in changes(story(quay()), story(changed))


def test_ids_offsets_and_confidence_are_no_fields() -> None:
    one = quay()
    other = quay("c9", start=10, end=11, confidence=0.2, event="e7")
    assert changes(story(one), story(other)) == []


def test_other_words_for_the_same_are_told_apart_from_changes() -> None:
    found = compare(story(quay()), story(quay(text="Nine dockers were killed when rebels shelled the quay of Osen")))
    assert statuses(found) == [("reworded", "c1", "c1")]
    assert found.differs


def test_one_actor_under_two_names_is_one() -> None:
    one = story(actors=[actor("a1", "military", name="Kyiv's forces", canonical="Armed Forces"), actor("a2", "police")])
    other = story(actors=[actor("a1", "military", name="the troops", canonical="Armed Forces")])
    found = compare(one, other)
    assert [(each.status, each.name) for each in found.actors] == [(Status.GONE, "police a2")]


def test_a_counted_crowd_is_the_same_crowd_and_its_number_is_a_number() -> None:
    crowd = [actor("a1", "civilian", name="at least nine people")]
    more = [actor("a1", "civilian", name="14 people")]
    one, other = story(quay(by=[], on=["a1"]), actors=crowd), story(quay(by=[], on=["a1"], toll=14), actors=more)
    assert [change.field for change in changes(one, other)] == ["killed"]
    assert compare(one, other).actors == ()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("at least nine people", "people"), ("The 14 dockers", "dockers"), ("some twenty-two men", "men"),
        ("nine", ""), ("93rd Brigade", "93rd brigade"), ("more than 1,200 families", "families"), ("Two", ""),
        ("", ""), ("two thousand four hundred men", "men"),
    ],
)  # fmt: skip
def test_numbers_at_the_head_of_a_name(name: str, wanted: str) -> None:
    assert uncounted(name) == wanted


def test_fields_of_the_story() -> None:
    line = {"place": "OSEN", "agency": "Wire", "date": "2024-05-06", "start": 0, "end": 1}
    one = story(article={"agencies": ["Wire"], "dateline": line})
    other = story(
        article={"title": "Another", "published": "2024-05-04", "agencies": ["Wire", "Press"], "publisher": None}
    )
    assert {each.field: (each.before, each.after) for each in compare(one, other).article} == {
        "headline": (("A title",), ("Another",)),
        "dateline": (("OSEN, Wire, 2024-05-06",), ()),
        "published": (("2024-05-03",), ("2024-05-04",)),
        "publisher": (("The Outlet",), ()),
        "agencies": (("Wire",), ("Wire", "Press")),
    }


def test_places_and_sources_that_change_say_in_what() -> None:
    one = story(sources=[source("s1", "Ola Vik", on_record=False, named=False)], places=[place("p1", name="Osen")])
    other = story(sources=[source("s1", "Ola Vik")], places=[place("p1", name="Osen", precision_km=9.5)])
    found = compare(one, other)
    assert [change.field for each in found.sources for change in each.changes] == ["named", "on record"]
    assert found.places[0].changes == (FieldChange(field="radius", before=("±2 km",), after=("±9.5 km",)),)


def test_notes_are_compared_by_their_words() -> None:
    note = HERE | {"id": "n1", "kind": "unverified", "text": "Wire could not verify the accounts."}
    assert [(each.status, each.name) for each in compare(story(), story(notes=[note])).notes] == [
        (Status.NEW, "Wire could not verify the accounts.")
    ]


def test_json_is_whole_and_read_again() -> None:
    found = compare(story(quay(), bridge()), story(quay(toll=14)))
    record = json.loads(found.model_dump_json())
    assert record["comparison_version"] == "1"
    assert record["claims"][0]["changes"] == [{"field": "killed", "before": ["9"], "after": ["14"]}]
    assert Comparison.model_validate(record) == found


def test_a_repeated_claim_is_paired_once_each() -> None:
    one, other = story(*(quay(f"c{n}") for n in range(1, 4))), story(*(quay(f"c{n}") for n in range(1, 6)))
    assert [status for status, _, _ in statuses(compare(one, other))] == ["same"] * 3 + ["new"] * 2


def test_long_stories_take_no_square_of_time() -> None:
    """2,000 claims against as many: four million pairs, nearly none of which is worth a look."""
    words = [f"side{n} shelled town{n} with rocket{n}" for n in range(2_000)]

    def made(toll: int) -> Report:
        return story(*(quay(f"c{n}", toll, text=text, by=[], at=[]) for n, text in enumerate(words)))

    one, other = made(1), made(2)
    started = clock.perf_counter()
    found = compare(one, other)
    assert clock.perf_counter() - started < 10
    assert all(each.a and each.b and each.a.id == each.b.id for each in found.claims)


# ---- on the screen


def test_screen_view_tells_changed_new_and_gone_with_both_values() -> None:
    view = screen(
        story(quay(), quay("c3", 2, text="Two nurses were hurt in Fåvik", at=["p2"])), story(quay(toll=14), bridge())
    )
    assert "Claims: 1 changed, 1 new, 1 gone\n" in view
    order = [view.index(f"\n{each}\n") for each in ("Changed", "New", "Gone")]
    assert order == sorted(order)
    assert "\n             killed       9 → 14\n" in view
    assert "\n  c2         destruction · “blew up” · army · Fåvik · own voice\n" in view
    assert "Told in other words" not in view


def test_full_shows_the_words_of_both() -> None:
    view = screen(
        story(quay()), story(quay(text="Nine dockers were killed when rebels shelled the quay of Osen")), full=True
    )
    assert "Told in other words" in view
    assert f"A            “{QUAY}”" in view
    assert "B            “Nine dockers" in view


def test_versions_stand_over_the_view() -> None:
    other = story(quay(), article={"title": "Later", "published": "2024-05-03T18:00:00+02:00", "path": "b.txt"})
    view = screen(story(quay()), other)
    assert view.startswith(
        "A  A title · published 3 May 2024 · 1 claim\nB  Later · published 3 May 2024 18:00 +02:00 ·"
    )
    assert "  published    3 May 2024 → 3 May 2024 18:00 +02:00\n" in view


def test_two_empty_stories() -> None:
    nothing = story(actors=[], places=[], sources=[])
    other = story(actors=[], places=[], sources=[], article={"text": "y"})
    assert "Nothing differs but words outside the claims." in screen(nothing, other)


@pytest.mark.parametrize("width", [20, 40, 80])
def test_hostile_words_and_narrow_screens(width: int) -> None:
    evil = story(
        quay(text=QUAY + HOSTILE, source="s1"),
        sources=[source("s1", "police" + HOSTILE)],
        article={"title": HOSTILE, "path": HOSTILE},
        actors=[actor("a1", "armed_group", name=HOSTILE)],
    )
    view = screen(story(bridge(), quay()), evil, full=True, width=width)
    assert not {char for char in view if ord(char) < 32 or 0x7F <= ord(char) < 0xA0} - {"\n"}
    assert "\u202e" not in view
    assert max(map(len, view.split("\n"))) <= width
