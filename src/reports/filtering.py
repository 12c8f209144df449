"""Reports without the claims that are not sure enough."""

from __future__ import annotations

from reports.records import Report


class Sieve:
    """Lets through reports with the claims of a confidence of `least` (0 to 1) or more.

    `emptied` holds what to say in place of claims of the reports that had some and have none left, by their ids.
    """

    def __init__(self, least: float) -> None:
        self.least = least
        self.emptied: dict[str, str] = {}

    def __call__(self, report: Report) -> Report:
        kept = with_confidence(report, self.least)
        if report.claims and not kept.claims:
            from reports.counted import counted

            out = counted(len(report.claims), "less sure one is", "less sure ones are")
            self.emptied[report.id] = f"No claim has a confidence of {self.least:g} or more; {out} left out."
        return kept


def with_confidence(report: Report, least: float) -> Report:
    """The report with the claims of this confidence (0 to 1) or more, and what was said of those alone.

    Ids stay as they are, so that a claim is the same one in both. A claim without a confidence stays. Actors, places,
    sources and statements stay too: they are in the story, whatever is made of them.
    """
    claims = tuple(claim for claim in report.claims if claim.confidence is None or claim.confidence >= least)
    if len(claims) == len(report.claims):
        return report
    kept = {claim.id for claim in claims}
    return report.model_copy(
        update={
            "claims": claims,
            "links": tuple(link for link in report.links if link.from_ in kept and link.to in kept),
            "notes": tuple(
                note.model_copy(update={"claims": tuple(one for one in note.claims if one in kept)})
                for note in report.notes
            ),
        }
    )
