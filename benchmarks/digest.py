"""What a digest costs beyond parsing: seconds and memory over 1,000, 3,000 and 10,000 stories made by template.

    python benchmarks/digest.py [--stories 1000,3000,10000] [--front] [--state]

--front puts all stories on one front line in one year, the worst that place and day can do. --state adds the last
hundred stories to a state file that has the others.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from reports.digest import digest
from speed import passed, row
from telling import stories

_LIMIT_S = 120.0


def measure(count: int, *, front: bool) -> float:
    """One digest; prints a line and gives the seconds it took, the making of the reports taken off."""
    began = time.perf_counter()
    for _ in stories(count, front=front):
        pass
    making = time.perf_counter() - began
    began = time.perf_counter()
    made = digest(stories(count, front=front))
    seconds = time.perf_counter() - began - making
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    largest = max((len(incident.claims) for incident in made.incidents), default=0)
    found = f"{len(made.incidents):,} incidents, the largest of {largest} claims; peak {peak:.0f} MB"
    row(f"{count:,} stories", "", f"{seconds:.1f} s", f"{1000 * seconds / count:.2f} ms a story; {found}")
    return seconds


def measure_state(count: int, *, front: bool) -> None:
    """Adds a hundred stories to a file of all the others."""
    given = list(stories(count, front=front))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digest.state"
        digest(given[:-100], state=path)
        began = time.perf_counter()
        made = digest(given[-100:], state=path)
        seconds = time.perf_counter() - began
        size = path.stat().st_size / 1e6
    same = made == digest(given)
    verdict = f"file of {size:.1f} MB; as from scratch: {passed(same)}"
    row(f"100 added to {count - 100:,}", "", f"{seconds:.1f} s", verdict)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--stories", default="1000,3000,10000")
    parser.add_argument("--front", action="store_true")
    parser.add_argument("--state", action="store_true")
    options = parser.parse_args()
    counts = [int(count) for count in options.stories.split(",")]
    seconds = [measure(count, front=options.front) for count in counts]
    verdict = f"(under {_LIMIT_S:.0f}): {passed(seconds[-1] < _LIMIT_S)}"
    row(f"  {counts[-1]:,} stories", "", f"{seconds[-1]:.1f} s", verdict)
    if options.state:
        measure_state(counts[-1], front=options.front)


if __name__ == "__main__":
    main()
