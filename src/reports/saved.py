"""Reports from wherever they were saved: JSON, JSON lines, a database, a Parquet file or a folder.

They come one at a time, so that a file may hold more than fits into memory, and nothing is written: a batch may be at
work on the same file.
"""

from __future__ import annotations

import contextlib
import sys
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from reports.errors import InputError, OutputError
from reports.records import Report
from reports.render.jsontext import bytes_of, loads, stream
from reports.store import heads
from reports.store.lock import cannot_read

_MEND = 'give what "reports batch" or "reports parse" wrote'


def reports_in(file: str) -> Iterator[Report]:
    """Yields the reports in a file or folder, in its order; "-" is standard input.

    What it is is told by its content, not by its name. Raises `InputError` if it cannot be read, and at the first
    record that is no report.
    """
    path = Path(file)
    if file == "-":
        yield from stream(sys.stdin.buffer, file)
    elif path.is_dir():
        yield from _folder(path)
    else:
        yield from _file(path)


def _file(path: Path) -> Iterator[Report]:
    with _opened(path) as stream_:
        head = stream_.peek(len(heads.SQLITE))
        database, parquet = head.startswith(heads.SQLITE), head.startswith(heads.PARQUET)
        if not database and not parquet:
            yield from stream(stream_, str(path))
    if database or parquet:
        yield from _database(path) if database else _parquet(path)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    try:
        stream_ = path.open("rb")
    except OSError as error:
        raise cannot_read(path, error) from None
    with stream_:
        yield stream_


def _folder(path: Path) -> Iterator[Report]:
    files = sorted(each for each in path.rglob("*.json") if not each.name.startswith("."))
    if not files:
        raise InputError(path, "is a folder without reports", _MEND)
    for each in files:
        yield from loads(bytes_of(str(each)), str(each))


def _parquet(path: Path) -> Iterator[Report]:
    from reports.store.parquet import read_parquet

    try:
        for outcome in read_parquet(path):
            if outcome.report is not None:
                yield from loads(outcome.report, f"{path}: {outcome.name}")
    except OutputError as error:
        raise InputError(error.path, error.problem, error.mend) from None


def _database(path: Path) -> Iterator[Report]:
    from reports.store.database import open_database

    with open_database(path) as connection:
        for (packed,) in connection.execute("SELECT packed FROM records ORDER BY id"):
            yield from loads(zlib.decompress(packed), str(path))
