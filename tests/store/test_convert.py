from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from tests.batch.stub_work import report_json
from tests.store.conftest import full_outcome

from reports.errors import InputError, OutputError, ReportsError
from reports.store import Outcome, failed, held, open_sink
from reports.store.convert import convert, read_outcomes


@pytest.fixture
def source(tmp_path: Path, full: Outcome) -> Path:
    source = tmp_path / "source.jsonl"
    with open_sink(source) as sink:
        sink.put(full_outcome("b"))
        sink.put(full)
        sink.put(failed("bad.txt", "is empty", "InputError", sha256="t", made_by="m"))
    return source


def test_nothing_is_lost_through_all_forms_and_back(source: Path, tmp_path: Path) -> None:
    forms = [source, *(tmp_path / name for name in ("a.db", "b.parquet", "c", "d.db", "e.jsonl"))]
    for before, after in pairwise(forms):
        assert convert(before, after) == 2
    assert forms[-1].read_bytes() == source.read_bytes()
    assert list(read_outcomes(forms[-1])) == list(read_outcomes(source))


def test_lines_of_parse_keep_their_bytes_whatever_their_spacing(tmp_path: Path) -> None:
    first, second = report_json("a", "x"), report_json("a", "y")
    spaced = first.replace(b'":', b'" : ')
    source = tmp_path / "parsed.jsonl"
    source.write_bytes(spaced + b"\n" + second + b"\r\n\n" + report_json("-", "z"))
    convert(source, tmp_path / "a.db")
    convert(tmp_path / "a.db", tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").read_bytes() == b"".join(
        line + b"\n" for line in (spaced, second, report_json("-", "z"))
    )
    with open_sink(tmp_path / "a.db") as sink:
        assert [one.name for one in sink.outcomes()] == ["a", "a (2)", "-"]


def test_a_line_that_is_no_report_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    source = tmp_path / "parsed.jsonl"
    source.write_bytes(report_json("a", "x") + b'\n{"id": "r-1"}\n')
    with pytest.raises(InputError, match=r"parsed\.jsonl:2: is not a report \(article: Field required\); give what"):
        convert(source, tmp_path / "a.db")
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("name", ["a.jsonl", "a.db", "a.parquet", "a"])
def test_a_target_that_a_batch_writes_to_is_not_taken_from_it(source: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    with open_sink(target) as sink:
        sink.put(full_outcome("theirs"))
    with held(target), pytest.raises(OutputError, match="is writing to it; wait until it is done"):
        convert(source, target, force=True)
    assert [one.name for one in read_outcomes(target)] == ["theirs"]
    assert convert(source, target, force=True) == 2


def test_a_target_that_is_there_is_kept_unless_forced(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.db"
    target.write_text("mine")
    with pytest.raises(OutputError, match=r"is there already; give another name, or --force"):
        convert(source, target)
    assert target.read_text() == "mine"
    assert convert(source, target, force=True) == 2
    assert len(list(read_outcomes(target))) == 3


def test_force_does_not_take_a_folder_of_other_things(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "letters"
    target.mkdir()
    (target / "letter.txt").write_text("dear")
    with pytest.raises(OutputError, match="is a folder with other things in it; name a new one"):
        convert(source, target, force=True)
    assert (target / "letter.txt").exists()


@pytest.mark.parametrize(
    ("source", "target", "error", "problem"),
    [
        ("none.jsonl", "a.db", InputError, "there is no such file or folder"),
        ("source.jsonl", "a.csv", OutputError, r"has no format that goes by \.csv"),
        ("source.jsonl", "no/a.db", OutputError, "the folder .* does not exist"),
        ("source.jsonl", "source.jsonl", OutputError, "is what is to be read"),
    ],
)
def test_wrong_names(source: str, target: str, error: type[ReportsError], problem: str, tmp_path: Path) -> None:
    with open_sink(tmp_path / "source.jsonl") as sink:
        sink.put(full_outcome())
    with pytest.raises(error, match=problem):
        convert(tmp_path / source, tmp_path / target, force=True)


def test_errors_name_the_place_the_user_knows(source: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full_disk(self: object, outcome: Outcome) -> None:
        raise OutputError("/hidden/place", "cannot be written (no space left on device)")

    monkeypatch.setattr("reports.store.database.DatabaseSink.put", full_disk)
    with pytest.raises(OutputError, match=r"^/.*/a\.db: cannot be written \(no space left on device\)$"):
        convert(source, tmp_path / "a.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source.jsonl", "source.jsonl.state.sqlite"]


@pytest.mark.parametrize("name", ["story.txt", "page.html", "wire.zip", "story"])
def test_a_story_is_told_to_be_one_and_not_to_be_overwritten(tmp_path: Path, name: str) -> None:
    story, target = tmp_path / name, tmp_path / "war.db"
    story.write_text("Rebels shelled the harbour.")
    with pytest.raises(InputError) as caught:
        convert(story, target)
    told = "is a story or a view by its name, not saved reports; to read stories: reports batch"
    assert str(caught.value) == f"{story}: {told} {story} -o {target}"
    assert not target.exists()


def test_one_report_in_json_is_told_the_way(tmp_path: Path) -> None:
    source = tmp_path / "one.json"
    source.write_bytes(report_json("a", "x"))
    with pytest.raises(InputError, match=r"one\.json: is one piece of JSON.*reports show \S+ -o reports\.jsonl$"):
        convert(source, tmp_path / "war.db")
