"""Reports as one SQLite database: tables to join in SQL, full-text search, and each report byte for byte.

It is made to be opened in Datasette. A story's rows, its report and its outcome are written in one transaction.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from reports.errors import InputError, OutputError
from reports.store import heads
from reports.store.ledger import Ledger, connect, database_error, settle
from reports.store.lock import cannot_read
from reports.store.outcome import Outcome
from reports.store.tables import INDEXES, NUMBERED, OF_CLAIMS, SCHEMA, SEARCH, VIEWS, Numbering, rows_of

APPLICATION = 0x52505254  # "RPRT": what `file` and other programs may go by
LAYOUT = 1
_MEND = "give another name, or --force with convert"
_WRITTEN = 'give what "reports batch" or "reports convert" wrote'
_FOREIGN = "is a database that reports did not make"
_PACKING = 3  # of 9: twice as fast as the usual 6, and 5 % larger
_LOG_PAGES = 8_000  # 32 MB: pages that many stories change are then written once


class DatabaseSink:
    """A database that outcomes are put into. One writer at a time: the caller holds the lock. Readers may come."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = connect(path, path)
        try:
            self._connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
            # The rows of a story refer to each other only: they are written and taken out together.
            self._connection.execute("PRAGMA foreign_keys = OFF")
            self._prepare()
            self.ledger = Ledger(self._connection)
            self._columns = {table: _columns(self._connection, table) for table in (*NUMBERED, "articles")}
            highest = {table: self._highest(table) for table in NUMBERED}
            self._numbering = Numbering(highest)
        except sqlite3.Error as error:
            self._connection.close()
            raise database_error(path, error) from None
        except BaseException:
            self._connection.close()
            raise

    def put(self, outcome: Outcome) -> None:
        """Write a story's outcome and all its rows, or nothing. Raises `OutputError` if the disk takes no more."""
        run = self._connection.execute
        try:
            run("BEGIN IMMEDIATE")
            story = self.ledger.put(outcome)
            self._remove(story)
            if outcome.report is not None:
                run("INSERT INTO records VALUES (?, ?)", (story, zlib.compress(outcome.report, _PACKING)))
                self._insert(outcome, story)
            run("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise database_error(self.path, error) from None
        except BaseException:
            self._roll_back()
            raise

    def outcomes(self) -> Iterator[Outcome]:
        """Yields every outcome with its report: the reports in the order they came, then the failures by name."""
        return _outcomes(self._connection, self.ledger)

    def close(self, *, finished: bool = True) -> None:
        """Leave one file with nothing beside it; after an error, leave it as it is."""
        try:
            if finished:
                self._connection.execute("PRAGMA optimize")
                settle(self._connection)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):  # a reader keeps it open: the log stays beside it, and nothing is wrong
                raise database_error(self.path, error) from None
        finally:
            self._connection.close()

    def _prepare(self) -> None:
        """Make the tables in a new file. Raises `OutputError` for a database that is not ours."""
        connection = self._connection
        application, layout = _marks(connection)
        if application == APPLICATION and layout == LAYOUT:
            return
        if application == APPLICATION:
            raise OutputError(self.path, f"has table layout {layout}, this version of reports writes {LAYOUT}", _MEND)
        if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise OutputError(self.path, _FOREIGN, "give another name")
        with contextlib.closing(connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            Ledger.create(cursor)
            for statement in _statements(SCHEMA + INDEXES + SEARCH + VIEWS):
                cursor.execute(statement)
            cursor.execute(f"PRAGMA application_id = {APPLICATION}")
            cursor.execute(f"PRAGMA user_version = {LAYOUT}")
            cursor.execute("COMMIT")

    def _insert(self, outcome: Outcome, story: int) -> None:
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for table, row in self._rows(outcome, story):
            rows[table].append(row)
        for table, items in rows.items():
            columns = self._columns[table]
            names = ", ".join(f'"{column}"' for column in columns)
            marks = ", ".join("?" * len(columns))
            self._connection.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",
                [tuple(row.get(column) for column in columns) for row in items],
            )

    def _rows(self, outcome: Outcome, story: int) -> list[tuple[str, dict[str, Any]]]:
        assert outcome.report is not None
        try:
            return list(rows_of(orjson.loads(outcome.report), story, outcome.words, self._numbering))
        except KeyError:  # an older version wrote it, and left out what was not known
            from reports.records import Report

            record = Report.model_validate_json(outcome.report).model_dump(mode="json", by_alias=True)
            return list(rows_of(record, story, outcome.words, self._numbering))

    def _remove(self, story: int) -> None:
        """Take out the rows of a story that was read before."""
        run = self._connection.execute
        if run("SELECT 1 FROM records WHERE id = ?", (story,)).fetchone() is None:
            return
        run("DELETE FROM records WHERE id = ?", (story,))
        for table in OF_CLAIMS:
            run(f"DELETE FROM {table} WHERE claim IN (SELECT id FROM claims WHERE article = ?)", (story,))
        for table in set(NUMBERED) - set(OF_CLAIMS):
            run(f"DELETE FROM {table} WHERE article = ?", (story,))
        run("DELETE FROM articles WHERE id = ?", (story,))

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("ROLLBACK")

    def _highest(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])


@contextlib.contextmanager
def open_database(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a database of reports that only reads; a batch may go on writing to it.

    Raises `InputError` if it is not there, is damaged, or is another's; also for what goes wrong inside the block.
    """
    _refuse_other_forms(path)
    try:
        with contextlib.closing(_read_only(path)) as connection:
            _check(path, connection)
            yield connection
    except (sqlite3.Error, zlib.error) as error:
        raise InputError(path, f"cannot be read as a database of reports ({error})", _WRITTEN) from None


def _refuse_other_forms(path: Path) -> None:
    """Raises `InputError` for what cannot be opened, and for reports in another form: it names the way from there."""
    form = {".jsonl": "JSON lines", ".ndjson": "JSON lines", ".json": "JSON", ".parquet": "Parquet"}.get(
        path.suffix.lower()
    )
    try:
        with path.open("rb") as stream:
            if form is None or stream.read(len(heads.SQLITE)) == heads.SQLITE:
                return
    except IsADirectoryError:
        form = "a folder"
    except OSError as error:
        raise cannot_read(path, error) from None
    lines = path.with_suffix(".jsonl")
    first = f"reports show {path} -o {lines}; " if form == "JSON" else ""
    mend = f"{first}reports convert {lines if first else path} {path.with_suffix('.db')}"
    raise InputError(path, f"is {form}, no database", f"turn it into one first: {mend}")


def _read_only(path: Path) -> sqlite3.Connection:
    """Where not even a log may be opened beside it (a read-only folder), as a file that never changes."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True)
    return connection


def _check(path: Path, connection: sqlite3.Connection) -> None:
    application, layout = _marks(connection)
    if application != APPLICATION:
        raise InputError(path, _FOREIGN, _WRITTEN)
    if layout != LAYOUT:
        raise InputError(path, f"has table layout {layout}, this version of reports reads {LAYOUT}")


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """Whose database it is, and its layout."""
    application, layout = (
        int(connection.execute(f"PRAGMA {pragma}").fetchone()[0]) for pragma in ("application_id", "user_version")
    )
    return application, layout


def read_database(path: Path) -> Iterator[Outcome]:
    """Yields every outcome of a database and writes nothing. Raises `InputError` as `open_database` does."""
    with open_database(path) as connection:
        yield from _outcomes(connection, Ledger(connection, made=True))


def _outcomes(connection: sqlite3.Connection, ledger: Ledger) -> Iterator[Outcome]:
    for name, packed in connection.execute("SELECT name, packed FROM outcomes JOIN records USING (id) ORDER BY id"):
        yield ledger.with_report(name, zlib.decompress(packed))
    yield from ledger.failures()


def _columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would end the transaction."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if pending.strip() and sqlite3.complete_statement(pending):
            yield pending
            pending = ""
