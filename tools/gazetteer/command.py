"""The command line that the builders share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from gazetteer.sources import SourceError


def run(build: Callable[[Path, Path], int], description: str, out: Path, counted: str) -> int:
    """Build a file from a folder of downloads, both named on the command line, and say how much is in it.

    `out` is where the file goes by default, `counted` what the number that `build` returns is of. Exit code 1 for a
    missing or wrong source.
    """
    parser = argparse.ArgumentParser(description=description.partition("\n")[0])
    parser.add_argument("downloads", type=Path, help="folder with the files named in tools/SOURCES.json")
    parser.add_argument("--out", type=Path, default=out)
    arguments = parser.parse_args()
    try:
        count = build(arguments.downloads, arguments.out)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.out}: {count} {counted}, {arguments.out.stat().st_size / 1e6:.1f} MB")
    return 0
