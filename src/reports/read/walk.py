"""From what the user names (files, folders, globs) to files, in a stable order.

Folders are walked sorted by name, files before the folders beside them. Hidden files and folders are passed over, and
so are files that hold no story by their nature (pictures, style sheets, programs). Links are followed, but no folder is
entered twice, so that a loop ends and a folder linked from within is read where it lies.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from reports.errors import InputError

STDIN = "-"
_MAX_DEPTH = 100
_NO_STORIES = frozenset(
    ".jpg .jpeg .jpe .png .gif .webp .svg .ico .bmp .tif .tiff .heic .mp3 .mp4 .m4a .m4v .mov .avi .wav .ogg .webm "
    ".mkv .css .js .mjs .map .woff .woff2 .ttf .otf .eot .xsl .xslt .xsd .dtd .py .pyc .so .dll .exe .lock .part .tmp "
    ".sha256 .md5 .sig .asc .torrent .db .sqlite .parquet .geojson .csv .tsv".split()
)
_NO_STORY_NAMES = frozenset({"thumbs.db", "desktop.ini"})


def walk(
    inputs: Iterable[str | Path], *, on_skip: Callable[[str, str], None] | None = None
) -> Iterator[Path | InputError]:
    """Yields the files that the inputs name, or errors that say why there is none. `Path("-")` is standard input."""
    tell = on_skip or _silent
    for given in inputs:
        name = os.fspath(given)
        path = Path(name)
        if name == STDIN:
            yield path
        elif _is_folder(name):
            yield from _folder(name, tell)
        elif not _exists(name) and glob.has_magic(name):
            yield from _glob(name, tell)
        else:
            yield path


def _silent(_name: str, _why: str) -> None:
    """Nobody asked."""


def _is_folder(name: str) -> bool:
    return Path(name).is_dir()


def _exists(name: str) -> bool:
    try:
        return os.path.lexists(name)
    except ValueError:
        return True  # opening it says what is wrong


def _glob(pattern: str, tell: Callable[[str, str], None]) -> Iterator[Path | InputError]:
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 (a whole path, not below one)
    if not found:
        yield InputError(pattern, "matches no file", "check the pattern and its quotes")
    for name in found:
        # "**" names the files of its folders too: only "*/" asks for folders
        if not _is_folder(name):
            yield Path(name)
        elif "**" not in pattern:
            yield from _folder(name, tell)


def _folder(name: str, tell: Callable[[str, str], None]) -> Iterator[Path | InputError]:
    """The files of a folder. One without any file to read is an error: silence would look like success."""
    empty = True
    for item in _walk_folder(name, tell, set(), 0):
        empty = False
        yield item
    if empty:
        yield InputError(name, "holds no stories", "name a folder with text, HTML, XML, JSON, DOCX, PDF or mail files")


def _walk_folder(
    name: str, tell: Callable[[str, str], None], seen: set[tuple[int, int]], depth: int
) -> Iterator[Path | InputError]:
    try:
        status = Path(name).stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        if depth > _MAX_DEPTH:
            yield InputError(name, f"lies more than {_MAX_DEPTH} folders deep", "name it by itself")
            return
        with os.scandir(name) as scan:
            entries = sorted(scan, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield unreadable(name, error)
        return
    folders = []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if _leads_to_folder(entry):
            folders.append(entry)
        elif why := _passed_over(entry):
            tell(entry.path, why)
        else:
            yield _regular(entry)
    # a linked folder is entered after the real ones, so that what lies here keeps its own name
    for entry in sorted(folders, key=lambda entry: entry.is_symlink()):
        yield from _walk_folder(entry.path, tell, seen, depth + 1)


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _passed_over(entry: os.DirEntry[str]) -> str | None:
    """Why a file of a folder is not read, or None."""
    return why_no_story(entry.name)


def why_no_story(name: str) -> str | None:
    """Why a file is passed over inside a folder or archive, by its name alone; None if it may hold a story."""
    base = name.rpartition("/")[2]
    suffix = suffix_of(name)
    if base.lower() in _NO_STORY_NAMES or base.startswith("~$"):
        return "a file of the system or of an editor"
    return f"{suffix} files hold no stories" if suffix in _NO_STORIES else None


def suffix_of(name: str) -> str:
    """The suffix of a file's name, in small letters with its dot; "" for none."""
    base = name.rpartition("/")[2]
    dot = base.rfind(".")
    return base[dot:].lower() if dot > 0 else ""


def _regular(entry: os.DirEntry[str]) -> Path | InputError:
    """The file, unless it is a pipe or device (opening one could wait for ever) or a link that leads nowhere."""
    try:
        mode = entry.stat().st_mode
    except OSError as error:
        if entry.is_symlink():
            return InputError(entry.path, "is a link that leads nowhere", "remove it, or restore what it links to")
        return unreadable(entry.path, error)
    if stat.S_ISREG(mode):
        return Path(entry.path)
    return InputError(entry.path, "is a pipe, socket or device and no file", "remove it from the folder")


def unreadable(name: str, error: OSError | ValueError) -> InputError:
    """What went wrong when a file or folder was opened, in one line with the mend."""
    if isinstance(error, FileNotFoundError):
        return InputError(name, "there is no such file", "check the path")
    if isinstance(error, IsADirectoryError):
        files = f"name the files in it, for example {name.rstrip('/')}/*.txt"
        return InputError(name, "is a folder", f"{files}, or give it to reports batch")
    if isinstance(error, PermissionError):
        return InputError(name, "may not be read", "change its permissions or copy it")
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(name, f"cannot be read ({reason})", "check the path")
