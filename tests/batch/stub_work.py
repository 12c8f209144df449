"""Stands in for reading and parsing in the tests of engines: what a story says is done to its worker."""

from __future__ import annotations

import os
import signal
import time

from reports.batch.settings import Task, WorkSettings
from reports.errors import InputError, ModelError
from reports.records import Article, Processing, Report
from reports.store.outcome import Outcome, Status


def work(task: Task, settings: WorkSettings) -> Outcome:
    """The first word of a story says what happens; any other story becomes a small report."""
    text = task.document.data.decode()
    word, _, rest = text.partition(" ")
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "exit":
        os._exit(3)
    if word == "hang":
        time.sleep(1000)
    if word == "raise":
        raise ValueError(rest)
    if word == "memory":
        raise MemoryError
    if word == "refuse":
        raise InputError(task.document.name, "is odd", "make it even")
    if word == "unfit":
        raise ModelError("the model is gone")
    if word == "print":
        print("a library talks", flush=True)  # noqa: T201
    if word == "once":  # kills its worker the first time only; the rest is a path to remember that by
        _die_once(rest)
    if word == "slow":
        time.sleep(0.02)
    return Outcome(
        task.document.name,
        Status.OK,
        task.sha256,
        task.made_by,
        report_json(task.document.name, text),
        "0",
        len(text.split()),
        0,
    )


def _die_once(path: str) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def report_json(name: str, text: str) -> bytes:
    """A valid report of a story that claims nothing."""
    report = Report(
        id="r-0",
        article=Article(path=name, text=text),
        processing=Processing(version="0", model="stub", model_version="0", components=(), seconds=None),
    )
    return report.model_dump_json(by_alias=True).encode()
