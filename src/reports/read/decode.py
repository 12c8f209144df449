"""Bytes to text: byte-order mark, declared encoding, strict UTF-8, UTF-16 by its zeros, then charset-normalizer.

What is no text at all (pictures, archives, office files) is refused here, by name where its first bytes tell.
"""

from __future__ import annotations

import codecs
import re

from reports.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_AS_TEXT = "give its text as .txt, .md or .html"
_MAGIC = (
    (b"%PDF-", "a PDF file", "extract its text first, for example with pdftotext"),
    (b"\x89PNG\r\n", "a PNG picture", _AS_TEXT),
    (b"\xff\xd8\xff", "a JPEG picture", _AS_TEXT),
    (b"GIF8", "a GIF picture", _AS_TEXT),
    (b"PK\x03\x04", "a ZIP archive or an office document", "unpack it, or save the document as plain text"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first, for example with gunzip"),
    (b"BZh", "a bzip2 archive", "unpack it first"),
    (b"\xfd7zXZ\x00", "an xz archive", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack it first"),
    (b"{\\rtf", "an RTF document", "save it as plain text"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document", "save it as plain text"),
    (b"\x7fELF", "a program", _AS_TEXT),
    (b"MZ\x90\x00", "a program", _AS_TEXT),
    (b"SQLite format 3\x00", "a SQLite database", _AS_TEXT),
    (b"OggS", "a sound file", _AS_TEXT),
    (b"ID3", "a sound file", _AS_TEXT),
    (b"RIFF", "a sound, video or WebP file", _AS_TEXT),
)
_SAMPLE = 4096
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b\x08")
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.I)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})["']""", re.I)
_GUESS_SAMPLE = 65536


def decode(data: bytes, name: str, *, html: bool = False) -> tuple[str, str]:
    """(text, encoding). The byte-order mark is dropped, CRLF and lone CR are made LF, nothing else is changed.

    Raises `InputError` for an empty input, one without any text, and for what is no text.
    """
    if not data:
        raise InputError(name, "is empty", "give a file with a story in it")
    text, encoding = _with_bom(data, name) or _declared(data, html=html) or _unmarked(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise InputError(name, "holds null bytes and is no text", _AS_TEXT)
    if not text.strip():
        raise InputError(name, "holds only white space", "give a file with a story in it")
    return text, encoding


def _with_bom(data: bytes, name: str) -> tuple[str, str] | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                problem = f"is marked as {encoding} but breaks off or is damaged at byte {error.start + len(bom)}"
                raise InputError(name, problem, "save it again as UTF-8") from error
    return None


def _declared(data: bytes, *, html: bool) -> tuple[str, str] | None:
    """The encoding that a page names, if it fits; UTF-8 before it, since many pages of that kind say Latin-1."""
    if not html:
        return None
    head = data[:_SAMPLE]
    match = _META_CHARSET.search(head) or _XML_ENCODING.search(head)
    if match is None:
        return None
    for encoding in ("utf-8", _web_name(match[1].decode("ascii", "replace"))):
        try:
            text = data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
        return text, encoding
    return None


def _web_name(declared: str) -> str:
    """Browsers read pages that say Latin-1 or ASCII as Windows-1252, and so do those who write them."""
    plain = declared.lower().replace("_", "-")
    return "cp1252" if plain in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else plain


def _unmarked(data: bytes, name: str) -> tuple[str, str]:
    _refuse_known(data, name)
    if utf16 := _utf16(data):
        return utf16
    _refuse_binary(data, name)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _guess(data, name)


def _refuse_known(data: bytes, name: str) -> None:
    for magic, what, mend in _MAGIC:
        if data.startswith(magic):
            raise InputError(name, f"is {what}, not text", mend)
    if data[4:8] == b"ftyp":
        raise InputError(name, "is a video file, not text", _AS_TEXT)


def _utf16(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: in Western text every other byte is zero, on the same side throughout."""
    sample = data[: _SAMPLE * 2]
    if len(data) % 2 or len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.6 * half and others < 0.05 * half:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                return None
            return (text, encoding) if text.isprintable() or _mostly_printable(text[:_SAMPLE]) else None
    return None


def _mostly_printable(text: str) -> bool:
    return sum(char.isprintable() or char in "\t\n\r" for char in text) > 0.98 * len(text)


def _refuse_binary(data: bytes, name: str) -> None:
    at = data.find(b"\x00")
    controls = sum(byte in _CONTROLS for byte in data[:_SAMPLE])
    if controls > 0.02 * len(data[:_SAMPLE]) + 1:
        raise InputError(name, "is a binary file, not text", _AS_TEXT)
    if at >= 0:
        raise InputError(name, f"holds a null byte at position {at}", "remove it, or save the text as UTF-8")


def _guess(data: bytes, name: str) -> tuple[str, str]:
    """A single-byte encoding. Western text is settled by hand: charset-normalizer is unsure on a few accents."""
    western = "cp1252"
    high = sum(byte >= 0x80 for byte in data[:_GUESS_SAMPLE])
    if high < 0.05 * len(data[:_GUESS_SAMPLE]):
        try:
            return data.decode(western), western
        except UnicodeDecodeError:
            return data.decode("latin-1"), "latin-1"
    from charset_normalizer import from_bytes  # only for text that is neither UTF-8 nor Western

    best = from_bytes(data[:_GUESS_SAMPLE]).best()
    if best is not None:
        try:
            return data.decode(best.encoding), best.encoding
        except UnicodeDecodeError:
            return data.decode(best.encoding, "replace"), best.encoding
    raise InputError(name, "is in no encoding that could be told", "save it as UTF-8")
