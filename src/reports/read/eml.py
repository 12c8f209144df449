"""A mail with a story in it: subject, date, and the text of its first part that is text."""

from __future__ import annotations

import email
import email.errors
from email import policy
from email.header import decode_header, make_header
from email.message import Message

from reports.errors import InputError
from reports.read.blocks import html_blocks
from reports.read.decode import decode
from reports.read.story import Story
from reports.read.values import iso_date
from reports.read.xml import squeezed

_MEND = "give the story as text, or save the mail with its text"
_MAX_PARTS = 200
_MAX_HEADER = 2000  # decoding takes quadratic time


def story_of_mail(data: bytes, name: str) -> Story:
    """The story of a mail. Plain text stays as it is; of an HTML mail it is the words. Raises `InputError` for none."""
    message = email.message_from_bytes(data, policy=policy.compat32)
    plain, marked, attached = _parts(message)
    text = next((text for part in plain if (text := _decoded(part, name))), None)
    if text is None:
        text = next((text for part in marked if (text := _words(part, name))), None)
    if text is None:
        held = f" and with attachments ({attached})" if attached else ""
        raise InputError(name, f"is a mail without text{held}", _MEND)
    warnings = (f"the mail has attachments ({attached}) that were not read",) if attached else ()
    published = iso_date(_header(message, "Date"))
    return Story(
        text=text,
        path=name,
        format="eml",
        title=_header(message, "Subject"),
        published=published,
        published_from="metadata" if published else None,
        guid=_header(message, "Message-ID"),
        warnings=warnings,
    )


def _parts(message: Message) -> tuple[list[Message], list[Message], int]:
    """The parts that are plain text and HTML, in order, and how many attachments there are."""
    plain, marked, attached = [], [], 0
    for number, part in enumerate(message.walk()):
        if number > _MAX_PARTS:
            break
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if "attachment" in str(part.get("Content-Disposition", "")).lower():
            attached += 1
        elif kind == "text/plain":
            plain.append(part)
        elif kind in ("text/html", "application/xhtml+xml"):
            marked.append(part)
        elif not kind.startswith("image/"):
            attached += 1
    return plain, marked, attached


def _decoded(part: Message, name: str) -> str | None:
    """The words of a part in its own charset, else in one that fits; None if there are none."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return None
    charset = str(part.get_content_charset() or "utf-8")
    try:
        text = payload.decode(charset)
    except (LookupError, UnicodeError):
        try:
            text = decode(payload, name)[0]
        except InputError:
            return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text if text.strip() else None


def _words(part: Message, name: str) -> str | None:
    markup = _decoded(part, name)
    return "\n\n".join(block.text for block in html_blocks(markup)) or None if markup else None


def _header(message: Message, key: str) -> str | None:
    """A header with its encoded words read; as it stands where they are broken."""
    held = message.get(key)
    if held is None:
        return None
    value = str(held)[:_MAX_HEADER]
    try:
        text = str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, ValueError, email.errors.MessageError):
        text = value
    return squeezed(text.encode("utf-8", "replace").decode("utf-8"))
