"""Reports as one Parquet file, a row a story, by way of JSON lines.

A Parquet file is written in one go, so a batch collects JSON lines beside it and makes the file at the end; when it is
there, the lines go. A row has the story's outcome, the fields of the report as columns (lists and structs, to
`unnest` in DuckDB), and `record`, the report byte for byte.
"""

from __future__ import annotations

import contextlib
import os
import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Literal

import orjson
from pydantic import BaseModel

from reports.errors import OutputError
from reports.records import Report
from reports.store.jsonl import JsonlSink, remove_state
from reports.store.ledger import Ledger
from reports.store.lock import cannot_write
from reports.store.outcome import Outcome, Status

WORK = ".work.jsonl"
_OUTCOME = ("name", "status", "sha256", "made_by", "version", "words", "claims", "error_class", "reason")
_TYPES = {"words": "BIGINT", "claims": "BIGINT"}
_SCALARS = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN"}


class ParquetSink:
    """A Parquet file that outcomes are put into. One writer at a time: the caller holds the lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        _duckdb(path)
        self._work = path.with_name(path.name + WORK)
        begun = self._work.exists()
        self._lines = JsonlSink(self._work)
        self._changed = begun
        if path.exists() and not begun:
            self._unpack()
        self._changed = self._changed or not path.exists()

    @property
    def ledger(self) -> Ledger:
        return self._lines.ledger

    def put(self, outcome: Outcome) -> None:
        """Note an outcome and its report. They are in the Parquet file once the sink is closed."""
        try:
            self._lines.put(outcome)
        except OutputError as error:
            raise OutputError(self.path, error.problem, error.mend) from None
        self._changed = True

    def outcomes(self) -> Iterator[Outcome]:
        """Yields every outcome with its report: the reports in the order they came, then the failures by name."""
        return self._lines.outcomes()

    def close(self, *, finished: bool = True) -> None:
        """Make the Parquet file of what there is, unless an error ended the batch."""
        if not finished:
            self._lines.close(finished=False)
            return
        try:
            if self._changed:
                write_parquet(self.path, self._lines.outcomes())
        except BaseException:
            self._lines.close(finished=False)
            raise
        self._lines.close()
        self._discard()

    def _unpack(self) -> None:
        """Fill the lines from a Parquet file that an earlier batch finished."""
        try:
            for outcome in read_parquet(self.path):
                self._lines.put(outcome)
        except BaseException:
            self._lines.close(finished=False)
            self._discard()
            raise

    def _discard(self) -> None:
        with contextlib.suppress(OSError):
            self._work.unlink()
            remove_state(self._work)


def write_parquet(path: Path, outcomes: Iterator[Outcome]) -> None:
    """Write outcomes to a Parquet file, whole or not at all. Raises `OutputError` if there is no room."""
    duckdb = _duckdb(path)
    rows, beside = path.with_name(path.name + ".rows.part"), path.with_name(path.name + ".part")
    try:
        longest = _write_rows(rows, outcomes)
        with duckdb.connect(":memory:", config={"threads": 1}) as connection:
            connection.execute("SET preserve_insertion_order = true")
            source = connection.read_json(
                str(rows),
                format="newline_delimited",
                columns=_columns(),
                maximum_object_size=max(longest + 1024, 1 << 20),
            )
            source.write_parquet(str(beside), compression="zstd")
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(path)
    except duckdb.Error as error:
        raise OutputError(path, f"cannot be written ({_first_line(error)})") from None
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        for file in (rows, beside):
            with contextlib.suppress(OSError):
                file.unlink()


def read_parquet(path: Path) -> Iterator[Outcome]:
    """Yields the outcomes in a Parquet file that `write_parquet` wrote, in its order."""
    duckdb = _duckdb(path)
    try:
        with duckdb.connect(":memory:", config={"threads": 1}) as connection:
            names = ", ".join(f"{_prefixed(name)}" for name in _OUTCOME)
            cursor = connection.execute(f"SELECT {names}, record FROM read_parquet(?)", [str(path)])
            while row := cursor.fetchone():
                values = dict(zip(_OUTCOME, row, strict=False))
                record = row[-1]
                values |= {"status": Status(values["status"]), "report": None if record is None else record.encode()}
                yield Outcome(**values)
    except duckdb.Error as error:
        mend = "give another name: batch did not write it"
        raise OutputError(path, f"is no Parquet file of reports ({_first_line(error)})", mend) from None


def _prefixed(name: str) -> str:
    """The column of a field of the outcome. `claims` is the list of the report: the counts have names of their own."""
    return {"words": "word_count", "claims": "claim_count"}.get(name, name)


def _write_rows(path: Path, outcomes: Iterator[Outcome]) -> int:
    """Write a JSON object an outcome; returns the length of the longest, in bytes."""
    longest = 0
    with path.open("wb") as stream:
        for outcome in outcomes:
            row: dict[str, Any] = orjson.loads(outcome.report) if outcome.report else {}
            row |= {_prefixed(name): getattr(outcome, name) for name in _OUTCOME}
            row["record"] = None if outcome.report is None else outcome.report.decode()
            line = orjson.dumps(row) + b"\n"
            longest = max(longest, len(line))
            stream.write(line)
    return longest


def _columns() -> dict[str, str]:
    """DuckDB types of all columns, from the records."""
    columns = {_prefixed(name): _TYPES.get(name, "VARCHAR") for name in _OUTCOME}
    columns |= {_key(name, field): _type(field.annotation) for name, field in Report.model_fields.items()}
    return columns | {"record": "VARCHAR"}


def _key(name: str, field: Any) -> str:
    return field.alias or name


def _type(annotation: Any) -> str:
    """The DuckDB type of a field: text for closed sets, DOUBLE for numbers that may be whole or not."""
    origin, options = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Literal:
        return "VARCHAR"
    if origin in (types.UnionType, typing.Union):
        kinds = {_type(option) for option in options if option is not type(None)}
        return kinds.pop() if len(kinds) == 1 else "DOUBLE"
    if origin in (tuple, list):
        return f"{_type(options[0])}[]"
    if issubclass(annotation, BaseModel):
        fields = ", ".join(
            f'"{_key(name, field)}" {_type(field.annotation)}' for name, field in annotation.model_fields.items()
        )
        return f"STRUCT({fields})"
    if issubclass(annotation, Enum):
        return "VARCHAR"
    return _SCALARS[annotation]


def _duckdb(path: Path) -> Any:
    try:
        import duckdb
    except ImportError:
        mend = "install it with: pip install 'battlefield-reports[parquet]', or choose .jsonl or .db"
        raise OutputError(path, "needs DuckDB, which is not installed", mend) from None
    return duckdb


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
