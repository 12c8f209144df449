"""Batches run as processes, killed at random moments, and what is in their sinks afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


def stories(folder: Path, count: int, word: str = "slow") -> Path:
    """A folder of so many stories of different lengths."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(f"{word} story {number}\n" + "x " * (number % 3000))
    return folder


def begin(*arguments: object, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    """Starts the command line with the stub, with a process group of its own as a shell would give it."""
    command = [sys.executable, "-m", "tests.batch.drive", *map(str, arguments)]
    return subprocess.Popen(command, env=ENVIRONMENT, cwd=ROOT, stderr=stderr, text=True, start_new_session=True)


def run(*arguments: object) -> tuple[int, str]:
    """Exit code and standard error of the command line with the stub."""
    process = begin(*arguments, stderr=subprocess.PIPE)
    _, told = process.communicate(timeout=120)
    return process.returncode, told


def children(pid: int) -> list[int]:
    """The processes that a process has started (Linux)."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        try:
            found += [int(child) for child in (thread / "children").read_text().split()]
        except OSError:
            continue
    return found


def descendants(pid: int) -> list[int]:
    direct = children(pid)
    return direct + [below for child in direct for below in descendants(child)]


def kill_until_done(
    command: tuple[object, ...], kills: int, pause: tuple[float, float], victims: Callable[[int], list[int]]
) -> int:
    """Runs a batch, again and again if need be, and kills one of its `victims` after each pause until there were so
    many kills; then lets it end. Returns the number of kills."""
    chance = random.Random(kills)
    done = 0
    process = begin(*command)
    while True:
        if done < kills:
            time.sleep(chance.uniform(*pause))
            done += _kill_one(victims(process.pid), chance)
            if process.poll() is None:
                continue
        if process.wait(timeout=300) >= 0:
            return done
        process = begin(*command)


def _kill_one(pids: list[int], chance: random.Random) -> int:
    try:
        os.kill(chance.choice(pids), signal.SIGKILL)
    except (IndexError, ProcessLookupError):
        return 0
    return 1


def names_in(out: Path) -> Counter[str]:
    """How often each story's report is in a sink. Fails if one is no report."""
    if out.suffix == ".db":
        with sqlite3.connect(out) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return Counter(name for (name,) in connection.execute("SELECT path FROM articles JOIN records USING (id)"))
    lines = out.read_bytes().splitlines() if out.is_file() else [file.read_bytes() for file in out.glob("*.json")]
    return Counter(json.loads(line)["article"]["path"] for line in lines)


def exactly_once(folder: Path) -> Counter[str]:
    """What `names_in` must find for a folder of good stories."""
    return Counter({str(file): 1 for file in folder.iterdir()})
