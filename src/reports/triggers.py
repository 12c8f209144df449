"""The trigger lexicon: which words name which kind of event, and under what conditions.

`data/triggers.jsonl` holds one entry a line, in order of precedence: of several entries with the same word
the first whose conditions hold decides the type. Nothing here needs spaCy: conditions are names that
`reports.annotate.events` knows how to test on a parsed sentence.
"""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from reports.lexicons import load_jsonl
from reports.records import ClaimType


class TriggerEntry(BaseModel):
    """Words that name events of one type.

    `pos` is verb, noun, adj, or phrase (matched word by word, by form or lemma). `obj`, `subj` list the noun
    classes that the object or subject may have; `prep` the prepositions of which one must follow; `mods` the classes or
    words of which a modifier must be one. A noun with `prep` must have one before it, by a verb of `mods` that says
    `obj` of it ("the town came under their control"). `means`: weapons in the clause refine the type.
    `generic`: without known means and without a force as agent the type is `other`. `bomb`: dropped or planted
    is told by the agent. `weak`: counts only with a participant of the conflict. `fold`: a result, told with its
    cause where there is one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    type: ClaimType
    pos: str
    words: tuple[str, ...]
    obj: tuple[str, ...] = ()
    subj: tuple[str, ...] = ()
    prep: tuple[str, ...] = ()
    mods: tuple[str, ...] = ()
    means: bool = False
    generic: bool = False
    bomb: bool = False
    weak: bool = False
    fold: bool = False

    @property
    def name(self) -> str:
        """The entry's id, as other lexicons call it."""
        return self.id


@cache
def triggers() -> tuple[TriggerEntry, ...]:
    """All entries in order of precedence."""
    return tuple(load_jsonl("triggers.jsonl", TriggerEntry))


@cache
def by_word(pos: str) -> dict[str, tuple[TriggerEntry, ...]]:
    """Word (lemma; for verbs also "lemma particle") -> entries in order of precedence."""
    index: dict[str, list[TriggerEntry]] = {}
    for entry in triggers():
        if entry.pos == pos:
            for word in entry.words:
                index.setdefault(word, []).append(entry)
    return {word: tuple(entries) for word, entries in index.items()}


@cache
def phrases() -> dict[str, tuple[tuple[tuple[str, ...], TriggerEntry], ...]]:
    """First word -> phrases (as word tuples, longest first) with their entry. Hyphens are words of their own."""
    index: dict[str, list[tuple[tuple[str, ...], TriggerEntry]]] = {}
    for phrase, entries in by_word("phrase").items():
        words = tuple(phrase.replace("-", " - ").split())
        index.setdefault(words[0], []).append((words, entries[0]))
    return {first: tuple(sorted(found, key=lambda item: -len(item[0]))) for first, found in index.items()}


def entry(trigger_id: str) -> TriggerEntry:
    """The entry of an id, or of `learned`. Raises KeyError if there is none."""
    return _by_id()[trigger_id]


@cache
def _by_id() -> dict[str, TriggerEntry]:
    return {entry.id: entry for entry in (*triggers(), *_learned())}


def learned(kind: str) -> str:
    """The id of the entry that stands for words of a type that no lexicon holds: the trained tagger found them."""
    return f"learned-{kind}"


def is_learned(trigger_id: str) -> bool:
    """Whether an id is one of `learned`."""
    return trigger_id.startswith("learned-")


def _learned() -> tuple[TriggerEntry, ...]:
    results = (ClaimType.CASUALTIES, ClaimType.DESTRUCTION)
    return tuple(
        TriggerEntry(id=learned(kind), type=kind, pos="verb", words=(), fold=kind in results) for kind in ClaimType
    )
