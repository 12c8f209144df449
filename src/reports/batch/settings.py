"""What a batch is asked to do, as small records that travel to the workers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path

from reports.read.documents import Document
from reports.records import SCHEMA_VERSION
from reports.versions import MODELS, tagger

DEFAULT_WORK = "reports.batch.work:report_of"


@dataclass(frozen=True, slots=True)
class WorkSettings:
    """How a worker reads a story. `work` names the function that does it, as "module:function".

    `date` is the publication date of stories that give none; stories published before `since` are left out (ISO dates).
    """

    model: str | None = None
    fast: bool = False
    date: str | None = None
    since: str | None = None
    work: str = DEFAULT_WORK


@dataclass(frozen=True, slots=True)
class Task:
    """A story on its way to a worker. `made_by` is what its outcome will say (see `made_by`)."""

    document: Document
    sha256: str
    made_by: str

    @property
    def size(self) -> int:
        return len(self.document.data)


class Pause:
    """In place of a task: there is nothing to do for the moment."""


PAUSE = Pause()
# None in a stream of tasks: there may be more to do at once, but look after the workers first.
Tasks = Iterator[Task | Pause | None]


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How the workers are kept.

    `timeout` is in seconds for a story of up to `TIMEOUT_BYTES`, in proportion for a longer one; None is no limit.
    """

    jobs: int = 1
    timeout: float | None = 300.0
    work: WorkSettings = field(default_factory=WorkSettings)


TIMEOUT_BYTES = 100_000


def allowance(timeout: float | None, size: int) -> float:
    """Seconds that a story of so many bytes may take."""
    return float("inf") if timeout is None else timeout * max(1.0, size / TIMEOUT_BYTES)


def task_of(document: Document, maker: str) -> Task:
    """The task that reads a document. Raises nothing."""
    told = json.dumps([maker, document.kind, asdict(document.meta)], sort_keys=True)
    made_by = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Task(document, hashlib.sha256(document.data).hexdigest(), made_by)


def maker_of(settings: WorkSettings) -> str:
    """What the reports of a batch depend on besides the stories: schema, models, and the options that change a report.

    Two batches with equal makers make equal reports of equal stories. No model is loaded for this.
    """
    told = [SCHEMA_VERSION, _model(settings.model), None if settings.fast else tagger(), settings.date, settings.work]
    return json.dumps(told)


def _model(name: str | None) -> str:
    for candidate in (name,) if name else MODELS:
        described = Path(candidate) / "meta.json"
        if described.is_file():
            return f"{candidate} {hashlib.sha256(described.read_bytes()).hexdigest()[:16]}"
        try:
            return f"{candidate} {metadata.version(candidate)}"
        except metadata.PackageNotFoundError:
            continue
    return str(name)
