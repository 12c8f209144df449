"""What the story says of its own reporting: verification lines, denials, confirmations, differing accounts.

The parts are in `lines` (what could not be verified), `events` (which claims are of one event, differing counts),
`denials` and `accounts` (who denies, confirms or contradicts whom); `ledger` holds what they share.
The stronger word on a claim stays.
"""

from __future__ import annotations

from spacy.tokens import Doc

from reports.resolve.accounts import Accounts
from reports.resolve.denials import Denials
from reports.resolve.drafts import ClaimDraft, LinkDraft, NoteDraft
from reports.resolve.events import Events
from reports.resolve.ledger import Ledger
from reports.resolve.lines import Lines
from reports.resolve.settings import Settings
from reports.resolve.sources import Witnesses


class Verifier:
    """Sets the verification and the event of claims, in place, and finds links and notes."""

    def __init__(self, doc: Doc, claims: list[ClaimDraft], witnesses: Witnesses, settings: Settings) -> None:
        self.ledger = Ledger(doc, claims, witnesses, settings)

    @property
    def notes(self) -> list[NoteDraft]:
        return self.ledger.notes

    @property
    def links(self) -> list[LinkDraft]:
        return self.ledger.links

    def run(self) -> None:
        """Events first, then lines, counts and who answers whom."""
        events = Events(self.ledger)
        events.group()
        Lines(self.ledger).read()
        events.compare()
        Denials(self.ledger).read()
        Accounts(self.ledger).read()
        self.ledger.settle()
