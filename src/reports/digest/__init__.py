"""Many stories, one event: claims of many reports grouped into incidents, and who agrees, denies or differs."""

from __future__ import annotations

from reports.digest.engine import digest
from reports.digest.records import Digest

__all__ = ["Digest", "digest"]
