"""What places cost: the share of a story's time, and the memory of the gazetteer.

    python benchmarks/places.py [--words 20000]

The time is that spent in finding names in the gazetteer and in choosing among their candidates, against all of the
rest; the memory is what opening the file and looking up every run of one to three words of the stories adds.
"""

from __future__ import annotations

import argparse
import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from speed import sample_texts

PAGE = 4096


def main() -> None:
    """Prints both figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--words", type=int, default=20_000, help="about how many words to read")
    texts = sample_texts(parser.parse_args().words)
    added, looked_up = memory(texts)
    spent, whole = seconds(texts)
    print(f"places: {100 * spent / (whole - spent):.1f} % on top of the rest ({spent:.2f} of {whole:.2f} s)")
    print(f"gazetteer: {added:.1f} MB after {looked_up} look-ups")


def seconds(texts: list[str]) -> tuple[float, float]:
    """Seconds spent on places and in all, over the texts."""
    import reports
    from reports import gazetteer
    from reports.resolve.places import Atlas

    spent = 0.0

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def inner(*args: Any, **named: Any) -> Any:
            nonlocal spent
            start = time.perf_counter()
            try:
                return function(*args, **named)
            finally:
                spent += time.perf_counter() - start

        return inner

    reports.parse(texts[0])
    for owner, name in ((gazetteer.Gazetteer, "scan"), (Atlas, "__init__"), (Atlas, "build")):
        setattr(owner, name, timed(getattr(owner, name)))
    start = time.perf_counter()
    for text in texts:
        reports.parse(text)
    return spent, time.perf_counter() - start


def memory(texts: list[str]) -> tuple[float, int]:
    """Megabytes that the open gazetteer and its caches take, and the number of look-ups."""
    from reports import gazetteer

    before = resident()
    count = 0
    for words in (text.split() for text in dict.fromkeys(texts)):
        for first in range(len(words)):
            for last in range(first + 1, first + 4):
                gazetteer.lookup(" ".join(words[first:last]))
                count += 1
    return (resident() - before) / 1e6, count


def resident() -> int:
    """Bytes of memory that the process holds (Linux)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


if __name__ == "__main__":
    main()
