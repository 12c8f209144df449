from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.batch.stub_work import report_json
from tests.store.conftest import outcome

from reports.store import failed, open_sink
from reports.store.folder import STATE_NAME, FolderSink, file_name


def visible(out: Path) -> set[str]:
    return {path.name for path in out.iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize(
    "name",
    [
        "a.txt",
        "../../etc/passwd",
        "a/b",
        "a\nb",
        "x" * 500,
        "日本.txt",
        "CON",
        ".",
        "",
        "a\x00b",
        "-rf",
        "wire.zip!a/b:3",
    ],
)
def test_file_names_are_harmless_and_unlike(name: str) -> None:
    made = file_name(name)
    assert made.endswith(".json")
    assert len(made) < 100
    assert not set(made) & set('/\\\n\x00:*?"<>| ')
    assert not made.startswith((".", "-"))
    assert made != file_name(name + " ")


def test_one_json_file_a_story(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_sink(out) as sink:
        for name in ("a", "A", "b/a"):
            sink.put(outcome(name))
    assert visible(out) == {file_name("a"), file_name("A"), file_name("b/a")}
    record = json.loads((out / file_name("b/a")).read_bytes())
    assert record["article"]["path"] == "b/a"


def test_death_between_report_and_ledger_reads_the_story_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    sink = FolderSink(out)
    sink.put(outcome("a"))
    (out / file_name("b")).write_bytes(report_json("b", "written, not noted") + b"\n")
    (out / (file_name("c") + ".part")).write_bytes(b'{"half')
    sink._connection.close()  # as the kernel would
    with open_sink(out) as again:
        a, b = again.ledger.known("a"), again.ledger.known("b")
        assert a
        assert a.sha256 == "s"
        assert b
        assert b.sha256 is None
        assert again.ledger.known("c") is None
    assert visible(out) == {file_name("a"), file_name("b")}


def test_a_report_that_somebody_removed_is_made_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_sink(out) as sink:
        sink.put(outcome("a"))
        sink.put(failed("b", "is empty", "InputError"))
    (out / file_name("a")).unlink()
    (out / STATE_NAME).unlink()
    with open_sink(out) as sink:
        assert sink.ledger.known("a") is None


def test_other_files_in_the_folder_are_let_be(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.json").write_text('{"article": {"path": "x"}}')
    (out / "letter.txt").write_text("dear")
    with open_sink(out) as sink:
        sink.put(outcome("a"))
        assert sink.ledger.known("x") is None
    assert visible(out) == {"notes.json", "letter.txt", file_name("a")}
