"""Text into HTML and SVG: what comes from a story is made printable and escaped, always both, in one place."""

from __future__ import annotations

from urllib.parse import urlsplit

from markupsafe import Markup

from reports.render.clean import printable

_NOT_XML = {0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}  # XML, and so SVG, may not hold these


def clean(value: object) -> object:
    """Text without control characters, invisible characters and marks that reorder it; anything else as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return printable(value).translate(_NOT_XML)


def web_address(url: str | None) -> str | None:
    """An address that a browser may open (http, https), else None."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def fill(template: str, *values: object, **named: object) -> Markup:
    """Our own markup with values in its braces (`str.format`), each cleaned and escaped unless it is Markup."""
    cleaned = {name: clean(value) for name, value in named.items()}
    return Markup(template).format(*map(clean, values), **cleaned)
