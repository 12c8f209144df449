"""Counting what a format cannot express, so that it can be said in one line."""

from __future__ import annotations

from collections import Counter


class LeftOut:
    """Counts claims that went into an output and those that did not, with the reason."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.kept = 0
        self.reasons: Counter[str] = Counter()

    def keep(self) -> None:
        self.kept += 1

    def drop(self, reason: str) -> None:
        """`reason` completes the words "12 claims …": "have no date"."""
        self.reasons[reason] += 1

    def notes(self) -> list[str]:
        """One line for standard error, none if all claims went in. The commonest reason comes first."""
        dropped = self.reasons.total()
        if not dropped:
            return []
        ranked = sorted(self.reasons.items(), key=lambda item: (-item[1], item[0]))
        told = ", ".join(f"{count:,} {reason}" for reason, count in ranked)
        return [f"{self.what} cannot express {dropped:,} of {dropped + self.kept:,} claims: {told}"]
