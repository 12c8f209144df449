"""The Dask engine: the same work on many machines, or as a cluster on this one.

A task of the cluster is a batch of stories; on each of its threads a `LocalEngine` with one worker process does them,
so that time limits and stories that kill their process mean here what they mean on one machine. What the cluster adds
is machines that go away: a batch is given to another a bounded number of times, then cut in halves until the story
that takes its worker along is alone.
"""

from __future__ import annotations

import logging
import queue
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from reports.batch.local import LocalEngine
from reports.batch.settings import PAUSE, EngineSettings, Task, Tasks, maker_of
from reports.errors import ReportsError
from reports.store.outcome import Outcome, failed

_BATCH, _BATCH_BYTES = 8, 1 << 20
_TRIES = 3  # times that a batch, then a story, is given to the cluster
_AHEAD = 2  # batches for each thread of the cluster
_TICK = 0.25  # seconds
_PULL = 0.05  # seconds spent on finding stories before the cluster is looked after
_LOOK = 5.0  # seconds between two looks at the size of the cluster
_PATIENCE = 60.0  # seconds to wait for a first worker
_EMPTY = 600.0  # seconds to wait for workers that have gone
_REACH = 10.0  # seconds to reach the scheduler


@dataclass(frozen=True, slots=True)
class _Sent:
    tasks: tuple[Task, ...]
    tries: int = 1


class ClusterEngine:
    """A Dask cluster: that of a scheduler by its address, or one on this machine ("")."""

    def __init__(self, settings: EngineSettings, address: str) -> None:
        self.settings = settings
        self._cluster: Any = None
        self._client: Any = None
        self._address = address
        self._sent: dict[Any, _Sent] = {}
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._threads = 0
        self._looked = 0.0
        self._peopled = 0.0  # when the cluster was last seen to have workers

    def outcomes(self, tasks: Tasks) -> Iterator[Outcome | None]:
        """Yields one outcome per task, in the order they are done, and None now and then.

        Raises `ReportsError` if the cluster cannot be reached or has another version of this package.
        """
        more, batch = True, _Batch()
        while True:
            idle, until = False, time.monotonic() + _PULL
            while more and not idle and len(self._sent) < self._room() and time.monotonic() < until:
                task = next(tasks, _END)
                more, idle = task is not _END, task is PAUSE
                if isinstance(task, Task):
                    batch.add(task)
                if batch.full or batch.tasks and (idle or not more):
                    self._submit(_Sent(batch.take()))
            if not more and not self._sent:
                return
            yield from self._collect(_TICK if not more or idle or len(self._sent) >= self._room() else 0)
            yield None

    def close(self) -> None:
        """Let the cluster go; one on this machine ends."""
        if self._client is None:
            return
        with suppress(Exception):
            self._client.cancel(list(self._sent))
        with suppress(Exception):
            self._client.run(close_engines, wait=False)
        for held in (self._client, self._cluster):
            if held is not None:
                with suppress(Exception):
                    held.close(timeout=5)

    def _room(self) -> int:
        """How many batches may be under way: by the size of the cluster, which may change at any time."""
        if self._client is None:
            return 1
        if time.monotonic() - self._looked > _LOOK:
            self._looked = time.monotonic()
            self._look()
        return max(_AHEAD * self._threads, 1)

    def _look(self) -> None:
        """See how many threads the cluster has. One on this machine gets lost processes back; others are waited for."""
        if self._client.status != "running":
            raise ReportsError(f"{self._where()} has gone; what is done is safe, give the same command again")
        self._threads = sum(self._client.nthreads().values())
        if self._cluster is not None and self._threads < self.settings.jobs:
            self._cluster.scale(self.settings.jobs)
        if self._threads:
            self._peopled = time.monotonic()
        elif time.monotonic() - self._peopled > _EMPTY:
            raise ReportsError(
                f"{self._where()} has had no workers for {_EMPTY / 60:.0f} minutes; what is done is safe, start workers"
                " and give the same command again"
            )

    def _connect(self) -> None:
        distributed = _distributed()
        warnings.filterwarnings("ignore", module="distributed")
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            if not self._address:
                self._cluster = self._started(distributed)
            self._client = distributed.Client(self._cluster or self._address, timeout=_REACH)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            problem = "has no workers" if self._client is not None else f"cannot be reached ({_first_line(error)})"
            raise ReportsError(f"{self._where()} {problem}; check the address and start workers") from None
        self._peopled = time.monotonic()
        if self._cluster is not None:
            self._client.register_plugin(_deafness(distributed))
        self._check_versions()

    def _started(self, distributed: Any) -> Any:
        """A cluster on this machine. A process that is lost while it starts fails the start: it is tried again."""
        for last in (False, False, True):
            try:
                return distributed.LocalCluster(
                    n_workers=self.settings.jobs,
                    threads_per_worker=1,
                    memory_limit=0,
                    dashboard_address=None,
                    host="127.0.0.1",
                    silence_logs=logging.CRITICAL,
                )
            except RuntimeError as error:
                if last:
                    raise ReportsError(f"{self._where()} does not start ({_first_line(error)}); try again") from None
        raise AssertionError("the last try returns or raises")

    def _check_versions(self) -> None:
        """Raises `ReportsError` if a worker would make other reports than this machine."""
        ours = maker_of(self.settings.work)
        try:
            found = self._client.run(maker_of, self.settings.work, on_error="return")
        except Exception as error:
            raise ReportsError(f"{self._where()} cannot run reports ({_first_line(error)})") from None
        for worker, theirs in sorted(found.items()):
            if isinstance(theirs, Exception):
                raise ReportsError(
                    f"worker {worker} cannot run reports ({_first_line(theirs)}); install the same version there"
                )
            if theirs != ours:
                raise ReportsError(
                    f"worker {worker} has other models ({theirs}, here {ours}); install the same versions there"
                )

    def _where(self) -> str:
        return f"the scheduler at {self._address}" if self._address else "the cluster on this machine"

    def _submit(self, sent: _Sent) -> None:
        if self._client is None:
            self._connect()
        work = replace(self.settings, jobs=1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a long story makes a large message, and that is fine
            future = self._client.submit(run_batch, list(sent.tasks), work, pure=False, retries=0)
        self._sent[future] = sent
        future.add_done_callback(self._done.put)

    def _collect(self, seconds: float) -> Iterator[Outcome]:
        """Yields the outcomes of the batches that have come back, after waiting for a first one for some time."""
        wait = seconds
        while True:
            try:
                future = self._done.get(timeout=wait) if wait else self._done.get_nowait()
            except queue.Empty:
                return
            wait = 0
            sent = self._sent.pop(future, None)
            if sent is None:
                continue
            if future.status == "finished":
                yield from future.result()
            else:
                yield from self._again(sent, _error_of(future))
            future.release()

    def _again(self, sent: _Sent, error: BaseException | None) -> Iterator[Outcome]:
        """Give a batch that came to nothing to the cluster again, in halves after some tries; blame a story at last."""
        if isinstance(error, ReportsError):
            raise error
        if sent.tries < (_TRIES if len(sent.tasks) == 1 or not _killed(error) else 1):
            self._submit(_Sent(sent.tasks, sent.tries + 1))
        elif len(sent.tasks) > 1:
            middle = len(sent.tasks) // 2
            self._submit(_Sent(sent.tasks[:middle]))
            self._submit(_Sent(sent.tasks[middle:]))
        else:
            task = sent.tasks[0]
            told = _first_line(error) if error is not None else "cancelled"
            reason = f"could not be read on the cluster, tried {sent.tries} times ({told}); leave it out"
            yield failed(task.document.name, reason, "WorkerDied", sha256=task.sha256, made_by=task.made_by)


class _Batch:
    """Stories on their way to the cluster together."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []

    @property
    def full(self) -> bool:
        return len(self.tasks) >= _BATCH or sum(task.size for task in self.tasks) >= _BATCH_BYTES

    def add(self, task: Task) -> None:
        self.tasks.append(task)

    def take(self) -> tuple[Task, ...]:
        taken, self.tasks = tuple(self.tasks), []
        return taken


_END: Any = object()
_engines: dict[int, LocalEngine] = {}
_engines_lock = threading.Lock()


def run_batch(tasks: list[Task], settings: EngineSettings) -> list[Outcome]:
    """The outcomes of a batch, in the order they are done. Runs on a thread of the cluster, which keeps its worker."""
    thread = threading.get_ident()
    with _engines_lock:
        engine = _engines.get(thread)
        if engine is None or engine.settings != settings:
            if engine is not None:
                engine.close()
            engine = _engines[thread] = LocalEngine(settings)
    return [outcome for outcome in engine.outcomes(iter(tasks)) if outcome is not None]


def close_engines() -> None:
    """End the worker processes that `run_batch` keeps on a machine of the cluster."""
    with _engines_lock:
        for engine in _engines.values():
            engine.close()
        _engines.clear()


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise ReportsError(
            "the dask engine is not installed; install it with: pip install 'battlefield-reports[cluster]'"
        ) from None
    return distributed


def _deafness(distributed: Any) -> Any:
    """A plugin for workers of this machine: Ctrl-C goes to every process of the terminal, and ours sees to it."""

    class Deaf(distributed.WorkerPlugin):  # type: ignore[misc]
        def setup(self, worker: Any) -> None:
            with suppress(ValueError):  # not the main thread: then it hears nothing anyway
                signal.signal(signal.SIGINT, signal.SIG_IGN)

    return Deaf()


def _error_of(future: Any) -> BaseException | None:
    if future.status != "error":
        return None
    error: BaseException | None = future.exception()
    return error


def _killed(error: BaseException | None) -> bool:
    return type(error).__name__ == "KilledWorker"


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0][:200]
