"""Parts of a report put into a few words, for any view. Strings only: no colours, no layout, no escaping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from reports.records import (
    Actor,
    Claim,
    ClaimPlace,
    CueClass,
    Equipment,
    Filler,
    LinkRelation,
    Medium,
    Modality,
    Number,
    NumberWhat,
    Place,
    Polarity,
    Quote,
    Report,
    SectionKind,
    Source,
    Statement,
    Time,
    TimePrecision,
    VerificationStatus,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ACTOR_SHOWN = 3
_CLIPPED = 300  # characters of a quoted passage


class Group(NamedTuple):
    """Claims of one source, through one relay. Both None for the story's own voice."""

    source: Source | None
    via: Source | None
    claims: list[Claim]


class Index:
    """The parts of a report by id, and who and what a claim names."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.actors = {actor.id: actor for actor in report.actors}
        self.places = {place.id: place for place in report.places}
        self.sources = {source.id: source for source in report.sources}
        self.statements = {statement.id: statement for statement in report.statements}
        self.claims = {claim.id: claim for claim in report.claims}
        self._first: dict[str, Claim] = {}
        for claim in report.claims:
            self._first.setdefault(claim.event, claim)

    def source(self, claim: Claim) -> Source | None:
        """Who makes a claim; None for the story's own voice."""
        return self.sources.get(claim.attribution.source or "")

    def via(self, claim: Claim) -> Source | None:
        """Who relays a claim."""
        return self.sources.get(claim.attribution.via or "")

    def checker(self, claim: Claim) -> Source | None:
        """Who confirms or denies a claim, where its story tells."""
        return self.sources.get(claim.verification.by or "")

    def statement(self, claim: Claim) -> Statement | None:
        return self.statements.get(claim.attribution.statement or "")

    def actor(self, filler: Filler) -> Actor | None:
        return self.actors.get(filler.actor or "")

    def medium(self, claim: Claim) -> Medium | None:
        statement = self.statement(claim)
        return statement.medium if statement else None

    def first_of_event(self, claim: Claim) -> Claim:
        """The first claim about the same event, which may be the claim itself."""
        return self._first[claim.event]

    def speaker(self, claim: Claim) -> str:
        """Who says so: the source's name, or that the story does."""
        source = self.source(claim)
        return source.name if source else "the story itself"


def groups(claims: Iterable[Claim], index: Index) -> list[Group]:
    """Claims by who says them: the story's own voice first, then the sources in order of their first claim."""
    found: dict[tuple[str | None, str | None], Group] = {(None, None): Group(None, None, [])}
    for claim in claims:
        key = (claim.attribution.source, claim.attribution.via)
        found.setdefault(key, Group(index.source(claim), index.via(claim), [])).claims.append(claim)
    return [group for group in found.values() if group.claims]


def voice(group: Group, index: Index) -> str:
    """What to know of who says so besides the name, "medic, not named, interview"; empty for the story's own voice."""
    media = (medium for claim in group.claims if (medium := index.medium(claim)))
    return ", ".join(source_words(group.source, index, media)) if group.source else ""


def clipped(text: str) -> str:
    """The text, cut at a word with "…" behind it if it is long: the whole of it is in the story."""
    if len(text) <= _CLIPPED:
        return text
    cut = text[:_CLIPPED].rpartition(" ")[0]
    return f"{(cut if len(cut) > _CLIPPED // 2 else text[:_CLIPPED]).rstrip()} …"


def spaced(value: str) -> str:
    """A value of a closed set as words: "air_strike" is "air strike"."""
    return value.replace("_", " ")


def day(iso: str) -> str:
    """ "2023-03-01" as "1 Mar 2023". Months and years alone are kept ("Mar 2023", "2023")."""
    parts = iso[:10].split("-")
    words = [parts[0]]
    if len(parts) > 1:
        words.insert(0, _MONTHS[int(parts[1]) - 1])
    if len(parts) > 2:
        words.insert(0, str(int(parts[2])))
    return " ".join(words)


def time_words(time: Time, *, own: bool = True) -> str:
    """When, as far as it is known: dates if the story fixes them, else its own words in quotes.

    `own` is false if the time was carried over from an earlier sentence: then the date says enough.
    """
    quoted = f"“{time.text}”"
    if time.begin is None and time.finish is None:
        return quoted
    if time.begin is None:
        return f"until {day(time.finish or '')}"
    if time.finish is None:
        return f"since {day(time.begin)}"
    if time.precision in (TimePrecision.MINUTE, TimePrecision.HOUR) and "T" in time.begin:
        return f"{day(time.begin)} {time.begin[11:16]}"
    if time.precision is TimePrecision.PART_OF_DAY and own:
        return f"{days(time.begin, time.finish)} ({quoted})"
    return days(time.begin, time.finish)


def days(begin: str, finish: str) -> str:
    """Two ISO dates as a range, "27–28 Feb 2023": what both share is written once."""
    first, last = day(begin), day(finish)
    if first == last:
        return first
    one, two = first.split(), last.split()
    if len(one) == len(two) == 3 and one[1:] == two[1:]:
        return f"{one[0]}–{last}"
    if len(one) > 1 and one[-1] == two[-1]:
        return f"{' '.join(one[:-1])} – {last}"
    return f"{first} – {last}"


DONE_TO_PEOPLE = (
    NumberWhat.KILLED,
    NumberWhat.WOUNDED,
    NumberWhat.KILLED_OR_WOUNDED,
    NumberWhat.CAPTURED,
    NumberWhat.MISSING,
    NumberWhat.DISPLACED,
)
"""What is counted of people, in the order in which it is shown."""

ANSWERED_BY: dict[str, str] = {
    LinkRelation.DENIES: "denied by",
    LinkRelation.DISPUTES: "disputed by",
    LinkRelation.CONFIRMS: "confirmed by",
    LinkRelation.UPDATES: "updated by",
}
"""How a link that bears on a claim is told from that claim's side, the gravest first."""


def amount(number: Number) -> str:
    """The range of a number: "22", "≥22", "≤40", "3–5", "~12"; its words where it has none."""
    return span(number.min, number.max, about=number.approximate) or f"“{number.text}”"


def span(low: float | None, high: float | None, *, about: bool = False) -> str:
    """A range: "9", "9–14", "≥9", "≤14", "~12"; empty without a number."""
    sign = "~" if about else ""
    if high is None:
        return "" if low is None else f"≥{sign}{_figure(low)}"
    if low is None:
        return f"≤{sign}{_figure(high)}"
    return f"{sign}{_figure(low)}" if low == high else f"{sign}{_figure(low)}–{_figure(high)}"


def _figure(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def whom(civilian: bool | None, most: float | None = None) -> str:
    """Who is counted, as words behind a count of `most` at the most, with a space before them: " civilians"."""
    if civilian is None:
        return ""
    return f" {'civilian' if civilian else 'combatant'}{'' if most == 1 else 's'}"


def number_words(number: Number, index: Index, told: Set[str | None] = frozenset()) -> str:
    """What is counted and how many: "killed ≥22 civilians", "85 attacks".

    Whose they are is added, but not for the actors in `told`, which the reader sees anyway.
    """
    if number.what in (NumberWhat.AREA, NumberWhat.OTHER):
        return f"“{number.text}”"
    what = spaced(number.what)
    none = number.min == number.max == 0
    if number.what in DONE_TO_PEOPLE:
        people = whom(number.civilian, number.max)
        words = f"no{people or ' one'} {what}" if none else f"{what} {amount(number)}{people}"
    else:
        words = f"no {what}" if none else f"{amount(number)} {what}"
    owner = None if number.of in told else index.actors.get(number.of or "")
    return f"{words} ({owner.name})" if owner else words


def equipment_words(equipment: Equipment) -> str:
    return f"{equipment.name} ×{equipment.count}" if equipment.count else equipment.name


def filler_names(fillers: Sequence[Filler], index: Index) -> str:
    """Names of those who act or are acted on, each once; the story's words where no actor is known."""
    names = unique(actor.name if (actor := index.actor(filler)) else filler.text for filler in fillers)
    return some(names, _ACTOR_SHOWN)


def some(names: Sequence[str], most: int, sign: str = ", ") -> str:
    """The first names, and how many more there are: "A, B and 3 more"."""
    more = len(names) - most
    return sign.join(names[:most]) + (f" and {more} more" if more > 0 else "")


def place_words(claim_place: ClaimPlace, index: Index) -> str:
    """A place with its relation: "north of Bakhmut"."""
    place = index.places.get(claim_place.place)
    name = place.name if place else claim_place.text
    relation = claim_place.relation
    told = name.lower().split()
    if relation and relation.lower() not in name.lower() and relation.split()[0] not in (*told, "in", "at"):
        return f"{relation} {name}"
    return name


def who_to_whom(claim: Claim, index: Index) -> str:
    """Agents and targets of a claim as `towards` has them."""
    return towards(filler_names(claim.agents, index), filler_names(claim.targets, index))


def towards(agents: str, targets: str) -> str:
    """ "agents → targets", or the side that is known. Empty if neither is."""
    if targets:
        return f"{agents} → {targets}" if agents else f"→ {targets}"
    return agents


def named_facts(claim: Claim, index: Index) -> list[tuple[str, str]]:
    """What a claim says, each part with its name, in this order. Parts that are not known are left out."""
    targets = {filler.actor for filler in claim.targets}
    own_time = claim.time is not None and claim.start <= claim.time.start < claim.end
    found = [
        ("who", who_to_whom(claim, index)),
        ("where", ", ".join(unique(place_words(place, index) for place in claim.places))),
        ("when", time_words(claim.time, own=own_time) if claim.time else ""),
        ("how many", ", ".join(number_words(number, index, targets) for number in claim.numbers)),
        ("with", ", ".join(unique(equipment_words(item) for item in claim.equipment))),
    ]
    return [(name, said) for name, said in found if said]


def facts(claim: Claim, index: Index) -> list[str]:
    """What a claim says, in the order who, where, when, how many, with what. Parts that are not known are left out."""
    return [f"with {said}" if name == "with" else said for name, said in named_facts(claim, index)]


def confidence(claim: Claim) -> str:
    """How sure it is that the claim is one and of its type: "confidence 0.62"; empty where that is not known."""
    return "" if claim.confidence is None else f"confidence {claim.confidence:.2f}"


def marks(claim: Claim, index: Index) -> list[str]:
    """Warnings on a claim, in capitals: not actual, negated, and what is known of its truth and by whom."""
    by = index.checker(claim)
    return warnings(claim.modality, claim.polarity, claim.verification.status, by.name if by else "")


def warnings(modality: Modality, polarity: Polarity, status: VerificationStatus, by: str = "") -> list[str]:
    """What a reader must know before he takes a claim for a fact: "NEGATED", "DENIED by the army"."""
    found = [] if modality is Modality.ACTUAL else [modality.upper()]
    found += ["NEGATED"] if polarity is Polarity.NEGATED else []
    found += [] if status is VerificationStatus.NONE else [status.upper() + (f" by {by}" if by else "")]
    return found


def manner(claim: Claim, index: Index) -> list[str]:
    """How and where a claim is made, where it is not the plain case: "quoted", "warn", "in a caption"."""
    found = []
    if claim.attribution.quote in (Quote.DIRECT, Quote.MIXED):
        found.append("quoted" if claim.attribution.quote is Quote.DIRECT else "partly quoted")
    if claim.attribution.cue_class not in (None, CueClass.SAY):
        found.append(f"cue: {claim.attribution.cue_class}")
    if claim.section is not SectionKind.BODY:
        found.append(f"in the {claim.section}")
    first = index.first_of_event(claim)
    if first.id != claim.id:
        found.append(f"same event as {first.id}")
    return found


def source_words(source: Source, index: Index, media: Iterable[Medium]) -> list[str]:
    """What to know of a source besides its name: kind, named or not, for whom it speaks, where it spoke."""
    found = [spaced(source.kind), "named" if source.named else "not named"]
    if not source.on_record:
        found.append("anonymity granted")
    for label, actor_id in (("of", source.affiliation), ("side:", source.side)):
        actor = index.actors.get(actor_id or "")
        if actor and actor.id != source.actor and actor.name != source.name and actor.name not in found[-1]:
            found.append(f"{label} {actor.name}")
    found.extend(unique(spaced(medium) for medium in media))
    return found


def actor_words(actor: Actor, index: Index) -> str:
    """ "Russian forces (military, RUS)"; a person with role and body: "Name (President, UKR)"."""
    of = index.actors.get(actor.of or "")
    known = [actor.role or spaced(actor.kind), f"of {of.name}" if of else None, actor.country]
    return f"{actor.name} ({', '.join(part for part in known if part)})"


def place_summary(place: Place) -> str:
    """ "Bakhmut (settlement, UKR, 48.59 38.00 ±4 km)": latitude, longitude, and the radius that it lies within."""
    parts = [spaced(place.kind), place.country]
    if place.lat is not None and place.lon is not None:
        parts.append(f"{place.lat:.2f} {place.lon:.2f}{radius(place.precision_km)}")
    return f"{place.name} ({', '.join(part for part in parts if part)})"


def radius(km: float | None) -> str:
    """How exact coordinates are, with a space before it: " ±4 km"; empty where that is not known."""
    return "" if km is None else f" ±{km:.0f} km" if km >= 1 else " ±<1 km"


def unique(items: Iterable[str]) -> list[str]:
    """The items, each once, in order of first appearance."""
    return list(dict.fromkeys(items))
