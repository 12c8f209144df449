"""Batches with the real pipeline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import pytest

import reports
from reports.batch.settings import EngineSettings, WorkSettings, task_of
from reports.batch.start import Request, start
from reports.batch.tally import Tally
from reports.batch.work import report_of, without_clock
from reports.read.documents import Document
from reports.render.jsontext import dumps
from reports.store import Outcome

pytestmark = pytest.mark.pipeline

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
STORIES = ("mali-denial.txt", "sudan-brief.txt", "yemen-caption.txt")


class Silent:
    """Shows nothing."""

    def tick(self, tally: Tally, share: float | None) -> bool:
        return True

    def failure(self, outcome: Outcome) -> None:
        """Not shown."""


def batch(out: Path, *inputs: Path, **work: str) -> Tally:
    engine = EngineSettings(2, 120.0, WorkSettings(**work))
    return start(Request(tuple(map(str, inputs)), out, engine=engine), Silent())


def test_a_batch_makes_the_reports_that_parse_makes_with_no_clock_in_them(tmp_path: Path) -> None:
    inputs = [SAMPLES / name for name in STORIES]
    tally = batch(tmp_path / "out.jsonl", *inputs)
    assert (tally.ok, tally.failed) == (3, 0)
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    expected = [dumps(without_clock(reports.parse_file(path), str(path))) for path in inputs]
    assert sorted(lines) == sorted(expected)
    assert {json.loads(line)["processing"]["seconds"] for line in lines} == {None}
    assert tally.claims == sum(len(json.loads(line)["claims"]) for line in lines)


def outcome(text: str, told: str | None = None, **work: str) -> Outcome:
    """The outcome of a JSON record with this text and date."""
    data = json.dumps({"text": text, "date": told}).encode()
    return report_of(task_of(Document("a.jsonl:1", data, "json"), "m"), WorkSettings(**work))


def published(made: Outcome) -> tuple[str | None, str | None]:
    article = json.loads(made.report or b"")["article"]
    return article["published"], article["published_from"]


STORY = "OSEN, May 6 (Wireline) - Rebel fighters shelled the harbour of Osen on Monday, two residents said.\n"


def test_a_date_is_for_stories_that_give_none() -> None:
    assert published(outcome(STORY, date="2024-05-06")) == ("2024-05-06", "option")
    assert published(outcome(STORY, "2024-05-07", date="2024-05-06")) == ("2024-05-07", "metadata")


def test_stories_before_since_are_left_out_and_those_without_a_date_are_read() -> None:
    dated = STORY.replace("May 6", "May 6, 2024")
    assert outcome(dated, since="2024-05-07").status == "left_out"
    assert outcome(dated, since="2024-05-06").status == "ok"
    assert outcome(STORY, "2024-05-01T10:00:00Z", since="2024-05-02").status == "left_out"
    assert outcome("Shells fell on Osen on Monday, two residents said.", since="2024-05-02").status == "ok"


def test_a_story_that_is_left_out_is_not_parsed_for_its_date(monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(*_: object, **__: object) -> NoReturn:
        raise AssertionError("parsed")

    monkeypatch.setattr(reports, "pipe", parsed)
    assert outcome(STORY.replace("May 6", "May 6, 2024"), since="2024-05-07").status == "left_out"
    with pytest.raises(AssertionError, match="parsed"):
        outcome(STORY.replace("May 6", "May 6, 2024"), since="2024-05-06")
