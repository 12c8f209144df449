"""Reports from wherever they were saved, one at a time, and nothing written."""

from __future__ import annotations

import io
import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from tests.render.saved import REPORT

from reports.errors import InputError
from reports.render.jsontext import dumps
from reports.saved import reports_in
from reports.store import open_sink
from reports.store.convert import convert
from reports.store.database import open_database

OTHER = REPORT.model_copy(
    update={"id": "r-fedcba9876543210", "article": REPORT.article.model_copy(update={"path": "b.txt"})}
)
IDS = [REPORT.id, OTHER.id]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "two.jsonl"
    path.write_text(f"{dumps(REPORT)}\n\n{dumps(OTHER)}\n", encoding="utf-8")
    return path


def ids(path: object) -> list[str]:
    return [report.id for report in reports_in(str(path))]


def test_json_lines(lines: Path) -> None:
    assert ids(lines) == IDS


@pytest.mark.parametrize("between", ["", "\n"])
def test_a_json_array(tmp_path: Path, between: str) -> None:
    path = tmp_path / "two.json"
    path.write_text(f"[{dumps(REPORT)},{between}{dumps(OTHER)}]{between}", encoding="utf-8")
    assert ids(path) == IDS


def test_one_report_on_one_line_and_indented(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    for pretty in (True, False):
        path.write_text(dumps(REPORT, pretty=pretty), encoding="utf-8")
        assert ids(path) == IDS[:1]


@pytest.mark.parametrize("name", ["two.db", "two.parquet", "folder"])
def test_what_a_batch_writes(lines: Path, tmp_path: Path, name: str) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("duckdb", reason="DuckDB is not installed: Parquet is not read")
    convert(lines, tmp_path / name)
    before = sorted(path.name for path in tmp_path.iterdir())
    assert sorted(ids(tmp_path / name)) == sorted(IDS)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_the_content_tells_what_a_file_is(lines: Path, tmp_path: Path) -> None:
    convert(lines, tmp_path / "two.db")
    moved = (tmp_path / "two.db").rename(tmp_path / "backup.bin")
    assert ids(moved) == IDS


def test_a_database_can_be_read_while_a_batch_writes_to_it(lines: Path, tmp_path: Path) -> None:
    target = tmp_path / "two.db"
    convert(lines, target)
    with open_sink(target):
        assert ids(target) == IDS


def test_a_database_in_a_read_only_folder(lines: Path, tmp_path: Path) -> None:
    target = tmp_path / "shut" / "two.db"
    target.parent.mkdir()
    convert(lines, target)
    target.parent.chmod(0o500)
    try:
        assert ids(target) == IDS
    finally:
        target.parent.chmod(0o700)


def test_standard_input_and_pipes(lines: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Stdin:
        buffer = io.BytesIO(lines.read_bytes())

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert ids("-") == IDS
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(lines.read_bytes()))
    writer.start()
    assert ids(pipe) == IDS
    writer.join()


def test_a_line_is_read_only_when_it_is_asked_for(lines: Path) -> None:
    with lines.open("a", encoding="utf-8") as stream:
        stream.write("{broken\n")
    found = reports_in(str(lines))
    assert [next(found).id, next(found).id] == IDS
    with pytest.raises(InputError, match=r"two\.jsonl:4: is not JSON"):
        next(found)


def test_what_is_no_report_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(orjson.dumps({"a": 1}) + b"\n" + orjson.dumps({"a": 2}) + b"\n")
    with pytest.raises(InputError, match=r"x\.jsonl:1: is not a report"):
        ids(path)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.mkdir(), "is a folder without reports"),
        (
            lambda path: path.write_bytes(b"SQLite format 3\x00" + b"x" * 5000),
            "cannot be read as a database of reports",
        ),
        (lambda path: path.write_bytes(b"PAR1 nothing of the kind"), "is no Parquet file of reports"),
        (lambda path: sqlite3.connect(path).execute("CREATE TABLE t (a)").connection.close(), "reports did not make"),
        (lambda path: None, "no such file"),
    ],
)
def test_errors_name_the_file(tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    path = tmp_path / "what"
    make(path)
    with pytest.raises(InputError, match=message) as caught:
        ids(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_database_is_opened_for_reading_only(lines: Path, tmp_path: Path) -> None:
    convert(lines, tmp_path / "two.db")
    with pytest.raises(InputError), open_database(tmp_path / "two.db") as connection:
        connection.execute("DELETE FROM claims")
    assert ids(tmp_path / "two.db") == IDS
