from __future__ import annotations

import xml.etree.ElementTree as ET

from tests.digest.by_hand import BRIDGE, DIGEST, HOSTILE, QUAY, STORIES, hostile, on_screen, told, window
from tests.export.making import read_csv

from reports.digest.records import Digest, Relay, Standing
from reports.digest.views import timeline as of
from reports.digest.views.timeline import Entry, Telling, timeline
from reports.digest.views.timeline_svg import as_svg
from reports.records import TimePrecision

SVG = "{http://www.w3.org/2000/svg}"


def entries(digest: Digest = DIGEST) -> dict[tuple[str | None, str], Entry]:
    return {(day.day, entry.incident): entry for day in timeline(digest).days for entry in day.entries}


def tellings(day: str, incident: str) -> list[Telling]:
    return list(entries()[day, incident].told)


def screen(digest: Digest = DIGEST) -> str:
    return on_screen(of.lines(digest), 140)


def test_days_are_in_order_and_the_undated_at_the_end() -> None:
    assert [day.day for day in timeline(DIGEST).days] == ["2024-05-01", "2024-05-06", "2024-05-07", "2024-05-08", None]


def test_an_incident_stands_on_the_day_it_begins_and_on_those_that_it_is_told_of() -> None:
    found = entries()
    assert [key for key, entry in found.items() if entry.begins] == [
        ("2024-05-01", "i-bridge"),
        ("2024-05-06", "i-quay"),
        (None, "i-undated"),
    ]
    assert {key[0] for key in found if key[1] == "i-bridge"} == {"2024-05-01", "2024-05-08"}
    assert found["2024-05-01", "i-bridge"].told == ()


def test_what_a_source_says_in_a_story_is_one_telling_with_its_figures() -> None:
    first = tellings("2024-05-06", "i-quay")[0]
    assert first.claims == ("t1/c1", "t1/c2")
    assert first.says == ("shelling", "casualties", "killed 2 civilians", "killed 3 civilians")
    assert (first.speaker, first.outlet, first.standing) == ("police", "Wire A", Standing.PARTY)
    assert first.first
    assert first.update


def test_tellings_of_a_day_are_in_order_of_time_whatever_their_offsets() -> None:
    """09:00 at two hours east is 07:00 in UTC, before 08:30."""
    assert [each.story for each in tellings("2024-05-06", "i-quay")] == ["t1", "t2", "t2"]
    swapped = (STORIES[0].model_copy(update={"published": "2024-05-06T09:00:00-05:00"}), *STORIES[1:])
    found = entries(DIGEST.model_copy(update={"stories": swapped}))["2024-05-06", "i-quay"].told
    assert [each.story for each in found] == ["t2", "t2", "t1"]


def test_denials_and_relays_are_marked() -> None:
    denial = next(each for each in tellings("2024-05-06", "i-quay") if each.denies)
    assert (denial.speaker, denial.says) == ("spokesman via state radio", ("shelling (negated)",))
    assert tellings("2024-05-07", "i-quay")[0].relay is Relay.NEAR_DUPLICATE


def test_a_story_without_a_date_is_told_at_the_end() -> None:
    undated = (STORIES[0].model_copy(update={"published": None}), *STORIES[1:])
    found = entries(DIGEST.model_copy(update={"stories": undated}))
    assert found[None, "i-quay"].told[0].story == "t1"
    assert not found[None, "i-quay"].begins


def test_the_order_of_incidents_in_the_digest_does_not_matter() -> None:
    other = DIGEST.model_copy(update={"incidents": DIGEST.incidents[::-1]})
    assert timeline(other) == timeline(DIGEST)


def test_screen_view() -> None:
    view = screen()
    assert "\n6 May 2024\n  Shelling of Osen, 6 May 2024: 3–5 killed DISPUTED · i-quay\n" in view
    assert (
        "    09:00  police in Wire A: shelling, casualties, killed 2 civilians, killed 3 civilians · first report"
        in view
    )
    assert "\n7 May 2024\n  about Shelling of Osen, 6 May 2024 DISPUTED · i-quay\n" in view
    assert view.index("No date\n") > view.index("8 May 2024\n")
    assert "Quiet day in" not in view  # its own voice is the outlet's
    assert screen(Digest(version="0", stories=(), incidents=())) == "No incidents.\n"


def test_the_only_telling_is_not_called_the_first() -> None:
    bridge = screen(DIGEST.model_copy(update={"incidents": (BRIDGE,)}))
    assert "first report" not in bridge


def test_hours_of_an_incident_are_told() -> None:
    hours = QUAY.model_copy(update={"time": window("2024-05-06T06:00", "2024-05-06T12:00")})
    assert "\n  06:00–12:00 · Shelling" in screen(DIGEST.model_copy(update={"incidents": (BRIDGE, hours)}))


def test_csv_has_a_row_a_telling_and_one_for_a_day_without() -> None:
    rows = read_csv(of.as_csv(timeline(DIGEST)))
    assert [(row["day"], row["incident"], row["claims"]) for row in rows] == [
        ("2024-05-01", "i-bridge", ""),
        ("2024-05-06", "i-quay", "t1/c1; t1/c2"),
        ("2024-05-06", "i-quay", "t2/c1"),
        ("2024-05-06", "i-quay", "t2/c2"),
        ("2024-05-07", "i-quay", "t3/c1"),
        ("2024-05-08", "i-bridge", "t4/c1"),
        ("2024-05-08", "i-undated", "t4/c1"),
        ("", "i-undated", ""),
    ]
    assert rows[3]["denies"] == "true"
    assert all(None not in row and None not in row.values() for row in rows)


# ---- drawn


def test_drawing_has_a_bar_an_incident_a_tick_a_telling_and_a_cross_a_denial() -> None:
    root = ET.fromstring(as_svg(DIGEST))
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("height") == "8"]
    assert len(bars) == 2
    titled = [each for each in root.iter(f"{SVG}path") if each.find(f"{SVG}title") is not None]
    assert sorted(str(each.get("class")) for each in titled) == [
        "tick denial", "tick party", "tick party", "tick third", "tick unknown",
    ]  # fmt: skip
    assert "1 without a date are not drawn" in str(root.findtext(f"{SVG}desc"))
    assert [each.get("class") for each in titled if "l8 8" in str(each.get("d"))] == ["tick denial"]
    three_days, one_day = sorted((float(bar.get("width") or 0) for bar in bars), reverse=True)
    assert 2.9 < three_days / one_day < 3.2


def test_everything_drawn_is_inside_the_picture() -> None:
    root = ET.fromstring(as_svg(DIGEST))
    width, height = float(root.get("width") or 0), float(root.get("height") or 0)
    for each in root.iter():
        x, y = float(each.get("x") or 0), float(each.get("y") or 0)
        assert 0 <= x + float(each.get("width") or 0) <= width
        assert 0 <= y <= height


def test_words_of_stories_stay_words_in_the_drawing() -> None:
    drawn = as_svg(hostile())
    root = ET.fromstring(drawn)
    assert not list(root.iter(f"{SVG}script"))
    assert "\x1b" not in drawn
    assert "\u202e" not in drawn
    assert HOSTILE.rpartition(" ")[0].rpartition(" ")[2] in "".join(root.itertext())


def test_a_drawing_of_nothing_and_of_very_much() -> None:
    assert "0 incidents" in as_svg(Digest(version="0", stories=(), incidents=()))
    many = tuple(
        QUAY.model_copy(
            update={"id": f"i-{number}", "time": window(f"{1000 + number}-01-01", f"{1000 + number}-12-31")}
        )
        for number in range(300)
    )
    drawn = as_svg(DIGEST.model_copy(update={"incidents": many}))
    assert "180 later ones are not drawn" in drawn
    assert drawn.count('height="8"') == 120


def test_a_window_that_ends_before_it_begins_is_drawn_as_its_first_day() -> None:
    odd = BRIDGE.model_copy(update={"time": window("2024-05-03", "2024-05-01"), "claims": (told("t4", 1, "g4"),)})
    root = ET.fromstring(as_svg(DIGEST.model_copy(update={"incidents": (odd,)})))
    (bar,) = [each for each in root.iter(f"{SVG}rect") if each.get("height") == "8"]
    assert float(bar.get("width") or 0) > 50  # a day of six


def test_what_is_known_by_month_or_year_alone_stands_under_that_and_not_on_its_first_day() -> None:
    month = BRIDGE.model_copy(update={"time": window("2024-05-01", "2024-05-14", TimePrecision.MONTH)})
    year = QUAY.model_copy(update={"time": window("2024-01-01", "2024-12-31", TimePrecision.YEAR)})
    digest = DIGEST.model_copy(update={"incidents": (month, year)})
    days = [day.day for day in timeline(digest).days]
    assert days[:2] == ["2024", "2024-05"]
    assert screen(digest).startswith("2024\n")
    assert "\nMay 2024\n" in screen(digest)
    assert [day for day, _ in entries(digest) if day and len(day) < 10] == ["2024", "2024-05"]
    assert as_svg(digest).count('<rect class="c') == 4  # two in the legend, two bars


def test_of_one_day_that_of_which_most_is_told_comes_first() -> None:
    small = BRIDGE.model_copy(update={"id": "i-a", "time": QUAY.time})
    digest = DIGEST.model_copy(update={"incidents": (small, QUAY)})
    assert [entry.incident for entry in timeline(digest).days[0].entries][:2] == ["i-quay", "i-a"]
