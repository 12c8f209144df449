"""Cases are files: `tests/cases/NAME.txt` holds a story and, behind `---`, the claims that its report must have.

One line a claim: type (or *) | trigger | then any of `agents: A; B`, `targets: …`, `places: …`, `source: S` (- for the
story's own voice), `via: …`, `quote: …`, `modality: …`, `polarity: …`, `verification: …`, `begin: DATE`, and counts
as `killed 9-` (min 9, no max). Names match when the given words are part of the record's name or text. What is not
given is not checked, but modality and polarity default to actual and affirmed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reports
from reports.records import Claim, Report

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
COUNT = re.compile(r"([a-z_]+) (\d*)-(\d*)")


def _parts(line: str) -> tuple[str, str, dict[str, str], list[tuple[str, int | None, int | None]]]:
    kind, trigger, *rest = (part.strip() for part in line.split("|"))
    fields, counts = {"modality": "actual", "polarity": "affirmed"}, []
    for part in rest:
        count = COUNT.fullmatch(part)
        if count:
            counts.append((count[1], int(count[2]) if count[2] else None, int(count[3]) if count[3] else None))
        else:
            name, value = part.split(":", 1)
            fields[name.strip()] = value.strip()
    return kind, trigger, fields, counts


def _named(report: Report, ids: list[tuple[str | None, str]], wanted: str) -> bool:
    names = {item.id: item for item in (*report.actors, *report.places, *report.sources)}
    texts = []
    for identity, text in ids:
        item = names.get(identity) if identity else None
        texts.append(f"{text} {item.name if item else ''} {getattr(item, 'canonical', None) or ''}".lower())
    return all(any(part.strip().lower() in text for text in texts) for part in wanted.split(";"))


def _problems(report: Report, claim: Claim, line: str) -> list[str]:
    kind, _, fields, counts = _parts(line)
    problems = []
    if kind not in ("*", claim.type):
        problems.append(f"type is {claim.type}")
    found = {(number.what.value, number.min, number.max) for number in claim.numbers}
    problems += [f"count {count} is not in {found}" for count in counts if count not in found]
    said = claim.attribution
    values = {
        "modality": claim.modality.value, "polarity": claim.polarity.value, "quote": said.quote.value,
        "verification": claim.verification.status.value, "begin": (claim.time.begin if claim.time else None) or "-",
    }  # fmt: skip
    lists = {
        "agents": [(filler.actor, filler.text) for filler in claim.agents],
        "targets": [(filler.actor, filler.text) for filler in claim.targets],
        "places": [(place.place, place.text) for place in claim.places],
        "source": [(said.source, "")] if said.source else [],
        "via": [(said.via, "")] if said.via else [],
    }
    for name, wanted in fields.items():
        if name in values and values[name] != wanted:
            problems.append(f"{name} is {values[name]}")
        if name in lists and (bool(lists[name]) if wanted == "-" else not _named(report, lists[name], wanted)):
            problems.append(f"{name} is {lists[name]}, wanted {wanted}")
    return problems


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    head, _, rest = path.read_text("utf8").partition("\n\n")
    text, _, expected = rest.partition("\n---\n")
    published = head.removeprefix("published:").strip()
    report = reports.parse(text.strip(), published=None if published == "-" else published)
    if expected.strip() == "none":
        assert report.claims == ()
        return
    for line in expected.strip().splitlines():
        trigger = _parts(line)[1]
        candidates = [claim for claim in report.claims if trigger in claim.trigger.text]
        assert candidates, f"no claim with trigger {trigger!r}: {[c.trigger.text for c in report.claims]}"
        found = [_problems(report, claim, line) for claim in candidates]
        assert [] in found, f"{line}\n{found}"
