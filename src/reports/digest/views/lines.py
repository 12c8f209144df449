"""Text for a screen before it meets one: lines of styled parts with an indent. Views make them, `terminal` shows them.

Words of stories stay as they are here; `terminal` makes them safe to print.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Style = Literal["", "head", "strong", "soft", "kind", "good", "bad", "warn"]


class Part(NamedTuple):
    """Some words in one style."""

    text: str
    style: Style = ""


class Line(NamedTuple):
    """Parts in a row. `label` stands in the column from `lead` to `indent`; the parts begin and go on at `indent`."""

    parts: tuple[Part, ...] = ()
    indent: int = 0
    label: Part = Part("")
    lead: int = 0

    @property
    def plain(self) -> str:
        """The words without style, as one string."""
        text = "".join(part.text for part in self.parts)
        return f"{self.label.text} {text}" if self.label.text else text


def line(*parts: Part | str, indent: int = 0) -> Line:
    """A line of parts; a string is a part without style."""
    return Line(tuple(Part(part) if isinstance(part, str) else part for part in parts), indent)


def labelled(label: str, *parts: Part | str, indent: int = 0, width: int = 10, style: Style = "soft") -> Line:
    """A line with a label in a column of `width` cells that begins at `indent`."""
    made = line(*parts)
    return Line(made.parts, indent + width, Part(label, style), indent)


def between(parts: Iterable[Part | Sequence[Part]], sign: str = " · ") -> list[Part]:
    """Parts, or groups of them, with a sign between each two."""
    found: list[Part] = []
    for part in parts:
        group = [part] if isinstance(part, Part) else list(part)
        if found and group:
            found.append(Part(sign, "soft"))
        found += group
    return found


BLANK = Line()
