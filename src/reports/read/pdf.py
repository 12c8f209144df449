"""The text of a PDF with a text layer: lines joined to paragraphs, page furniture left out. Needs the extra "pdf"."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from reports.errors import InputError
from reports.read.story import Story

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGES = 1000
_NUMBER = re.compile(r"(?i)(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?|[ivxl]{1,6}|[-–—]\s*\d{1,4}\s*[-–—]")
_FINAL = re.compile(r"[.!?:…][\"”’')\]]*$")
_FURNITURE = 3  # pages on which the same first or last line stands
_FULL = 0.75  # of the widest line: a shorter one with a full stop ends its paragraph
_HYPHEN = re.compile(r"[^\W_][-\u00ad]$")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_WORD_END = re.compile(r"([^\W_]+)-$")
_BROKEN = re.compile("[\ufffe\x02]\r?\n?")  # PDFium's sign for a hyphen at a line's end, the line end taken away
_LONG_WORD = 60
_HYPHENATED = 0.04  # share of lines that end in a hyphen where a text is hyphenated at all
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_MEND = "give its text as .txt"


def story_of_pdf(data: bytes, name: str) -> Story:
    """The story of a PDF. Raises `InputError` if it is damaged, locked or a picture of a page, or without the extra."""
    pages = [[line.strip() for line in _BROKEN.sub("-\n", page).splitlines()] for page in _pages(data, name)]
    lines = list(_without_furniture(pages))
    text = "\n\n".join(_paragraphs(lines))
    if not text:
        raise InputError(name, "holds no text, only pictures of pages", "run a text recognition (OCR) on it first")
    return Story(text=text, path=name, format="pdf")


def _pages(data: bytes, name: str) -> list[str]:
    pdfium = _pdfium(name)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        problem = "is locked with a password" if locked else "is a damaged PDF"
        raise InputError(name, problem, "save it without a password" if locked else "fetch it again") from error
    try:
        if len(document) > _PAGES:
            raise InputError(name, f"has more than {_PAGES} pages and is no story", "give the pages of the story")
        return [_page(document, index) for index in range(len(document))]
    except pdfium.PdfiumError as error:
        raise InputError(name, "is a damaged PDF", "fetch it again") from error
    finally:
        document.close()


def _pdfium(name: str) -> Any:
    try:
        import pypdfium2
    except ImportError as error:
        mend = "install it with: pip install 'battlefield-reports[pdf]'"
        raise InputError(name, "is a PDF, and the part that reads PDF is not installed", mend) from error
    return pypdfium2


def _page(document: Any, index: int) -> str:
    page = document[index]
    words = page.get_textpage()
    try:
        return str(words.get_text_range())
    finally:
        words.close()
        page.close()


def _without_furniture(pages: list[list[str]]) -> Iterator[str]:
    """The lines of all pages in order, without page numbers and without first and last lines that pages share.

    An empty line is kept: it parts paragraphs.
    """
    edges = Counter(line for page in pages for line in {_bare(edge) for edge in _edges(page)})
    for page in pages:
        shown = [line for line in page if line]
        for position, line in enumerate(page):
            edge = line and (line in shown[:2] or line in shown[-2:])
            if edge and (_NUMBER.fullmatch(line) or edges[_bare(line)] >= _FURNITURE):
                continue
            if line or position:
                yield line


def _edges(page: list[str]) -> list[str]:
    shown = [line for line in page if line]
    return shown[:2] + shown[-2:]


def _bare(line: str) -> str:
    """A running head without its page number."""
    return re.sub(r"\d+", "#", line).casefold()


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines joined: a paragraph ends at an empty line, or at a full stop in a line that is not full."""
    widths = sorted(len(line) for line in lines if line)
    full = widths[int(0.9 * (len(widths) - 1))] * _FULL if widths else 0
    hyphens = _Hyphens(lines)
    held: list[str] = []
    for line, after in zip(lines, (*lines[1:], ""), strict=False):
        ends = not after or _ends(line, after, full)
        held.append(line if ends else hyphens.led_on(line, after))
        if ends and (joined := _ODD.sub(" ", "".join(held)).strip()):
            yield joined
        if ends:
            held.clear()


class _Hyphens:
    """Whether a hyphen at a line's end was put there to break a word, or belongs to it ("long-range").

    The document itself tells: by the same word elsewhere, else by how many of its lines end in a hyphen.
    """

    def __init__(self, lines: list[str]) -> None:
        self._words = Counter(word.casefold() for line in lines for word in _WORD.findall(line))
        shown = sum(1 for line in lines if line)
        self._breaks = sum(1 for line in lines if _HYPHEN.search(line, max(0, len(line) - 2))) > _HYPHENATED * shown

    def led_on(self, line: str, after: str) -> str:
        """A line as it goes before the next one: with a space, or with its word made whole."""
        if not line or not _HYPHEN.search(line, max(0, len(line) - 2)):
            return f"{line} " if line else ""
        head, tail = _WORD_END.search(line[-_LONG_WORD:]), _WORD.match(after)
        if line[-1] == "\u00ad" or not head or not tail:
            return line.rstrip("\u00ad")
        whole, parted = (head[1] + tail[0]).casefold(), f"{head[1]}-{tail[0]}".casefold()
        known, kept = self._words[whole], self._words[parted]
        breaks = known > kept if known or kept else self._breaks and after[:1].islower()
        return line[:-1] if breaks else line


def _ends(line: str, after: str, full: float) -> bool:
    if len(line) >= full:
        return False
    # a short line without a full stop before one that begins anew is a headline, a byline or a list item
    return bool(_FINAL.search(line)) or not after[:1].islower() and len(line) < 0.75 * full
