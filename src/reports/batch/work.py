"""The function that every engine runs: stories in, outcomes out, one for one. It runs in a worker process.

The model is loaded once a process. A story that cannot be read is an outcome like any other; only what would spoil
every story alike (no model, broken data) is raised.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import reports
from reports.batch.settings import Task, WorkSettings
from reports.errors import DataError, InputError, ModelError, ReportsError
from reports.store.outcome import Outcome, Status, failed

if TYPE_CHECKING:
    from spacy.language import Language

Work = Callable[[Task, WorkSettings], Outcome]


def load_work(settings: WorkSettings) -> Work:
    """The function that the settings name."""
    module, _, name = settings.work.partition(":")
    work: Work = getattr(importlib.import_module(module), name)
    return work


def prepare(settings: WorkSettings) -> Work:
    """The function that the settings name, ready to run. Raises `ModelError` or `DataError` if it never could."""
    work = load_work(settings)
    if work is report_of:
        pipeline(settings.model, settings.fast)
    return work


def outcomes_of(batch: Iterable[Task], settings: WorkSettings) -> Iterator[Outcome]:
    """Yields one outcome per task, in order. Raises `ModelError` or `DataError`, which are not about a story."""
    work = prepare(settings)
    for task in batch:
        try:
            outcome = work(task, settings)
        except (ModelError, DataError):
            raise
        except ReportsError as error:
            outcome = _failed(task, _reason(error), type(error).__name__)
        except MemoryError:
            told = "needs more memory than there is; give fewer --jobs, or read it on a larger machine"
            outcome = _failed(task, told, "MemoryError")
        except Exception as error:
            told = f"failed inside reports ({type(error).__name__}: {error}); please report it"
            outcome = _failed(task, told, "Defect")
        yield outcome


def report_of(task: Task, settings: WorkSettings) -> Outcome:
    """The outcome of reading and parsing one story. Raises what the reading raises."""
    from reports.assemble import published_of
    from reports.read.documents import story_of
    from reports.render.jsontext import dumps

    story = story_of(task.document).dated(settings.date, own_first=True)
    if settings.since is not None and _too_old(published_of(story), settings.since):
        return Outcome(task.document.name, Status.LEFT_OUT, task.sha256, task.made_by)
    report = next(reports.pipe([story], nlp=pipeline(settings.model, settings.fast)))
    return Outcome(
        task.document.name,
        Status.OK,
        task.sha256,
        task.made_by,
        dumps(without_clock(report, task.document.name)).encode(),
        reports.__version__,
        words=len(report.article.text.split()),
        claims=len(report.claims),
    )


def without_clock(report: reports.Report, name: str) -> reports.Report:
    """The report under the batch's name for its story, and without the time it took: equal stories, equal bytes."""
    processing = report.processing.model_copy(update={"seconds": None})
    article = report.article
    if article.path != name:
        article = article.model_copy(update={"path": name})
    return report.model_copy(update={"article": article, "processing": processing})


@lru_cache(maxsize=1)
def pipeline(model: str | None, fast: bool) -> Language:
    """The pipeline of this process."""
    return reports.load_pipeline(model, fast=fast)


def _too_old(published: str | None, since: str) -> bool:
    return published is not None and published[:10] < since[:10]


def _reason(error: ReportsError) -> str:
    """The message without the name, which the outcome has by itself."""
    return error.reason if isinstance(error, InputError) else str(error)


def _failed(task: Task, reason: str, error_class: str) -> Outcome:
    return failed(task.document.name, reason, error_class, sha256=task.sha256, made_by=task.made_by)
