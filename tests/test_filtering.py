"""Claims by their confidence."""

from __future__ import annotations

import reports
from reports.filtering import Sieve, with_confidence

TEXT = (
    "Rebels shelled the town of Sake on Monday, killing at least three civilians, the army said. "
    "The rebels denied that they had fired on Sake. A truce may follow, an analyst said."
)


def test_each_claim_has_a_confidence() -> None:
    report = reports.parse(TEXT)
    assert report.claims
    assert all(claim.confidence is not None and 0 <= claim.confidence <= 1 for claim in report.claims)


def test_unsure_claims_go_and_what_was_said_of_them() -> None:
    report = reports.parse(TEXT)
    ranked = sorted(claim.confidence or 0 for claim in report.claims)
    least = ranked[len(ranked) // 2]
    kept = with_confidence(report, least)
    assert [claim.id for claim in kept.claims] == [c.id for c in report.claims if (c.confidence or 0) >= least]
    ids = {claim.id for claim in kept.claims}
    assert ids < {claim.id for claim in report.claims}
    assert all({link.from_, link.to} <= ids for link in kept.links)
    assert all(set(note.claims) <= ids for note in kept.notes)
    assert kept.actors == report.actors


def test_nothing_is_left_out_for_nothing() -> None:
    report = reports.parse(TEXT)
    assert with_confidence(report, 0.0) is report
    assert with_confidence(report, 1.0).claims == ()


def test_a_report_that_the_filter_empties_says_so() -> None:
    report = reports.parse(TEXT)
    sieve = Sieve(1.0)
    assert sieve(report).claims == ()
    told = f"No claim has a confidence of 1 or more; {len(report.claims)} less sure ones are left out."
    assert sieve.emptied == {report.id: told}
    kind = Sieve(0.0)
    assert kind(report) is report
    assert kind.emptied == {}
