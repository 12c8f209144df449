"""The evidence view: a report as one web page that needs no network, no server and no other file.

Everything that comes from a story is escaped: the templates escape by themselves, and every value goes through
`printable` first, so that no control character or mark that reorders text reaches the page. Its Content-Security-Policy
names the one script and the one style sheet by their hashes; nothing else may run or be loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reports.render.formats import whole

if TYPE_CHECKING:
    from reports.records import Report
    from reports.render.formats import Finish, Put, View, Write


def page(reports: Sequence[Report], emptied: Mapping[str, str] | None = None) -> str:
    """The page of one or more reports. `emptied` says, by a report's id, that a filter left no claim of it.

    Raises DataError if the map or the gazetteer cannot be read.
    """
    from reports.render.html.pages import render

    return render(reports, emptied or {})


def writer(write: Write, view: View) -> tuple[Put, Finish]:
    """One page of all reports."""
    return whole(write, lambda reports: page(reports, view.emptied))
