from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from tests.batch.stub_work import report_json
from tests.store.conftest import outcome

from reports.errors import OutputError
from reports.store import failed, jsonl, open_sink
from reports.store.jsonl import state_of


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def texts(out: Path) -> list[tuple[str, str]]:
    lines = out.read_text().splitlines()
    return [(record["article"]["path"], record["article"]["text"]) for record in map(json.loads, lines)]


def filled(out: Path, *names: str) -> None:
    with open_sink(out) as sink:
        for name in names:
            sink.put(outcome(name))


def test_a_line_a_report_and_nothing_else(out: Path) -> None:
    with open_sink(out) as sink:
        sink.put(outcome("a"))
        sink.put(failed("b", "is\nempty", "InputError", sha256="t", made_by="m"))
    assert out.read_bytes() == report_json("a", "a story") + b"\n"


def test_remembers_what_became_of_each_story(out: Path) -> None:
    with open_sink(out) as sink:
        sink.put(outcome("a"))
        sink.put(failed("b", "is\nempty", "InputError", sha256="t", made_by="m"))
    with open_sink(out) as sink:
        a, b, c = (sink.ledger.known(name) for name in "abc")
        assert a
        assert (a.status, a.sha256, a.made_by) == ("ok", "s", "m")
        assert b
        assert (b.status, b.sha256) == ("failed", "t")
        assert c is None
        assert [one.reason for one in sink.ledger.failures()] == ["is empty"]


def test_a_story_read_anew_takes_the_place_of_the_old(out: Path) -> None:
    filled(out, "a", "b", "c")
    with open_sink(out) as sink:
        sink.put(outcome("b", "a longer story by far", sha256="new"))
    assert texts(out) == [("a", "a story"), ("c", "a story"), ("b", "a longer story by far")]
    filled(out, "d")
    assert [name for name, _ in texts(out)] == ["a", "c", "b", "d"]


def test_a_story_that_fails_now_loses_its_old_report(out: Path) -> None:
    filled(out, "a", "b")
    with open_sink(out) as sink:
        sink.put(failed("a", "is empty", "InputError", sha256="t", made_by="m"))
    assert [name for name, _ in texts(out)] == ["b"]


def test_half_a_line_is_cut_off(out: Path) -> None:
    filled(out, "a", "b")
    whole = out.read_bytes()
    out.write_bytes(whole + b'{"schema_version":"1","id":"r-1","art')
    with open_sink(out):
        pass
    assert out.read_bytes() == whole


@pytest.mark.parametrize("written", [0, 10, -1])
def test_death_while_a_line_is_written(out: Path, monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    """The process ends after some bytes of the line: no exception handler of ours runs."""
    filled(out, "a")
    whole = out.read_bytes()
    sink = jsonl.JsonlSink(out)

    class DeathError(BaseException):
        pass

    def dying(descriptor: int, data: bytes, offset: int) -> None:
        os.pwrite(descriptor, data[:written], offset)
        raise DeathError

    monkeypatch.setattr(jsonl, "_write_all", dying)
    with pytest.raises(DeathError):
        sink.put(outcome("b"))
    monkeypatch.undo()
    sink._connection.close()  # as the kernel would
    with open_sink(out) as again:
        assert again.ledger.known("b") is None
        assert out.read_bytes() == whole
        again.put(outcome("b"))
    assert [name for name, _ in texts(out)] == ["a", "b"]


def test_death_after_a_line_was_written_loses_nothing(out: Path) -> None:
    sink = jsonl.JsonlSink(out)
    sink.put(outcome("a"))
    sink.put(outcome("b"))
    sink._connection.close()  # as the kernel would
    with open_sink(out) as again:
        assert again.ledger.known("b")
    assert [name for name, _ in texts(out)] == ["a", "b"]


def test_death_while_old_lines_are_cut_out(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(out, "a", "b", "c")
    sink = jsonl.JsonlSink(out)
    sink.put(outcome("a", "new", sha256="new"))

    def dying(self: Path, target: Path) -> None:
        os.replace(self, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", dying)
    with pytest.raises(KeyboardInterrupt):
        sink.close()
    monkeypatch.undo()
    with open_sink(out) as again:
        known = again.ledger.known("a")
        assert known
        assert known.sha256 == "new"
    assert texts(out) == [("b", "a story"), ("c", "a story"), ("a", "new")]


def test_a_lost_ledger_is_made_anew_and_the_stories_read_again(out: Path) -> None:
    filled(out, "a", "b")
    state_of(out).unlink()
    with open_sink(out) as sink:
        known = sink.ledger.known("a")
        assert known
        assert (known.status, known.sha256) == ("ok", None)
        sink.put(outcome("a", "new"))
    assert texts(out) == [("b", "a story"), ("a", "new")]


def test_a_file_that_was_cut_short_keeps_what_it_has(out: Path) -> None:
    filled(out, "a", "b", "c")
    lines = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(lines[0] + lines[1][:20])
    with open_sink(out) as sink:
        assert sink.ledger.known("a")
        assert sink.ledger.known("b") is None
        assert sink.ledger.known("c") is None
    assert [name for name, _ in texts(out)] == ["a"]


def test_lines_that_somebody_appended_are_known_by_name(out: Path) -> None:
    filled(out, "a")
    with out.open("ab") as stream:
        stream.write(report_json("b", "theirs") + b"\n")
    with open_sink(out) as sink:
        known = sink.ledger.known("b")
        assert known
        assert known.sha256 is None
    assert [name for name, _ in texts(out)] == ["a", "b"]


@pytest.mark.parametrize(
    "content, problem",
    [
        (b'{"date":"2024-05-04","text":"a wire story"}\n', "line 1 is no report"),
        (b"not JSON\n", "line 1 is no report"),
        (b"half a line that is not ours", "line 1 is no report"),
        (report_json("a", "x") + b"\n" + report_json("a", "y") + b"\n", "holds two reports of a"),
    ],
)
def test_a_file_that_batch_did_not_write_is_left_alone(out: Path, content: bytes, problem: str) -> None:
    out.write_bytes(content)
    with pytest.raises(OutputError, match=problem), open_sink(out):
        pass
    assert out.read_bytes() == content
    assert list(out.parent.iterdir()) == [out]


def test_full_disk(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for a part of the line only: the part is taken back, the message says what to do, and it goes on later."""
    real = os.pwrite
    left = 100

    def full(descriptor: int, data: bytes, offset: int) -> int:
        if len(data) <= left:
            return real(descriptor, data, offset)
        if left:
            real(descriptor, data[:left], offset)
        raise OSError(errno.ENOSPC, "No space left on device")

    filled(out, "a")
    whole = out.read_bytes()
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(OutputError) as caught, open_sink(out) as sink:
        sink.put(outcome("b"))
    assert str(caught.value) == (
        f"{out}: cannot be written (no space left on device);"
        " free some space and give the same command again: what is done is safe"
    )
    assert out.read_bytes() == whole
    monkeypatch.undo()
    filled(out, "b")
    assert [name for name, _ in texts(out)] == ["a", "b"]


def test_many_lines_are_marked_as_on_the_disk(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "_SYNC_EVERY", 2)
    filled(out, *"abcde")
    # what was not yet on the disk when the power went
    damaged = bytearray(out.read_bytes())
    damaged[-40:] = bytes(40)
    out.write_bytes(damaged)
    with open_sink(out) as sink:
        assert sink.ledger.known("d")
        assert sink.ledger.known("e") is None
    assert [name for name, _ in texts(out)] == ["a", "b", "c", "d"]


def test_outcomes_come_back_as_they_were_put(out: Path) -> None:
    put = [outcome("b"), outcome("a"), failed("c", "is empty", "InputError", sha256="t", made_by="m")]
    with open_sink(out) as sink:
        for one in put:
            sink.put(one)
        assert list(sink.outcomes()) == put
