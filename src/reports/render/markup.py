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


def svg_file(size: tuple[int, int], title: str, desc: str, style: str, content: Markup) -> Markup:
    """An SVG of `size` pixels as a file of its own, with a title and a description for those who do not see it."""
    return fill(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-labelledby="title desc"><title id="title">{title}</title><desc id="desc">{desc}</desc>'
        "<style>{style}</style>{content}</svg>\n",
        w=size[0],
        h=size[1],
        title=title,
        desc=desc,
        style=Markup(style),
        content=content,
    )


def fill(template: str, *values: object, **named: object) -> Markup:
    """Our own markup with values in its braces (`str.format`), each cleaned and escaped unless it is Markup."""
    cleaned = {name: clean(value) for name, value in named.items()}
    return Markup(template).format(*map(clean, values), **cleaned)
