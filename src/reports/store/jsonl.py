"""Reports as JSON lines, one a story, with the ledger beside them in OUT.jsonl.state.sqlite.

A line is announced in the ledger (where it will begin, its length and checksum) before it is written, so that at any
moment a half-written line is known for what it is, and a whole one is never written twice. A story that is read anew
has its new line appended; the old one is cut out when the sink is closed, or opened again.
The lines hold reports only, so that every line is of one shape; failures are in the ledger.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from reports.errors import OutputError
from reports.store.ledger import Ledger, connect, database_error, settle
from reports.store.lock import cannot_write
from reports.store.outcome import Outcome, Status

STATE = ".state.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS lines (
  story INTEGER PRIMARY KEY REFERENCES outcomes (id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL,
  crc INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS lines_start ON lines (start);
CREATE TABLE IF NOT EXISTS dead (start INTEGER PRIMARY KEY, length INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS marks (key TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""
_SYNC_EVERY = 500
_NOT_OURS = "give another name: batch did not write it"
_CHUNK = 1 << 20
_OURS = b'{"schema_version":'


class JsonlSink:
    """A file of JSON lines that outcomes are put into. One writer at a time: the caller holds the lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _opened(path)
        try:
            fresh = not state_of(path).exists()
            self._connection = connect(state_of(path), path)
            try:
                self.ledger = Ledger(self._connection)
                self._connection.executescript(_TABLES)
                self._end = self._mended(strict=fresh)
                self._unsynced = 0
                if self._count("dead"):
                    self._compact()
            except BaseException:
                self._connection.close()
                if fresh:
                    with contextlib.suppress(OSError):
                        remove_state(path)
                raise
        except sqlite3.Error as error:
            self._file.close()
            raise database_error(path, error) from None
        except OSError as error:
            self._file.close()
            raise cannot_write(path, error) from None
        except BaseException:
            self._file.close()
            raise

    def put(self, outcome: Outcome) -> None:
        """Note an outcome and write its report. Raises `OutputError` if the disk takes no more."""
        line = None if outcome.report is None else outcome.report + b"\n"
        try:
            self._announce(outcome, line)
            if line is not None:
                self._append(outcome.name, line)
            self._unsynced += 1
            if self._unsynced >= _SYNC_EVERY:
                self._sync()
        except sqlite3.Error as error:
            raise database_error(self.path, error) from None
        except OSError as error:
            raise cannot_write(self.path, error) from None

    def outcomes(self) -> Iterator[Outcome]:
        """Yields every outcome with its report: the reports in the order of the file, then the failures by name."""
        rows = self._connection.execute(
            "SELECT outcomes.name, start, length FROM lines JOIN outcomes ON outcomes.id = story ORDER BY start"
        )
        for name, start, length in rows:
            yield self.ledger.with_report(name, os.pread(self._file.fileno(), length, start)[:-1])
        yield from self.ledger.failures()

    def close(self, *, finished: bool = True) -> None:
        """Leave file and ledger in order. Without `finished` (after an error) nothing more is written than needed."""
        try:
            if finished:
                if self._count("dead"):
                    self._compact()
                self._sync()
                settle(self._connection)
        except sqlite3.Error as error:
            raise database_error(self.path, error) from None
        except OSError as error:
            raise cannot_write(self.path, error) from None
        finally:
            self._connection.close()
            self._file.close()

    def _announce(self, outcome: Outcome, line: bytes | None) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        try:
            story = self.ledger.put(outcome)
            run("INSERT OR REPLACE INTO dead SELECT start, length FROM lines WHERE story = ?", (story,))
            run("DELETE FROM lines WHERE story = ?", (story,))
            if line is not None:
                run("INSERT INTO lines VALUES (?, ?, ?, ?)", (story, self._end, len(line), zlib.crc32(line)))
            run("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                run("ROLLBACK")
            raise

    def _append(self, name: str, line: bytes) -> None:
        try:
            _write_all(self._file.fileno(), line, self._end)
        except OSError:
            # Room was found for a part of it: take that back. What cannot be taken back is mended at the next opening.
            with contextlib.suppress(OSError, sqlite3.Error):
                os.ftruncate(self._file.fileno(), self._end)
                self.ledger.forget(name)
            raise
        self._end += len(line)

    def _sync(self) -> None:
        """All that was written so far is on the disk, and the ledger says so."""
        os.fsync(self._file.fileno())
        self._mark("synced", self._end)
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._unsynced = 0

    def _mended(self, *, strict: bool) -> int:
        """Make file and ledger agree after whatever happened last time; returns where the file ends.

        With `strict` the file is one that no ledger tells of: it is adopted only if every line is a report of its own.
        """
        if strict or self._marked("compacting"):  # then offsets mean nothing yet
            return self._reindex(strict=strict)
        size = os.fstat(self._file.fileno()).st_size
        self._connection.execute(
            "DELETE FROM outcomes WHERE id IN (SELECT story FROM lines WHERE start + length > ?)", (size,)
        )
        end = self._announced_end()
        if end > size or not self._tail_is_sound():
            return self._reindex(strict=False)
        if end < size:
            if _complete_lines(self._file.fileno(), end, size):
                return self._reindex(strict=False)
            self._truncate(end)
        return end

    def _announced_end(self) -> int:
        row = self._connection.execute(
            "SELECT max(coalesce((SELECT max(start + length) FROM lines), 0),"
            " coalesce((SELECT max(start + length) FROM dead), 0))"
        ).fetchone()
        return int(row[0])

    def _tail_is_sound(self) -> bool:
        """Whether the lines that may not have reached the disk are as they were announced."""
        rows = self._connection.execute(
            "SELECT start, length, crc FROM lines WHERE start >= ? OR start = (SELECT max(start) FROM lines)",
            (self._marked("synced"),),
        )
        return all(zlib.crc32(os.pread(self._file.fileno(), length, start)) == crc for start, length, crc in rows)

    def _truncate(self, end: int) -> None:
        os.ftruncate(self._file.fileno(), end)

    def _reindex(self, *, strict: bool) -> int:
        """Make the ledger's lines anew from the file, and cut a half-written last line off. Returns where it ends."""
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        try:
            run("CREATE TEMP TABLE seen AS SELECT story, crc FROM lines")
            run("CREATE INDEX temp.seen_story ON seen (story)")
            run("DELETE FROM lines")
            run("DELETE FROM dead")
            end = 0
            self._file.seek(0)
            for number, line in enumerate(self._file, start=1):
                if not line.endswith(b"\n"):
                    self._refuse_unless_ours(line, number, strict=strict)
                    break
                self._adopt(_name_in(line, self.path, number), line, end, strict=strict)
                end += len(line)
            run("DELETE FROM outcomes WHERE status = 'ok' AND id NOT IN (SELECT story FROM lines)")
            run("DROP TABLE temp.seen")
            self._mark("compacting", 0)
            run("COMMIT")
        except BaseException:
            run("ROLLBACK")
            raise
        self._truncate(end)
        return end

    def _refuse_unless_ours(self, line: bytes, number: int, *, strict: bool) -> None:
        if strict and not line.startswith(_OURS[: len(line)]):
            _name_in(line, self.path, number)

    def _adopt(self, name: str, line: bytes, start: int, *, strict: bool) -> None:
        """Enter a line of the file. If the ledger does not vouch for it, its story is read anew when it is met."""
        run = self._connection.execute
        row = run("SELECT id, status, crc FROM outcomes LEFT JOIN temp.seen ON story = id WHERE name = ?", (name,))
        found = row.fetchone()
        if found and run("SELECT 1 FROM lines WHERE story = ?", (found[0],)).fetchone():
            if strict:
                raise OutputError(self.path, f"holds two reports of {name}", _NOT_OURS)
            run("INSERT OR REPLACE INTO dead SELECT start, length FROM lines WHERE story = ?", (found[0],))
            run("DELETE FROM lines WHERE story = ?", (found[0],))
        if found and found[1] == Status.FAILED:
            run("INSERT OR REPLACE INTO dead VALUES (?, ?)", (start, len(line)))
            return
        crc = zlib.crc32(line)
        story = found[0] if found and found[2] == crc else self.ledger.put(adopted(name, line))
        run("INSERT INTO lines VALUES (?, ?, ?, ?)", (story, start, len(line), crc))

    def _compact(self) -> None:
        """Cut out the lines that newer ones have replaced. The file is whole at every moment, the old or the new."""
        beside = self.path.with_name(self.path.name + ".part")
        try:
            with beside.open("wb") as target:
                for start, length in self._connection.execute("SELECT start, length FROM lines ORDER BY start"):
                    _copy(self._file.fileno(), target, start, length)
                target.flush()
                os.fchmod(target.fileno(), stat.S_IMODE(os.fstat(self._file.fileno()).st_mode))
                os.fsync(target.fileno())
            self._mark("compacting", 1)
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        run(
            "WITH moved AS (SELECT story, sum(length) OVER (ORDER BY start) - length AS start FROM lines)"
            " UPDATE lines SET start = moved.start FROM moved WHERE moved.story = lines.story"
        )
        run("DELETE FROM dead")
        self._mark("compacting", 0)
        run("COMMIT")
        self._file.close()
        self._file = self.path.open("r+b")
        self._end = os.fstat(self._file.fileno()).st_size

    def _count(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _mark(self, key: str, value: int) -> None:
        self._connection.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (key, value))

    def _marked(self, key: str) -> int:
        row = self._connection.execute("SELECT value FROM marks WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0


def state_of(path: Path) -> Path:
    """Where the ledger of a JSON lines file is."""
    return path.with_name(path.name + STATE)


def adopted(name: str, line: bytes) -> Outcome:
    """The outcome that a report found in a sink tells of; its bytes are not known, so it will be read again."""
    record: dict[str, Any] = orjson.loads(line)
    text = record["article"].get("text") or ""
    return Outcome(
        name,
        Status.OK,
        version=(record.get("processing") or {}).get("version"),
        words=len(text.split()),
        claims=len(record.get("claims") or ()),
    )


def _name_in(line: bytes, path: Path, number: int) -> str:
    """The story's name in a line. Raises `OutputError` if the line is no report."""
    try:
        record = orjson.loads(line)
        return str(record["article"]["path"] or record["id"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise OutputError(path, f"line {number} is no report", _NOT_OURS) from None


def _opened(path: Path) -> IO[bytes]:
    try:
        path.open("ab").close()
        return path.open("r+b")
    except OSError as error:
        raise cannot_write(path, error) from None


def _write_all(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        done = os.pwrite(descriptor, view, offset)
        view, offset = view[done:], offset + done


def _complete_lines(descriptor: int, start: int, end: int) -> bool:
    """Whether there is a line break between two offsets."""
    while start < end:
        chunk = os.pread(descriptor, min(_CHUNK, end - start), start)
        if b"\n" in chunk:
            return True
        if not chunk:
            return False
        start += len(chunk)
    return False


def _copy(source: int, target: IO[bytes], start: int, length: int) -> None:
    while length:
        chunk = os.pread(source, min(_CHUNK, length), start)
        if not chunk:
            raise OSError(5, "Input/output error")
        target.write(chunk)
        start, length = start + len(chunk), length - len(chunk)


def remove_state(path: Path) -> None:
    """Remove the ledger of a JSON lines file, and what SQLite keeps beside it. Raises OSError if that may not be."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{state_of(path)}{suffix}").unlink(missing_ok=True)
