"""Two stories, or two versions of one: what is new, what is gone, what has changed."""

from __future__ import annotations

from reports.digest.compare.comparing import compare
from reports.digest.compare.records import (
    ClaimChange,
    ClaimWords,
    Comparison,
    FieldChange,
    ItemChange,
    Status,
    Version,
)

__all__ = ["ClaimChange", "ClaimWords", "Comparison", "FieldChange", "ItemChange", "Status", "Version", "compare"]
