"""Counts in words."""

from __future__ import annotations


def counted(number: int, one: str, many: str) -> str:
    """ "1 story", "12,345 stories"."""
    return f"{number:,} {one if number == 1 else many}"


def stories(number: int) -> str:
    return counted(number, "story", "stories")
