"""Reads stories from files, standard input, bytes and strings.

The contract: a `Story` holds the text as the user has it (byte-order mark dropped, line ends made LF, nothing else
edited); for a web page the extracted article. What cannot be read raises an `InputError` that says how to mend it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, Any, Literal

from reports.errors import InputError
from reports.read.decode import decode
from reports.read.story import Story
from reports.text.dates import parse_date

FormatOption = Literal["auto", "text", "html"]

__all__ = ["Story", "parse_date", "read_bytes", "read_file", "read_stdin", "story_from_text"]

_HTML_SUFFIXES = (".html", ".htm", ".xhtml")
_TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")
_HTML_STARTS = (b"<!doctype html", b"<html")
_SNIFF = 512
_SURROGATE = re.compile("[\ud800-\udfff]")
STDIN = "-"


def read_file(path: str | Path, *, format: FormatOption = "auto") -> Story:  # noqa: A002
    """The story in a file. `format` "auto" goes by the suffix, else by the first bytes.

    Raises `InputError` if the path is missing, a folder, not readable, or holds no story.
    """
    name = str(path)
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise InputError(name, "there is no such file", "check the path") from error
    except IsADirectoryError as error:
        mend = f"name the files in it, for example {name.rstrip('/')}/*.txt"
        raise InputError(name, "is a folder", mend) from error
    except PermissionError as error:
        raise InputError(name, "may not be read", "change its permissions or copy it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(name, f"cannot be read ({reason})", "check the path") from error
    return read_bytes(data, name=name, format=format)


def read_stdin(stream: IO[Any], *, format: FormatOption = "auto") -> Story:  # noqa: A002
    """The story on a stream, binary or text (`sys.stdin` or its buffer). Its path is "-"."""
    raw = getattr(stream, "buffer", stream)
    data = raw.read()
    return read_bytes(data.encode("utf-8") if isinstance(data, str) else data, name=STDIN, format=format)


def read_bytes(data: bytes, *, name: str, format: FormatOption = "auto") -> Story:  # noqa: A002
    """The story in `data`. `name` is what the user calls it: its path, or "-". Raises `InputError` if it holds none."""
    html = format == "html" or format == "auto" and _is_html(data, name)
    text, encoding = decode(data, name, html=html)
    if html:
        from reports.read.html import story_from_html  # lxml and trafilatura: only for pages

        return story_from_html(text, path=name)
    guessed = encoding not in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    warnings = (
        (f"read as {encoding}, which is a guess; save the file as UTF-8 if letters look wrong",) if guessed else ()
    )
    return Story(text=text, path=name, warnings=warnings)


def story_from_text(text: str, *, published: str | None = None, title: str | None = None) -> Story:
    """A story given as a string. `published` is what `parse_date` reads.

    Raises `DateError` if `published` is no date, `InputError` if the text is empty or white space.
    """
    kept = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not kept.strip():
        raise InputError("text", "is empty" if not kept else "holds only white space", "give the words of a story")
    if _SURROGATE.search(kept):
        raise InputError("text", "holds half of a character (a lone surrogate)", "decode the story as UTF-8 or UTF-16")
    date = None if published is None else parse_date(published)
    return Story(text=kept, title=title, published=date, published_from=None if date is None else "option")


def _is_html(data: bytes, name: str) -> bool:
    suffix = Path(name).suffix.lower()
    if suffix in _TEXT_SUFFIXES:
        return False
    start = data[:_SNIFF].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return suffix in _HTML_SUFFIXES or start.startswith(_HTML_STARTS)
