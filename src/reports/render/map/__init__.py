"""Maps of reports as SVG, from shapes and names that come with the package: no network, no script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from reports.errors import OutputError
from reports.render.formats import whole

if TYPE_CHECKING:
    from reports.records import Report
    from reports.render.formats import Finish, Put, View, Write
    from reports.render.map.spots import Spot

SMALL = (480, 400)
LARGE = (960, 680)


def drawn_map(
    reports: Sequence[Report], *, size: tuple[int, int] = SMALL, prefixes: Sequence[str] = (), linked: bool = False
) -> Markup | None:
    """The content of an `<svg>` of `size` pixels with the places of reports; None if none has coordinates.

    `prefixes` go before the ids of each report's places and claims. `linked` makes the places links to those ids.
    Raises DataError if the map or the gazetteer cannot be read.
    """
    from reports.render.map.spots import spots

    return drawn_spots(spots(reports, prefixes or [""] * len(reports)), size=size, linked=linked)


def drawn_spots(found: Sequence[Spot], *, size: tuple[int, int] = SMALL, linked: bool = False) -> Markup | None:
    """The same for places of any origin. `linked` makes each a link to the first of its `ids`."""
    from reports import gazetteer
    from reports.lexicons import countries
    from reports.render.map.data import default
    from reports.render.map.draw import Drawing, body
    from reports.render.map.spots import extent
    from reports.render.map.view import around, fitted

    box = extent(found)
    if box is None:
        return None
    view = fitted(box, *size, pad=min(size) * 0.09)
    shapes = default().shapes(view.box, tolerance=0.6 / view.scale)
    towns = gazetteer.default().towns(view.box, 60)
    entries = [entry for entry in countries().values() if entry.status != "former"]
    names = {entry.alpha3: entry.name for entry in entries if entry.alpha3}
    overview = around(view, size[0] / 6)
    small = (overview, default().shapes(overview.box, tolerance=0.7 / overview.scale)) if overview else None
    return body(Drawing(view, shapes, found, towns, names, linked, small))


def svg(reports: Sequence[Report]) -> str:
    """A map as a file of its own; one that says so if no place has coordinates."""
    from reports.render.clean import printable
    from reports.render.map.spots import unplaced
    from reports.render.map.style import LIGHT, rules
    from reports.render.markup import svg_file

    size = LARGE
    titles = [printable(report.article.title or report.id) for report in reports]
    drawn = drawn_map(reports, size=size)
    if drawn is None:
        size = 480, 60
        drawn = Markup('<text x="12" y="34">No place of the story has coordinates.</text>')
    missing = ", ".join(printable(name) for name in unplaced(reports))
    title = "Map: " + "; ".join(titles[:5])
    desc = f"Without coordinates: {missing}." if missing else "All places have coordinates."
    return svg_file(size, title, desc, rules(LIGHT), drawn)


def writer(write: Write, _view: View) -> tuple[Put, Finish]:
    """One map of all reports as SVG. Says which places have no coordinates."""
    return whole(write, svg, _missing)


def png_writer(write: Write, view: View) -> tuple[Put, Finish]:
    """The same map as a picture of twice the size. Raises OutputError if the extra that draws it is not installed."""
    try:
        import resvg_py
    except ImportError:
        target = view.output or "standard output"
        raise OutputError(target, "PNG needs resvg-py", "pip install 'battlefield-reports[png]', or use svg") from None

    def png(reports: Sequence[Report]) -> bytes:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg(reports), zoom=2, sans_serif_family="DejaVu Sans"))

    return whole(write, png, _missing)


def _missing(reports: Sequence[Report]) -> Sequence[str]:
    from reports.render.map.spots import unplaced

    missing = unplaced(reports)
    return [f"not on the map, without coordinates: {', '.join(missing)}"] if missing else []
