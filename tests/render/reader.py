"""The elements of a page, as a browser would find them."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections import Counter
from html.parser import HTMLParser


class Reader(HTMLParser):
    """The elements and attributes of a page, and its text outside of style and script."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.prose: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.prose.append(data)

    def all(self, name: str) -> list[str]:
        return [value for _, attributes in self.elements for key, value in attributes.items() if key == name and value]


def policy_of(page: str) -> str:
    """The page's Content-Security-Policy. Fails if it does not name its one style and one script by their hashes."""
    policy = html.unescape(re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[0])
    for tag in ("style", "script"):
        content = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert len(content) == 1
        digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    return policy


def assert_references_lead_somewhere(reader: Reader, *lists: str) -> None:
    """Every id is there once, and so is what links and the attributes of names, and `lists` of ids, name."""
    ids = Counter(reader.all("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    targets = [link[1:] for link in reader.all("href") if link.startswith("#")]
    targets += [name for each in ("aria-labelledby", *lists) for value in reader.all(each) for name in value.split()]
    assert set(targets) <= set(ids)
