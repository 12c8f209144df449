"""By what the incidents of a page can be filtered, and the tokens that say which fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from reports.digest.records import Incident, Standing
from reports.digest.views.page.cards import IncidentView
from reports.render.html.cards import Facet, ranked, steps

_TITLES = (("type", "Type"), ("party", "Party"), ("told", "Told by"), ("answer", "Answers"))
_WORDS = {
    f"told:{Standing.PARTY}": "a party to it",
    f"told:{Standing.THIRD}": "a third party",
    f"told:{Standing.UNKNOWN}": "somebody whose part is not told",
    "answer:disputed": "disputed",
    "answer:denied": "denied",
    "answer:updated": "told later with other figures",
    "answer:none": "none of these",
}
_STEPS = (2, 3, 4, 5, 8)
_MOST = 100  # values of one kind


class Filters(NamedTuple):
    """`tokens` are by id of the incident; `steps` are numbers of sources with how many incidents have as many."""

    facets: list[Facet]
    tokens: dict[str, list[str]]
    steps: list[tuple[float, int]]


def filters(incidents: Sequence[IncidentView]) -> Filters:
    """What tells the incidents apart, the most frequent values first."""
    parties: dict[str, str] = {}
    named = dict(_WORDS)
    for each in incidents:
        for party in each.incident.parties:
            token = parties.setdefault(party.key, f"party:{len(parties) + 1}")
            named.setdefault(token, party.name)
    tokens = {each.id: _tokens(each.incident, parties) for each in incidents}
    counts = Counter(token for found in tokens.values() for token in found)
    told_by = [len(each.incident.corroboration.affirming) for each in incidents]
    return Filters([*_facets(counts, named)], tokens, steps(told_by, _STEPS))


def _tokens(incident: Incident, parties: dict[str, str]) -> list[str]:
    table = incident.corroboration
    standings = {group.standing for group in table.groups if group.id in table.affirming}
    answers = [
        name
        for name, holds in (
            ("disputed", incident.disputed),
            ("denied", bool(table.denying)),
            ("updated", bool(incident.updates)),
        )
        if holds
    ]
    return [
        *(f"type:{kind}" for kind in incident.types or {incident.type: 1}),
        *dict.fromkeys(parties[party.key] for party in incident.parties),
        *sorted(f"told:{standing}" for standing in standings),
        *(f"answer:{name}" for name in answers or ["none"]),
    ]


def _facets(counts: Counter[str], named: dict[str, str]) -> list[Facet]:
    """Only those of more than one value."""
    found = []
    for name, title in _TITLES:
        values = ranked((token for token in counts if token.startswith(f"{name}:")), counts, named)
        if len(values) > 1:
            found.append(Facet(name, title, values[:_MOST]))
    return found
