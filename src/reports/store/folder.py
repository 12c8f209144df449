"""Reports as a folder with one JSON file a story, and the ledger in it as a hidden file.

The name of a file follows from the name of its story alone, so that a story read anew takes the place of the old one.
Each file is written whole beside its place and then moved there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import orjson

from reports.store.jsonl import adopted
from reports.store.ledger import Ledger, connect, database_error, settle
from reports.store.lock import cannot_write
from reports.store.outcome import Outcome, Status

STATE_NAME = ".reports.state.sqlite"
_PART = ".part"
_KEPT = 60  # characters of the story's name; file systems allow 255 bytes
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


class FolderSink:
    """A folder that reports are put into. One writer at a time: the caller holds the lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        state = path / STATE_NAME
        fresh = not state.exists()
        try:
            path.mkdir(exist_ok=True)
            self._connection = connect(state, path)
            try:
                self.ledger = Ledger(self._connection)
                self._connection.execute("CREATE TABLE IF NOT EXISTS marks (key TEXT PRIMARY KEY, value INTEGER)")
                self._mend(fresh=fresh)
            except BaseException:
                self._connection.close()
                raise
        except sqlite3.Error as error:
            raise database_error(path, error) from None
        except OSError as error:
            raise cannot_write(path, error) from None

    def put(self, outcome: Outcome) -> None:
        """Write a story's report and note its outcome. Raises `OutputError` if the disk takes no more."""
        target = self.path / file_name(outcome.name)
        try:
            if outcome.report is not None:
                _replace(target, outcome.report + b"\n")
                self.ledger.put(outcome)
            else:
                self.ledger.put(outcome)
                target.unlink(missing_ok=True)
        except sqlite3.Error as error:
            raise database_error(self.path, error) from None
        except OSError as error:
            raise cannot_write(self.path, error) from None

    def outcomes(self) -> Iterator[Outcome]:
        """Yields every outcome with its report: the reports in the order they came, then the failures by name."""
        rows = self._connection.execute("SELECT name FROM outcomes WHERE status = 'ok' ORDER BY id")
        for (name,) in rows:
            report = (self.path / file_name(name)).read_bytes().removesuffix(b"\n")
            yield self.ledger.with_report(name, report)
        yield from self.ledger.failures()

    def close(self, *, finished: bool = True) -> None:
        """Leave the ledger in order."""
        try:
            if finished:
                self._connection.execute("DELETE FROM marks WHERE key = 'open'")
                settle(self._connection)
        except sqlite3.Error as error:
            raise database_error(self.path, error) from None
        finally:
            self._connection.close()

    def _mend(self, *, fresh: bool) -> None:
        """Make folder and ledger agree if the last batch did not end well, or if the ledger is gone."""
        torn = self._connection.execute("SELECT 1 FROM marks WHERE key = 'open'").fetchone() is not None
        if fresh or torn:
            self._connection.execute("BEGIN IMMEDIATE")
            self._agree()
            self._connection.execute("COMMIT")
        self._connection.execute("INSERT OR REPLACE INTO marks VALUES ('open', 1)")

    def _agree(self) -> None:
        there = set()
        for entry in os.scandir(self.path):
            if entry.name.endswith(".json" + _PART):
                with contextlib.suppress(OSError):
                    Path(entry.path).unlink()
            elif entry.name.endswith(".json"):
                there.add(entry.name)
        for name, status in self._connection.execute("SELECT name, status FROM outcomes").fetchall():
            file = file_name(name)
            if status == Status.OK and file not in there:
                self.ledger.forget(name)
            elif status == Status.FAILED and file in there:
                (self.path / file).unlink(missing_ok=True)
            there.discard(file)
        for file in sorted(there):
            self._adopt(file)

    def _adopt(self, file: str) -> None:
        """Enter a report that the ledger does not know. Any other JSON file in the folder is let be."""
        with contextlib.suppress(OSError, orjson.JSONDecodeError, KeyError, TypeError):
            data = (self.path / file).read_bytes()
            name = str(orjson.loads(data)["article"]["path"])
            if file_name(name) == file:
                self.ledger.put(adopted(name, data))


def file_name(name: str) -> str:
    """The file that a story's report is in: the end of its name, made harmless, and a digest of the whole name."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    slug = _ODD.sub("-", name)[-_KEPT:].strip("-.")
    return f"{slug}-{digest}.json" if slug else f"{digest}.json"


def _replace(target: Path, data: bytes) -> None:
    beside = target.with_name(target.name + _PART)
    try:
        with beside.open("wb") as stream:
            stream.write(data)
        beside.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
