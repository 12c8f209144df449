"""Counts in words."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 claim", "12,345 claims"; `many` for a noun that takes more than an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def stories(number: int) -> str:
    return counted(number, "story", "stories")
