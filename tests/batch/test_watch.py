from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.batch import killing

from reports.batch.watch import Watch
from reports.read.documents import Document, Failure, ReadOptions


class Looker:
    """Looks at a folder when told to; a look lasts until the watch pauses."""

    def __init__(self, folder: Path, own: Callable[[Path], bool] = lambda file: False, interval: float = 0.05) -> None:
        self.stream = Watch([str(folder)], ReadOptions(), own, interval).stream()
        self.interval = interval

    def look(self, looks: float = 2) -> list[str]:
        """Names of the stories that arrive during so many looks."""
        found: list[str] = []
        until = time.monotonic() + looks * self.interval * 1.5
        while time.monotonic() < until:
            item = next(self.stream)
            if isinstance(item, Document):
                found.append(Path(item.name).name)
            elif isinstance(item, Failure):
                found.append(f"failure: {item.reason}")
            else:
                time.sleep(0.005)
        return found


def aged(path: Path, text: str) -> Path:
    path.write_text(text)
    os.utime(path, (1e9, 1e9))
    return path


def test_takes_what_is_there_and_what_arrives_once(tmp_path: Path) -> None:
    aged(tmp_path / "a.txt", "one")
    looker = Looker(tmp_path)
    assert looker.look() == ["a.txt"]
    (tmp_path / "b.txt").write_text("two")
    assert looker.look(4) == ["b.txt"]
    assert looker.look() == []


def test_a_file_that_still_grows_is_left_until_it_is_done(tmp_path: Path) -> None:
    looker = Looker(tmp_path, interval=0.2)
    with (tmp_path / "a.txt").open("w") as growing:
        for _ in range(12):
            growing.write("more ")
            growing.flush()
            assert looker.look(0.25) == []
    assert looker.look(4) == ["a.txt"]


def test_a_changed_file_is_taken_again(tmp_path: Path) -> None:
    path = aged(tmp_path / "a.txt", "one")
    looker = Looker(tmp_path)
    looker.look()
    path.write_text("one and more")
    assert looker.look(4) == ["a.txt"]


def test_an_empty_folder_is_no_failure_and_own_files_are_no_stories(tmp_path: Path) -> None:
    looker = Looker(tmp_path, own=lambda file: file.name.startswith("out"))
    assert looker.look() == []
    aged(tmp_path / "out.jsonl", "{}")
    assert looker.look() == []


def test_a_folder_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    looker = Looker(tmp_path / "none")
    assert looker.look(4) == ["failure: there is no such folder; make it, or check its name"]


def test_watch_takes_up_stories_and_ends_well_on_ctrl_c(tmp_path: Path) -> None:
    folder = killing.stories(tmp_path / "in", 2)
    out = tmp_path / "out.db"
    process = killing.begin("watch", folder, "-o", out, "-j", 1, "--interval", 0.1, stderr=subprocess.PIPE)
    try:
        _until(lambda: out.exists() and _count(out) == 2)
        (folder / "new.txt").write_text("a new story")
        (folder / "bad.txt").write_text("raise x")
        _until(lambda: _count(out) == 3 and out.with_name("out.db.errors.jsonl").exists())
    finally:
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert process.returncode == 1  # one story failed
    assert "3 stories in" in told
    assert killing.names_in(out)[str(folder / "new.txt")] == 1


def _count(out: Path) -> int:
    import sqlite3

    try:
        return sum(killing.names_in(out).values())
    except sqlite3.Error:
        return 0  # the tables are being made


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.parametrize("interval", ["0", "-1", "x"])
def test_a_wrong_interval_is_wrong_use(interval: str, tmp_path: Path) -> None:
    code, told = killing.run("watch", tmp_path, "-o", tmp_path / "out.db", "--interval", interval)
    assert code == 2
    assert "--interval" in told
