"""What the tests of this folder ask of a page, and the words that a hostile story would put on it."""

from __future__ import annotations

from typing import Any

ATTACK = (
    "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>\"' onmouseover='alert(4)"
    " <a href=javascript:alert(5)>x</a> <iframe src=//evil.example></iframe> </style></script>"
    "<link rel=stylesheet href=//evil.example/x.css> {{7*7}} ${7*7} <!-- ]]> \u202e\x00\x1b[31m &lt;b&gt;"
)


def ids(tab: Any, selector: str) -> list[str]:
    """The ids of the elements that a selector finds, in their order."""
    found: list[str] = tab.run(f"[...document.querySelectorAll('{selector}')].map(node => node.id)")
    return found


def assert_nothing_ran(tab: Any) -> None:
    """No word of a story ran, loaded anything or became an element that could."""
    assert tab.dialogs == 0
    assert tab.complaints == []
    assert len(tab.requests) == 1
    assert tab.run("document.querySelectorAll('script').length") == 1
    assert tab.run("document.querySelectorAll('img, iframe, link, object, base, form[action]').length") == 0
