"""The commands batch, watch and convert, with the stub in place of reading and parsing."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.batch.drive import STUB
from tests.batch.killing import names_in

from reports.batch.settings import WorkSettings
from reports.store.convert import read_outcomes

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, command: Callable[..., tuple[int, str, str]]) -> Run:
    """Runs the command line in this process: exit code and standard error. Standard output must stay empty."""
    made = WorkSettings.__init__
    monkeypatch.setattr(made, "__defaults__", (*(made.__defaults__ or ())[:-1], STUB))

    def call(*args: object) -> tuple[int, str]:
        code, out, err = command(*args)
        assert not out
        return code, err

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    (folder / "a.txt").write_text("story a")
    (folder / "deeper" / "b.txt").write_text("story b with more words")
    return folder


def test_batch_then_nothing_new_then_one_new(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    code, told = run("batch", folder, "-o", out, "-j", 1)
    assert code == 0
    assert told.startswith("reports: 2 stories in ")
    assert "0 claims, 7 words" in told
    code, told = run("batch", folder, "-o", out)
    assert code == 0
    assert "reports: 2 stories done before; --force reads them again" in told
    (folder / "c.txt").write_text("story c")
    assert run("batch", folder, "-o", out, "-j", 1)[0] == 0
    assert list(names_in(out).values()) == [1, 1, 1]


def test_a_failure_is_told_listed_and_in_the_exit_code(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "bad\nname.txt").write_text("refuse")
    out = tmp_path / "out.db"
    code, told = run("batch", folder, tmp_path / "none.txt", "-o", out, "-j", 1)
    assert code == 1
    assert "bad name.txt: is odd; make it even\n" in told.replace("\\n", " ")
    assert f"reports: error: {tmp_path / 'none.txt'}: there is no such file; check the path\n" in told
    assert f"1 story failed, listed in {out}.errors.jsonl\n" in told
    assert f"1 input could not be opened, listed in {out}.errors.jsonl\n" in told
    assert told.count("is odd; make it even") == told.count("there is no such file") == 1
    assert "reports: 2 stories in " in told
    listed = [json.loads(line) for line in Path(f"{out}.errors.jsonl").read_text().splitlines()]
    assert [(one["path"], one["class"]) for one in listed] == [
        (str(folder / "bad\nname.txt"), "InputError"),
        (str(tmp_path / "none.txt"), "InputError"),
    ]
    with sqlite3.connect(out) as connection:
        assert connection.execute("SELECT count(*) FROM failures").fetchone() == (2,)


def test_many_failures_do_not_flood_the_terminal(run: Run, tmp_path: Path) -> None:
    inputs = [tmp_path / f"{number}.txt" for number in range(40)]
    code, told = run("batch", *inputs, "-o", tmp_path / "out.jsonl")
    assert code == 1
    assert told.count("reports: error:") == 20
    assert told.count("further failures are only listed") == 1
    assert len(Path(tmp_path / "out.jsonl.errors.jsonl").read_text().splitlines()) == 40


def test_errors_go_to_the_file_that_is_named(run: Run, folder: Path, tmp_path: Path) -> None:
    errors = tmp_path / "failures.jsonl"
    assert run("batch", folder, "-o", tmp_path / "out.jsonl", "--errors", errors, "-j", 1)[0] == 0
    assert errors.read_bytes() == b""
    same = tmp_path / "out.jsonl.errors.jsonl"  # the usual name, given all the same
    assert run("batch", folder, "-o", tmp_path / "out.jsonl", "--errors", same)[0] == 0
    assert same.exists()


def test_errors_do_not_take_the_place_of_a_device(run: Run, folder: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code, told = run("batch", folder, "-o", tmp_path / "out.jsonl", "--errors", pipe)
    assert (code, told) == (1, f"reports: error: {pipe}: is a pipe or device; name a file or folder\n")
    assert pipe.is_fifo()
    assert not (tmp_path / "out.jsonl").exists()


def test_files_that_hold_no_stories_are_passed_over_and_counted(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    code, told = run("batch", folder, "-o", tmp_path / "out.jsonl", "-j", 1)
    assert code == 0
    assert "1 file passed over: pictures, programs and the like" in told


def test_a_folder_as_output_holds_its_errors(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "bad.txt").write_text("raise x")
    assert run("batch", folder, "-o", tmp_path / "out", "-j", 1)[0] == 1
    assert len(list((tmp_path / "out").glob("*.json"))) == 2
    assert (tmp_path / "out" / "errors.jsonl").exists()


@pytest.mark.parametrize("out", ["out.jsonl", "out.db", "out.parquet", "out"])
def test_the_output_may_lie_among_the_inputs(run: Run, folder: Path, out: str) -> None:
    if out.endswith("parquet"):
        pytest.importorskip("duckdb")
    for _ in range(2):
        code, told = run("batch", folder, "-o", folder / out, "-j", 1)
        assert code == 0
        assert "passed over" not in told
    assert len(list(read_outcomes(folder / out))) == 2


def test_a_story_whose_name_goes_on_from_that_of_the_output_is_read(run: Run, folder: Path) -> None:
    packed = folder / "wire.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps({"text": "story c"}).encode()))
    (folder / "wire.txt").write_text("story d")
    assert run("batch", folder, "-o", folder / "wire", "--errors", folder / "a", "-j", 1)[0] == 0
    assert len(list(read_outcomes(folder / "wire"))) == 4
    assert run("batch", packed, "-o", folder / "wire.jsonl", "-j", 1)[0] == 0
    assert set(names_in(folder / "wire.jsonl")) == {f"{packed}:1"}


def test_archives_and_json_lines_have_a_story_for_each_part(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "wire.zip", "w") as archive:
        archive.writestr("desk/a.txt", "story a\r\nwith Windows line ends\r\n")
        archive.writestr("../../escape.txt", "story b")
    (tmp_path / "feed.jsonl").write_text('{"text": "story c"}\n{"text": "story d"}\n')
    out = tmp_path / "out.jsonl"
    code, _ = run("batch", tmp_path / "wire.zip", tmp_path / "feed.jsonl", "-o", out, "-j", 1)
    names = {name.removeprefix(f"{tmp_path}/") for name in names_in(out)}
    assert {"wire.zip!desk/a.txt", "feed.jsonl:1", "feed.jsonl:2"} <= names
    assert code == 1  # the path that leads out of the archive is refused
    assert "escape.txt" in Path(f"{out}.errors.jsonl").read_text()
    assert not (tmp_path.parent / "escape.txt").exists()


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [(["empty"], "empty: holds no stories"), (["out.d"], "out.jsonl"), (["*.nothing"], "matches no file")],
)
def test_no_stories_are_an_error(run: Run, tmp_path: Path, inputs: list[str], problem: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "out.d").mkdir()
    (tmp_path / "out.d" / "out.jsonl").touch()
    out = tmp_path / "out.d" / "out.jsonl" if inputs == ["out.d"] else tmp_path / "out.jsonl"
    code, told = run("batch", *(tmp_path / name for name in inputs), "-o", out)
    assert code == 1
    assert problem in told or "holds no stories" in told


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        ([], 2, "Missing argument 'IN...'"),
        (["in", "-o", "out.xlsx"], 1, "has no format that goes by .xlsx; end it in .jsonl, .db or .parquet"),
        (["in", "-o", "no/out.db"], 1, "does not exist; make it first or choose another"),
        (["in", "-o", "in"], 1, "in: holds what is to be read (in); give -o another name"),
        (["in/a.txt", "-o", "in"], 1, "in: holds what is to be read (in/a.txt); give -o another name"),
        (["in", "-o", "out.db", "--errors", "out.db"], 1, "out.db: is part of the output; give --errors another name"),
        (
            ["in", "-o", "o.jsonl", "--errors", "o.jsonl.state.sqlite"],
            1,
            "is part of the output; give --errors another",
        ),
        (["in", "-o", "out.db", "--errors", "no/e.jsonl"], 1, "does not exist; make it first or choose another"),
        (["in", "-o", "out.db", "-j", "0"], 2, "Invalid value for '-j'"),
        (["in", "-o", "out.db", "--timeout", "-1"], 2, "must not be negative; 0 sets no limit"),
        (["in", "-o", "out.db", "--since", "yesterday"], 2, "'yesterday' is not a date"),
        (["in", "-o", "out.db", "--engine", "local", "--scheduler", "tcp://x:1"], 2, "--scheduler goes with --engine"),
        (["in", "-o", "/proc/out.db"], 1, "/proc/out.db: cannot be written"),
    ],
)
def test_wrong_use(
    arguments: list[str], code: int, problem: str, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    found, told = run("batch", *arguments)
    assert found == code
    assert problem in told
    assert told.count("\n") == 1


def test_limit_skip_and_retry(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "c.txt").write_text("story a")
    out = tmp_path / "out.jsonl"
    assert "reports: 1 story in" in run("batch", folder, "-o", out, "-j", 1, "--limit", 1)[1]
    told = run("batch", folder, "-o", out, "-j", 1, "--skip-duplicates")[1]
    assert "1 story left out: the same bytes as another" in told
    assert len(names_in(out)) == 2


def test_dask_engine_makes_the_same_file(run: Run, folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    for number in range(20):
        (folder / f"{number}.txt").write_text(f"story {number}")
    assert run("batch", folder, "-o", tmp_path / "local.jsonl", "-j", 2)[0] == 0
    assert run("batch", folder, "-o", tmp_path / "dask.jsonl", "-j", 2, "--engine", "dask")[0] == 0
    local, dask = (sorted((tmp_path / f"{name}.jsonl").read_bytes().splitlines()) for name in ("local", "dask"))
    assert local == dask


def test_convert_there_and_back(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("batch", folder, "-o", out, "-j", 1)
    code, told = run("convert", out, tmp_path / "out.db")
    assert (code, told) == (0, f"reports: 2 reports in {tmp_path / 'out.db'}\n")
    assert run("convert", tmp_path / "out.db", tmp_path / "back.jsonl")[0] == 0
    assert (tmp_path / "back.jsonl").read_bytes() == out.read_bytes()
    # and a batch goes on with either
    assert "2 stories done before" in run("batch", folder, "-o", tmp_path / "out.db")[1]
    assert "2 stories done before" in run("batch", folder, "-o", tmp_path / "back.jsonl")[1]


def test_convert_says_what_is_wrong(run: Run, tmp_path: Path) -> None:
    code, told = run("convert", tmp_path / "none.jsonl", tmp_path / "out.db")
    assert code == 1
    assert told == f"reports: error: {tmp_path / 'none.jsonl'}: there is no such file or folder; check the path\n"


def test_progress_in_lines_where_there_is_no_terminal(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.cli_batch._EVERY", 0.0)
    told = run("batch", folder, "-o", tmp_path / "out.jsonl", "-j", 1)[1]
    assert "reports: 1 story, 0 failed, " in told


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals")
def test_progress_as_a_bar_on_a_terminal(tmp_path: Path) -> None:
    import pty
    import subprocess

    from tests.batch.killing import ENVIRONMENT, ROOT, stories

    many = stories(tmp_path / "many", 60)
    above, below = pty.openpty()
    command = [sys.executable, "-m", "tests.batch.drive", "batch", str(many), "-o", str(tmp_path / "o.db"), "-j", "1"]
    with subprocess.Popen(
        command, stderr=below, cwd=ROOT, env=ENVIRONMENT | {"TERM": "xterm", "COLUMNS": "120"}
    ) as run:
        os.close(below)
        told = b""
        try:
            while chunk := os.read(above, 65536):
                told += chunk
        except OSError:  # the other end is closed
            pass
    os.close(above)
    assert run.returncode == 0
    assert b"\xe2\x94\x81" in told  # the bar
    assert b" left" in told
    assert b"60 stories in" in told
