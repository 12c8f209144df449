"""What the evidence view shows of each claim: its facts in words, its evidence by role, what it can be filtered by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.records import Claim, Modality, Polarity, Quote, Report, Source, Span, VerificationStatus
from reports.render import words

# The families share a colour; what a colour says, the name of the type says too.
FAMILIES: dict[str, str] = {
    **dict.fromkeys(("ground_attack", "clash", "shelling", "air_strike", "bombing", "repelled", "siege"), "force"),
    **dict.fromkeys(("territory_gained", "withdrawal", "movement", "arms"), "ground"),
    **dict.fromkeys(("casualties", "capture", "displacement", "humanitarian", "destruction"), "harm"),
    **dict.fromkeys(("negotiation", "accusation", "threat", "assessment", "other"), "talk"),
}
_STEPS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_UNSAFE = re.compile(r"[^\w.-]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the story with the part they play."""

    role: str
    span: Span
    told: str


@dataclass(frozen=True, slots=True)
class Card:
    """One claim. `id` is safe in an attribute and has the report's prefix; `number` is what the reader sees."""

    id: str
    number: str
    claim: Claim
    family: str
    speaker: str
    via: str | None
    source: str | None
    source_told: str
    facts: list[tuple[str, str]]
    marks: list[tuple[str, str]]
    manner: list[str]
    evidence: list[Evidence]
    facets: list[str]
    places: list[str]
    links: list[tuple[str, list[tuple[str, str]]]]
    note: str | None

    @property
    def label(self) -> str:
        """The claim in a few words, for those who hear the page."""
        said = "; ".join(words_ for _, words_ in self.facts)
        marks = ", ".join(mark for _, mark in self.marks)
        event = f"{words.spaced(self.claim.type)} “{self.claim.trigger.text}”"
        parts = [f"Claim {self.number}: {event}", said, self.speaker, marks]
        return ". ".join(part for part in parts if part)

    @property
    def ranges(self) -> str:
        """ "trigger 14 22;place 30 37": the evidence for the script."""
        return ";".join(f"{each.role} {each.span.start} {each.span.end}" for each in self.evidence)


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that claims are filtered by: its values as (token, words, number of claims)."""

    name: str
    title: str
    values: list[tuple[str, str, int]]


def family(kind: str) -> str:
    """The colour of a type of claim, as a class."""
    return FAMILIES.get(kind, "talk")


def safe(value: str) -> str:
    """An id as a token: no blank or sign in it, whatever a damaged report holds."""
    return _UNSAFE.sub("_", value)


def cards(report: Report, index: words.Index, prefix: str) -> list[Card]:
    """The claims of a report in order."""
    notes = {note.id: words.clipped(note.text) for note in report.notes}
    links = _links(report, prefix)
    return [_card(claim, index, prefix, notes, links.get(claim.id, {})) for claim in report.claims]


def _card(
    claim: Claim, index: words.Index, prefix: str, notes: dict[str, str], links: dict[str, list[tuple[str, str]]]
) -> Card:
    source, via = index.source(claim), index.via(claim)
    return Card(
        id=prefix + safe(claim.id),
        number=claim.id.removeprefix("c"),
        claim=claim,
        family=family(claim.type),
        speaker=index.speaker(claim),
        via=via.name if via else None,
        source=prefix + safe(source.id) if source else None,
        source_told=words.voice(words.Group(source, via, [claim]), index),
        facts=words.named_facts(claim, index),
        marks=_marks(claim, index),
        manner=[part for part in words.manner(claim, index) if not part.startswith("same event")],
        evidence=list(_evidence(claim, index)),
        facets=_facets(claim),
        places=[prefix + safe(place.place) for place in claim.places],
        links=list(links.items()),
        note=notes.get(claim.verification.note or ""),
    )


def _marks(claim: Claim, index: words.Index) -> list[tuple[str, str]]:
    """(class, words) of what keeps a claim from being plain fact, and of what is known of its truth."""
    found = []
    if claim.polarity is Polarity.NEGATED:
        found.append(("negated", "said not to be so"))
    if claim.modality is not Modality.ACTUAL:
        found.append(("modality", str(claim.modality)))
    status = claim.verification.status
    if status is not VerificationStatus.NONE:
        by = index.checker(claim)
        found.append((str(status), str(status) + (f" by {by.name}" if by else "")))
    return found


def _evidence(claim: Claim, index: words.Index) -> Iterator[Evidence]:
    """The words that a claim rests on, in the order in which they are explained."""
    yield Evidence("claim", Span(start=claim.start, end=claim.end, text=claim.text), "")
    yield Evidence("trigger", claim.trigger, words.spaced(claim.type))
    for role, fillers in (("agent", claim.agents), ("target", claim.targets)):
        for filler in fillers:
            actor = index.actor(filler)
            yield Evidence(role, filler, words.actor_words(actor, index) if actor else "")
    for claim_place in claim.places:
        place = index.places.get(claim_place.place)
        yield Evidence("place", claim_place, words.place_summary(place) if place else "")
    if claim.time:
        yield Evidence("time", claim.time, words.time_words(claim.time))
    for number in claim.numbers:
        yield Evidence("number", number, words.number_words(number, index))
    for item in claim.equipment:
        yield Evidence("means", item, f"{words.equipment_words(item)} ({words.spaced(item.category)})")
    yield from _attribution(claim, index)


def _attribution(claim: Claim, index: words.Index) -> Iterator[Evidence]:
    statement = index.statement(claim)
    if statement is None:
        return
    source = index.sources.get(statement.source)
    if statement.source_mention:
        yield Evidence("source", statement.source_mention, source.name if source else "")
    if statement.cue:
        yield Evidence("cue", statement.cue, str(statement.cue_class or ""))
    quote = "" if statement.quote is Quote.NONE else f"{statement.quote} speech"
    for span in statement.content:
        yield Evidence("statement", span, quote)


def _facets(claim: Claim) -> list[str]:
    actors = {filler.actor for filler in (*claim.agents, *claim.targets) if filler.actor}
    return [
        f"type:{claim.type}",
        f"source:{safe(claim.attribution.source or 'own-voice')}",
        *sorted(f"actor:{safe(actor)}" for actor in actors),
        f"status:{claim.verification.status}",
        f"modality:{claim.modality}",
        f"polarity:{claim.polarity}",
    ]


def facets(found: Sequence[Card], index: words.Index) -> list[Facet]:
    """What the claims of a story can be filtered by: only what tells them apart, the most frequent values first."""
    counts = Counter(token for card in found for token in card.facets)
    titles = (
        ("type", "Type"),
        ("source", "Source"),
        ("actor", "Actor"),
        ("status", "Verification"),
        ("modality", "Modality"),
        ("polarity", "Polarity"),
    )
    named = _facet_words(index)
    result = []
    for name, title in titles:
        tokens = [token for token in counts if token.startswith(f"{name}:")]
        if len(tokens) > 1 or (tokens and name == "actor"):
            result.append(Facet(name, title, ranked(tokens, counts, named)))
    return result


def ranked(tokens: Iterable[str], counts: Mapping[str, int], named: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Tokens ("type:air_strike") as the values of a `Facet`, the most frequent first.

    One that `named` has no words for is told by its own.
    """
    order = sorted(tokens, key=lambda token: -counts[token])
    return [(token, named.get(token, words.spaced(token.partition(":")[2])), counts[token]) for token in order]


def thresholds(found: Sequence[Card]) -> list[tuple[str, int]]:
    """From how sure claims may be shown ("0.5"), and how many are, as `steps` has them."""
    known = [1.0 if card.claim.confidence is None else card.claim.confidence for card in found]
    return [(f"{least:g}", count) for least, count in steps(known, _STEPS)]


def steps(values: Sequence[float], leasts: Iterable[float]) -> list[tuple[float, int]]:
    """From which value on things may be shown, and how many have it: 0, then the `leasts` that leave some out.

    Empty where none of them does.
    """
    counts = [(least, sum(value >= least for value in values)) for least in leasts]
    found = [(least, count) for least, count in counts if 0 < count < len(values)]
    return [(0, len(values)), *found] if found else []


def _facet_words(index: words.Index) -> dict[str, str]:
    named = {f"actor:{safe(actor.id)}": actor.name for actor in index.actors.values()}
    named |= {f"source:{safe(source.id)}": _source_told(source, index) for source in index.sources.values()}
    return named | {"source:own-voice": "the story itself", "status:none": "not said", "modality:actual": "actual"}


def _source_told(source: Source, index: words.Index) -> str:
    """A source's name, with what tells it from another of the same name."""
    same = sum(other.name == source.name for other in index.sources.values())
    return source.name if same < 2 else f"{source.name} ({', '.join(words.source_words(source, index, ()))})"


def _links(report: Report, prefix: str) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """By claim, and by how it is told from the claim's side: (id, number) of the claims that are linked to it."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for link in report.links:
        on = f" on {words.spaced(link.on)}" if link.on else ""
        for here, there, told in (
            (link.from_, link.to, _FORWARD.get(link.relation, words.spaced(link.relation))),
            (link.to, link.from_, _BACKWARD.get(link.relation, words.spaced(link.relation))),
        ):
            others = found.setdefault(here, {}).setdefault(told + on, [])
            others.append((prefix + safe(there), there.removeprefix("c")))
    return found


_FORWARD: dict[str, str] = {"same_event": "the same event as"}
_BACKWARD: dict[str, str] = {"same_event": "the same event as", **words.ANSWERED_BY}
