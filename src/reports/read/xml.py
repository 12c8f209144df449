"""XML that may be hostile: one hardened parser for whole documents and one for streams of items.

No entity is expanded, no DTD loaded, no address fetched; a document that declares entities is refused. Names are
compared without their namespace: NITF and NewsML-G2 come with and without one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.entities import html5
from typing import TYPE_CHECKING, Any

from reports.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_SPACE = re.compile(r"[ \t\r\n]+")
_ENTITY = re.compile(rb"<!ENTITY", re.I)
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_CUT_NAME = re.compile(rb"&[A-Za-z0-9]{0,32}$")
_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_HEAD = 65536
_REFUSED = "declares XML entities, which are not read"
_REFUSED_MEND = "remove its <!ENTITY> declarations"
_ITEMS = {"rss-feed": ("item",), "atom-feed": ("entry",), "newsmessage": ("newsItem", "packageItem")}
_ABOUT = {
    "rss-feed": {"title": "title"},
    "atom-feed": {"title": "title"},
    "newsmessage": {"sent": "date", "sender": "title"},
}
_MAX_LABEL = 200
_MAX_ATTRIBUTES = 200


def parse_xml(data: bytes, name: str) -> Element:
    """The root of a document. Raises `InputError` if it is not well-formed or declares entities."""
    from lxml import etree

    _refuse_entities(data[:_HEAD], name)
    try:
        root = etree.fromstring(_spelt(data), etree.XMLParser(**_OPTIONS))
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise _damaged(name, error) from error
    if root is None:
        raise InputError(name, "is empty XML", "give a file with a story in it")
    _refuse_declared(root, name)
    return root


def _refuse_entities(head: bytes, name: str) -> None:
    if _ENTITY.search(head.replace(b"\x00", b"")):
        raise InputError(name, _REFUSED, _REFUSED_MEND)


def _refuse_declared(root: Element, name: str) -> None:
    """Declarations beyond the first bytes, or in an encoding that hides them."""
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and next(iter(subset.iterentities()), None) is not None:
        raise InputError(name, _REFUSED, _REFUSED_MEND)


def _damaged(name: str, error: BaseException, after: str = "") -> InputError:
    """What a parser's complaint means. libxml2 stops at a bomb of entities before its declarations can be looked at."""
    if "amplification" in str(error):
        return InputError(name, _REFUSED, _REFUSED_MEND)
    return InputError(name, f"is damaged XML{after} ({_said(error)})", "fetch it again, or mend it")


def _said(error: BaseException) -> str:
    return " ".join(str(error).split()).partition(", <string>")[0][:120] or type(error).__name__


def _spelt(data: bytes) -> bytes:
    """Characters named as in HTML (`&mdash;`) by their numbers: XML has only five names, and news files use the others.

    Inside CDATA, where the words are HTML, both mean the same.
    """
    return _NAMED.sub(_number, data) if b"&" in data else data


def _number(match: re.Match[bytes]) -> bytes:
    found = None if match[1] in _OWN else html5.get(match[1].decode("ascii") + ";")
    return match[0] if found is None else "".join(f"&#{ord(char)};" for char in found).encode("ascii")


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for an entity reference or the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The direct children of these names, in order."""
    return (child for child in (() if element is None else element) if local(child) in names)


def first(element: Element | None, path: str) -> Element | None:
    """The first element at a path of names ("head/docdata/du-key") below `element`."""
    for name in path.split("/"):
        element = next(children(element, name), None)
        if element is None:
            return None
    return element


def text_of(element: Element | None) -> str | None:
    """The words in an element, white space squeezed; None if there are none."""
    return None if element is None else squeezed("".join(element.itertext()))


def squeezed(text: str | None) -> str | None:
    """The text with its white space squeezed to single spaces, None if nothing is left."""
    return _SPACE.sub(" ", text).strip() or None if text else None


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute by its name without namespace, squeezed, or None."""
    if element is None:
        return None
    if (value := element.get(name)) is not None:
        return squeezed(str(value))
    if len(element.attrib) > _MAX_ATTRIBUTES:  # lxml's listing of them takes quadratic time
        return None
    return next((squeezed(str(v)) for key, v in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


class Items:
    """Takes a feed or message in chunks and gives its items as they end; holds one item at a time.

    `about` is what the whole says of itself so far; `size` the bytes taken since the last item ended. `other` tells of
    an item why it is no story, or None: those are passed over, and `passed` counts them.
    """

    def __init__(
        self, name: str, kind: str, about: dict[str, str], other: Callable[[Element], str | None] | None = None
    ) -> None:
        from lxml import etree

        self._etree = etree
        self._name = name
        self._parser = etree.XMLPullParser(events=("start", "end"), **_OPTIONS)
        self._tags = frozenset(_ITEMS[kind])
        self._wanted = _ABOUT[kind]
        self._depth = 0
        self._inside = 0
        self._count = 0
        self._labels: set[str] = set()
        self._begun = False
        self._held = b""
        self._other = other
        self.about = about
        self.passed: list[str] = []
        self.size = 0

    def feed(self, chunk: bytes) -> Iterator[tuple[str | None, bytes]]:
        """Yields (label, XML) of the items that end in this chunk. Raises `InputError` for damage and entities."""
        if not self._begun:
            _refuse_entities(chunk, self._name)
        self.size += len(chunk)
        chunk = self._held + chunk
        cut = _CUT_NAME.search(chunk)
        self._held = chunk[cut.start() :] if cut else b""
        try:
            self._parser.feed(_spelt(chunk[: len(chunk) - len(self._held)]))
        except (self._etree.XMLSyntaxError, ValueError, LookupError) as error:
            yield from self._events()
            raise self._damaged(error) from error
        yield from self._events()

    def close(self) -> Iterator[tuple[str | None, bytes]]:
        """Yields what is left. Raises `InputError` if the document breaks off or held no item."""
        try:
            self._parser.feed(self._held)
            self._parser.close()
        except (self._etree.XMLSyntaxError, ValueError, LookupError) as error:
            yield from self._events()
            raise self._damaged(error) from error
        yield from self._events()
        if not self._count:
            held = f" but {self.passed[0]}" if self.passed else ""
            raise InputError(self._name, f"holds no stories{held}", "give a feed or message with stories in it")

    def _damaged(self, error: BaseException) -> InputError:
        after = f" after item {self._count}" if self._count else ""
        return _damaged(self._name, error, after)

    def _events(self) -> Iterator[tuple[str | None, bytes]]:
        for event, element in self._parser.read_events():
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                self._start(element)
            elif found := self._end(element):
                yield found

    def _start(self, element: Element) -> None:
        if not self._begun:
            self._begun = True
            _refuse_declared(element, self._name)
        self._depth += 1
        if not self._inside and local(element) in self._tags:
            self._inside = self._depth

    def _end(self, element: Element) -> tuple[str | None, bytes] | None:
        self._depth -= 1
        if self._inside and self._depth >= self._inside:
            return None
        if not self._inside:
            self._tell(element)
            if self._depth > 2:
                return None
            _forget(element)
            return None
        self._inside = 0
        self.size = 0
        if self._other and (why := self._other(element)):
            self.passed.append(why)
            _forget(element)
            return None
        self._count += 1
        data = self._etree.tostring(element, encoding="utf-8", with_tail=False)
        label = self._label(element)
        _forget(element)
        return label, data

    def _tell(self, element: Element) -> None:
        key = self._wanted.get(local(element))
        if key and key not in self.about and (words := text_of(element)):
            self.about[key] = words

    def _label(self, element: Element) -> str:
        given = attribute(element, "guid") or text_of(first(element, "guid")) or text_of(first(element, "id"))
        link = first(element, "link")
        given = given or text_of(link) or attribute(link, "href") or attribute(element, "about")
        if given and len(given) <= _MAX_LABEL and given not in self._labels:
            self._labels.add(given)
            return given
        return str(self._count)


def _forget(element: Element) -> None:
    """Free an element that was dealt with, and what stood before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
