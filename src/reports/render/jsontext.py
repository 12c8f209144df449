"""Reports to JSON text and back. Nothing is decided here: the fields are those of `reports.records`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from reports.errors import InputError, reason_of
from reports.records import Report
from reports.render.clean import encodable

_MEND = 'give the JSON that "reports parse" writes'


def dumps(report: Report, *, pretty: bool = False) -> str:
    """The report as JSON: one line, or indented by two spaces. Without a line break at the end."""
    record = report.model_dump(mode="json", by_alias=True)
    path = record["article"]["path"]
    if path is not None:
        record["article"]["path"] = encodable(path)
    return orjson.dumps(record, option=orjson.OPT_INDENT_2 if pretty else 0).decode()


def indented(value: Any) -> str:
    """Any value as JSON that is indented by two spaces, with a line break at the end."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def loads(data: bytes, name: str) -> Iterator[Report]:
    """Yields the reports in `data`: one JSON object, a JSON array of them, or JSON lines. In the order of the data.

    `name` is what the user calls the data, for messages. Raises `InputError` at the first record that is no report.
    """
    if not data.strip():
        raise InputError(name, "is empty", _MEND)
    try:
        whole = orjson.loads(data)
    except orjson.JSONDecodeError:
        yield from _lines(data, name)
        return
    for record in whole if isinstance(whole, list) else [whole]:
        yield _report(record, name)


def stream(lines: Iterable[bytes], name: str) -> Iterator[Report]:
    """Yields the reports in the lines of a file: JSON lines one at a time, anything else read whole first.

    `name` and errors are those of `loads`.
    """
    rest = iter(lines)
    head: list[bytes] = []
    for line in rest:
        head.append(line)
        if line.strip():
            break
    second = next(rest, None)
    begun = [*head, *([] if second is None else [second])]
    if second is None or not _is_object(head[-1]):
        yield from loads(b"".join([*begun, *rest]), name)
    else:
        yield from _each(chain(begun, rest), name)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _lines(data: bytes, name: str) -> Iterator[Report]:
    yield from _each(data.split(b"\n"), name)


def _each(lines: Iterable[bytes], name: str) -> Iterator[Report]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            where = name if number == 1 else f"{name}:{number}"
            raise InputError(where, f"is not JSON ({_first_line(str(error))})", _MEND) from None
        yield _report(record, f"{name}:{number}")


def _report(record: object, where: str) -> Report:
    version = record.get("schema_version") if isinstance(record, dict) else None
    if version not in (None, "1"):
        raise InputError(where, f"has schema version {version!r}", 'this version of reports reads "1"')
    try:
        return Report.model_validate_json(orjson.dumps(record))
    except ValidationError as error:
        raise InputError(where, f"is not a report ({fault(error)})", _MEND) from None


def fault(error: ValidationError) -> str:
    """The first thing that is wrong with a record, in one line: "claims.0.type: Field required"."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "the record"
    return f"{field}: {_first_line(first['msg'])}"


def _first_line(text: str) -> str:
    return text.partition("\n")[0].rstrip(".")


def bytes_of(file: str) -> bytes:
    """All bytes of a file or of standard input. Raises `InputError` if it cannot be read."""
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except FileNotFoundError:
        raise InputError(file, "no such file", "check the name") from None
    except IsADirectoryError:
        raise InputError(file, "is a folder", "name a file in it") from None
    except OSError as error:
        raise InputError(file, f"cannot be read ({reason_of(error)})") from None
