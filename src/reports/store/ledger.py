"""What became of each story, by name: the memory of a batch, in SQLite.

A .db holds its ledger itself; the other sinks keep one beside their data. It is never the only place of a report: a
ledger that is lost is made anew from the data, and stories whose bytes it then does not know are read again.
Every write is committed at once. With a write-ahead log that waits for no disk, and survives a killed process.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from reports.errors import OutputError
from reports.store.lock import cannot_write
from reports.store.outcome import Known, Outcome, Status

OUTCOMES = """
CREATE TABLE IF NOT EXISTS outcomes (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  sha256 TEXT,
  made_by TEXT,
  version TEXT,
  words INTEGER NOT NULL DEFAULT 0,
  claims INTEGER NOT NULL DEFAULT 0,
  error_class TEXT,
  reason TEXT
);
CREATE INDEX IF NOT EXISTS outcomes_sha256 ON outcomes (sha256);
CREATE INDEX IF NOT EXISTS outcomes_failed ON outcomes (name) WHERE status = 'failed';
"""
_PUT = """
INSERT INTO outcomes (name, status, sha256, made_by, version, words, claims, error_class, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET status = excluded.status, sha256 = excluded.sha256, made_by = excluded.made_by,
  version = excluded.version, words = excluded.words, claims = excluded.claims, error_class = excluded.error_class,
  reason = excluded.reason
RETURNING id
"""
_FIELDS = "name, status, sha256, made_by, version, words, claims, error_class, reason"


class Totals(NamedTuple):
    """Counts over all stories of a sink; `alike` are those whose bytes another story of it has too."""

    ok: int
    failed: int
    claims: int
    words: int
    alike: int


def connect(path: Path, out: Path) -> sqlite3.Connection:
    """A connection for one writer; transactions are begun by hand. Raises `OutputError` if `path` is no such file."""
    try:
        connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.DatabaseError as error:
        raise database_error(out, error) from None
    return connection


def database_error(out: Path, error: sqlite3.Error) -> OutputError:
    """An error of SQLite as one line about `out`."""
    text = str(error)
    if "disk is full" in text or "disk I/O" in text:
        return cannot_write(out, OSError(28, "No space left on device")) if "full" in text else _cannot(out, text)
    if "not a database" in text or "malformed" in text:
        return OutputError(out, "is damaged or no SQLite database", "choose another name")
    if "readonly" in text or "unable to open" in text:
        return OutputError(out, f"cannot be written ({text})", "choose another place or change its permissions")
    if "locked" in text:
        return OutputError(out, "is locked by another program", "close what has it open and try again")
    return _cannot(out, text)


def _cannot(out: Path, text: str) -> OutputError:
    return OutputError(out, f"cannot be written ({text})")


class Ledger:
    """The table of outcomes on a connection that the caller owns. Names are unique; ids follow the order of arrival."""

    def __init__(self, connection: sqlite3.Connection, *, made: bool = False) -> None:
        self.connection = connection
        if not made:
            self.create(connection)

    @staticmethod
    def create(connection: sqlite3.Connection | sqlite3.Cursor) -> None:
        """Make the table where it is not there yet; part of the caller's transaction, if there is one."""
        for statement in OUTCOMES.split(";\n"):
            connection.execute(statement)

    def known(self, name: str) -> Known | None:
        """What became of a story, None if it was never seen."""
        row = self.connection.execute("SELECT status, sha256, made_by FROM outcomes WHERE name = ?", (name,)).fetchone()
        return Known(Status(row[0]), row[1], row[2]) if row else None

    def put(self, outcome: Outcome) -> int:
        """Note an outcome in place of what was known of the story. Returns the story's id."""
        one = outcome
        values = (one.name, one.status, one.sha256, one.made_by, one.version, one.words, one.claims)
        row = self.connection.execute(_PUT, (*values, one.error_class, one.reason)).fetchall()[0]
        return int(row[0])

    def forget(self, name: str) -> None:
        self.connection.execute("DELETE FROM outcomes WHERE name = ?", (name,))

    def has_other(self, name: str, sha256: str) -> bool:
        """Whether there is a report of the same bytes under another name."""
        found = self.connection.execute(
            "SELECT 1 FROM outcomes WHERE sha256 = ? AND name != ? AND status = 'ok' LIMIT 1", (sha256, name)
        )
        return found.fetchone() is not None

    def totals(self) -> Totals:
        """Counts over all stories."""
        rows = self.connection.execute(
            "SELECT count(*) FILTER (WHERE status = 'ok'), count(*) FILTER (WHERE status = 'failed'),"
            " coalesce(sum(claims), 0), coalesce(sum(words), 0), count(sha256) - count(DISTINCT sha256) FROM outcomes"
        )
        return Totals(*rows.fetchone())

    def versions(self) -> dict[str, int]:
        """How many reports each version of the package made."""
        return dict(
            self.connection.execute(
                "SELECT version, count(*) FROM outcomes WHERE status = 'ok' AND version IS NOT NULL GROUP BY version"
            )
        )

    def failures(self) -> Iterator[Outcome]:
        """Yields the stories that failed, by name."""
        yield from self._outcomes("WHERE status = 'failed' ORDER BY name")

    def with_report(self, name: str, report: bytes) -> Outcome:
        """The outcome of a story that the ledger knows, with its report from elsewhere."""
        return replace(next(self._outcomes("WHERE name = ?", name)), report=report)

    def _outcomes(self, where: str, *values: str) -> Iterator[Outcome]:
        for row in self.connection.execute(f"SELECT {_FIELDS} FROM outcomes {where}", values):
            name, status, sha256, made_by, version, words, claims, error_class, reason = row
            yield Outcome(name, Status(status), sha256, made_by, None, version, words, claims, error_class, reason)


def settle(connection: sqlite3.Connection) -> None:
    """Leave one file without its log beside it, which can be copied, mailed, and opened read-only; and close it."""
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()
