"""The local engine: worker processes that are watched, fed one story at a time, and replaced when they die.

Each worker has pipes of its own and shares no lock or queue with another, so that a process killed at any moment takes
nothing with it but the story it was at, and the parent knows which one that was.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait

from reports import errors
from reports.batch.settings import PAUSE, EngineSettings, Task, Tasks
from reports.batch.supervised import Death, Worker
from reports.errors import ReportsError, reason_of
from reports.store.outcome import Outcome, failed

# A story whose worker died is tried again: it may have been killed from outside, as by the kernel short of memory.
TRIES, TRIES_IF_KILLED, TRIES_IF_LONG = 2, 6, 3
_LONG = 1_000_000  # bytes; a try takes minutes, and memory is the likely reason
_STARTS = 3  # workers that end by themselves before one was ever ready: there is no use in more
_STARTS_IF_KILLED = 100
_AHEAD = 2  # stories a worker is given, so that it never waits for the parent
_AHEAD_BYTES = 48_000  # fits into a pipe: to send it never blocks
_WINDOW_BYTES = 64 * 2**20  # of stories held by the parent, or one story if that is larger
_TICK = 0.25  # seconds
_PULL = 0.05  # seconds spent on finding stories before workers are looked after
_RENEW = 5_000  # stories after which a worker is replaced: spaCy keeps every new word it meets


class LocalEngine:
    """Worker processes on this machine. They stay warm from one call of `outcomes` to the next, until `close`."""

    def __init__(self, settings: EngineSettings) -> None:
        self.settings = settings
        self._workers: list[Worker] = []
        self._waiting: deque[Task] = deque()
        self._waiting_bytes = 0
        self._deaths: Counter[str] = Counter()
        self._failed_starts = 0

    def outcomes(self, tasks: Tasks) -> Iterator[Outcome | None]:
        """Yields one outcome per task, in the order they are done, and None now and then: the caller can look up.

        Tasks are taken as they can be worked on.
        Raises `ModelError` or another `ReportsError` if workers cannot be had.
        """
        more = True
        while True:
            more, idle = self._pull(tasks, more=more)
            self._staff()
            self._feed()
            if not more and not self._waiting and not self._busy():
                return
            yield from self._collect(0 if more and not idle and self._room() else _TICK)
            yield None

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.stop()
        self._workers.clear()

    def pids(self) -> list[int]:
        """The process ids of the workers that run."""
        return [worker.process.pid for worker in self._workers]

    def _pull(self, tasks: Tasks, *, more: bool) -> tuple[bool, bool]:
        """Take tasks while there is room and time. Returns whether there may be more, and whether there is none now."""
        until = time.monotonic() + _PULL
        while more and self._room() and time.monotonic() < until:
            try:
                task = next(tasks)
            except StopIteration:
                return False, False
            if isinstance(task, Task):
                self._push(task)
            else:
                return True, task is PAUSE
        return more, False

    def _push(self, task: Task) -> None:
        self._waiting.append(task)
        self._waiting_bytes += task.size

    def _room(self) -> bool:
        held = len(self._waiting)
        return not held or held < _AHEAD * self.settings.jobs and self._waiting_bytes < _WINDOW_BYTES

    def _busy(self) -> bool:
        return any(worker.tasks for worker in self._workers)

    def _staff(self) -> None:
        """Start a worker for each story that waits, up to the number of jobs."""
        wanted = min(self.settings.jobs, len(self._waiting) + sum(1 for worker in self._workers if worker.tasks))
        while len(self._workers) < wanted:
            try:
                self._workers.append(Worker(self.settings))
            except OSError as error:
                told = f"cannot start a worker process ({reason_of(error)}); try fewer --jobs"
                raise ReportsError(told) from None

    def _feed(self) -> None:
        """Hand out waiting stories: first to workers that have none, then one in advance if it is small."""
        for ahead in range(_AHEAD):
            for worker in self._workers:
                if not self._waiting:
                    return
                if worker.ready and len(worker.tasks) == ahead and self._fits(worker):
                    task = self._waiting.popleft()
                    self._waiting_bytes -= task.size
                    worker.give(task)

    def _fits(self, worker: Worker) -> bool:
        if worker.done + len(worker.tasks) >= _RENEW:
            return False
        return not worker.tasks or self._waiting[0].size + sum(task.size for task in worker.tasks) < _AHEAD_BYTES

    def _collect(self, seconds: float) -> Iterator[Outcome]:
        """Yields what the workers have answered, and what became of those that died or took too long."""
        channels: dict[object, Worker] = {worker.replies: worker for worker in self._workers}
        for channel in _waited([worker.replies for worker in self._workers], seconds):
            worker = channels[channel]
            try:
                reply = worker.receive()
            except Death as death:
                yield from self._bury(worker, death)
                continue
            if reply[0] == "outcome":
                outcome: Outcome = reply[1]
                self._deaths.pop(outcome.name, None)
                self._failed_starts = 0
                yield outcome
                if worker.done >= _RENEW and not worker.tasks:
                    self._dismiss(worker)
            elif reply[0] == "unfit":
                raise _unfit(reply[1], reply[2])
        for worker in list(self._workers):
            allowed = worker.overdue()
            if allowed is not None:
                yield self._time_out(worker, allowed)

    def _dismiss(self, worker: Worker) -> None:
        """End a worker; what it had not answered waits for another, in its old order."""
        worker.stop()
        self._workers.remove(worker)
        self._waiting.extendleft(reversed(worker.tasks))
        self._waiting_bytes += sum(task.size for task in worker.tasks)
        worker.tasks.clear()

    def _bury(self, worker: Worker, death: Death) -> Iterator[Outcome]:
        """What follows from a worker's death: its story is blamed only after several tries."""
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= (_STARTS_IF_KILLED if death.from_outside else _STARTS):
                raise ReportsError(
                    f"worker processes end before they are ready ({death.told}); try fewer --jobs, or REPORTS_DEBUG=1"
                    " to see what they say"
                )
        elif worker.tasks:
            task = worker.tasks[0]
            name = task.document.name
            self._deaths[name] += 1
            if self._deaths[name] >= _tries(death, task.size):
                worker.tasks.popleft()
                reason = f"ended its worker process {self._deaths.pop(name)} times ({death.told}); leave it out"
                yield failed(name, reason, "WorkerDied", sha256=task.sha256, made_by=task.made_by)
        self._dismiss(worker)

    def _time_out(self, worker: Worker, allowed: float) -> Outcome:
        task = worker.tasks.popleft()
        self._dismiss(worker)
        told = f"{allowed:.0f}" if allowed >= 10 else f"{allowed:.3g}"
        reason = f"took longer than {told} s; give it more with --timeout"
        return failed(task.document.name, reason, "TimeOut", sha256=task.sha256, made_by=task.made_by)


def _tries(death: Death, size: int) -> int:
    """How many workers a story may lose before it is blamed for it."""
    if not death.from_outside:
        return TRIES
    return TRIES_IF_LONG if size > _LONG else TRIES_IF_KILLED


def _waited(channels: list[Connection], seconds: float) -> Sequence[object]:
    """The channels that have something to read or have ended, after waiting for a first one for some time."""
    if channels:
        return wait(channels, seconds)
    time.sleep(seconds)
    return []


def _unfit(error_class: str, message: str) -> ReportsError:
    """The error that a worker told of, as its own class."""
    kind = getattr(errors, error_class, ReportsError)
    return kind(message) if kind in (errors.ModelError, errors.DataError) else ReportsError(message)
