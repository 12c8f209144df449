"""The state file of a digest: the stories that it holds, so that a feed can be added to.

A small SQLite file. What is written is written as a whole when the digest is done, or not at all. Clusters of stories
that nothing new touches are kept too, under a hash of all that decides them: they can be left out, and never differ.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson

from reports.digest.clusters import Kept
from reports.digest.facts import FACTS_VERSION, StoryFacts
from reports.digest.vocabulary import version
from reports.errors import InputError, OutputError

APPLICATION: Final = 0x52504447  # "RPDG"
WAIT_S = 10.0  # for another process that writes
_MEND = "name another file, or delete this one and digest all stories again"
_TABLES = (
    "CREATE TABLE stories (key TEXT PRIMARY KEY, path TEXT NOT NULL, facts BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE clusters (hash TEXT PRIMARY KEY, groups BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)


class State:
    """An open state file. `paths` are the stories it holds with the files they came from."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self.paths: dict[str, str] = dict(connection.execute("SELECT key, path FROM stories"))

    def add(self, story: StoryFacts) -> None:
        """Keep a story, in place of the one of its key."""
        packed = zlib.compress(story.pack(), 6)
        self._connection.execute(
            "INSERT OR REPLACE INTO stories VALUES (?, ?, ?)", (story.key, story.path or "", packed)
        )
        self.paths[story.key] = story.path or ""

    def stories(self) -> Iterator[StoryFacts]:
        """Yields all stories by key. Raises `InputError` if one is damaged."""
        for key, packed in self._connection.execute("SELECT key, facts FROM stories ORDER BY key"):
            try:
                story = StoryFacts.unpack(zlib.decompress(packed))
            except (ValueError, TypeError, IndexError, zlib.error):
                raise InputError(self._path, f"is damaged: the story {key} cannot be read", _MEND) from None
            yield story

    def kept(self) -> dict[str, Kept]:
        """The clusters that were found before, by hash."""
        rows = self._connection.execute("SELECT hash, groups FROM clusters")
        return {hash_: orjson.loads(packed) for hash_, packed in rows}

    def keep(self, clusters: dict[str, Kept]) -> None:
        """Keep these clusters and no others."""
        known = {hash_ for (hash_,) in self._connection.execute("SELECT hash FROM clusters")}
        gone = [(hash_,) for hash_ in known - clusters.keys()]
        self._connection.executemany("DELETE FROM clusters WHERE hash = ?", gone)
        rows = [(hash_, orjson.dumps(groups)) for hash_, groups in clusters.items() if hash_ not in known]
        self._connection.executemany("INSERT INTO clusters VALUES (?, ?)", rows)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[State]:
    """The state file at a path, made if there is none; what was added is written when the block ends without an error.

    Raises `InputError` if it is damaged, no state file, or of another version, `OutputError` if it cannot be written.
    """
    connection = _connected(path)
    try:
        _prepare(path, connection)
        yield State(path, connection)
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise _refused(path, error) from None
    except sqlite3.DatabaseError as error:
        raise InputError(path, f"cannot be read as the state of a digest ({error})", _MEND) from None
    except orjson.JSONDecodeError:
        raise InputError(path, "is damaged", _MEND) from None
    finally:
        connection.close()


def _connected(path: Path) -> sqlite3.Connection:
    if path.is_dir():
        raise OutputError(path, "is a folder", "name a file")
    try:
        return sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: sqlite3.OperationalError) -> OutputError:
    if "locked" in str(error):
        return OutputError(path, "is in use by another digest", "wait until it is done")
    return OutputError(path, f"cannot be written ({error})", "check the folder and its rights")


def _prepare(path: Path, connection: sqlite3.Connection) -> None:
    """Begin, and make the tables of a new file; refuse a file that is another's."""
    connection.execute("BEGIN IMMEDIATE")
    application, layout = (
        int(connection.execute(f"PRAGMA {pragma}").fetchone()[0]) for pragma in ("application_id", "user_version")
    )
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables and not application:
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {FACTS_VERSION}")
        for statement in _TABLES:
            connection.execute(statement)
    elif application != APPLICATION:
        raise InputError(path, "is a database, but no state of a digest", _MEND)
    elif layout != FACTS_VERSION:
        raise InputError(path, f"has layout {layout}, this version of reports reads {FACTS_VERSION}", _MEND)
    _settle(connection)


def _settle(connection: sqlite3.Connection) -> None:
    """Forget clusters that were found with other weights or words."""
    row = connection.execute("SELECT value FROM settings WHERE name = 'rules'").fetchone()
    if row is None or row[0] != version():
        connection.execute("DELETE FROM clusters")
        connection.execute("INSERT OR REPLACE INTO settings VALUES ('rules', ?)", (version(),))
