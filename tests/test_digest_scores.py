"""The gold of the incidents is sound, a digest that says what it says scores 1.0, and anything worse scores less."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from evals import digest as scorer
from evals import gate, incident_gold
from evals.compare import Scores
from evals.incident_gold import Gold, Mark, Spot, Story, problems, read_gold, read_stories

from reports.digest.records import (
    Corroboration,
    Digest,
    DigestClaim,
    DigestStory,
    Incident,
    Toll,
    TollBySource,
    Window,
)
from reports.digest.records import Spot as Place
from reports.read import stories_in
from reports.records import (
    Article,
    Claim,
    ClaimType,
    Modality,
    NumberWhat,
    PlaceKind,
    Polarity,
    Processing,
    Report,
    SectionKind,
    Span,
    TimePrecision,
    VerificationStatus,
)

GOLD = read_gold()
STORIES = read_stories()
DEV = [story for story in STORIES if story.split == "dev"]
OTHER = next(name for name, incident in GOLD.incidents.items() if incident.split != DEV[0].split)
Key = Callable[[str, Mark], str]
Change = Callable[[Digest], Digest]


def report_of(story: Story) -> Report:
    """A report with one claim a mark."""
    claims = []
    for number, mark in enumerate(GOLD.marks[story.id], 1):
        start, end = mark.spans(story.text)[0]
        span = {"start": start, "end": end, "text": story.text[start:end]}
        section = SectionKind.BODY
        claim = Claim(
            id=f"c{number}", section=section, type=ClaimType.OTHER, trigger=Span(**span), event=f"e{number}", **span
        )
        claims.append(claim)
    processing = Processing(version="0", model="gold", model_version="0", components=())
    return Report(id=f"r-{story.id}", article=Article(text=story.text), claims=tuple(claims), processing=processing)


REPORTS = {story.id: report_of(story) for story in STORIES}


def claim_of(story: Story, number: int, group: str) -> DigestClaim:
    span = REPORTS[story.id].claims[number].trigger
    return DigestClaim(
        id=f"{story.id}/c{number + 1}", story=story.id, claim=f"c{number + 1}", type=ClaimType.OTHER, trigger=span.text,
        text=span.text, start=span.start, end=span.end, modality=Modality.ACTUAL, polarity=Polarity.AFFIRMED,
        verification=VerificationStatus.NONE, group=group,
    )  # fmt: skip


def incident_of(name: str, claims: list[DigestClaim]) -> Incident:
    gold = GOLD.incidents.get(name, GOLD.incidents["i01"])
    spot = Place(name=gold.place.name, kind=PlaceKind.SETTLEMENT, lat=gold.place.lat, lon=gold.place.lon)
    window = Window(begin=str(gold.first), finish=str(gold.last), precision=TimePrecision.DAY)
    tolls = [Toll(what=t.what, low=t.ranges[0][0], high=t.ranges[0][1], by_source=()) for t in gold.tolls]
    return Incident(
        id=f"i-{name}", description=name, type=ClaimType.OTHER, types={ClaimType.OTHER: len(claims)}, time=window,
        place=spot, tolls=tuple(tolls), claims=tuple(claims), corroboration=Corroboration(groups=()),
        first=claims[0].id, disputed=bool(gold.disputed),
    )  # fmt: skip


def made(
    incident: Key = lambda story, mark: mark.incident or "",
    group: Key = lambda story, mark: mark.originator,
) -> Digest:
    """A digest of the dev stories; `incident` gives the incident of a mark ("" for none), `group` its group."""
    claims: dict[str, list[DigestClaim]] = defaultdict(list)
    for story in DEV:
        for number, mark in enumerate(GOLD.marks[story.id]):
            if name := incident(story.id, mark):
                claims[name].append(claim_of(story, number, group(story.id, mark)))
    copies = {second: first for first, second in GOLD.near_duplicates}
    told = (DigestStory(id=one.id, report=f"r-{one.id}", copy_of=copies.get(one.id)) for one in DEV)
    incidents = tuple(incident_of(name, found) for name, found in claims.items())
    return Digest(version="0", stories=tuple(told), incidents=incidents)


def each(**changes: object) -> Change:
    """Changes fields of all incidents."""

    def change(digest: Digest) -> Digest:
        changed = tuple(one.model_copy(update=changes) for one in digest.incidents)
        return digest.model_copy(update={"incidents": changed})

    return change


def figures(digest: Digest, reports: dict[str, Report] | None = None) -> dict[str, float]:
    scored = scorer.score("dev", lambda given: digest, reports or REPORTS)
    return {name: row.value for name, row in scored.rows.items()}


# --- stories and gold


def test_the_gold_is_sound() -> None:
    assert list(problems(STORIES, GOLD)) == []
    assert incident_gold.main() == 0


def test_the_set_is_as_large_as_it_should_be() -> None:
    for split in incident_gold.SPLITS:
        assert sum(story.split == split for story in STORIES) >= 33
        assert sum(incident.split == split for incident in GOLD.incidents.values()) >= 11
    assert all(75 <= len(story.text.split()) <= 265 for story in STORIES)
    assert sum(story.published is None for story in STORIES) >= 2


def test_the_product_reads_the_stories_with_their_outlets() -> None:
    read = [story for story in stories_in(str(incident_gold.STORIES)) if not isinstance(story, Exception)]
    assert [(one.guid, one.publisher, one.text) for one in read] == [(s.id, s.publisher, s.text) for s in STORIES]


def marked(*marks: Mark) -> Gold:
    return GOLD.model_copy(update={"marks": {**GOLD.marks, "d01": marks}})


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([Mark(quote="{no such words}", incident="i01", originator="x")], "no such text"),
        ([Mark(quote="{bombed}", incident="i99", originator="x")], "no incident i99"),
        ([Mark(quote="{bombed}", incident=OTHER, originator="x")], f"{OTHER} is of the other split"),
        ([Mark(quote=quote, incident=None, originator="x") for quote in ("{bombed} a", "{bombed}")], "two marks"),
    ],
)
def test_bad_marks_are_told(marks: list[Mark], said: str) -> None:
    found = list(problems(STORIES, marked(*marks)))
    assert len(found) == 1
    assert found[0].startswith("d01: ")
    assert said in found[0]


def test_other_faults_of_the_gold_are_told() -> None:
    missing = GOLD.model_copy(update={"marks": {name: marks for name, marks in GOLD.marks.items() if name != "d09"}})
    assert list(problems(STORIES, missing)) == ["d09: a story without marks, or marks without a story"]
    twice = GOLD.model_copy(update={"near_duplicates": (("d01", "zz"),)})
    assert list(problems(STORIES, twice)) == ["('d01', 'zz'): no such stories"]
    unknown = GOLD.model_copy(update={"incidents": {**GOLD.incidents, "i77": GOLD.incidents["i01"]}})
    assert list(problems(STORIES, unknown)) == ["i77: no story tells of it"]


# --- figures


def test_a_digest_that_says_what_gold_says_is_right_in_all() -> None:
    scored = scorer.score("dev", lambda given: made(), REPORTS)
    assert {name: row.value for name, row in scored.rows.items()} == dict.fromkeys(scored.rows, 1.0)
    assert all(row.n for row in scored.rows.values())
    assert scored.errors == []


def test_the_digester_gets_the_reports_of_its_split() -> None:
    seen: list[str] = []

    def digester(reports: object) -> Digest:
        seen.extend(report.id for report in reports)  # type: ignore[attr-defined]
        return made()

    scorer.score("dev", digester, REPORTS)
    assert seen == [f"r-{story.id}" for story in DEV]


def test_one_incident_for_all_costs_precision() -> None:
    rows = scorer.score("dev", lambda given: made(lambda story, mark: "i01"), REPORTS).rows
    cubed = rows["b-cubed"]
    assert isinstance(cubed, scorer.BCubed)
    assert cubed.recall == pytest.approx(1.0)
    assert cubed.precision < 0.12
    assert rows["pairs"].value < 0.2


def test_an_incident_for_each_story_costs_recall() -> None:
    rows = scorer.score("dev", lambda given: made(lambda story, mark: mark.incident and story or ""), REPORTS).rows
    cubed = rows["b-cubed"]
    assert isinstance(cubed, scorer.BCubed)
    assert cubed.recall < 0.5
    assert cubed.precision > 0.6
    assert rows["relays"].value == 0.0


def test_strangers_cost_precision_only() -> None:
    rows = scorer.score("dev", lambda given: made(lambda story, mark: mark.incident or "i01"), REPORTS).rows
    cubed = rows["b-cubed"]
    assert isinstance(cubed, scorer.BCubed)
    assert cubed.recall == pytest.approx(1.0)
    assert 0.8 < cubed.precision < 0.95


def test_b_cubed_by_hand() -> None:
    marks = [Mark(quote="{x}", incident=name, originator="o") for name in ("a", "a", "a", "b", None)]
    homes = ["1", "1", None, "1", "1"]
    placed = [scorer.Placed("s", mark, True, home) for mark, home in zip(marks, homes, strict=True)]
    cubed = scorer.b_cubed(placed)
    assert cubed.n == 4
    assert cubed.precision == pytest.approx((2 / 4 + 2 / 4 + 1 + 1 / 4) / 4)
    assert cubed.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    pairs = scorer.pairwise(placed)
    assert (pairs.right, pairs.extra, pairs.missed) == (1, 5, 2)


def test_a_claim_that_is_missing_costs_all_but_found() -> None:
    thinned = {name: report.model_copy(update={"claims": report.claims[1:]}) for name, report in REPORTS.items()}
    whole, thin = figures(made()), figures(made(), thinned)
    assert thin["b-cubed"] < whole["b-cubed"]
    assert thin["relays"] < whole["relays"]
    assert thin["b-cubed (found)"] == thin["relays (found)"] == 1.0


def test_any_of_the_words_of_a_mark_will_do() -> None:
    mark = next(mark for mark in GOLD.marks["d03"] if mark.others)
    story = next(story for story in DEV if story.id == "d03")
    number = GOLD.marks["d03"].index(mark)
    start, end = mark.spans(story.text)[1]
    claims = list(REPORTS["d03"].claims)
    trigger = Span(start=start, end=end, text=story.text[start:end])
    claims[number] = claims[number].model_copy(update={"trigger": trigger})
    moved = REPORTS["d03"].model_copy(update={"claims": tuple(claims)})
    assert figures(made(), {**REPORTS, "d03": moved})["b-cubed"] == 1.0


def test_groups_decide_relays() -> None:
    one = scorer.score("dev", lambda given: made(group=lambda story, mark: "all"), REPORTS).rows["relays"]
    own = scorer.score("dev", lambda given: made(group=lambda story, mark: story), REPORTS).rows["relays"]
    assert isinstance(one, scorer.Found)
    assert one.missed == 0
    assert one.extra > 100
    assert own.value == 0.0
    assert own.n == one.n


@pytest.mark.parametrize(
    ("row", "change"),
    [
        ("place within 25 km", each(place=Place(name="x", kind=PlaceKind.SETTLEMENT, lat=0.0, lon=0.0))),
        ("place within 25 km", each(place=None)),
        ("days", each(time=Window(begin="2001-01-01", finish="2001-01-02", precision=TimePrecision.DAY))),
        ("days", each(time=Window(begin="1990-01-01", finish="2030-01-02", precision=TimePrecision.YEAR))),
        ("days", each(time=None)),
        ("toll ranges", each(tolls=())),
        ("disputed", each(disputed=None)),
    ],
)
def test_wrong_fields_are_told(row: str, change: Change) -> None:
    scored = scorer.score("dev", lambda given: change(made()), REPORTS)
    values = {name: one.value for name, one in scored.rows.items()}
    assert values.pop(row) == 0.0
    assert set(values.values()) == {1.0}
    assert all(f" {row}: want " in error for error in scored.errors)
    assert len(scored.errors) == scored.rows[row].n


def test_figures_that_were_replaced_are_no_part_of_a_toll() -> None:
    said = [TollBySource(claim=f"c{n}", source=None, group="g", min=n, superseded=n < 9) for n in (6, 9, 14)]
    toll = Toll(what=NumberWhat.KILLED, low=9, high=None, by_source=tuple(said))
    event = made().incidents[0].model_copy(update={"tolls": (toll,)})
    assert list(scorer.toll_ranges(NumberWhat.KILLED, event)) == [(9, 14)]
    assert list(scorer.toll_ranges(NumberWhat.WOUNDED, event)) == []


def test_near_duplicates_are_counted() -> None:
    alone = made().model_copy(
        update={"stories": tuple(one.model_copy(update={"copy_of": None}) for one in made().stories)}
    )
    assert figures(alone)["near duplicates"] == 0.0


def test_each_error_is_a_line() -> None:
    def home(story: str, mark: Mark) -> str:
        return "i02" if story == "d01" else mark.incident or ""

    errors = scorer.score("dev", lambda given: made(home), REPORTS).errors
    assert "d01 i01 'Warplanes {bombed} a': put in i02" in errors
    assert any(error.startswith("d01 None ") and error.endswith("put in i02") for error in errors)


def test_main_prints_both_splits_or_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    empty = Digest(version="0", stories=(), incidents=())
    monkeypatch.setattr(scorer, "parse", lambda stories: REPORTS)
    monkeypatch.setattr(scorer.score, "__defaults__", (lambda reports: empty, None))
    assert scorer.main(["--errors", "2"]) == 0
    out = capsys.readouterr().out
    assert "dev:\n" in out
    assert "test:\n" in out
    assert out.count("no incident") == 4
    assert scorer.main(["--json", "--split", "test"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert values["test: b-cubed"] < 0.2
    assert not any(name.startswith("dev") for name in values)


# --- the gate


def test_the_gate_holds_the_digest_when_it_is_pinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "floors.json"
    file.write_text(json.dumps({"digest": gate.digest(), "floors": {}}), "utf8")
    monkeypatch.setattr(gate, "FLOORS", file)
    monkeypatch.setattr(gate, "score", lambda golds: (Scores(), []))
    monkeypatch.setattr(gate.incidents, "measure", lambda: {"test: b-cubed": 0.9})
    assert gate.main([]) == 0
    assert gate.read_floors().incidents is None
    assert gate.main(["--pin", "--incidents"]) == 0
    pinned = gate.read_floors().incidents
    assert pinned
    assert pinned.floors == {"test: b-cubed": 0.89}
    monkeypatch.setattr(gate.incidents, "measure", lambda: {"test: b-cubed": 0.8})
    capsys.readouterr()
    assert gate.main([]) == 1
    assert capsys.readouterr().out == "incidents: test: b-cubed: 0.800 is under its floor 0.890\n"


def test_a_spot_is_on_the_globe() -> None:
    with pytest.raises(ValueError, match="lat"):
        Spot(name="x", lat=91, lon=0)
