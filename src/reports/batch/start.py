"""A batch set up from what the user asked for: sink, engine, inputs, and the run over them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reports.batch.inputs import Inputs, Own
from reports.batch.runner import Engine, Policy, Run
from reports.batch.settings import EngineSettings
from reports.batch.tally import Tally
from reports.batch.watch import Watch
from reports.errors import InputError, OutputError
from reports.read.documents import Document, Failure, ReadOptions
from reports.read.walk import STDIN
from reports.store import Outcome, is_working_file, open_sink, own_files, resolved
from reports.store.errorlog import ErrorLog, default_path


class Show(Protocol):
    """Where the state of a batch is shown."""

    def tick(self, tally: Tally, share: float | None) -> bool:
        """Show the state; False ends the batch."""

    def failure(self, outcome: Outcome) -> None:
        """Show a story that failed."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for.

    `cluster` is the address of a scheduler, "" for a cluster on this machine, None for worker processes without one.
    With `watch` (seconds between two looks) the batch goes on until it is stopped. `measure` makes the share known.
    """

    inputs: tuple[str, ...]
    out: Path
    errors: Path | None = None
    engine: EngineSettings = field(default_factory=EngineSettings)
    cluster: str | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    policy: Policy = field(default_factory=Policy)
    watch: float | None = None
    measure: bool = False


def default_jobs() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def errors_path(request: Request) -> Path:
    """The file that lists the failures of a batch."""
    return request.errors or default_path(request.out)


def start(request: Request, show: Show) -> Tally:
    """Run a batch to its end, and return what it did.

    Raises `OutputError` if the sink cannot be had or takes no more, `InputError` if there is no story at all,
    `ModelError` if there is no model.
    """
    _refuse_clash(request)
    errors = errors_path(request)
    own = own_files(request.out, errors)
    with open_sink(request.out) as sink:
        log = ErrorLog(errors, asked_for=request.errors is not None)
        inputs = Inputs(request.inputs, request.read, own)
        if request.measure and request.watch is None:
            inputs.measure()
        engine = _engine(request)
        try:
            run = Run(sink, log, engine, request.policy, lambda tally: show.tick(tally, inputs.share), show.failure)
            tally = run.over(_stream(request, inputs, own))
        finally:
            engine.close()
    tally.passed_over = inputs.passed_over
    if not tally.seen and not tally.interrupted and request.watch is None:
        raise InputError(" ".join(request.inputs), "holds no stories", "name files or folders with stories in them")
    return tally


def _stream(request: Request, inputs: Inputs, own: Own) -> Iterable[Document | Failure | None]:
    if request.watch is None:
        return inputs.stream()
    return Watch(request.inputs, request.read, own, request.watch).stream()


def _engine(request: Request) -> Engine:
    if request.cluster is None:
        from reports.batch.local import LocalEngine

        return LocalEngine(request.engine)
    from reports.batch.cluster import ClusterEngine

    return ClusterEngine(request.engine, request.cluster)


def _refuse_clash(request: Request) -> None:
    """Raises `OutputError` if what is written would fall on what is read, or on itself."""
    if request.errors is not None:
        resolved(request.errors)
        if is_working_file(request.out, request.errors):
            raise OutputError(request.errors, "is part of the output", "give --errors another name")
    own = own_files(request.out)
    for given in request.inputs:
        if given != STDIN and os.path.lexists(given) and own(Path(given)):
            raise OutputError(request.out, f"holds what is to be read ({given})", "give -o another name")
