"""Score `reports.digest` on the stories of `incidents/`.

    python -m evals.digest [--split dev|test] [--errors N] [--json]

The stories of a split are parsed and digested together, dev and test apart. A mark of the gold is found if a trigger
of the report shares a character with it; its cluster is the incident that claim was put in. A mark that is not found,
or whose claim is of no incident, stands alone. **B-cubed** and **pairs** count the marks of incidents; a mark of no
incident counts only where it is put in with others. **Relays** are couples of marks of one incident in two stories that
go back to one originator, and the two are right if one source group has both. `(found)` leaves out what the parser
missed, `(grouped)` also what is not in one incident.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import NamedTuple

from evals import command
from evals.incident_gold import SPLITS, STORIES, Gold, Incident, Mark, Split, Story, Toll, read_gold, read_stories
from evals.metrics import Found, Share, km, overlap
from reports.digest.records import Digest, DigestClaim
from reports.digest.records import Incident as Event
from reports.parsing import Settings, outcomes
from reports.records import NumberWhat, Report

WITHIN_KM = 25
Digester = Callable[[Iterable[Report]], Digest]
Group = tuple[str, str]


class Placed(NamedTuple):
    """A mark and what the system makes of it: found or not, and its incident and source group, if any."""

    story: str
    mark: Mark
    found: bool
    event: str | None = None
    group: Group | None = None


@dataclass
class BCubed:
    """B-cubed precision and recall, summed over marks."""

    precision_sum: float = 0.0
    recall_sum: float = 0.0
    n: int = 0

    def add(self, right: int, cluster: int, gold: int) -> None:
        self.precision_sum += right / cluster
        self.recall_sum += right / gold
        self.n += 1

    @property
    def precision(self) -> float:
        return self.precision_sum / self.n if self.n else 0.0

    @property
    def recall(self) -> float:
        return self.recall_sum / self.n if self.n else 0.0

    @property
    def value(self) -> float:
        """F1."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def row(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.value:.3f}  n {self.n}"


@dataclass
class Figures:
    """The figures of one split by name, and a line for each error."""

    rows: dict[str, BCubed | Found | Share] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


# --- the product


def parse(stories: Sequence[Story]) -> dict[str, Report]:
    """The product's reports of the stories, by the id of the story; one that cannot be parsed is told and has none."""
    wanted, out = {story.id for story in stories}, {}
    for parsed in outcomes([str(STORIES)], Settings()):
        if not isinstance(parsed.outcome, Report):
            print(str(parsed.outcome).partition("\n")[0], file=sys.stderr)
        elif parsed.outcome.article.guid in wanted:
            out[parsed.outcome.article.guid] = parsed.outcome
    return out


def product(reports: Iterable[Report]) -> Digest:
    """The product's own digest."""
    from reports.digest import digest

    made: Digest = digest(reports)
    return made


# --- from marks to claims


def placed(stories: Sequence[Story], gold: Gold, reports: Mapping[str, Report], made: Digest) -> list[Placed]:
    """The marks of the stories, each with its place in the digest."""
    names = {story.report: story.id for story in made.stories}
    homes = {
        (claim.story, claim.claim): (incident.id, claim) for incident in made.incidents for claim in incident.claims
    }
    out = []
    for story in stories:
        report = reports.get(story.id)
        for mark in gold.marks[story.id]:
            ids = _claims_at(mark, story.text, report) if report else []
            own = names.get(report.id, "") if report else ""
            home = next((homes[own, claim] for claim in ids if (own, claim) in homes), None)
            out.append(_placed(story.id, mark, bool(ids), home))
    return out


def _placed(story: str, mark: Mark, found: bool, home: tuple[str, DigestClaim] | None) -> Placed:
    if home is None:
        return Placed(story, mark, found)
    return Placed(story, mark, found, home[0], (home[0], home[1].group))


def _claims_at(mark: Mark, text: str, report: Report) -> list[str]:
    """Ids of the claims whose trigger is the mark's, the better ones first."""
    scored = [
        (rank, -overlap(span, (claim.trigger.start, claim.trigger.end)), number, claim.id)
        for rank, span in enumerate(mark.spans(text))
        for number, claim in enumerate(report.claims)
        if overlap(span, (claim.trigger.start, claim.trigger.end))
    ]
    return [item[-1] for item in sorted(scored)]


# --- clusters


def clusters(marks: Sequence[Placed]) -> list[list[int]]:
    """For each mark, the marks of its cluster (with itself), by their numbers."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(marks):
        if one.event is not None:
            members[one.event].append(number)
    return [[number] if one.event is None else members[one.event] for number, one in enumerate(marks)]


def b_cubed(marks: Sequence[Placed]) -> BCubed:
    """B-cubed over the marks of incidents; those of none are strangers in any cluster."""
    sizes = Counter(one.mark.incident for one in marks)
    total = BCubed()
    for one, cluster in zip(marks, clusters(marks), strict=True):
        if one.mark.incident is not None:
            right = sum(marks[other].mark.incident == one.mark.incident for other in cluster)
            total.add(right, len(cluster), sizes[one.mark.incident])
    return total


def pairwise(marks: Sequence[Placed]) -> Found:
    """Couples of marks in one incident, of which at least one is of an incident of the gold."""
    total = Found()
    for one, other in combinations(marks, 2):
        same = one.mark.incident is not None and one.mark.incident == other.mark.incident
        put = one.event is not None and one.event == other.event
        if same or (put and (one.mark.incident or other.mark.incident)):
            total.add(int(same and put), int(put), int(same))
    return total


def relays(marks: Sequence[Placed]) -> Found:
    """Couples of marks of one incident in two stories that go back to one originator."""
    total = Found()
    for one, other in combinations(marks, 2):
        if one.story != other.story and one.mark.incident is not None and one.mark.incident == other.mark.incident:
            same = one.mark.originator == other.mark.originator
            put = one.group is not None and one.group == other.group
            total.add(int(same and put), int(put), int(same))
    return total


def grouped(marks: Sequence[Placed]) -> list[Placed]:
    """The marks that stand in the incident where most marks of theirs do."""
    homes = best_homes(marks)
    return [one for one in marks if one.event is not None and homes.get(one.mark.incident or "") == one.event]


def best_homes(marks: Iterable[Placed]) -> dict[str, str]:
    """For each incident of the gold the one of the digest with most of its marks; the first in case of a tie."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in marks:
        if one.mark.incident is not None and one.event is not None:
            counts[one.mark.incident][one.event] += 1
    return {name: max(sorted(count), key=count.__getitem__) for name, count in counts.items()}


# --- fields of incidents


def place_right(gold: Incident, event: Event) -> bool:
    spot = event.place
    if spot is None or spot.lat is None or spot.lon is None:
        return False
    return km((gold.place.lat, gold.place.lon), (spot.lat, spot.lon)) <= WITHIN_KM


def days_right(gold: Incident, event: Event) -> bool:
    """Whether the days have one in common, and the range is not wider than a week."""
    if event.time is None:
        return False
    begin, finish = (date.fromisoformat(day[:10]) for day in (event.time.begin, event.time.finish))
    return begin <= gold.last and gold.first <= finish and (finish - begin).days <= 7


def toll_right(toll: Toll, event: Event) -> bool:
    return any(found == right for found in toll_ranges(toll.what, event) for right in toll.ranges)


def toll_ranges(what: NumberWhat, event: Event) -> Iterator[tuple[float, float]]:
    """Lowest and highest figure of each toll of this kind; "at least 9" has 9 as its highest where no other is told."""
    for toll in event.tolls:
        standing = [value for said in toll.by_source if not said.superseded for value in (said.min, said.max)]
        known = [value for value in (toll.low, toll.high, *standing) if value is not None]
        if toll.what == what and known:
            low = toll.low if toll.low is not None else min(known)
            yield low, toll.high if toll.high is not None else max(known)


def near_duplicates(gold: Gold, made: Digest, names: Mapping[str, str]) -> Found:
    """Couples of stories of which one repeats the other, through others too; `names` are stories by their report."""
    known = {story.id: names[story.report] for story in made.stories}
    root = {story.id: story.copy_of or story.id for story in made.stories}
    families: dict[str, list[str]] = defaultdict(list)
    for name in root:
        families[_root(name, root)].append(known[name])
    put = {tuple(sorted(couple)) for family in families.values() for couple in combinations(family, 2)}
    want = {tuple(sorted(couple)) for couple in gold.near_duplicates if set(couple) <= set(names.values())}
    total = Found()
    total.sets(want, put)
    return total


def _root(name: str, parents: Mapping[str, str]) -> str:
    seen = {name}
    while (above := parents.get(name, name)) not in seen:
        seen.add(name := above)
    return name


# --- figures


def score(split: Split, digester: Digester = product, reports: Mapping[str, Report] | None = None) -> Figures:
    """The figures of a split; `reports` by story spare the parsing."""
    gold, stories = read_gold(), [story for story in read_stories() if story.split == split]
    whole = reports or parse(stories)
    parsed = {story.id: whole[story.id] for story in stories if story.id in whole}
    made = digester(parsed.values())
    marks = placed(stories, gold, parsed, made)
    found = [one for one in marks if one.found]
    out = Figures()
    out.rows = {
        "b-cubed": b_cubed(marks),
        "b-cubed (found)": b_cubed(found),
        "pairs": pairwise(marks),
        "pairs (found)": pairwise(found),
        "relays": relays(marks),
        "relays (found)": relays(found),
        "relays (grouped)": relays(grouped(marks)),
        "near duplicates": near_duplicates(gold, made, {report.id: name for name, report in parsed.items()}),
    }
    wanted = {name: one for name, one in gold.incidents.items() if one.split == split}
    events = {event.id: event for event in made.incidents}
    homes = {name: events[home] for name, home in best_homes(marks).items()}
    out.rows |= incident_rows(wanted, homes, out.errors)
    out.errors += mark_errors(marks, homes)
    return out


def incident_rows(
    wanted: Mapping[str, Incident], homes: Mapping[str, Event], errors: list[str]
) -> dict[str, Found | Share]:
    """Shares of incidents whose place, days, tolls and dispute are right; one that is not found has none right."""
    rows = {name: Share() for name in ("place within 25 km", "days", "toll ranges", "disputed")}
    for name, gold in wanted.items():
        event = homes.get(name)
        checks = [
            ("place within 25 km", event is not None and place_right(gold, event), gold.place.name),
            ("days", event is not None and days_right(gold, event), f"{gold.first} to {gold.last}"),
            *(("toll ranges", event is not None and toll_right(toll, event), _toll(toll)) for toll in gold.tolls),
        ]
        if gold.disputed is not None:
            checks.append(("disputed", event is not None and gold.disputed == event.disputed, str(gold.disputed)))
        for row, right, want in checks:
            rows[row].add(right)
            if not right:
                errors.append(f"{name} {row}: want {want}, got {_got(row, event)}")
    return dict(rows)


def _toll(toll: Toll) -> str:
    return f"{toll.what} " + " or ".join(f"{low:g}-{high:g}" for low, high in toll.ranges)


def _got(row: str, event: Event | None) -> str:
    if event is None:
        return "no incident"
    got = {
        "place within 25 km": event.place and f"{event.place.name} ({event.place.lat}, {event.place.lon})",
        "days": event.time and f"{event.time.begin} to {event.time.finish}",
        "toll ranges": ", ".join(f"{toll.what} {toll.low}-{toll.high}" for toll in event.tolls),
        "disputed": event.disputed,
    }
    return f"{got[row]} in {event.id}"


def mark_errors(marks: Sequence[Placed], homes: Mapping[str, Event]) -> Iterator[str]:
    """A line for each mark that stands in another incident than most of its own, or is a stranger in one."""
    owners = {event.id: name for name, event in homes.items()}
    for one in marks:
        home = homes.get(one.mark.incident or "")
        words = f"{one.story} {one.mark.incident} {one.mark.quote!r}"
        if not one.found:
            if one.mark.incident:
                yield f"{words}: no claim"
        elif one.mark.incident is None:
            if one.event in owners:
                yield f"{words}: put in {owners[one.event]}"
        elif home is None or one.event != home.id:
            yield f"{words}: put in {owners.get(one.event or '', one.event)}"


def values(figures: Mapping[Split, Figures]) -> dict[str, float]:
    """One value a figure, for the floors: F1 or share, named "test: b-cubed"."""
    return {f"{split}: {name}": row.value for split, one in figures.items() for name, row in one.rows.items()}


def measure(reports: Mapping[str, Report] | None = None) -> dict[str, float]:
    """The values of both splits."""
    parsed = reports or parse(read_stories())
    return values({split: score(split, reports=parsed) for split in SPLITS})


def main(argv: list[str] | None = None) -> int:
    """Prints the figures of both splits, or of one."""
    parser = command.parser("digest", "Score the digest on incidents.")
    parser.add_argument("--split", choices=SPLITS, help="only this half; tune on dev, never on test")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print the first N errors of each split")
    command.add_json(parser)
    args = parser.parse_args(argv)
    parsed = parse(read_stories())
    figures = {split: score(split, reports=parsed) for split in SPLITS if args.split in (None, split)}
    if args.json:
        print(json.dumps(values(figures), indent=1))
        return 0
    for split, one in figures.items():
        print(f"{split}:")
        command.show(f"  {row}" for row in command.rows(one.rows, 24))
        command.show(one.errors[: args.errors])
    return 0


if __name__ == "__main__":
    sys.exit(main())
