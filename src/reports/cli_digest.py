"""The commands on many stories: digest, timeline, compare. `reports.cli` loads this module when it needs it."""

from __future__ import annotations

import click

__all__ = ["click"]
