"""Where a batch puts what it makes: JSON lines, a SQLite database, a Parquet file or a folder, told by the name.

All sinks hold one outcome a story (see `reports.store.outcome`), remember it for the next run, and survive a killed
process or a full disk without losing or doubling a finished story.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from reports.errors import OutputError
from reports.store.ledger import Ledger
from reports.store.lock import cannot_write, locked
from reports.store.outcome import Known, Outcome, Status, failed

__all__ = [
    "Known",
    "Ledger",
    "Outcome",
    "Sink",
    "Status",
    "failed",
    "is_working_file",
    "kind_of",
    "open_sink",
    "owns",
    "resolved",
]

_KINDS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".db": "database",
    ".sqlite": "database",
    ".sqlite3": "database",
    ".parquet": "parquet",
}


class Sink(Protocol):
    """What all sinks do. Errors are `OutputError`s that name the place."""

    path: Path

    @property
    def ledger(self) -> Ledger:
        """What became of each story."""

    def known(self, name: str) -> Known | None:
        """What became of one story, None if it was never seen."""

    def put(self, outcome: Outcome) -> None:
        """Keep an outcome in place of what was known of the story: all of it or nothing."""

    def outcomes(self) -> Iterator[Outcome]:
        """Yields all outcomes with their reports."""

    def close(self, *, finished: bool = True) -> None:
        """Put everything in order; with `finished` False only let go."""


def kind_of(path: Path) -> str:
    """jsonl, database, parquet or folder: by what is there, else by the name. Raises `OutputError` if neither tells."""
    if path.is_dir():
        return "folder"
    suffix = path.suffix.lower()
    if not suffix:
        return "folder"
    if suffix not in _KINDS:
        mend = "end it in .jsonl, .db or .parquet, or name a folder"
        raise OutputError(path, f"has no format that goes by {suffix}", mend)
    return _KINDS[suffix]


def resolved(path: Path) -> Path:
    """The place itself where the path is a link. Raises `OutputError` if nothing can be made there."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file() and not target.is_dir():
        raise OutputError(path, "is a pipe or device", "name a file or folder")
    if not target.parent.is_dir():
        what = "is not a folder" if target.parent.exists() else "does not exist"
        raise OutputError(path, f"the folder {target.parent} {what}", "make it first or choose another")
    return target


@contextlib.contextmanager
def open_sink(path: Path) -> Iterator[Sink]:
    """A sink that nobody else has; put in order when the block ends, also by an interruption.

    Raises `OutputError` if the place cannot be written to, is another's, or another batch is at it.
    """
    target = resolved(path)
    kind = kind_of(target)
    with locked(_lock_of(target, kind), path):
        sink = _make(target, kind)
        try:
            yield sink
        except OutputError:
            sink.close(finished=False)
            raise
        except BaseException:
            with contextlib.suppress(OutputError):  # what ended the batch is the news, not this
                sink.close()
            raise
        sink.close()


def owns(path: Path, file: Path) -> bool:
    """Whether a file is OUT itself, lies in it, or is one of those beside it: no story to read."""
    target, there = os.path.realpath(path), os.path.realpath(file)
    return there == target or there.startswith((target + os.sep, target + "."))


def is_working_file(path: Path, file: Path) -> bool:
    """Whether a file is OUT itself or one that its sink writes beside it."""
    target, there = os.path.realpath(path), os.path.realpath(file)
    return there == target or there.startswith(tuple(target + end for end in (".lock", ".state.", ".work.", ".part")))


def _lock_of(target: Path, kind: str) -> Path:
    if kind != "folder":
        return target.with_name(target.name + ".lock")
    try:
        target.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(target, error) from None
    return target / ".reports.lock"


def _make(target: Path, kind: str) -> Sink:
    if kind == "database":
        from reports.store.database import DatabaseSink

        return DatabaseSink(target)
    if kind == "parquet":
        from reports.store.parquet import ParquetSink

        return ParquetSink(target)
    if kind == "folder":
        from reports.store.folder import FolderSink

        return FolderSink(target)
    from reports.store.jsonl import JsonlSink

    return JsonlSink(target)
