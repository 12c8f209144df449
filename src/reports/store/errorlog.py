"""The list of failures beside a sink: one JSON object a line with `path`, `reason` and `class`.

It is a view of the ledger: appended to while a batch runs, made anew when one begins and ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import orjson

from reports.errors import OutputError
from reports.store.lock import cannot_write
from reports.store.outcome import Outcome


def default_path(out: Path) -> Path:
    """Where the failures of OUT are listed: errors.jsonl in a folder, war.db.errors.jsonl beside war.db."""
    return out / "errors.jsonl" if out.is_dir() or not out.suffix else out.with_name(out.name + ".errors.jsonl")


class ErrorLog:
    """The file of failures. It is there once there is a failure, or from the start if it was asked for by name."""

    def __init__(self, path: Path, *, asked_for: bool) -> None:
        self.path = path
        self._asked_for = asked_for
        _refuse_foreign(path)

    def rewrite(self, failures: Iterable[Outcome]) -> None:
        """Make the file anew, whole or not at all. Raises `OutputError` if it cannot be written."""
        lines = (_line(outcome) for outcome in failures)
        beside = self.path.with_name(self.path.name + ".part")
        try:
            with beside.open("wb") as stream:
                stream.writelines(lines)
                empty = stream.tell() == 0
            if empty and not self._asked_for:
                self.path.unlink(missing_ok=True)
            else:
                beside.replace(self.path)
        except OSError as error:
            raise cannot_write(self.path, error) from None
        finally:
            beside.unlink(missing_ok=True)

    def add(self, outcome: Outcome) -> None:
        """Append a failure."""
        try:
            with self.path.open("ab") as stream:
                stream.write(_line(outcome))
        except OSError as error:
            raise cannot_write(self.path, error) from None


def _line(outcome: Outcome) -> bytes:
    told = {"path": outcome.name, "reason": outcome.reason, "class": outcome.error_class, "sha256": outcome.sha256}
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)


def _refuse_foreign(path: Path) -> None:
    """Raises `OutputError` if the file holds something else than a list of failures."""
    if not path.exists():
        return
    try:
        with path.open("rb") as stream:
            first = stream.readline()
    except OSError as error:
        raise cannot_write(path, error) from None
    if not first.strip():
        return
    try:
        ours = {"path", "reason", "class"} <= orjson.loads(first).keys()
    except (orjson.JSONDecodeError, AttributeError):
        ours = False
    if not ours:
        raise OutputError(path, "holds something else than a list of failures", "give --errors another name")
