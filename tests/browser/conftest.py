"""A browser for the tests of this folder, started once. Without one they are skipped, and pytest says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser import chromium

from reports.records import Report
from reports.render.html import page


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = chromium.find()
    if path is None:
        pytest.skip("SKIPPED: no Chromium here; apt-get install chromium, or name one in REPORTS_CHROMIUM")
    running = chromium.Chromium(path)
    yield running
    running.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens the page of reports, or any page given as text, and closes it at the end of the test."""
    tabs = []

    def open_page(*reports: Report, html: str | None = None, fragment: str = "", **options: Any) -> Any:
        file = tmp_path / f"page{len(tabs)}.html"
        file.write_text(page(reports) if html is None else html, encoding="utf-8")
        tab = chromium.Tab(browser, file.as_uri() + fragment, **options)
        tabs.append(tab)
        return tab

    yield open_page
    for tab in tabs:
        tab.close()
