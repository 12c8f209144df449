"""What is read and what is not, with an engine that answers at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.batch.runner import Policy, Run
from reports.batch.settings import EngineSettings, Task, Tasks, WorkSettings
from reports.batch.tally import Tally, summary
from reports.batch.work import outcomes_of
from reports.read.documents import Document, Failure, Meta
from reports.store import Outcome, open_sink
from reports.store.errorlog import ErrorLog


class InProcess:
    """An engine without processes."""

    def __init__(self, settings: EngineSettings) -> None:
        self.settings = settings
        self.read: list[str] = []

    def outcomes(self, tasks: Tasks) -> Iterator[Outcome | None]:
        for task in tasks:
            if not isinstance(task, Task):
                yield None
                continue
            self.read.append(task.document.name)
            yield from outcomes_of([task], self.settings.work)

    def close(self) -> None:
        """Nothing to let go."""


class Batch:
    """Runs batches into one place; `read` are the stories that the last one read."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.errors = out.with_name("errors.jsonl")
        self.read: list[str] = []

    def __call__(
        self,
        *items: Document | Failure | None,
        policy: Policy | None = None,
        date: str | None = None,
        ticks: int = 9999,
    ) -> Tally:
        engine = InProcess(EngineSettings(work=WorkSettings(date=date, work="tests.batch.stub_work:work")))
        left = iter(range(ticks))
        with open_sink(self.out) as sink:
            log = ErrorLog(self.errors, asked_for=False)
            run = Run(sink, log, engine, policy or Policy(), lambda tally: next(left, None) is not None)
            tally = run.over(items)
        self.read = engine.read
        return tally

    def listed(self) -> list[tuple[str, str, str]]:
        """The failures in the errors file: path, reason, class."""
        if not self.errors.exists():
            return []
        lines = map(json.loads, self.errors.read_text().splitlines())
        return [(line["path"], line["reason"], line["class"]) for line in lines]

    def names(self) -> list[str]:
        with open_sink(self.out) as sink:
            return sorted(one.name for one in sink.outcomes() if one.report)


@pytest.fixture(params=["out.jsonl", "out.db"])
def batch(request: pytest.FixtureRequest, tmp_path: Path) -> Batch:
    return Batch(tmp_path / request.param)


def doc(name: str, text: str = "", **meta: str) -> Document:
    return Document(name, (text or f"story {name}").encode(), "text", Meta(**meta))


def test_a_second_run_reads_nothing(batch: Batch) -> None:
    assert batch(doc("a"), doc("b")).ok == 2
    tally = batch(doc("a"), doc("b"))
    assert (batch.read, tally.before, tally.done, tally.all_well) == ([], 2, 0, True)


def test_only_new_and_changed_stories_are_read(batch: Batch) -> None:
    batch(doc("a"), doc("b"))
    batch(doc("a"), doc("b", "changed"), doc("c"))
    assert batch.read == ["b", "c"]
    assert batch.names() == ["a", "b", "c"]


def test_other_metadata_or_options_are_a_change(batch: Batch) -> None:
    batch(doc("a"), doc("b"))
    batch(doc("a", date="2024-05-04"), doc("b"))
    assert batch.read == ["a"]
    batch(doc("b"), date="2024-05-04")
    assert batch.read == ["b"]


def test_another_model_is_a_change(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    batch(doc("a"))
    monkeypatch.setattr("reports.batch.settings.tagger", lambda: "tagger 99")
    batch(doc("a"))
    assert batch.read == ["a"]


def test_force_reads_everything(batch: Batch) -> None:
    batch(doc("a"), doc("b", "raise x"))
    tally = batch(doc("a"), doc("b", "raise x"), policy=Policy(force=True))
    assert batch.read == ["a", "b"]
    assert (tally.ok, tally.failed, tally.before) == (1, 1, 0)
    assert batch.names() == ["a"]


def test_failures_are_listed_with_reason_and_class_and_kept_in_the_sink(batch: Batch) -> None:
    tally = batch(doc("a"), doc("b", "refuse"), Failure("c", "may not be read; change its permissions"))
    assert (tally.ok, tally.failed, tally.all_well) == (1, 2, False)
    assert batch.listed() == [
        ("b", "is odd; make it even", "InputError"),
        ("c", "may not be read; change its permissions", "InputError"),
    ]
    with open_sink(batch.out) as sink:
        assert [one.name for one in sink.ledger.failures()] == ["b", "c"]


def test_a_failed_story_is_not_tried_again_unless_asked(batch: Batch) -> None:
    batch(doc("a", "raise x"))
    tally = batch(doc("a", "raise x"))
    assert (batch.read, tally.failed_before, tally.all_well) == ([], 1, False)
    assert len(batch.listed()) == 1
    batch(doc("a", "raise x"), policy=Policy(retry=True))
    assert batch.read == ["a"]
    assert len(batch.listed()) == 1


def test_a_mended_story_leaves_the_list_of_failures(batch: Batch) -> None:
    batch(doc("a", "raise x"), Failure("b", "may not be read"))
    assert len(batch.listed()) == 2
    tally = batch(doc("a"), doc("b"))
    assert tally.ok == 2
    assert not batch.errors.exists()


def test_a_mended_archive_leaves_the_list_of_failures(batch: Batch) -> None:
    batch(Failure("w/wire.zip", "is damaged"), Failure("w", "holds no stories"), Failure("other.zip", "is damaged"))
    batch(doc("w/wire.zip!a.txt"), doc("w/wire.zip!b.txt"))
    assert [path for path, _, _ in batch.listed()] == ["other.zip"]


def test_what_cannot_be_opened_now_keeps_its_report_and_counts_as_failed(batch: Batch) -> None:
    batch(doc("a"))
    tally = batch(Failure("a", "may not be read"))
    assert (tally.failed, tally.all_well) == (1, False)
    assert batch.listed() == [("a", "may not be read", "InputError")]
    assert batch.names() == ["a"]
    batch(doc("a"))
    assert batch.read == []
    assert batch.listed() == []


def test_limit_counts_stories_that_are_not_done(batch: Batch) -> None:
    stories = [doc(name) for name in "abcde"]
    tally = batch(*stories, policy=Policy(limit=2))
    assert tally.ok == 2
    assert "there are more; the same command goes on where --limit stopped this one" in summary(tally, "e")
    assert batch(*stories, policy=Policy(limit=2)).ok == 2
    assert batch.names() == ["a", "b", "c", "d"]


def test_a_story_given_twice_is_read_once(batch: Batch) -> None:
    tally = batch(doc("a"), doc("a"))
    assert (batch.read, tally.ok) == (["a"], 1)


def test_stories_of_equal_bytes_are_all_read_and_counted(batch: Batch) -> None:
    tally = batch(doc("a", "same"), doc("b", "same"), doc("c", "same"), doc("d"))
    assert tally.ok == 4
    assert "2 stories with the same bytes as another; --skip-duplicates leaves them out" in summary(tally, "e")


def test_duplicates_are_left_out_on_request(batch: Batch) -> None:
    tally = batch(doc("a", "same"), doc("b", "same"), doc("c"), policy=Policy(skip_duplicates=True))
    assert (batch.read, tally.duplicates) == (["a", "c"], 1)
    assert batch(doc("z", "same"), policy=Policy(skip_duplicates=True)).duplicates == 1
    assert batch(doc("a", "same"), policy=Policy(skip_duplicates=True, force=True)).ok == 1


def test_interrupted_run_goes_on(batch: Batch) -> None:
    stories = [doc(name) for name in "abcde"]
    tally = batch(*stories, ticks=2)
    assert tally.interrupted
    done = batch.names()
    assert 0 < len(done) < 5
    assert not batch(*stories).interrupted
    assert len(batch.read) == 5 - len(done)


def test_stories_by_other_versions_are_told(batch: Batch) -> None:
    assert "1 story read by reports 0; --force reads them again" in summary(batch(doc("a")), "errors.jsonl")


def test_a_list_of_failures_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    from reports.errors import OutputError

    path = tmp_path / "notes.jsonl"
    path.write_text("my notes\n")
    with pytest.raises(OutputError, match="holds something else than a list of failures; give --errors another name"):
        ErrorLog(path, asked_for=True)
    assert path.read_text() == "my notes\n"


def test_a_list_asked_for_by_name_is_there_even_when_empty(tmp_path: Path) -> None:
    log = ErrorLog(tmp_path / "e.jsonl", asked_for=True)
    log.rewrite([])
    assert (tmp_path / "e.jsonl").read_bytes() == b""
