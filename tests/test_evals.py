"""The gold is sound, the scorer gives gold 1.0 and less to anything worse, and the gate can fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from evals import gate
from evals.compare import WHOLE
from evals.compile_gold import SpanError, as_json, compile_draft, locate
from evals.mirror import as_report
from evals.score import described, main, score
from evals.shapes import DRAFTS, GOLD, SAMPLES, Gold, index, read_gold, sample_text

from reports.records import (
    ActorKind,
    ClaimType,
    Modality,
    PlaceKind,
    Polarity,
    Quote,
    Report,
    SectionKind,
    SourceKind,
    Verification,
    VerificationStatus,
)

STORIES = sorted(path.stem for path in SAMPLES.glob("*.txt"))
Change = Callable[[Report], Report]


@pytest.fixture(scope="module")
def golds() -> list[Gold]:
    return list(read_gold())


@pytest.fixture(scope="module")
def perfect(golds: list[Gold]) -> dict[str, Report]:
    """The report that says what the gold says, by text."""
    texts = {gold.story: sample_text(gold.story) for gold in golds}
    return {texts[gold.story]: as_report(gold, texts[gold.story]) for gold in golds}


def figures(golds: list[Gold], perfect: dict[str, Report], change: Change = lambda report: report) -> dict[str, float]:
    scores, crashes = score(golds, lambda text, published: change(perfect[text]))
    assert not crashes
    return scores.values()


# --- stories and gold


def test_every_story_has_gold_and_a_date() -> None:
    assert len(STORIES) >= 14
    assert sorted(index()) == STORIES
    assert sorted(path.stem for path in GOLD.glob("*.json")) == STORIES
    assert sorted(path.stem for path in DRAFTS.glob("*.json")) == STORIES
    assert all(day is None or date.fromisoformat(day) for day in index().values())


@pytest.mark.parametrize("name", STORIES)
def test_draft_compiles_to_the_gold_beside_it(name: str) -> None:
    gold, problems = compile_draft(DRAFTS / f"{name}.json")
    assert problems == []
    assert gold is not None
    assert (GOLD / f"{name}.json").read_text("utf8") == as_json(gold)


def test_only_the_story_that_is_not_of_war_has_no_claims(golds: list[Gold]) -> None:
    assert [gold.story for gold in golds if not gold.claims] == ["football-final"]


def test_gold_has_of_everything_that_is_scored(golds: list[Gold]) -> None:
    claims = [claim for gold in golds for claim in gold.claims]
    assert {claim.verification for claim in claims} == set(VerificationStatus)
    assert {claim.quote for claim in claims} == set(Quote)
    assert {claim.modality for claim in claims} == set(Modality)
    assert {claim.polarity for claim in claims} == set(Polarity)
    assert {claim.section for claim in claims} >= {"body", "caption"}
    assert len({claim.type for claim in claims}) >= len(ClaimType) - 1
    assert len({place.country for gold in golds for place in gold.places}) > 12


# --- the compiler

TEXT = "The other day he said the enemy left. Then he left, too."


@pytest.mark.parametrize(
    ("quoted", "before", "found"),
    [
        ("he", "The other day ", "he"),
        ("he#2", "The other day he said the enemy left. Then ", "he"),
        ("{he} left", "The other day he said the enemy left. Then ", "he"),
        ("left#2", "The other day he said the enemy left. Then he ", "left"),
        ("left.", "The other day he said the enemy ", "left."),
    ],
)
def test_spans_are_whole_words(quoted: str, before: str, found: str) -> None:
    assert locate(quoted, TEXT) == (len(before), len(before) + len(found))


@pytest.mark.parametrize("quoted", ["she", "he#3", "ther", "{the} friend", ""])
def test_spans_that_are_not_there_are_refused(quoted: str) -> None:
    with pytest.raises(SpanError):
        locate(quoted, TEXT)


def draft(**claim: Any) -> dict[str, Any]:
    """A draft on TEXT with one claim, sound but for what is given."""
    sound = {"span": "the enemy left", "trigger": "left", "type": "withdrawal", "agents": ["enemy"]}
    return {
        "story": "made-up",
        "actors": [{"id": "enemy", "name": "the enemy", "kind": "military", "mentions": ["the enemy"]}],
        "claims": [sound | claim],
    }


def problems_of(tmp_path: Path, made: dict[str, Any]) -> list[str]:
    (tmp_path / "made-up.txt").write_text(TEXT, "utf8")
    (tmp_path / "made-up.json").write_text(json.dumps(made), "utf8")
    return compile_draft(tmp_path / "made-up.json", tmp_path)[1]


def test_a_sound_draft_has_no_problems(tmp_path: Path) -> None:
    assert problems_of(tmp_path, draft()) == []


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        ({"trigger": "came"}, "no such text: 'came'"),
        ({"trigger": "left#2"}, "no such text: 'left#2'"),
        ({"type": "invasion"}, "claims.0.type"),
        ({"agents": ["friend"]}, "no 'friend'"),
        ({"agents": []}, "enemy is in no claim"),
        ({"source": "s_he"}, "no 's_he'"),
        ({"quote": "direct"}, "quote and source do not fit"),
        ({"numbers": [{"what": "killed", "text": "dozens", "min": 24}]}, "no such text: 'dozens'"),
        ({"numbers": [{"what": "killed", "text": "too"}]}, "has no value"),
        ({"numbers": [{"what": "killed", "text": "too", "min": 3, "max": 2}]}, "min over max"),
        ({"time": {"text": "day", "start": "2024-05-02"}}, "start and end do not fit"),
        ({"time": {"text": "day", "start": "2024-05-02", "end": "2024-05-01"}}, "start and end do not fit"),
        ({"colour": "red"}, "claims.0.colour"),
    ],
)
def test_each_mistake_in_a_draft_is_told(tmp_path: Path, claim: dict[str, Any], problem: str) -> None:
    problems = problems_of(tmp_path, draft(**claim))
    assert any(problem in line for line in problems), problems
    assert all(line.startswith("made-up: ") for line in problems)


# --- the scorer


def test_gold_as_a_report_scores_one_everywhere(golds: list[Gold], perfect: dict[str, Report]) -> None:
    values = figures(golds, perfect)
    assert len(values) > 30
    assert {name: value for name, value in values.items() if value != 1.0} == {}


def each(field: str, **changes: Any) -> Change:
    """A change of every record in one list of the report."""
    return lambda report: report.model_copy(
        update={field: tuple(x.model_copy(update=changes) for x in getattr(report, field))}
    )


def on_claims(change: Callable[[Any], dict[str, Any]]) -> Change:
    return lambda report: report.model_copy(
        update={"claims": tuple(c.model_copy(update=change(c)) for c in report.claims)}
    )


def said(**changes: Any) -> Change:
    return on_claims(lambda claim: {"attribution": claim.attribution.model_copy(update=changes)})


def drop(field: str) -> Change:
    return lambda report: report.model_copy(update={field: getattr(report, field)[1:]})


def moved(report: Report) -> Report:
    return each("places", lat=0.0, lon=0.0)(report)


TRIGGERS = ("claims (trigger)", "claims (trigger+type)", WHOLE)
BREAKS: list[tuple[str, Change, Iterable[str]]] = [
    ("no actors", drop("actors"), ("actors",)),
    ("no places", drop("places"), ("places",)),
    ("no sources", drop("sources"), ("sources",)),
    ("a claim less", drop("claims"), TRIGGERS),
    ("claims doubled", lambda r: r.model_copy(update={"claims": r.claims * 2}), TRIGGERS),
    ("statements missing", drop("statements"), ("statements (content)",)),
    ("no agents", each("claims", agents=()), ("agents",)),
    ("no targets", each("claims", targets=()), ("targets",)),
    ("nowhere", each("claims", places=()), ("claim places",)),
    ("no numbers", each("claims", numbers=()), ("numbers",)),
    ("no equipment", each("claims", equipment=()), ("equipment",)),
    ("no time", each("claims", time=None), ("time (begin day)", "time (whole range)")),
    ("one type", each("claims", type=ClaimType.OTHER), ("claims (trigger+type)", "type, of detected")),
    ("all actual", each("claims", modality=Modality.ACTUAL), ("modality not actual",)),
    ("all affirmed", each("claims", polarity=Polarity.AFFIRMED), ("negated",)),
    ("all negated", each("claims", polarity=Polarity.NEGATED), ("negated",)),
    ("never doubted", each("claims", verification=Verification()), ("verification status",)),
    ("all body", each("claims", section=SectionKind.BODY), ("section",)),
    ("own voice only", said(source=None), ("source right", "own voice or not")),
    ("no chains", said(via=None), ("via",)),
    ("all indirect", said(quote=Quote.INDIRECT), ("quote",)),
    ("one kind of actor", each("actors", kind=ActorKind.OTHER), ("actor kind",)),
    ("one country", each("actors", country="USA"), ("actor country",)),
    ("one kind of source", each("sources", kind=SourceKind.OTHER), ("source kind",)),
    ("all named", each("sources", named=True), ("source named",)),
    ("one kind of place", each("places", kind=PlaceKind.COUNTRY), ("place kind",)),
    ("all off Africa", moved, ("place within 25 km (regions 161)",)),
    ("one who says it all", each("statements", source="s_x"), ("statement source",)),
    ("no cues", each("statements", cue=None), ("statement cue",)),
]


@pytest.mark.parametrize(("change", "fall"), [b[1:] for b in BREAKS], ids=[b[0] for b in BREAKS])
def test_a_worse_report_scores_less(
    golds: list[Gold], perfect: dict[str, Report], change: Change, fall: Iterable[str]
) -> None:
    values = figures(golds, perfect, change)
    assert [name for name in fall if values.get(name, 0.0) >= 1.0] == []


def test_every_figure_can_fall(golds: list[Gold], perfect: dict[str, Report]) -> None:
    told = {name for _, _, names in BREAKS for name in names} | {"no time made up"}
    assert set(figures(golds, perfect)) == told


def test_times_made_up_are_counted(golds: list[Gold], perfect: dict[str, Report]) -> None:
    def dated(claim: Any) -> dict[str, Any]:
        some = next(c.time for r in perfect.values() for c in r.claims if c.time and c.time.begin)
        return {"time": some.model_copy(update={"begin": "2024-01-01"})}

    assert figures(golds, perfect, on_claims(dated))["no time made up"] == 0.0


def test_what_is_found_where_there_is_nothing_costs_precision(golds: list[Gold], perfect: dict[str, Report]) -> None:
    war = next(report for report in perfect.values() if report.claims)
    football = sample_text("football-final")
    scores, _ = score(golds, lambda text, published: war if text == football else perfect[text])
    assert scores.found["claims (trigger)"].extra == len(war.claims)


def test_a_crash_is_a_miss_and_is_told(golds: list[Gold], perfect: dict[str, Report]) -> None:
    victim = next(gold for gold in golds if gold.claims)

    def parser(text: str, published: str | None) -> Report:
        if text == sample_text(victim.story):
            raise RuntimeError("no luck")
        return perfect[text]

    scores, crashes = score(golds, parser)
    assert crashes == [f"{victim.story}: RuntimeError: no luck"]
    assert scores.found["claims (trigger)"].missed == len(victim.claims)


def test_the_parser_is_given_the_publication_date(golds: list[Gold], perfect: dict[str, Report]) -> None:
    seen = {}

    def parser(text: str, published: str | None) -> Report:
        seen[text] = published
        return perfect[text]

    score(golds, parser)
    assert seen == {sample_text(name): day for name, day in index().items()}


def test_errors_name_the_claim_and_what_is_wrong(golds: list[Gold], perfect: dict[str, Report]) -> None:
    scores, _ = score(golds, lambda text, published: each("claims", agents=())(perfect[text]))
    lines = [described(miss) for miss in scores.misses]
    assert any(line.startswith("sudan-brief: agents\n") and "gold c1 shelling 'Shelling'" in line for line in lines)


def test_an_unknown_story_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--story", "no-such-story"])
    assert stop.value.code == 2
    assert "no gold for no-such-story" in capsys.readouterr().err


# --- the gate


def test_floors_are_well_formed_and_of_this_gold(golds: list[Gold], perfect: dict[str, Report]) -> None:
    floors = gate.read_floors()
    assert set(floors.floors) <= set(figures(golds, perfect))
    assert all(0.0 <= floor <= 1.0 for floor in floors.floors.values())
    assert "claims (trigger)" in floors.floors
    assert floors.digest == gate.digest()


def test_the_gate_holds_gold_and_fails_under_a_floor(golds: list[Gold], perfect: dict[str, Report]) -> None:
    values, pinned = figures(golds, perfect), gate.read_floors()
    assert list(gate.broken(values, pinned, pinned.digest)) == []
    worse = figures(golds, perfect, each("claims", agents=()))
    raised = gate.Floors(digest=pinned.digest, floors={"agents": 0.5, "numbers": 0.5})
    assert list(gate.broken(worse, raised, pinned.digest)) == ["agents: 0.000 is under its floor 0.500"]


def test_the_gate_fails_on_other_gold_and_on_unmeasured_floors() -> None:
    floors = gate.Floors(digest="0" * 64, floors={"wit": 0.1})
    reasons = list(gate.broken({"agents": 1.0}, floors, "1" * 64))
    assert len(reasons) == 2
    assert "--pin" in reasons[0]
    assert reasons[1].startswith("wit: not measured")


def test_pinning_never_lowers_unless_told() -> None:
    old = {"agents": 0.9, "numbers": 0.2}
    now = {"agents": 0.5, "numbers": 0.5, "places": 0.7}
    assert gate.pinned(now, old, margin=0.1, lower=False) == {"agents": 0.9, "numbers": 0.4, "places": 0.6}
    assert gate.pinned(now, old, margin=0.1, lower=True) == {"agents": 0.4, "numbers": 0.4, "places": 0.6}


def test_the_digest_changes_with_gold_story_and_dates(tmp_path: Path) -> None:
    gold, samples = tmp_path / "gold", tmp_path / "samples"
    gold.mkdir()
    samples.mkdir()
    files = [gold / "one.json", samples / "one.txt", samples / "index.json"]
    for file in files:
        file.write_text("before", "utf8")
    digests = {gate.digest(gold, samples)}
    for file in files:
        file.write_text("after", "utf8")
        digests.add(gate.digest(gold, samples))
    assert len(digests) == 4


def test_the_gate_exits_with_one_line_for_each_broken_floor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], perfect: dict[str, Report]
) -> None:
    file = tmp_path / "floors.json"
    monkeypatch.setattr(gate, "FLOORS", file)
    parser = each("claims", numbers=())
    monkeypatch.setattr(gate, "score", lambda golds: score(golds, lambda text, published: parser(perfect[text])))
    file.write_text(json.dumps({"digest": gate.digest(), "floors": {"numbers": 0.5, "agents": 1.0}}), "utf8")
    assert gate.main([]) == 1
    assert capsys.readouterr().out == "numbers: 0.000 is under its floor 0.500\n"
    assert gate.main(["--pin"]) == 1
    assert gate.main(["--pin", "--lower"]) == 0
    assert gate.read_floors(file).floors["numbers"] == 0.0
