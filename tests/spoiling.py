"""Hostile words wherever a story's words go in a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.records import Record


def spoiled(record: Record, attack: str, hit: Callable[[str, str], bool]) -> dict[str, Any]:
    """The record as JSON has it, with an attack behind each text of which `hit` holds: of its field and itself."""

    def each(value: Any, field: str = "") -> Any:
        if isinstance(value, dict):
            return {name: each(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [each(item, field) for item in value]
        return value + attack if isinstance(value, str) and hit(field, value) else value

    made: dict[str, Any] = each(record.model_dump(mode="json", by_alias=True))
    return made
