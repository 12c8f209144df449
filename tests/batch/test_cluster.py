"""The Dask engine on a cluster of this machine, with the stub."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.batch.killing import children, descendants
from tests.batch.stub_work import work

from reports.batch.cluster import ClusterEngine
from reports.batch.local import LocalEngine
from reports.batch.settings import EngineSettings, Task, WorkSettings, task_of
from reports.errors import ReportsError
from reports.read.documents import Document
from reports.store import Outcome

pytest.importorskip("distributed")

STUB = WorkSettings(work="tests.batch.stub_work:work")


def tasks(texts: list[str]) -> Iterator[Task]:
    return (task_of(Document(f"{place:05}", text.encode(), "text"), "m") for place, text in enumerate(texts))


def results(engine: LocalEngine | ClusterEngine, texts: list[str]) -> list[Outcome]:
    """All outcomes, sorted by name. Fails if a story has not exactly one."""
    try:
        found = [outcome for outcome in engine.outcomes(tasks(texts)) if outcome]
    finally:
        engine.close()
    assert sorted(outcome.name for outcome in found) == [f"{place:05}" for place in range(len(texts))]
    return sorted(found, key=lambda outcome: outcome.name)


def test_equals_the_local_engine_byte_for_byte() -> None:
    texts = [f"story {number}" for number in range(60)] + ["raise x", "segfault", "refuse", "hang"] + ["x " * 600_000]
    settings = EngineSettings(2, 2.0, STUB)
    assert results(ClusterEngine(settings, ""), texts) == results(LocalEngine(settings), texts)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")
@pytest.mark.parametrize(
    ("count", "kills"),
    [(300, 1), *(pytest.param(2000, kills, marks=pytest.mark.slow) for kills in (1, 6))],
)
def test_killed_workers_of_the_cluster_lose_nothing(count: int, kills: int) -> None:
    killed: list[int] = []
    over = threading.Event()

    def kill() -> None:
        chance = random.Random(kills)
        while len(killed) < kills and not over.wait(chance.uniform(0.3, 0.8)):
            ours = [pid for pid in children(os.getpid()) if b"spawn_main" in _command(pid)]
            if ours and any(descendants(pid) for pid in ours):
                victim = chance.choice(ours)
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)
                over.wait(4)  # a new one takes its place

    engine = ClusterEngine(EngineSettings(2, 20.0, STUB), "")
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        found = results(engine, ["slow story"] * count)
    finally:
        over.set()
        killer.join()
    assert len(killed) == kills
    assert {outcome.status for outcome in found} == {"ok"}


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


class LosingClient:
    """A cluster whose machines go away with any batch that has a certain story in it."""

    status = "running"

    def __init__(self, bad: str, error: type[Exception]) -> None:
        self.bad, self.error = bad, error
        self.sizes: list[int] = []

    def nthreads(self) -> dict[str, int]:
        return {"a": 1}

    def submit(self, run: object, batch: list[Task], settings: EngineSettings, **_: object) -> LostFuture:
        self.sizes.append(len(batch))
        lost = any(task.document.name == self.bad for task in batch)
        return LostFuture(self.error("gone") if lost else None, batch)

    def cancel(self, futures: object) -> None:
        """Nothing is under way."""

    run = close = cancel  # type: ignore[assignment]


class LostFuture:
    def __init__(self, error: Exception | None, batch: list[Task]) -> None:
        self.status = "error" if error else "finished"
        self.error, self.batch = error, batch

    def exception(self) -> Exception | None:
        return self.error

    def result(self) -> list[Outcome]:
        return [work(task, STUB) for task in self.batch]

    def release(self) -> None:
        """Holds nothing."""

    def add_done_callback(self, call: Callable[[LostFuture], None]) -> None:
        call(self)


class KilledWorker(Exception):  # noqa: N818 - Dask's name for it
    """As Dask raises it when a batch has taken several machines along."""


@pytest.mark.parametrize(
    ("error", "sizes"),
    [(KilledWorker, [8, 4, 4, 2, 2, 1, 1, 1, 1]), (ConnectionError, [8, 8, 8, 4, 4, 4, 4, 2, 2, 2, 2, 1, 1, 1, 1])],
)
def test_a_batch_that_takes_machines_along_is_halved_until_its_story_is_alone(
    error: type[Exception], sizes: list[int]
) -> None:
    engine = ClusterEngine(EngineSettings(1, 20.0, STUB), "")
    engine._client = client = LosingClient("00005", error)
    found = results(engine, ["a story"] * 8)
    assert [outcome.name for outcome in found if outcome.status != "ok"] == ["00005"]
    assert (found[5].error_class, found[5].reason) == (
        "WorkerDied",
        f"could not be read on the cluster, tried 3 times ({error.__name__}: gone); leave it out",
    )
    assert sorted(client.sizes, reverse=True) == sizes


def test_nobody_stays_behind() -> None:
    results(ClusterEngine(EngineSettings(1, 20.0, STUB), ""), ["a"])
    end = time.monotonic() + 10
    while any(b"reports.batch.worker" in _command(pid) for pid in descendants(os.getpid())):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.batch.cluster._REACH", 1.0)
    with pytest.raises(
        ReportsError, match=r"^the scheduler at tcp://127\.0\.0\.1:9 cannot be reached .*check the address"
    ):
        results(ClusterEngine(EngineSettings(1, 20.0, STUB), "tcp://127.0.0.1:9"), ["a"])


def test_an_address_that_is_none() -> None:
    with pytest.raises(ReportsError, match=r"^the scheduler at nonsense:// cannot be reached"):
        results(ClusterEngine(EngineSettings(1, 20.0, STUB), "nonsense://"), ["a"])


def test_a_running_scheduler_is_used_and_left_running() -> None:
    import distributed

    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, dashboard_address=None, memory_limit=0, host="127.0.0.1"
    ) as cluster:
        for _ in range(2):
            found = results(ClusterEngine(EngineSettings(1, 20.0, STUB), cluster.scheduler_address), ["a", "b", "c"])
            assert {outcome.status for outcome in found} == {"ok"}


def test_without_dask_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ReportsError, match=r"pip install 'battlefield-reports\[cluster\]'"):
        results(ClusterEngine(EngineSettings(1, 20.0, STUB), ""), ["a"])


def test_a_cluster_that_stays_empty_ends_the_batch_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    class Empty(LosingClient):
        def nthreads(self) -> dict[str, int]:
            return {}

    class Never(LostFuture):
        def add_done_callback(self, call: Callable[[LostFuture], None]) -> None:
            """Nobody works on it."""

    monkeypatch.setattr("reports.batch.cluster._EMPTY", 0.0)
    monkeypatch.setattr("reports.batch.cluster._LOOK", 0.1)
    monkeypatch.setattr(Empty, "submit", lambda self, run, batch, settings, **more: Never(None, batch))
    engine = ClusterEngine(EngineSettings(1, 20.0, STUB), "tcp://far:1")
    engine._client = Empty("", ValueError)
    with pytest.raises(
        ReportsError, match=r"^the scheduler at tcp://far:1 has had no workers for 0 minutes; what is done"
    ):
        results(engine, ["a"])
