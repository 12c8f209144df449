"""The first bytes of the kinds of files that hold reports and are no text."""

from __future__ import annotations

from typing import Final

SQLITE: Final = b"SQLite format 3\x00"
PARQUET: Final = b"PAR1"
