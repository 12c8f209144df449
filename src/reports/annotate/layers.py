"""What the annotators write on a Doc, and how it is read back.

Every layer is a list of plain dicts in `doc._.<layer>` (typed here as TypedDicts; `tagged` is a dict of
three such lists), so that a Doc survives `to_bytes`. Offsets in a layer are **token** indexes, end-exclusive,
ordered by start.
A component adds its own layer and edits no other. Layers are facts about the words; who and where
and when they really are is decided in `reports.resolve` and never stored on the Doc.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from spacy.tokens import Doc


class Paragraph(TypedDict):
    """A paragraph of an analysed section (headline, body or caption)."""

    start: int
    end: int
    kind: str  # records.SectionKind value


class TimeMention(TypedDict):
    """A time expression. `value` is what the words mean before any date is known (see annotate.times)."""

    start: int
    end: int
    value: dict[str, Any]


class QuantityMention(TypedDict):
    """A count. `head` is the token index of the counted noun (None for a bare number).

    `start:end` covers number words, modifiers ("at least") and not the noun.
    """

    start: int
    end: int
    min: float | None
    max: float | None
    approximate: bool
    head: int | None
    unit: str  # count | times | percent | money | distance | area | age | time | other
    article: NotRequired[bool]  # true when "a", "an" or "another" before a person is the whole count


class EquipmentMention(TypedDict):
    start: int
    end: int
    name: str  # canonical name in the lexicon, else the words
    category: str
    platform: bool  # MilitaryPlatform rather than Weapon
    count: int | None


class AttributionMention(TypedDict):
    """Words that somebody is said to have said.

    `source`, `cue` are (start, end) or None; `content` one or more (start, end), quotation marks included.
    `via` is the span of a source that relays `source` ("Interfax cited the ministry as saying").
    `previous` is the index in the layer of the statement that this one goes on from
    (a quote over several paragraphs, "he added" with no new speaker), else None.
    """

    source: tuple[int, int] | None
    cue: tuple[int, int] | None
    content: list[tuple[int, int]]
    cue_class: str  # records.CueClass value
    quote: str  # direct | indirect | mixed
    medium: str | None
    time: tuple[int, int] | None
    via: tuple[int, int] | None
    previous: int | None
    anonymous: bool  # anonymity granted ("declined to be named", "on condition of anonymity")
    attitude: NotRequired[bool]  # belief, wish, stance or plan ("fears", "wants") rather than speech


class EntityMention(TypedDict):
    """A noun phrase that names or describes an actor or a place, before coreference.

    `start:end` is the phrase with its determiner and premodifiers, `head` its head token, `name` the
    part that is a proper name. `label`: Person, Organisation, Country, Location, People (a demonym as a
    noun), Group (a described body or crowd), Pronoun.
    """

    start: int
    end: int
    head: int
    label: str
    form: str  # records.MentionForm value
    name: tuple[int, int] | None
    lexicon: str | None  # id in the actor lexicon
    weak: str | None  # key of a short name that several actors share
    agency: str | None  # id in the lexicon of outlets
    country: str | None  # alpha-3 told by the phrase itself
    kind: str | None  # records.ActorKind (actors) or PlaceKind (places) value, where the words tell
    noun: str | None  # lemma of the head noun of a described actor or place
    role: tuple[int, int] | None  # "President", "Ukrainian military analyst"
    role_kind: str | None  # records.SourceKind value
    office: bool  # the role is an office that one person holds ("defence minister"), not an occupation
    of: int | None  # head token of the name inside the phrase that it belongs to ("Hamas" of "Hamas fighters")
    definite: bool
    counted: bool
    plural: bool
    nested: bool  # stands inside another mention's phrase


class EventMention(TypedDict):
    """A trigger: `start:end` the word or phrase that names the event, `head` its syntactic head."""

    start: int
    end: int
    head: int
    type: str  # records.ClaimType value
    rule: str  # id of the trigger entry
    score: NotRequired[float]  # how probable the tagger holds it; left out if it did not run
    tagged: NotRequired[int]  # the tagged event that it is, an index in `Tagged`


class TaggedSpan(TypedDict):
    """Words that the trained tagger marked. `score` (0 to 1) is the mean probability of the labels of its words."""

    start: int
    end: int
    label: str
    score: float


class TaggedPart(TypedDict):
    """Words that the tagger holds for agent, target or place of an event, with the probability of the best of them."""

    start: int
    end: int
    part: str
    score: float


class TaggedEvent(TypedDict):
    """A trigger that the tagger found, doubtful ones too. Scores are probabilities (`reports.tagger.FoundEvent`)."""

    start: int
    end: int
    type: str  # records.ClaimType value
    score: float  # that it names an event
    type_score: float  # that it is of this type, if it names one
    modality: str  # records.Modality value
    modality_score: float
    negated: float
    parts: list[TaggedPart]


class Tagged(TypedDict):
    """What the trained tagger found: the one layer that is no list. None of its lists has overlaps."""

    entities: list[TaggedSpan]  # label: records.EntityLabel value
    attribution: list[TaggedSpan]  # label: source, cue or content
    events: list[TaggedEvent]


LAYERS = ("paragraphs", "tagged", "times", "quantities", "equipment", "attributions", "mentions", "events", "stances")


def register() -> None:
    """Declare the layers as Doc extensions. Safe to call more than once."""
    for name in LAYERS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


def get(doc: Doc, layer: str) -> list[Any]:
    """The layer's list, empty when its component did not run."""
    return getattr(doc._, layer) or []


def get_tagged(doc: Doc) -> Tagged:
    """What the trained tagger found, empty lists when it did not run."""
    tagged: Tagged | None = doc._.tagged
    return tagged or {"entities": [], "attribution": [], "events": []}


register()
