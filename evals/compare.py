"""Compare one report with one story's gold. What counts as right is written here and in README.md.

To be counted as found, a claim of the gold needs a partner in the report: one whose trigger shares a character with
its own, or else one of the same type if the Jaccard index of the two texts is 0.5 or over. Nobody has two partners;
the closest couples are joined before the others.
An actor, place or source gets as partner the one that it shares the most mentions with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from evals import shapes
from evals.metrics import Found, Share, covers_half, jaccard, km, overlap, pair_up, set_jaccard, within
from evals.shapes import Gold, Pair
from reports.records import Claim, Filler, Modality, NumberWhat, Polarity, Report, Span, VerificationStatus

WIDE = ("country", "region")
NEAR_KM, WIDE_KM = 25.0, 161.0
NOT_IN_GOLD = "?"
WHOLE = "claims (whole: type, who, where, how many, by whom said, modality)"


_USUAL = (
    ("modality not actual", Modality.ACTUAL),
    ("negated", Polarity.AFFIRMED),
    ("verification status", VerificationStatus.NONE),
)


class Counted(Protocol):
    """What numbers have in common, in gold and in reports."""

    @property
    def what(self) -> NumberWhat: ...
    @property
    def min(self) -> float | None: ...
    @property
    def max(self) -> float | None: ...


class Mentioned(Protocol):
    """What actors, places and sources have in common, in gold and in reports."""

    @property
    def id(self) -> str: ...
    @property
    def mentions(self) -> Sequence[Pair] | Sequence[Span]: ...


G = TypeVar("G", bound=Mentioned)
P = TypeVar("P", bound=Mentioned)


@dataclass(frozen=True)
class Miss:
    """A gold claim and the prediction that it was paired with (None: alone), and the fields that differ."""

    story: str
    gold: shapes.Claim[Pair] | None
    predicted: Claim | None
    fields: tuple[str, ...]


@dataclass
class Scores:
    """All figures, micro-averaged over the stories added."""

    found: dict[str, Found] = field(default_factory=lambda: defaultdict(Found))
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    misses: list[Miss] = field(default_factory=list)
    stories: dict[str, tuple[int, int, int, int, int]] = field(default_factory=dict)

    def rows(self) -> dict[str, Found | Share]:
        """All figures by name."""
        return {**self.found, **self.shares}

    def values(self) -> dict[str, float]:
        """Each metric's one figure (F1 or share), of those that have something to find."""
        return {name: box.value for name, box in self.rows().items() if box.n}


def pair(x: Pair | Span) -> Pair:
    return (x.start, x.end) if isinstance(x, Span) else x


def align(gold: Iterable[Mentioned], predicted: Sequence[Mentioned]) -> dict[str, str]:
    """Which gold id stands behind a predicted id. Entities with the most common mentions are joined before others."""
    places = {p.id: [pair(m) for m in p.mentions] for p in predicted}
    common: Counter[tuple[str, str]] = Counter()
    for wanted in gold:
        mentions = [pair(m) for m in wanted.mentions]
        for name, at in places.items():
            if hits := [m for m in mentions if any(covers_half(m, other) for other in at)]:
                common[wanted.id, name] = len(hits)
    partner: dict[str, str] = {}
    taken: set[str] = set()
    for (gold_id, name), _ in common.most_common():
        if name not in partner and gold_id not in taken:
            partner[name] = gold_id
            taken.add(gold_id)
    return partner


def claim_pairs(gold: Sequence[shapes.Claim[Pair]], predicted: Sequence[Claim]) -> list[tuple[int, int]]:
    """Indexes (gold, predicted) of the claims that are partners."""
    table = [
        (closeness(want, got), row, column) for row, want in enumerate(gold) for column, got in enumerate(predicted)
    ]
    return pair_up([cell for cell in table if cell[0] > 0])


def closeness(want: shapes.Claim[Pair], got: Claim) -> float:
    """How near two claims are: a touching trigger weighs most, then the type, then the text; 0 for no partners."""
    touching = overlap(want.trigger, pair(got.trigger)) > 0
    alike = want.type == got.type
    text = jaccard(want.span, pair(got))
    if not touching and not (alike and text >= 0.5):
        return 0.0
    return 2 * touching + alike + text


def number_key(number: Counted) -> tuple[str, float | None, float | None]:
    """What makes two counts the same."""
    return number.what.value, number.min, number.max


def number_keys(numbers: Iterable[Counted]) -> set[tuple[str, float | None, float | None]]:
    return set(map(number_key, numbers))


def rare_values(found: dict[str, Found], want: Iterable[str], got: Iterable[str]) -> None:
    """Adds modality, polarity and verification of a claim, in this order.

    Nearly all claims have the usual value, so agreement on that one says nothing: only the rare ones count.
    """
    for (name, usual), one, other in zip(_USUAL, want, got, strict=True):
        found[name].sets({one} - {usual}, {other} - {usual})


class Comparison:
    """One story's gold against one report; adds to `scores`."""

    def __init__(self, gold: Gold, report: Report | None, scores: Scores) -> None:
        self.gold, self.scores = gold, scores
        self.actors, self.places, self.sources, self.claims, self.statements = (
            (report.actors, report.places, report.sources, report.claims, report.statements)
            if report
            else ((), (), (), (), ())
        )
        self.maps = {
            "actors": align(gold.actors, self.actors),
            "places": align(gold.places, self.places),
            "sources": align(gold.sources, self.sources),
        }
        self.near = {p.id: p.near for p in gold.places}

    def run(self) -> None:
        for kind in ("actors", "places", "sources"):
            box = self.scores.found[kind]
            box.add(len(self.maps[kind]), len(getattr(self, kind)), len(getattr(self.gold, kind)))
        self.entity_fields()
        self.compare_claims()
        if self.gold.statements:
            self.compare_statements()

    def entity_fields(self) -> None:
        share = self.scores.shares
        for g, p in self.both(self.gold.actors, self.actors, "actors"):
            share["actor kind"].add(g.kind == p.kind)
            share["actor country"].add(g.country == p.country)
        for s, q in self.both(self.gold.sources, self.sources, "sources"):
            share["source kind"].add(s.kind == q.kind)
            share["source named"].add(s.named == q.named)
        for place, got in self.both(self.gold.places, self.places, "places"):
            share["place kind"].add(place.kind == got.kind)
            unknown = got.lat is None or got.lon is None
            far = float("inf") if unknown else km((place.lat, place.lon), (got.lat or 0.0, got.lon or 0.0))
            limit = WIDE_KM if place.kind in WIDE else NEAR_KM
            share["place within 25 km (regions 161)"].add(far <= limit)

    def both(self, gold: Sequence[G], predicted: Sequence[P], kind: str) -> Iterable[tuple[G, P]]:
        """Yields the paired entities of one kind."""
        by_id = {g.id: g for g in gold}
        for p in predicted:
            if p.id in self.maps[kind]:
                yield by_id[self.maps[kind][p.id]], p

    def who(self, fillers: Iterable[Filler]) -> set[str]:
        """Gold actors that fillers stand for, by id or by place in the text; strangers keep a marked id."""
        out = set()
        for filler in fillers:
            hit = self.maps["actors"].get(filler.actor or "")
            if not hit:
                here = (filler.start, filler.end)
                hit = next((a.id for a in self.gold.actors if any(within(here, m) for m in a.mentions)), None)
            if hit or filler.actor:
                out.add(hit or f"{NOT_IN_GOLD}{filler.actor}")
        return out

    def where(self, claim: Claim) -> set[str]:
        return {self.maps["places"].get(p.place, f"{NOT_IN_GOLD}{p.place}") for p in claim.places}

    def source(self, predicted: str | None) -> str | None:
        return None if predicted is None else self.maps["sources"].get(predicted, NOT_IN_GOLD)

    def same_where(self, gold: Iterable[str], predicted: set[str]) -> bool:
        """Whether two sets of places meet, a place near a base standing for the base as well; two empty sets do."""
        want, got = ({*ids, *(self.near.get(i) for i in ids)} - {None} for ids in (set(gold), predicted))
        return bool(want & got) if want and got else not want and not got

    def compare_claims(self) -> None:
        gold, predicted, scores = self.gold.claims, self.claims, self.scores
        pairs = [(gold[i], predicted[j]) for i, j in claim_pairs(gold, predicted)]
        typed = sum(g.type == p.type for g, p in pairs)
        whole = 0
        for g, p in pairs:
            self.claim_roles(g, p)
            self.claim_stance(g, p)
            wrong = self.wrong_fields(g, p)
            whole += not wrong
            if wrong:
                self.miss(g, p, wrong)
        for name, hits in (("claims (trigger)", len(pairs)), ("claims (trigger+type)", typed), (WHOLE, whole)):
            scores.found[name].add(hits, len(predicted), len(gold))
        self.unpaired(pairs)
        scores.stories[self.gold.story] = (len(gold), len(predicted), len(pairs), typed, whole)

    def claim_roles(self, g: shapes.Claim[Pair], p: Claim) -> None:
        found, share = self.scores.found, self.scores.shares
        found["agents"].sets(g.agents, self.who(p.agents))
        found["targets"].sets(g.targets, self.who(p.targets))
        found["claim places"].sets(g.places, self.where(p))
        found["numbers"].sets(number_keys(g.numbers), number_keys(p.numbers))
        matched = pair_up(
            [
                (jaccard(a, pair(b)), i, j)
                for i, a in enumerate(g.equipment)
                for j, b in enumerate(p.equipment)
                if covers_half(a, pair(b))
            ]
        )
        found["equipment"].add(len(matched), len(p.equipment), len(g.equipment))
        if g.time and g.time.start and g.time.end:
            want = (g.time.start.isoformat(), g.time.end.isoformat())
            got = ((p.time.begin or "")[:10], (p.time.finish or "")[:10]) if p.time else ("", "")
            share["time (begin day)"].add(got[0] == want[0])
            share["time (whole range)"].add(got == want)
        elif g.time is None:  # months and years have no day, but a range of days for them is not wrong
            share["no time made up"].add(p.time is None or p.time.begin is None)

    def claim_stance(self, g: shapes.Claim[Pair], p: Claim) -> None:
        found, share, said = self.scores.found, self.scores.shares, p.attribution
        source = self.source(said.source)
        share["type, of detected"].add(g.type == p.type)
        share["source right"].add(source == g.source)
        share["own voice or not"].add((source is None) == (g.source is None))
        share["quote"].add(said.quote == g.quote)
        share["section"].add(p.section.value == g.section)
        found["via"].sets({g.via} - {None}, {self.source(said.via)} - {None})
        stance = (p.modality, p.polarity, p.verification.status)
        rare_values(found, (g.modality, g.polarity, g.verification), stance)

    def wrong_fields(self, g: shapes.Claim[Pair], p: Claim) -> tuple[str, ...]:
        """Names of the fields that keep a matched claim from being right as a whole."""
        right = {
            "type": g.type == p.type,
            "source": self.source(p.attribution.source) == g.source,
            "agents": self.who(p.agents) == set(g.agents),
            "places": self.same_where(g.places, self.where(p)),
            "numbers": number_keys(p.numbers) == number_keys(g.numbers),
            "modality": p.modality == g.modality,
            "polarity": p.polarity == g.polarity,
        }
        return tuple(name for name, ok in right.items() if not ok)

    def miss(self, g: shapes.Claim[Pair] | None, p: Claim | None, fields: tuple[str, ...]) -> None:
        self.scores.misses.append(Miss(self.gold.story, g, p, fields))

    def unpaired(self, pairs: Sequence[tuple[shapes.Claim[Pair], Claim]]) -> None:
        seen_gold, seen = {g.id for g, _ in pairs}, {p.id for _, p in pairs}
        for g in self.gold.claims:
            if g.id not in seen_gold:
                self.miss(g, None, ("missed",))
        for p in self.claims:
            if p.id not in seen:
                self.miss(None, p, ("extra",))

    def compare_statements(self) -> None:
        """Statements pair by how much their contents share, at least half; source and cue are told of the pairs."""
        gold, predicted = self.gold.statements, self.statements
        contents = [[pair(c) for c in p.content] for p in predicted]
        scored = [(set_jaccard(g.content, c), i, j) for i, g in enumerate(gold) for j, c in enumerate(contents)]
        pairs = [(gold[i], predicted[j]) for i, j in pair_up([s for s in scored if s[0] >= 0.5])]
        self.scores.found["statements (content)"].add(len(pairs), len(predicted), len(gold))
        for g, p in pairs:
            self.scores.shares["statement source"].add(self.source(p.source) == g.source)
            if g.cue:
                self.scores.shares["statement cue"].add(p.cue is not None and overlap(g.cue, pair(p.cue)) > 0)
