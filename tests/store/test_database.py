"""The tables of a .db."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.store.conftest import TEXT, full_outcome

from reports.errors import InputError, OutputError
from reports.records import Actor, Article, Claim, Link, Note, Number, Place, Source, Statement
from reports.store import Outcome, failed, open_sink
from reports.store.convert import read_outcomes
from reports.store.database import read_database
from reports.store.tables import NUMBERED


@pytest.fixture
def out(tmp_path: Path, filled: Callable[[Path], Path]) -> Path:
    return filled(tmp_path / "out.db")


def rows(out: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    with sqlite3.connect(out) as connection:
        return connection.execute(query, values).fetchall()


def test_claims_join_with_who_where_and_how_many(out: Path) -> None:
    found = rows(
        out,
        """
        SELECT claims.type, sources.name, agent.name, target.text, places.name, places.lat, numbers.min, numbers.what,
          equipment.name, deniers.name, articles.title, claims.time_begin
        FROM claims JOIN articles ON articles.id = claims.article JOIN sources ON sources.id = claims.source
          JOIN sources AS deniers ON deniers.id = claims.verified_by
          JOIN claim_actors AS acting ON acting.claim = claims.id AND acting.role = 'agent'
          JOIN actors AS agent ON agent.id = acting.actor
          JOIN claim_actors AS target ON target.claim = claims.id AND target.role = 'target'
          JOIN claim_places ON claim_places.claim = claims.id AND claim_places.rank = 2
          JOIN places ON places.id = claim_places.place
          JOIN numbers ON numbers.claim = claims.id JOIN equipment ON equipment.claim = claims.id
        """,
    )
    assert found == [
        ("shelling", "a doctor", "The army", "the harbour", "Osen", 1.5, 3.0, "killed", "mortar", "The army",
         "Shells on Osen", "2024-05-06")
    ]  # fmt: skip


def test_what_the_wire_says_of_a_story_is_in_columns(out: Path) -> None:
    told = rows(out, "SELECT guid, version, pubstatus, embargo FROM articles")
    assert told == [("urn:osen:1", "3", "embargoed", "2024-05-06T12:00:00+02:00")]


def test_every_table_is_filled(out: Path) -> None:
    for table in (*NUMBERED, "articles", "records", "outcomes"):
        assert rows(out, f"SELECT count(*) FROM {table}")[0][0] > 0, table


def test_references_inside_a_report_hold(out: Path) -> None:
    assert rows(out, "PRAGMA foreign_key_check") == []
    assert rows(out, 'SELECT below.name, above.name FROM actors below JOIN actors above ON above.id = below."of"') == [
        ("The army", "doctor")
    ]
    assert rows(out, "SELECT a.name, b.name FROM places a JOIN places b ON b.id = a.near") == [("harbour", "Osen")]
    assert rows(
        out, 'SELECT x.key, y.key, "on" FROM links JOIN claims x ON x.id = "from" JOIN claims y ON y.id = "to"'
    ) == [("c2", "c1", "killed")]
    assert rows(out, "SELECT key, content FROM statements WHERE cue IS NOT NULL") == [
        ("q1", "The army shelled the harbour … killing at least 3")
    ]


def test_full_text_search(out: Path) -> None:
    assert rows(out, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'mortars'") == [(1,)]
    query = "SELECT claims.key FROM claims_fts JOIN claims ON claims.id = claims_fts.rowid WHERE claims_fts MATCH ?"
    assert rows(out, query, "harbour") == [("c1",)]
    assert rows(out, query, "doctor") == []


def test_datasette_finds_the_search_of_a_table(out: Path) -> None:
    """By the pattern that it looks for."""
    for table in ("articles", "claims"):
        pattern = f'%VIRTUAL TABLE%USING FTS%content="{table}"%'
        assert rows(out, "SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE ?", pattern) == [
            (f"{table}_fts",)
        ]


def test_views_for_the_reader(out: Path) -> None:
    told = rows(out, "SELECT article, source, type, agents, targets, places, verification FROM told ORDER BY id")
    assert told == [
        ("Shells on Osen", "a doctor", "shelling", "The army", "the harbour", "the harbour; Osen", "denied"),
        ("Shells on Osen", "own voice", "casualties", None, None, None, "none"),
    ]
    assert rows(out, "SELECT name, error_class, reason FROM failures") == [("bad.txt", "InputError", "is empty")]


def test_a_story_read_anew_leaves_nothing_of_the_old(out: Path, full: Outcome) -> None:
    before = {table: rows(out, f"SELECT count(*) FROM {table}") for table in NUMBERED}
    with open_sink(out) as sink:
        sink.put(full)
    assert {table: rows(out, f"SELECT count(*) FROM {table}") for table in NUMBERED} == before
    assert rows(out, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'mortars'") == [(1,)]
    assert rows(out, "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)") == []
    with open_sink(out) as sink:
        sink.put(failed(full.name, "is empty", "InputError"))
    assert all(rows(out, f"SELECT count(*) FROM {table}") == [(0,)] for table in (*NUMBERED, "articles", "records"))
    assert rows(out, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'mortars'") == []


def test_numbers_stay_unique_over_several_runs(out: Path) -> None:
    for name in ("b", "c"):
        with open_sink(out) as sink:
            sink.put(full_outcome(name))
    assert rows(out, "SELECT count(*), count(DISTINCT id) FROM claims") == [(6, 6)]
    assert rows(out, "PRAGMA foreign_key_check") == []


def test_a_report_that_does_not_fit_changes_nothing(out: Path) -> None:
    with open_sink(out) as sink:
        sink._columns["links"] = ("no_such_column",)  # type: ignore[attr-defined]
        with pytest.raises(OutputError, match="no_such_column"):
            sink.put(full_outcome("b"))
    assert rows(out, "SELECT count(*) FROM articles") == [(1,)]
    assert rows(out, "SELECT count(*) FROM outcomes") == [(2,)]


@pytest.mark.parametrize(
    "record, table, elsewhere",
    [
        (Article, "articles", {"dateline", "sections"}),
        (Actor, "actors", set()),
        (Place, "places", set()),
        (Source, "sources", set()),
        (Statement, "statements", {"source_mention", "time"}),
        (Claim, "claims", {"agents", "targets", "places", "time", "numbers", "equipment", "attribution", "codes"}),
        (Number, "numbers", set()),
        (Link, "links", {"from_"}),
        (Note, "notes", {"claims"}),
    ],
)
def test_every_field_of_a_record_has_its_column(record: Any, table: str, elsewhere: set[str], out: Path) -> None:
    """A field that is added to the records must be added to the tables, or named here as told elsewhere."""
    columns = {row[1] for row in rows(out, f"PRAGMA table_info({table})")}
    assert set(record.model_fields) - elsewhere <= columns


def test_one_file_in_the_end_that_opens_read_only(out: Path) -> None:
    assert [path.name for path in out.parent.iterdir()] == ["out.db"]
    with sqlite3.connect(f"file:{out}?mode=ro&immutable=1", uri=True) as connection:
        assert connection.execute("SELECT text FROM articles").fetchone() == (TEXT,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_database_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "mine.db"
    with sqlite3.connect(out) as connection:
        connection.execute("CREATE TABLE claims (mine)")
    with pytest.raises(OutputError, match="is a database that reports did not make; give another name"):
        with open_sink(out):
            pass
    assert rows(out, "SELECT name FROM sqlite_master") == [("claims",)]


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "notes.db"
    out.write_text("my notes " * 200)
    with pytest.raises(OutputError, match=r"notes\.db: is damaged or no SQLite database; choose another name"):
        with open_sink(out):
            pass
    assert out.read_text() == "my notes " * 200


def test_another_layout_is_refused(out: Path) -> None:
    rows(out, "PRAGMA user_version = 99")
    with pytest.raises(OutputError, match="has table layout 99, this version of reports writes 1"), open_sink(out):
        pass


def test_a_reader_sees_what_a_running_batch_has_written(out: Path) -> None:
    with open_sink(out) as sink:
        sink.put(full_outcome("b"))
        assert [one.name for one in read_database(out)] == ["wire.zip!a.txt", "b", "bad.txt"]


def test_a_database_of_something_else_is_not_read(tmp_path: Path) -> None:
    out = tmp_path / "mine.db"
    rows(out, "CREATE TABLE outcomes (name)")
    with pytest.raises(InputError, match=r"mine\.db: is a database that reports did not make; give what"):
        list(read_database(out))


def test_a_reader_does_not_stop_the_batch(out: Path) -> None:
    with sqlite3.connect(out) as reader:
        with open_sink(out) as sink:
            reader.execute("SELECT count(*) FROM articles").fetchone()
            sink.put(full_outcome("b"))
            assert reader.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    reader.close()
    assert len(list(read_outcomes(out))) == 3
