"""Who answers whom."""

from reports.resolve.ledger import Ledger


class Answers:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def read(self) -> None:
        return
