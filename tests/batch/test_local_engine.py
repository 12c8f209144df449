"""The local engine with real worker processes that do what the stories say (see stub_work.py)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.batch.local import LocalEngine
from reports.batch.settings import PAUSE, EngineSettings, Task, Tasks, WorkSettings, allowance, task_of
from reports.errors import ModelError, ReportsError
from reports.read.documents import Document
from reports.store.outcome import Outcome

STUB = WorkSettings(work="tests.batch.stub_work:work")


def tasks(*texts: str) -> list[Task]:
    """Tasks named by their place."""
    return [task_of(Document(str(place), text.encode(), "text"), "m") for place, text in enumerate(texts)]


def results(*texts: str, jobs: int = 2, timeout: float | None = 20.0) -> dict[str, Outcome]:
    """The outcome of each story by its place. Fails if a story has more than one."""
    engine = LocalEngine(EngineSettings(jobs, timeout, STUB))
    try:
        found = [outcome for outcome in engine.outcomes(iter(tasks(*texts))) if outcome]
    finally:
        engine.close()
    assert len({outcome.name for outcome in found}) == len(found)
    return {outcome.name: outcome for outcome in found}


def test_one_outcome_a_story() -> None:
    found = results(*(f"story {number}" for number in range(50)))
    assert sorted(found, key=int) == [str(number) for number in range(50)]
    assert {outcome.status for outcome in found.values()} == {"ok"}
    assert found["7"].words == 2
    assert found["7"].report
    assert b'"text":"story 7"' in found["7"].report


@pytest.mark.parametrize(
    "word, told",
    [
        ("kill", "ended its worker process 6 times (signal 9, SIGKILL); leave it out"),
        ("segfault", "ended its worker process 2 times (signal 11, SIGSEGV); leave it out"),
        ("exit", "ended its worker process 2 times (exit status 3); leave it out"),
    ],
)
def test_a_story_that_kills_its_worker_is_found_and_the_others_are_read(word: str, told: str) -> None:
    found = results("a", "b", word, "c", "d", "e")
    assert {name for name, outcome in found.items() if outcome.status == "ok"} == {"0", "1", "3", "4", "5"}
    assert (found["2"].error_class, found["2"].reason) == ("WorkerDied", told)
    assert found["2"].sha256


def test_a_story_whose_worker_was_killed_by_chance_is_read(tmp_path: Path) -> None:
    found = results("a", f"once {tmp_path / 'died'}", "b", jobs=1)
    assert {outcome.status for outcome in found.values()} == {"ok"}
    assert (tmp_path / "died").exists()


def test_a_story_that_hangs_is_ended_and_the_others_are_read() -> None:
    began = time.monotonic()
    found = results("a", "hang", "b", "c", timeout=0.75)
    assert (found["1"].error_class, found["1"].reason) == (
        "TimeOut",
        "took longer than 0.75 s; give it more with --timeout",
    )
    assert [found[name].status for name in ("0", "2", "3")] == ["ok"] * 3
    assert time.monotonic() - began < 10


def test_a_long_story_gets_time_in_proportion() -> None:
    assert allowance(60, 10) == 60
    assert allowance(60, 1_000_000) == 600
    assert allowance(None, 10) == float("inf")


def test_errors_become_failures() -> None:
    found = results("raise division by zero", "refuse", "a", "memory", "raise " + "very " * 1000)
    assert found["3"].error_class == "MemoryError"
    assert len(found["4"].reason or "") < 600
    assert found["0"].error_class == "Defect"
    assert found["0"].reason == "failed inside reports (ValueError: division by zero); please report it"
    assert (found["1"].error_class, found["1"].reason) == ("InputError", "is odd; make it even")
    assert found["2"].status == "ok"


def test_what_would_spoil_every_story_ends_the_batch() -> None:
    with pytest.raises(ModelError, match=r"^the model is gone$"):
        results("a", "unfit", "b")


def test_workers_that_cannot_start_end_the_batch() -> None:
    engine = LocalEngine(EngineSettings(1, None, WorkSettings(work="no.such.module:work")))
    with pytest.raises(ReportsError, match="worker processes end before they are ready"):
        list(engine.outcomes(iter(tasks("a"))))
    engine.close()


def test_a_worker_that_cannot_be_had_ends_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("subprocess.Popen", refuse)
    with pytest.raises(
        ReportsError, match=r"^cannot start a worker process \(resource temporarily unavailable\); try fewer"
    ):
        results("a")


def test_what_a_library_prints_does_no_harm() -> None:
    assert {outcome.status for outcome in results(*["print"] * 5).values()} == {"ok"}


def test_large_stories_with_large_reports_block_nobody() -> None:
    large = "x " * 3_000_000
    found = results(*[large] * 6, "small", timeout=60)
    assert [outcome.status for outcome in found.values()] == ["ok"] * 7
    assert all(len(found[str(place)].report or b"") > 6_000_000 for place in range(6))


def test_a_pause_in_the_stories_is_no_end() -> None:
    def stream() -> Tasks:
        first, second = tasks("a", "b")
        yield first
        yield from (PAUSE, None, PAUSE)
        yield second

    engine = LocalEngine(EngineSettings(1, 20.0, STUB))
    found = [outcome.name for outcome in engine.outcomes(stream()) if outcome]
    engine.close()
    assert found == ["0", "1"]


def test_passing_over_what_is_done_takes_no_time() -> None:
    engine = LocalEngine(EngineSettings(1, 20.0, STUB))
    began = time.monotonic()
    assert [one for one in engine.outcomes(iter([None] * 1000)) if one] == []
    assert time.monotonic() - began < 1


def test_stories_are_taken_as_they_can_be_worked_on() -> None:
    """The parent holds few stories at a time: its memory does not grow with the archive."""
    taken = 0

    def stream() -> Iterator[Task]:
        nonlocal taken
        for task in tasks(*["slow"] * 200):
            taken += 1
            yield task

    engine = LocalEngine(EngineSettings(2, 20.0, STUB))
    done = 0
    for outcome in engine.outcomes(stream()):
        done += outcome is not None
        assert taken - done <= 10
    engine.close()
    assert done == 200


def test_workers_stay_for_the_next_stories_and_go_at_the_end() -> None:
    engine = LocalEngine(EngineSettings(1, 20.0, STUB))
    assert len([one for one in engine.outcomes(iter(tasks("a"))) if one]) == 1
    first = engine.pids()
    assert len([one for one in engine.outcomes(iter(tasks("b"))) if one]) == 1
    assert engine.pids() == first
    engine.close()
    assert engine.pids() == []


def test_no_more_workers_than_stories() -> None:
    engine = LocalEngine(EngineSettings(8, 20.0, STUB))
    assert len([one for one in engine.outcomes(iter(tasks("a", "b"))) if one]) == 2
    assert len(engine.pids()) <= 2
    engine.close()


def test_a_worker_is_renewed_after_many_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.batch.local._RENEW", 3)
    engine = LocalEngine(EngineSettings(1, 20.0, STUB))
    seen: set[int] = set()
    names = []
    for outcome in engine.outcomes(iter(tasks(*"abcdefg"))):
        seen.update(engine.pids())
        names += [outcome.name] if outcome else []
    engine.close()
    assert sorted(names) == list("0123456")
    assert len(seen) == 3
