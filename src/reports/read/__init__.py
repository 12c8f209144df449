"""Reads stories from files, standard input, bytes and strings.

The contract: a `Story` holds the text as the user has it (byte-order mark dropped, line ends made LF, nothing else
edited); for a web page, a wire item, an office document or a mail the words that it holds. What cannot be read raises
an `InputError` that says how to mend it. Many inputs at once, folders and archives are for `reports.read.documents`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from reports.errors import InputError
from reports.read.story import Story
from reports.text.dates import parse_date

if TYPE_CHECKING:
    from reports.read.documents import Document, ReadOptions

FormatOption = Literal["auto", "text", "html"]

__all__ = [
    "Story",
    "parse_date",
    "read_bytes",
    "read_file",
    "read_stdin",
    "stories",
    "stories_in",
    "story_from_text",
]

_SURROGATE = re.compile("[\ud800-\udfff]")
STDIN = "-"


def read_file(path: str | Path, *, format: FormatOption = "auto") -> Story:  # noqa: A002
    """The story in a file of any format. `format` "auto" goes by the first bytes, else by the suffix.

    Raises `InputError` if the path is missing, a folder, not readable, or holds no story or more than one.
    """
    name = str(path)
    if format != "auto":
        return read_bytes(_bytes_of(name), name=name, format=format)
    return _only(stories_in(name), name)


def _bytes_of(name: str) -> bytes:
    from reports.read.walk import unreadable

    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from error


def read_stdin(stream: IO[Any], *, format: FormatOption = "auto") -> Story:  # noqa: A002
    """The story on a stream, binary or text (`sys.stdin` or its buffer). Its path is "-"."""
    raw = getattr(stream, "buffer", stream)
    data = raw.read()
    return read_bytes(data.encode("utf-8") if isinstance(data, str) else data, name=STDIN, format=format)


def read_bytes(data: bytes, *, name: str, format: FormatOption = "auto") -> Story:  # noqa: A002
    """The story in `data`. `name` is what the user calls it: its path, or "-".

    Raises `InputError` if it holds none, or more than one.
    """
    if format != "auto":
        from reports.read.documents import Document, story_of

        return story_of(Document(name, data, format))
    return _only(stories_in(name, stream=io.BytesIO(data)), name)


def stories_in(
    path: str | Path, options: ReadOptions | None = None, *, stream: IO[bytes] | None = None
) -> Iterator[Story | InputError]:
    """Yields every story of one file, in order, or in its place the error that says why it cannot be read.

    `stream` is read instead of the file that `path` names. A folder is an error here.
    """
    from reports.read.documents import documents_of_file, story_of

    for found in documents_of_file(str(path), options, stream=stream):
        yield found if isinstance(found, InputError) else _story(found, story_of)


def stories(
    inputs: Iterable[str | Path],
    options: ReadOptions | None = None,
    *,
    on_error: Callable[[InputError], None] | None = None,
) -> Iterator[Story]:
    """Yields every story of files, folders, archives and feeds, in a stable order, reading ahead of none.

    What cannot be read is given to `on_error`, and the rest goes on; without it, it is raised.
    """
    from reports.read.documents import Failure, documents, story_of

    for found in documents(inputs, options):
        read = InputError(found.name, found.reason) if isinstance(found, Failure) else _story(found, story_of)
        if not isinstance(read, InputError):
            yield read
        elif on_error is None:
            raise read
        else:
            on_error(read)


def _story(document: Document, story_of: Any) -> Story | InputError:
    try:
        story: Story = story_of(document)
    except InputError as error:
        return error
    return story


def _only(stories: Iterator[Story | InputError], name: str) -> Story:
    """The one story. Raises its error, or one that says that there are several."""
    first = next(stories, None)
    if first is None:
        raise InputError(name, "holds no stories", "give a file with a story in it")
    if next(stories, None) is not None:
        mend = "read them all with reports.stories, reports parse or reports batch"
        raise InputError(name, "holds more than one story", mend)
    if isinstance(first, InputError):
        raise first
    return first


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
