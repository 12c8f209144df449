"""Role fillers of MUC-4 from the claims of a report, scored by CEAF-REE.

    python -m evals.muc4 FILE [--limit N]

FILE is a split of MUC-4 as Du et al. (EACL 2021) prepared it: JSON lines with `doctext` (lower case) and `extracts`.
It is not part of this project. A claim of violence gives its agents as perpetrators (bodies with a name as
organisations, others as individuals), people among its targets as victims, things and places as targets, and its
weapons. An entity that is found counts if each of its mentions is a mention of the gold entity that it is matched with,
one to one; mentions are compared without articles and punctuation.
"""

from __future__ import annotations

import json
import re
import string
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals import command
from evals.metrics import Found
from reports.records import Actor, ActorKind, Claim, ClaimType, MentionForm, Modality, Polarity, Report

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
VIOLENT = frozenset(
    {
        ClaimType.GROUND_ATTACK,
        ClaimType.SHELLING,
        ClaimType.BOMBING,
        ClaimType.AIR_STRIKE,
        ClaimType.CAPTURE,
        ClaimType.CASUALTIES,
        ClaimType.DESTRUCTION,
    }
)
PEOPLE = frozenset({ActorKind.PERSON, ActorKind.CIVILIAN, ActorKind.GOVERNMENT, ActorKind.POLICE, ActorKind.OTHER})
STATE = frozenset({ActorKind.MILITARY, ActorKind.POLICE, ActorKind.GOVERNMENT})
ARTICLES = re.compile(r"\b(a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation)

Entities = dict[str, list[set[str]]]


def normal(mention: str) -> str:
    """A mention as it is compared."""
    return " ".join(ARTICLES.sub(" ", mention.lower().translate(PUNCTUATION)).split())


def fillers(report: Report) -> Entities:
    """Entities by role, each with one mention; equal ones once."""
    actors = {actor.id: actor for actor in report.actors}
    found: dict[str, dict[str, None]] = {role: {} for role in ROLES}
    for claim in report.claims:
        if claim.type in VIOLENT and claim.modality == Modality.ACTUAL and claim.polarity == Polarity.AFFIRMED:
            for role, words in _roles(claim, actors):
                if normal(words):
                    found[role].setdefault(normal(words))
    return {role: [{mention} for mention in mentions] for role, mentions in found.items()}


def _roles(claim: Claim, actors: dict[str, Actor]) -> Iterator[tuple[str, str]]:
    for filler in claim.agents:
        actor = actors.get(filler.actor or "")
        if actor is not None and actor.kind not in STATE:
            yield "PerpOrg" if _is_body(actor) else "PerpInd", actor.name
    for filler in claim.targets:
        actor = actors.get(filler.actor or "")
        if actor is None or actor.kind in PEOPLE:
            yield "Victim" if actor is not None else "Target", filler.text if actor is None else actor.name
    for gear in claim.equipment:
        yield "Weapon", gear.text


def _is_body(actor: Actor) -> bool:
    return actor.kind != ActorKind.PERSON and (
        actor.canonical is not None or any(one.form == MentionForm.NAME for one in actor.mentions)
    )


def matched(gold: Sequence[set[str]], found: Sequence[set[str]]) -> int:
    """The most pairs of a gold entity and one found whose mentions are all among its own (augmenting paths)."""
    partner: dict[int, int] = {}

    def place(column: int, seen: set[int]) -> bool:
        for row, entity in enumerate(gold):
            if found[column] <= entity and row not in seen:
                seen.add(row)
                if row not in partner or place(partner[row], seen):
                    partner[row] = column
                    return True
        return False

    return sum(place(column, set()) for column in range(len(found)))


def score(lines: Sequence[str]) -> dict[str, Found]:
    """Figures by role, and of all."""
    import reports

    figures = {role: Found() for role in (*ROLES, "all")}
    for line in lines:
        document = json.loads(line)
        found = fillers(reports.parse(document["doctext"]))
        for role in ROLES:
            gold = [
                {normal(mention[0]) for mention in entity} for entity in document["extracts"].get(role, []) if entity
            ]
            counts = (matched(gold, found[role]), len(found[role]), len(gold))
            figures[role].add(*counts)
            figures["all"].add(*counts)
    return figures


def main() -> int:
    """Prints a line a role."""
    parser = command.parser("muc4", __doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int, help="only so many documents")
    arguments = parser.parse_args()
    lines = arguments.file.read_text(encoding="utf-8").splitlines()
    command.show(command.rows(score(lines[: arguments.limit]), 8))
    return 0


if __name__ == "__main__":
    sys.exit(main())
