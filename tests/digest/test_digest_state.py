"""The state file: adding to it gives what digesting all at once gives, and a wrong file is refused."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from benchmarks.telling import Told, place, stories, story

from reports.digest import digest
from reports.digest.state import opened
from reports.errors import InputError, OutputError
from reports.records import Report


@pytest.fixture(scope="module")
def given() -> list[Report]:
    return list(stories(60, front=True))


@pytest.mark.parametrize("seed", range(3))
def test_adding_in_any_order_gives_what_all_at_once_gives(tmp_path: Path, given: list[Report], seed: int) -> None:
    whole = digest(given)
    chance = random.Random(seed)
    order = chance.sample(given, len(given))
    path = tmp_path / "state"
    first, second = sorted(chance.sample(range(1, 59), 2))
    for part in (order[:first], order[first:second], order[second:]):
        made = digest(part, state=path)
    assert made == whole
    assert digest([], state=path) == whole
    assert digest(given, state=path) == whole


def test_only_what_is_new_is_read_and_clustered(
    tmp_path: Path, given: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state"
    whole = digest(given, state=path)

    def never(*_: object) -> None:
        raise AssertionError("done before")

    monkeypatch.setattr("reports.digest.engine.facts", never)
    monkeypatch.setattr("reports.digest.clusters.score", never)
    assert digest(given, state=path) == whole


def test_nothing_is_kept_of_a_run_that_fails(tmp_path: Path, given: list[Report]) -> None:
    path = tmp_path / "state"
    before = digest(given[:10], state=path)

    def broken() -> object:
        yield given[20]
        raise InputError("x", "is broken")

    with pytest.raises(InputError):
        digest(broken(), state=path)  # type: ignore[arg-type]
    assert digest([], state=path) == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"words and no database", "cannot be read as the state of a digest"),
        (b"SQLite format 3\x00" + b"\xff" * 200, "cannot be read as the state of a digest"),
    ],
)
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "state"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as error:
        digest([], state=path)
    assert str(path) in str(error.value)
    assert path.read_bytes() == content


def test_a_database_of_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(InputError, match="no state of a digest"):
        digest([], state=path)


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state"
    digest([], state=path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(InputError, match="has layout 99"):
        digest([], state=path)


@pytest.mark.parametrize("value", [b"junk", b"\x78\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_damaged_story_is_named(tmp_path: Path, given: list[Report], value: bytes) -> None:
    path = tmp_path / "state"
    digest(given[:3], state=path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE stories SET facts = ?", (value,))
    connection.close()
    with pytest.raises(InputError, match=r"is damaged: the story \w+ cannot be read"):
        digest([], state=path)


def test_damaged_clusters_are_refused_or_found_anew(tmp_path: Path, given: list[Report]) -> None:
    path = tmp_path / "state"
    digest(given, state=path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE clusters SET groups = ?", (b"[junk",))
    connection.close()
    with pytest.raises(InputError, match="is damaged"):
        digest(given, state=path)


def test_a_folder_and_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder"):
        digest([], state=tmp_path)
    with pytest.raises(OutputError, match="cannot be written"):
        digest([], state=tmp_path / "no" / "state")


def test_a_state_in_use_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state"
    monkeypatch.setattr("reports.digest.state.WAIT_S", 0.05)
    with opened(path), pytest.raises(OutputError, match="is in use by another digest"):
        digest([], state=path)


def test_other_rules_find_clusters_anew(tmp_path: Path, given: list[Report], monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state"
    digest(given, state=path)
    with opened(path) as file:
        assert file.kept()
    monkeypatch.setattr("reports.digest.state.version", lambda: "other")
    with opened(path) as file:
        assert not file.kept()


def test_odd_dates_names_and_figures_go_through_the_file(tmp_path: Path) -> None:
    town = place("Ashra", 14.1, 24.2)
    first, last = ("then", "0001-01-01", "0001-01-01"), ("then", "9999-12-31", "9999-12-31")
    odd = [
        story(Told("Bombs hit Ashra.", "air_strike", "Bombs", [town], first), published="0001-01-01T00:00:00+14:00"),
        story(Told("Bombs hit it.", "air_strike", "Bombs", [town], last), published="9999-12-31T23:59:59-11:00"),
        story(Told("Bombs fell.", "air_strike", "Bombs", [town], ("x", "2024", "2024")), published="2024"),
        story(Told("It killed many.", "casualties", "killed", killed=[("many", 10**15, None)]), path="a\udcff.txt"),
        story(Told("", "casualties", ""), publisher="", published=None),
    ]
    made = digest(odd)
    assert [one.time.begin for one in made.incidents if one.time] == ["0001-01-01", "9999-12-31"]
    assert made.model_dump_json()
    assert digest(odd, state=tmp_path / "state") == made
