"""What all sinks have in common."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from tests.batch.killing import ENVIRONMENT, ROOT
from tests.batch.stub_work import report_json
from tests.store.conftest import outcome

from reports.errors import OutputError
from reports.store import failed, kind_of, open_sink, own_files

KINDS = ["out.jsonl", "out.db", "out.parquet", "out"]
ODD = "dir/line\nbreak 'quote' \u202e.zip!../ümlaut \x00.txt:17"


@pytest.mark.parametrize("kind", KINDS)
def test_outcomes_survive_closing(kind: str, tmp_path: Path) -> None:
    put = [outcome("b"), outcome(ODD, "text with \x00, \u2028 and 😀"), outcome("a", sha256=None)]
    put.append(failed("c", "is empty; give a file with a story", "InputError", sha256="t", made_by="m"))
    with open_sink(tmp_path / kind) as sink:
        for one in put:
            sink.put(one)
    with open_sink(tmp_path / kind) as sink:
        assert list(sink.outcomes()) == put
        known = sink.ledger.known(ODD)
        assert known
        assert known.sha256 == "s"
        assert sink.ledger.totals()[:2] == (3, 1)
        assert sink.ledger.totals().alike == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_story_read_anew_has_one_report(kind: str, tmp_path: Path) -> None:
    for text in ("old", "new"):
        with open_sink(tmp_path / kind) as sink:
            sink.put(outcome("a", text))
    with open_sink(tmp_path / kind) as sink:
        assert [one.report for one in sink.outcomes()] == [report_json("a", "new")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_story_that_fails_now_has_no_report(kind: str, tmp_path: Path) -> None:
    with open_sink(tmp_path / kind) as sink:
        sink.put(outcome("a"))
        sink.put(failed("a", "is empty", "InputError"))
    with open_sink(tmp_path / kind) as sink:
        assert [(one.report, one.reason) for one in sink.outcomes()] == [(None, "is empty")]


@pytest.mark.parametrize("kind", KINDS)
def test_after_an_interruption_everything_is_there(kind: str, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), open_sink(tmp_path / kind) as sink:
        sink.put(outcome("a"))
        raise KeyboardInterrupt
    with open_sink(tmp_path / kind) as sink:
        assert [one.name for one in sink.outcomes()] == ["a"]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_beside_a_finished_sink(kind: str, tmp_path: Path) -> None:
    with open_sink(tmp_path / kind) as sink:
        sink.put(outcome("a"))
    expected = {kind} | ({"out.jsonl.state.sqlite"} if kind == "out.jsonl" else set())
    assert {path.name for path in tmp_path.iterdir()} == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_place_that_cannot_be_written(kind: str) -> None:
    out = Path("/proc") / kind
    if not Path("/proc/self").exists():
        pytest.skip("no /proc")
    with pytest.raises(OutputError, match=f"^{out}: cannot be written") as caught, open_sink(out):
        pass
    assert "\n" not in str(caught.value)


_FILL = """
import resource, signal, sys
from pathlib import Path
from reports.errors import OutputError
from reports.store import open_sink
from tests.store.test_sinks import outcome
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
done = 0
try:
    with open_sink(Path(sys.argv[1])) as sink:
        for number in range(10_000):
            if number == 20:
                resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))
            sink.put(outcome(str(number), "word " * 400 + str(number)))
            done += 1
except OutputError as error:
    print(done, error, sep="|")
"""


@pytest.mark.parametrize("kind", ["out.jsonl", "out.db", "out.parquet"])
def test_no_room_for_more_loses_nothing(kind: str, tmp_path: Path) -> None:
    """A file that may grow no further, as on a full disk: really refused by the kernel, in a process of its own."""
    out = tmp_path / kind
    run = subprocess.run(
        [sys.executable, "-c", _FILL, str(out)], env=ENVIRONMENT, cwd=ROOT, capture_output=True, text=True, check=True
    )
    done, _, message = run.stdout.strip().partition("|")
    assert message.startswith(f"{out}"), run.stdout + run.stderr
    assert "cannot be written" in message
    assert int(done) > 20
    with open_sink(out) as sink:
        names = [one.name for one in sink.outcomes() if one.report]
        sink.put(outcome("more"))
    assert names == [str(number) for number in range(int(done))]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize(
    "name, kind",
    [("a.jsonl", "jsonl"), ("a.NDJSON", "jsonl"), ("a.db", "database"), ("a.sqlite", "database"),
     ("a.parquet", "parquet"), ("a", "folder")],
)  # fmt: skip
def test_the_name_tells_the_kind(name: str, kind: str, tmp_path: Path) -> None:
    assert kind_of(tmp_path / name) == kind


def test_a_folder_that_is_there_is_a_folder_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "stories.2024").mkdir()
    assert kind_of(tmp_path / "stories.2024") == "folder"


def test_other_suffixes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"has no format that goes by \.xyz; end it in \.jsonl"):
        kind_of(tmp_path / "a.xyz")


@pytest.mark.parametrize("name", ["a.html", "a.csv", "a.json"])
def test_a_view_is_made_of_what_a_batch_has_saved(name: str, tmp_path: Path) -> None:
    mend = rf"save the reports in a \.jsonl or \.db, then: reports show SAVED -o {name}"
    with pytest.raises(OutputError, match=mend):
        kind_of(tmp_path / name)


@pytest.mark.parametrize(
    "name, problem", [("no/such/a.jsonl", "the folder .*/no/such does not exist"), ("file/a.db", "is not a folder")]
)
def test_a_folder_that_is_missing(name: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=problem), open_sink(tmp_path / name):
        pass


def test_a_device_is_refused() -> None:
    with pytest.raises(OutputError, match="is a pipe or device"), open_sink(Path(os.devnull)):
        pass


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "real" / "out.jsonl")
    with open_sink(link) as sink:
        sink.put(outcome("a"))
    assert link.is_symlink()
    assert (tmp_path / "real" / "out.jsonl").read_bytes() == report_json("a", "a story") + b"\n"


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("out.db", True), ("out.db-wal", True), ("out.db.lock", True), ("out.db.errors.jsonl.part", True),
        ("out.db.state.sqlite", True), ("out.db.work.jsonl.state.sqlite-shm", True), ("out.db/a.json", True),
        ("out.dbx", False), ("out.db.gz", False), ("out.db.txt", False), ("a/out.db", False), ("out", False),
    ],
)  # fmt: skip
def test_own_files_are_told_from_stories(name: str, own: bool, tmp_path: Path) -> None:
    assert own_files(tmp_path / "none", tmp_path / "out.db")(tmp_path / name) is own


def test_a_story_that_is_there_is_not_named_as_the_place_to_write_to(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("x")
    with pytest.raises(OutputError, match=r"reports show SAVED -o NEW\.txt$"):
        kind_of(tmp_path / "story.txt")
