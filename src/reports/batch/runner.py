"""A batch from its inputs to its sink: what is new is read, each story has one outcome, and the sink has it at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import reports
from reports.batch.settings import PAUSE, EngineSettings, Task, Tasks, maker_of, task_of
from reports.batch.tally import Tally
from reports.read.documents import Document, Failure
from reports.store import Outcome, Sink, Status, failed
from reports.store.errorlog import ErrorLog

_GLANCE = 100  # stories done before that are passed over before the workers are looked after
_KEPT = 10_000
_SEPARATORS = "!:#/"


class Engine(Protocol):
    """What reads stories: worker processes here, or a cluster."""

    settings: EngineSettings

    def outcomes(self, tasks: Tasks) -> Iterator[Outcome | None]:
        """Yields one outcome per task in any order, and None now and then."""

    def close(self) -> None:
        """Let all workers go."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is read: at most `limit` stories; those done before too (`force`), or only those that failed (`retry`);
    each content once (`skip_duplicates`)."""

    limit: int | None = None
    force: bool = False
    retry: bool = False
    skip_duplicates: bool = False


@dataclass(slots=True)
class Run:
    """A batch that is running. `tick` is called a few times a second or more; it ends the batch by returning False."""

    sink: Sink
    errors: ErrorLog
    engine: Engine
    policy: Policy
    tick: Callable[[Tally], bool]
    on_failure: Callable[[Outcome], None] = lambda outcome: None
    tally: Tally = field(default_factory=Tally)
    _in_flight: dict[str, str] = field(default_factory=dict)
    _passing: list[Outcome] = field(default_factory=list)
    _unopened: set[str] = field(default_factory=set)

    def over(self, stream: Iterable[Document | Failure | None]) -> Tally:
        """Read a stream of stories to its end. None in the stream means: nothing for the moment.

        Raises `OutputError` if the sink takes no more, `ModelError` if there is no model.
        """
        self._unopened = {one.name for one in self.sink.ledger.failures() if one.sha256 is None}
        self.errors.rewrite(self.sink.ledger.failures())
        for outcome in self.engine.outcomes(self._tasks(stream)):
            if outcome is not None:
                self._in_flight.pop(outcome.name, None)
                self._keep(outcome)
            if not self.tick(self.tally):
                self.tally.interrupted = True
                break
        self.errors.rewrite(_merged(self.sink.ledger.failures(), self._passing))
        self.tally.ended = time.monotonic()
        self.tally.totals = self.sink.ledger.totals()
        self.tally.older = {
            version: number for version, number in self.sink.ledger.versions().items() if version != reports.__version__
        }
        return self.tally

    def _tasks(self, stream: Iterable[Document | Failure | None]) -> Tasks:
        """Yields what is to be read, `PAUSE` where the stream pauses, and None where much of it was passed over."""
        maker = maker_of(self.engine.settings.work)
        given = passed = 0
        for item in stream:
            if item is None:
                yield PAUSE
                continue
            passed += 1
            if isinstance(item, Failure):
                self._not_opened(item)
            else:
                task = task_of(item, maker)
                self._opened(task.document.name)
                if self._wanted(task):
                    if self.policy.limit is not None and given >= self.policy.limit:
                        self.tally.limited = True
                        return
                    given += 1
                    self._in_flight[task.document.name] = task.sha256
                    yield task
                    continue
            if passed % _GLANCE == 0:
                yield None

    def _wanted(self, task: Task) -> bool:
        """Whether a story is to be read now; counts it if not."""
        name = task.document.name
        if name in self._in_flight:
            return False
        known = self.sink.ledger.known(name)
        if known and not self.policy.force and (known.sha256, known.made_by) == (task.sha256, task.made_by):
            if known.status == Status.OK or not self.policy.retry:
                self.tally.before += 1
                self.tally.failed_before += known.status == Status.FAILED
                return False
        if self.policy.skip_duplicates and self._has_twin(task):
            self.tally.duplicates += 1
            return False
        return True

    def _has_twin(self, task: Task) -> bool:
        return task.sha256 in self._in_flight.values() or self.sink.ledger.has_other(task.document.name, task.sha256)

    def _keep(self, outcome: Outcome) -> None:
        if outcome.status != Status.LEFT_OUT:
            self.sink.put(outcome)
        self._count(outcome)

    def _count(self, outcome: Outcome) -> None:
        self.tally.count(outcome)
        if outcome.status == Status.FAILED:
            self.errors.add(outcome)
            self.on_failure(outcome)

    def _not_opened(self, failure: Failure) -> None:
        """Note an input that could not be opened. A report that was made of it before is still good and is kept."""
        outcome = failed(failure.name, failure.reason, failure.error_class)
        known = self.sink.ledger.known(failure.name)
        if known is not None and known.status == Status.OK:
            self._passing[_KEPT:] = []
            self._passing.append(outcome)
            self._count(outcome)
        else:
            self._keep(outcome)

    def _opened(self, name: str) -> None:
        """Forget that the archive or folder of a story could not be opened once."""
        if not self._unopened:
            return
        for at, character in enumerate(name):
            if character in _SEPARATORS and name[:at] in self._unopened:
                self._unopened.discard(name[:at])
                self.sink.ledger.forget(name[:at])


def _merged(failures: Iterator[Outcome], more: list[Outcome]) -> Iterator[Outcome]:
    yield from failures
    yield from sorted(more, key=lambda outcome: outcome.name)
