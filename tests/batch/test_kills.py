"""Batches whose parent and workers are really killed: nothing is lost and nothing doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.batch import killing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds the workers in /proc")

SINKS = ["out.jsonl", "out.db", "out"]


@pytest.mark.parametrize("sink", ["out.jsonl", "out.db"])
def test_killed_parent_loses_and_doubles_nothing(sink: str, tmp_path: Path) -> None:
    folder, out = killing.stories(tmp_path / "in", 80), tmp_path / sink
    command = ("batch", folder, "-o", out, "-j", 2)

    done = killing.kill_until_done(command, 2, (0.8, 1.4), lambda pid: [pid])

    assert done >= 1
    assert killing.names_in(out) == killing.exactly_once(folder)


def test_killed_workers_lose_and_double_nothing(tmp_path: Path) -> None:
    folder, out = killing.stories(tmp_path / "in", 150), tmp_path / "out.jsonl"
    command = ("batch", folder, "-o", out, "-j", 2)

    done = killing.kill_until_done(command, 5, (0.2, 0.6), killing.children)

    assert done == 5
    assert killing.names_in(out) == killing.exactly_once(folder)
    assert not out.with_name("out.jsonl.errors.jsonl").exists()


def test_workers_do_not_outlive_their_parent(tmp_path: Path) -> None:
    folder = killing.stories(tmp_path / "in", 2, word="hang")
    process = killing.begin("batch", folder, "-o", tmp_path / "out.jsonl", "-j", 2)
    workers = _wait_for(lambda: killing.children(process.pid), 2)

    process.kill()
    process.wait()

    _wait_for(lambda: [pid for pid in workers if not _alive(pid)], 2)


@pytest.mark.parametrize("engine", ["local", pytest.param("dask", marks=pytest.mark.slow)])
def test_interrupted_batch_ends_in_order_and_goes_on(engine: str, tmp_path: Path) -> None:
    folder, out = killing.stories(tmp_path / "in", 200), tmp_path / "out.jsonl"
    process = killing.begin("batch", folder, "-o", out, "-j", 2, "--engine", engine, stderr=subprocess.PIPE)
    _wait_for(lambda: list(out.read_bytes().splitlines()) if out.exists() else [], 5)

    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, told = process.communicate(timeout=20)

    assert process.returncode == 130
    assert "interrupted; the same command goes on" in told
    assert "Traceback" not in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out.jsonl", "out.jsonl.state.sqlite"]
    done = len(killing.names_in(out))
    code, told = killing.run("batch", folder, "-o", out, "-j", 2)
    assert code == 0
    assert f"{done} stories done before" in told
    assert killing.names_in(out) == killing.exactly_once(folder)


def test_second_batch_into_the_same_place_is_refused(tmp_path: Path) -> None:
    folder, out = killing.stories(tmp_path / "in", 1, word="hang"), tmp_path / "out.jsonl"
    first = killing.begin("batch", folder, "-o", out)
    _wait_for(lambda: killing.children(first.pid), 1)

    code, told = killing.run("batch", folder, "-o", out)

    assert code == 1
    problem = f"process {first.pid} is writing to it; wait until it is done, or choose another name"
    assert told == f"reports: error: {out}: {problem}\n"
    first.kill()
    first.wait()


@pytest.mark.slow
@pytest.mark.parametrize("sink", SINKS)
def test_two_hundred_kills_of_parents_and_workers(sink: str, tmp_path: Path) -> None:
    folder, out = killing.stories(tmp_path / "in", 3000), tmp_path / sink
    command = ("batch", folder, "-o", out, "-j", 2)

    def anyone(pid: int) -> list[int]:
        return [pid, *killing.children(pid) * 2]

    done = killing.kill_until_done(command, 200, (0.1, 0.9), anyone)

    assert done == 200
    assert killing.names_in(out) == killing.exactly_once(folder)


def _wait_for(find: object, count: int) -> list[int]:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found: list[int] = find()  # type: ignore[operator]
        if len(found) >= count:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain for {count}")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return b"\x00" in Path(f"/proc/{pid}/cmdline").read_bytes() if Path(f"/proc/{pid}").exists() else False
