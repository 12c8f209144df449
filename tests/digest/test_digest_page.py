"""The page of a digest: what it shows, that nothing in it can run, and that every link leads somewhere."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from typing import Any

import pytest
from tests.digest import by_hand
from tests.digest.by_hand import BRIDGE, DIGEST, QUAY, STORIES, UNDATED, window
from tests.render.reader import Reader, assert_references_lead_somewhere, policy_of

from reports.digest.records import Digest, Incident, Spot
from reports.digest.views.page import html
from reports.digest.views.page.cards import incident_views, story_views
from reports.digest.views.page.filters import filters
from reports.digest.views.page.maps import maps, unmapped
from reports.digest.views.page.strip import strip
from reports.records import ClaimType, PlaceKind

ATTACKS = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "</style></script><script>alert(1)</script><!--",
    "]]> &lt;b&gt; {{ 7 * 7 }} {% raw %} ${7*7}",
    "\x00\x1b[31m\x9b\u202eabc\u2066\ufeff\u2028",
)  # fmt: skip


def shown(digest: Digest) -> str:
    return " ".join("".join(Reader(html(digest)).prose).split())


def of(*incidents: Incident) -> Digest:
    return Digest(version="0", stories=STORIES, incidents=incidents)


def at(number: int, lat: float | None, lon: float, *, kind: PlaceKind = PlaceKind.SETTLEMENT, **more: Any) -> Incident:
    """An incident at a place of its own."""
    place = Spot(name=f"Place {number}", kind=kind, lat=lat, lon=lon, precision_km=3.0, **more)
    return BRIDGE.model_copy(update={"id": f"i-{number}", "place": place})


# ---- escaping


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_word_of_a_story_becomes_markup(attack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_hand, "HOSTILE", attack)
    text = html(by_hand.hostile())
    clean, hostile = Reader(html(DIGEST)), Reader(text)
    tags = Counter(tag for tag, _ in hostile.elements)
    assert set(tags) <= {tag for tag, _ in clean.elements}
    assert tags["script"] == tags["style"] == 1
    names = {name for _, attributes in hostile.elements for name in attributes}
    assert names <= {name for _, attributes in clean.elements for name in attributes}
    assert all(link.startswith("#") for link in hostile.all("href"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", text)


def test_ids_of_a_damaged_digest_are_made_safe() -> None:
    record = DIGEST.model_dump_json(by_alias=True)
    for name in ("t1/c1", "i-quay", "g1", '"t1"'):
        record = record.replace(name, name[:-1] + '\\" onclick=\\"x' + name[-1])
    reader = Reader(html(Digest.model_validate_json(record)))
    assert not [name for _, attributes in reader.elements for name in attributes if name == "onclick"]
    assert all(re.fullmatch(r"[\w.-]+", name) for name in reader.all("id"))


@pytest.mark.parametrize(
    ("url", "linked"), [("https://example.org/x", True), ("javascript:alert(1)", False), ("//example.org", False)]
)
def test_a_story_is_linked_if_it_has_a_web_address(url: str, linked: bool) -> None:
    stories = (STORIES[0].model_copy(update={"url": url}), *STORIES[1:])
    links = Reader(html(DIGEST.model_copy(update={"stories": stories}))).all("href")
    assert [link for link in links if not link.startswith("#")] == ([url] if linked else [])


# ---- the page as a whole


def test_the_policy_names_the_style_and_the_script_by_hash_and_allows_nothing_else() -> None:
    text = html(DIGEST)
    policy_of(text)
    names = {name for _, attributes in Reader(text).elements for name in attributes}
    assert not [name for name in names if name == "style" or name.startswith("on")]


def test_every_id_is_there_once_and_every_reference_leads_somewhere() -> None:
    assert_references_lead_somewhere(Reader(html(DIGEST)), "data-incidents", "data-places")


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert html(DIGEST) == html(DIGEST)


def test_no_incidents_are_a_page_too() -> None:
    empty = Digest(version="0", stories=(), incidents=(), warnings=("nothing was read",))
    assert "No incidents." in shown(empty)
    assert "Warning: nothing was read" in shown(empty)


def test_a_digest_of_too_many_incidents_shows_those_that_most_tell_of_and_says_so() -> None:
    many = [BRIDGE.model_copy(update={"id": f"i-{number}"}) for number in range(1000)]
    text = html(of(*many, QUAY))
    assert 'id="i-quay"' in text
    assert "shows the 1,000 of 1,001 incidents" in text
    assert 'id="i-999"' not in text


# ---- what it shows


def test_incidents_come_in_order_of_time_with_what_is_told_of_them() -> None:
    views = incident_views(DIGEST)
    assert [view.incident.id for view in views] == ["i-bridge", "i-quay", "i-undated"]
    quay = views[1]
    assert dict(quay.facts) == {
        "what": "shelling, casualties",
        "when": "6 May 2024",
        "where": "Osen, Norway ±2 km; also Quay Street",
        "who": "Fjord rebels → Harbour army",
        "first told": "police, Wire A, 6 May 2024 09:00 +02:00",
    }
    assert [mark for _, mark in quay.badges] == ["disputed", "denied", "told later with other figures"]


def test_the_table_of_sources_tells_parties_from_third_parties_and_why_stories_count_once() -> None:
    rows = incident_views(DIGEST)[1].groups
    assert [(row.name, row.standing, row.says) for row in rows] == [
        ("police", "party", ["says so"]),
        ("Fjord rebels", "party", ["denies it"]),
        ("Agency B", "third party", ["says so"]),
    ]
    assert rows[0].party == "Harbour army"
    assert rows[0].relays == ["nearly the same text"]
    assert rows[0].outlets == [("Wire A", [("story-t1", "6 May 2024")]), ("c.txt", [("story-t3", "7 May 2024")])]
    assert rows[1].party == ""  # said by its name already
    text = shown(DIGEST)
    row = "police (not named) party for Harbour army says so Wire A, c.txt · counted once: nearly the same text"
    assert row in text


def test_an_incident_of_one_party_alone_says_so() -> None:
    table = QUAY.corroboration.model_copy(update={"affirming": ("g1",), "denying": ()})
    view = incident_views(of(QUAY.model_copy(update={"corroboration": table})))[0]
    assert "told by one party alone" in [mark for _, mark in view.badges]
    both = incident_views(of(QUAY))[0]
    assert "told by one party alone" not in [mark for _, mark in both.badges]


def test_tolls_stand_by_source_and_what_was_replaced_stands_last() -> None:
    toll = incident_views(DIGEST)[1].tolls[0]
    assert toll.band == (60.0, 100.0)
    assert [(row.source, row.figure, row.superseded, row.bar) for row in toll.figures] == [
        ("police", "3", False, (60.0, 60.0)),
        ("Agency B", "5", False, (100.0, 100.0)),
        ("police", "2", True, (40.0, 40.0)),
    ]
    assert shown(DIGEST).count("replaced later") == 1


def test_the_same_figure_of_one_source_stands_once_with_all_its_claims() -> None:
    figures = QUAY.tolls[0].by_source
    twice = (*figures, figures[1].model_copy(update={"claim": "t3/c1"}))
    toll = QUAY.tolls[0].model_copy(update={"by_source": twice})
    rows = incident_views(of(QUAY.model_copy(update={"tolls": (toll,)})))[0].tolls[0].figures
    assert [[claim.number for claim in row.claims] for row in rows] == [["t1/c2", "t3/c1"], ["t2/c1"], ["t1/c1"]]


def test_a_denial_stands_beside_all_that_it_denies() -> None:
    answers = incident_views(DIGEST)[1].answers
    told = [([claim.number for claim in answer.left], answer.relation, answer.right.number) for answer in answers]
    assert told == [(["t1/c1", "t2/c1"], "denied by", "t2/c2"), (["t1/c1"], "updated by", "t1/c2")]
    assert answers[1].on == "killed"


def test_a_claim_shows_its_words_its_trigger_and_why_it_is_here() -> None:
    claim = incident_views(DIGEST)[1].claims[0]
    assert claim.text == ("Guns ", "shelled", " the quay")
    assert claim.why == "place 1.00, time 0.50, together 0.75"
    assert incident_views(DIGEST)[1].claims[1].text == ("Three dockers died", "", "")
    assert incident_views(DIGEST)[1].claims[4].counts_with == "counts with police: nearly the same text"


def test_stories_say_which_they_repeat() -> None:
    assert "repeats t1, 90% alike" in shown(DIGEST)


# ---- filters


def test_incidents_are_filtered_by_type_party_who_tells_and_what_is_answered() -> None:
    found = filters(incident_views(DIGEST))
    assert found.tokens["i-quay"] == [
        "type:shelling", "type:casualties", "party:1", "party:2", "told:party", "told:third",
        "answer:disputed", "answer:denied", "answer:updated",
    ]  # fmt: skip
    assert [facet.name for facet in found.facets] == ["type", "party", "told", "answer"]
    parties = next(facet for facet in found.facets if facet.name == "party")
    assert {name for _, name, _ in parties.values} == {"Harbour army", "Fjord rebels"}
    assert found.steps == [(0, 3), (2, 1)]


# ---- map


def test_lands_that_lie_far_apart_have_maps_of_their_own() -> None:
    far = [at(1, 15.5, 32.5, country="SDN"), at(2, 15.7, 32.6, country="SDN"), at(3, 48.0, 37.8, country="UKR")]
    found = maps(incident_views(of(*far)))
    assert [view.title for view in found] == ["Sudan", "Ukraine"]
    assert [view.ids for view in found] == [["i-1", "i-2"], ["i-3"]]


def test_a_place_is_larger_where_more_groups_of_sources_tell_of_it_and_not_where_more_claims_do() -> None:
    def radius(incident: Incident) -> float:
        drawn = str(maps(incident_views(of(incident)))[0].drawn)
        return float(re.findall(r'class="mark"[^>]* r="([\d.]+)"', drawn)[0])

    loud = QUAY.model_copy(update={"claims": QUAY.claims * 5})
    table = QUAY.corroboration.model_copy(update={"affirming": ("g1",)})
    assert radius(loud) == radius(QUAY) > radius(QUAY.model_copy(update={"corroboration": table}))


def test_a_vague_place_has_its_circle_and_a_country_alone_is_on_no_map() -> None:
    vague = at(1, 15.5, 32.5)
    assert vague.place is not None
    wide = vague.model_copy(update={"place": vague.place.model_copy(update={"precision_km": 12.0})})
    country = at(2, 15.0, 30.0, kind=PlaceKind.COUNTRY)
    views = incident_views(of(wide, country, at(3, None, 0.0)))
    found = maps(views)
    assert 'class="ring' in str(found[0].drawn)
    assert [view.incident.id for view in unmapped(views, found)] == ["i-2", "i-3"]


def test_incidents_at_one_place_are_one_dot() -> None:
    one, other = at(1, 15.5, 32.5), at(2, 15.5, 32.5)
    assert one.place is not None
    other = other.model_copy(update={"place": one.place})
    drawn = str(maps(incident_views(of(one, other)))[0].drawn)
    assert drawn.count('class="mark"') == 1
    assert 'data-places="i-1 i-2"' in drawn


# ---- strip of time


def days(*isos: str) -> list[Incident]:
    return [BRIDGE.model_copy(update={"id": f"i-{number}", "time": window(iso)}) for number, iso in enumerate(isos, 1)]


def test_an_incident_is_a_box_over_its_day() -> None:
    found = strip(incident_views(of(*days("2024-05-01", "2024-05-01", "2024-05-04"), UNDATED)))
    assert found is not None
    assert found.period == "day"
    places = re.findall(r'data-incidents="([^"]*)".*?<rect x="([\d.]+)" y="([\d.]+)"', str(found.drawn))
    assert [ids for ids, _, _ in places] == ["i-1", "i-2", "i-3"]
    assert places[0][1] == places[1][1] != places[2][1]
    assert places[0][2] != places[1][2]
    assert [view.incident.id for view in found.undated] == ["i-undated"]


def test_an_incident_of_no_sure_day_is_pale() -> None:
    sure, vague = days("2024-05-01", "2024-05-02")
    vague = vague.model_copy(update={"time": window("2024-05-02", "2024-05-30")})
    found = strip(incident_views(of(sure, vague)))
    assert found is not None
    boxes = re.findall(r'class="box ([^"]*)" href="#([^"]*)"', str(found.drawn))
    assert boxes == [("harm", "i-1"), ("harm vague", "i-2")]


def test_a_denied_incident_is_outlined() -> None:
    found = strip(incident_views(of(QUAY)))
    assert found is not None
    assert "contradicted" in str(found.drawn)


def test_an_event_of_long_ago_does_not_press_all_others_into_one_day() -> None:
    recent = [f"2024-05-{day:02}" for day in range(1, 21)]
    found = strip(incident_views(of(*days("0001-01-01", "1995-07-11", *recent, "9999-12-31"))))
    assert found is not None
    assert found.period == "day"
    assert re.findall("<text[^>]*>([^<]*)<", str(found.drawn))[:3] == ["0001-01-01", "1995-07-11", "2024-05-01"]


@pytest.mark.parametrize(("apart", "period"), [(1, "day"), (7, "week"), (40, "month"), (400, "year")])
def test_the_strip_is_of_days_weeks_months_or_years(apart: int, period: str) -> None:
    begin = datetime.date(1990, 1, 1)
    isos = [(begin + datetime.timedelta(days=apart * number)).isoformat() for number in range(32)]
    found = strip(incident_views(of(*days(*isos))))
    assert found is not None
    assert found.period == period
    rights = [
        float(x) + float(wide)
        for x, wide in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', str(found.drawn))
    ]
    assert len(rights) == 32
    assert max(rights) <= 960


def test_dates_do_not_lie_on_one_another() -> None:
    isos = [f"20{year:02}-{month:02}-03" for year in range(10, 25) for month in (1, 3, 8)]
    found = strip(incident_views(of(*days(*isos))))
    assert found is not None
    places = [float(x) for x in re.findall(r'<text x="([\d.]+)"', str(found.drawn))]
    assert len(places) > 3
    assert min(right - left for left, right in zip(places, places[1:], strict=False)) >= 80


def test_a_day_of_too_many_incidents_is_one_box() -> None:
    found = strip(incident_views(of(*days(*["2024-05-01"] * 80))))
    assert found is not None
    assert str(found.drawn).count("<rect") == 1
    assert "80 incidents, the first: Incident 1" in str(found.drawn)


def test_without_a_date_there_is_no_strip() -> None:
    assert strip(incident_views(of(UNDATED))) is None


def test_types_are_coloured_as_in_the_story() -> None:
    assert incident_views(of(QUAY.model_copy(update={"type": ClaimType.AIR_STRIKE})))[0].family == "force"


def test_an_agency_that_the_outlet_names_is_not_told_again_and_stories_go_by_their_day() -> None:
    first = by_hand.STORIES[0].model_copy(update={"publisher": "Fjord Press Agency", "agencies": ("Fjord", "Coastal")})
    third = by_hand.STORIES[2].model_copy(update={"publisher": "Fjord Press Agency"})
    digest = DIGEST.model_copy(update={"stories": (first, by_hand.STORIES[1], third, by_hand.STORIES[3])})
    views = incident_views(digest)
    assert story_views(digest, views)[0].agencies == "Coastal"
    quay = next(each for each in views if each.incident.id == "i-quay")
    assert quay.groups[0].outlets == [("Fjord Press Agency", [("story-t1", "6 May 2024"), ("story-t3", "7 May 2024")])]
