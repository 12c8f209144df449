from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.store.conftest import full_outcome

from reports.errors import OutputError
from reports.store import open_sink

duckdb = pytest.importorskip("duckdb")


@pytest.fixture
def out(tmp_path: Path, filled: Callable[[Path], Path]) -> Path:
    return filled(tmp_path / "out.parquet")


def test_a_row_an_outcome_with_typed_nested_columns(out: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW stories AS SELECT * FROM '{out}'")
        rows = connection.execute("SELECT name, status, reason, article.title FROM stories").fetchall()
        claims = connection.execute(
            "SELECT claim.type, claim.numbers[1].min, claim.places[2].text, claim.codes.cameo"
            " FROM (SELECT unnest(claims) AS claim FROM stories)"
        ).fetchall()
    assert rows == [("wire.zip!a.txt", "ok", None, "Shells on Osen"), ("bad.txt", "failed", "is empty", None)]
    assert claims == [("shelling", 3.0, "Osen", "194"), ("casualties", None, None, None)]


def test_the_next_run_knows_what_is_done_and_adds_to_it(out: Path) -> None:
    with open_sink(out) as sink:
        known = sink.ledger.known("wire.zip!a.txt")
        assert known
        assert known.sha256 == "s"
        sink.put(full_outcome("b"))
    with open_sink(out) as sink:
        assert [one.name for one in sink.outcomes()] == ["wire.zip!a.txt", "b", "bad.txt"]


def test_nothing_new_leaves_the_file_as_it_is(out: Path) -> None:
    before = out.stat()
    with open_sink(out):
        pass
    assert (out.stat().st_ino, out.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_killed_batch_goes_on_from_its_lines(out: Path) -> None:
    from reports.store.parquet import ParquetSink

    sink = ParquetSink(out)
    sink.put(full_outcome("b"))
    sink._lines._connection.close()  # as the kernel would
    with open_sink(out) as again:
        assert again.ledger.known("b")
    with open_sink(out) as again:
        assert [one.name for one in again.outcomes()] == ["wire.zip!a.txt", "b", "bad.txt"]


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "mine.parquet"
    duckdb.sql("SELECT 1 AS mine").write_parquet(str(out))
    before = out.read_bytes()
    with pytest.raises(OutputError, match="is no Parquet file of reports"), open_sink(out):
        pass
    assert out.read_bytes() == before
    assert list(tmp_path.iterdir()) == [out]


def test_without_duckdb_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(OutputError, match=r"needs DuckDB.*pip install 'battlefield-reports\[parquet\]'"):
        with open_sink(tmp_path / "out.parquet"):
            pass
