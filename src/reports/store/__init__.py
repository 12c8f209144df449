"""Where a batch puts what it makes: JSON lines, a SQLite database, a Parquet file or a folder, told by the name.

All sinks hold one outcome a story (see `reports.store.outcome`), remember it for the next run, and survive a killed
process or a full disk without losing or doubling a finished story.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from reports.errors import OutputError
from reports.render.formats import of_suffix
from reports.store.ledger import Ledger
from reports.store.lock import cannot_write, locked
from reports.store.outcome import Outcome, Status, failed

__all__ = [
    "Ledger",
    "Outcome",
    "Sink",
    "Status",
    "failed",
    "held",
    "is_store",
    "is_working_file",
    "kind_of",
    "open_sink",
    "own_files",
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


# What the names of files beside OUT go on with: those of a sink, those of SQLite, the list of failures.
_WORKING = re.compile(r"(\.work\.jsonl)?(\.lock|\.part|\.rows\.part|\.state\.sqlite)?(-wal|-shm|-journal)?")
_OWN = re.compile(rf"(\.errors\.jsonl)?{_WORKING.pattern}")


class Sink(Protocol):
    """What all sinks do. Errors are `OutputError`s that name the place."""

    path: Path

    @property
    def ledger(self) -> Ledger:
        """What became of each story."""

    def put(self, outcome: Outcome) -> None:
        """Keep an outcome in place of what was known of the story: all of it or nothing."""

    def outcomes(self) -> Iterator[Outcome]:
        """Yields all outcomes with their reports."""

    def close(self, *, finished: bool = True) -> None:
        """Put everything in order; with `finished` False only let go."""


def is_store(path: Path) -> bool:
    """Whether what is there can be saved reports: a folder, or a file whose name ends as that of one of the forms."""
    return path.is_dir() or path.suffix.lower() in _KINDS


def kind_of(path: Path) -> str:
    """jsonl, database, parquet or folder: by what is there, else by the name. Raises `OutputError` if neither tells."""
    if path.is_dir():
        return "folder"
    suffix = path.suffix.lower()
    if not suffix:
        return "folder"
    if suffix not in _KINDS:
        mend = "end it in .jsonl, .db or .parquet, or name a folder"
        if of_suffix(suffix):
            name = f"NEW{suffix}" if path.exists() else path.name  # what is there may be a story
            mend = f"save the reports in a .jsonl or .db, then: reports show SAVED -o {name}"
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
def held(path: Path) -> Iterator[Path]:
    """The place itself, while nobody else may write to it. Raises `OutputError` if somebody does, or nothing could."""
    target = resolved(path)
    with locked(_lock_of(target, kind_of(target), path), path):
        yield target


@contextlib.contextmanager
def open_sink(path: Path) -> Iterator[Sink]:
    """A sink that nobody else has; put in order when the block ends, also by an interruption.

    Raises `OutputError` if the place cannot be written to, is another's, or another batch is at it.
    """
    with held(path) as target:
        sink = _make(target, kind_of(target))
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


def own_files(*places: Path) -> Callable[[Path], bool]:
    """Tells whether a file is one of these places, lies in one, or is one of those beside it: no story to read."""
    targets = [os.path.realpath(place) for place in places]

    def own(file: Path) -> bool:
        there = os.path.realpath(file)
        return any(there.startswith(target + os.sep) or _is_beside(_OWN, target, there) for target in targets)

    return own


def is_working_file(path: Path, file: Path) -> bool:
    """Whether a file is OUT itself or one that its sink writes beside it."""
    return _is_beside(_WORKING, os.path.realpath(path), os.path.realpath(file))


def _is_beside(ends: re.Pattern[str], target: str, there: str) -> bool:
    return there.startswith(target) and ends.fullmatch(there, len(target)) is not None


def _lock_of(target: Path, kind: str, path: Path) -> Path:
    if kind != "folder":
        return target.with_name(target.name + ".lock")
    try:
        target.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from None
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
