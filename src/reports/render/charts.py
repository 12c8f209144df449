"""What charts have in common: a sheet with a title and a line below it, colours for series, and dates along a line."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from reports.render.markup import svg_file

COLOURS = 7  # that can be told apart: the classes c0 to c6; c7 is grey
_TITLE = Markup('<text x="20" y="30" class="title">{}</text><text x="20" y="50" class="soft">{}</text>')
_STYLE = (
    "text{{font:12px system-ui,-apple-system,'Segoe UI','Liberation Sans',Arial,sans-serif;fill:#1d1f21}}"
    ".page{{fill:#fff}}.title{{font-size:15px;font-weight:600}}.soft{{fill:#5d6168}}.grid{{stroke:{grid}}}"
    ".end{{text-anchor:end}}{own}"
    ".c0{{fill:#0072b2}}.c1{{fill:#e69f00}}.c2{{fill:#009e73}}.c3{{fill:#cc79a7}}.c4{{fill:#56b4e9}}.c5{{fill:#d55e00}}"
    ".c6{{fill:#b8a900}}.c7{{fill:#8a8f96}}"
    "@media (prefers-color-scheme:dark){{.page{{fill:#16181b}}text{{fill:#f0ede6}}.soft{{fill:#a3a6ab}}"
    ".grid{{stroke:{dark_grid}}}.c0{{fill:#4aa3dd}}{dark_own}}}"
)


def style(grid: str, own: str, dark_grid: str, dark_own: str) -> str:
    """The style of a sheet: the colour of its grid and the chart's own rules, in the light and in the dark."""
    return _STYLE.format(grid=grid, own=own, dark_grid=dark_grid, dark_own=dark_own)


def sheet(size: tuple[int, int], title: str, desc: str, style: str, parts: Iterable[Markup]) -> Markup:
    """An SVG file of `size` pixels with title and description at its head, above `parts`."""
    page = Markup('<rect class="page" width="{}" height="{}"/>').format(*size)
    return svg_file(size, title, desc, style, Markup("").join([page, _TITLE.format(title, desc), *parts]))


def number(value: float) -> str:
    """Pixels with one digit behind the point, or none: "12.5", "12"."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
