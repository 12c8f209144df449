"""Fills the templates of the evidence view. See the package for what holds of the page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import __version__
from reports.acknowledgements import COORDINATES
from reports.records import Report
from reports.render import words
from reports.render.html import chains
from reports.render.html.story import StoryView
from reports.render.map.style import DARK, LIGHT, rules
from reports.render.markup import clean

TEMPLATES = Path(__file__).parents[1] / "templates"
LAYERS = (("t", "claims"), ("q", "statements"), ("w", "sources"), ("a", "actors"), ("p", "places"))


def render(reports: Sequence[Report], emptied: Mapping[str, str]) -> str:
    """The page, as text."""
    several = len(reports) > 1
    stories = [
        StoryView(report, f"r{number}-" if several else "", emptied.get(report.id, ""))
        for number, report in enumerate(reports, 1)
    ]
    return filled(
        "page",
        stories=stories,
        level=2 if several else 1,
        page_title=stories[0].title if len(stories) == 1 else f"{len(stories)} reports",
        layers=LAYERS,
        chain_width=chains.WIDTH,
    )


def filled(name: str, **values: object) -> str:
    """The page of the template `name`, with the script of that name and the style sheets of all pages and its own."""
    css, script = style_sheet(name), _script(name)
    return (
        _environment()
        .get_template(f"{name}.html")
        .render(
            **values,
            policy=policy(css, script),
            css=Markup(css),
            script=Markup(script),
            version=__version__,
            coordinates=COORDINATES,
        )
    )


def policy(css: str, script: str) -> str:
    """The page's Content-Security-Policy: the one style sheet and the one script by hash, and nothing from anywhere."""
    return (
        f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def style_sheet(name: str = "page") -> str:
    """The style sheet with the colours of the map, in light and dark; what the page `name` needs besides comes last."""
    light, dark = _block("light", LIGHT), _block("dark", DARK)
    chosen = (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}:root[data-theme=light]{{color-scheme:light}}"
        f"@media print{{:root,:root[data-theme]{{color-scheme:light;{light}}}}}"
    )
    of_map = rules({name: f"var(--map-{name})" for name in LIGHT}, ".map")
    sheets = ["page.css"] if name == "page" else ["page.css", f"{name}.css"]
    return chosen + "".join(_squeezed(_source(sheet)) for sheet in sheets) + of_map


def _block(name: str, palette: Any) -> str:
    """The variables of a theme: those of the page from its file, those of the map from its palette."""
    page = _squeezed(_source(f"{name}.css"))
    return page + "".join(f"--map-{key}:{value};" for key, value in palette.items())


def _squeezed(css: str) -> str:
    """A style sheet without comments and without the space at the ends of its lines."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "".join(line.strip() for line in css.split("\n"))


@cache
def _script(name: str) -> str:
    """What all pages do and what the page `name` does, as one script; no name of it is seen outside."""
    lines = [line.strip() for file in ("base.js", f"{name}.js") for line in _source(file).split("\n")]
    return "\n".join(["(() => {", "'use strict';", *(line for line in lines if line and line[:2] != "//"), "})();"])


def _source(file: str) -> str:
    return (TEMPLATES / file).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=clean,
    )
    environment.filters["spaced"] = words.spaced
    return environment
