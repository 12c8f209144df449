"""The cue lexicon: which words introduce what somebody said, and what they take.

`data/cues.jsonl` holds one sense of a word or phrase a line; `data/media.json` the words that tell how and
when it was said. Words are data, grammar is code: what a frame ("clause", "object:of") means on a parse is
known to `reports.annotate.clauses`. Nothing here needs spaCy.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import orjson
from pydantic import BaseModel, ConfigDict, Field

from reports.errors import DataError
from reports.lexicons import data_file, load_jsonl
from reports.records import CueClass, Medium

FRAMES = frozenset(
    {"quote", "clause", "clause:account", "clause:document", "infinitive", "gerund", "object", "object:account"}
    | {"object:document", "object:predicate", "object:to", "on:to", "to:to", "passive:clause", "passive:infinitive"}
    | {"relative", "sentence", "noun"}
)


class CueEntry(BaseModel):
    """One sense of a cue word.

    `id`: the word's lemma (a verb with its particle: "rule out"), with a note in brackets where one word has
    several senses. `takes`: the shapes of its content; a bare preposition is content after it ("warn of"),
    `object:<preposition>` an object with what follows ("accuse X of Y"), `relative` what its clause is of ("a
    claim that the army denied"), `clause:account` and `object:account` what is told by an account ("the army's account
    has ten dead"). `attitude`: belief, wish or plan rather than speech. `continues`: speech that goes on from an
    earlier one ("add").
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    pos: str
    cue_class: CueClass = Field(alias="class")
    takes: frozenset[str] = frozenset()
    attitude: bool = False
    continues: bool = False

    @property
    def name(self) -> str:
        """The entry's id, as other lexicons call it."""
        return self.id

    @property
    def word(self) -> str:
        """The word or phrase without the note on its sense."""
        return self.id.partition(" (")[0]


class CueIndex(NamedTuple):
    """Cues by part of speech; verbs and nouns by the lemma of their first word."""

    verbs: dict[str, tuple[CueEntry, ...]]
    nouns: dict[str, CueEntry]
    adverbs: dict[str, CueEntry]
    phrases: dict[str, tuple[tuple[tuple[str, ...], CueEntry], ...]]


class MediaWords(BaseModel):
    """Word lists of `data/media.json`, all in lower case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mediums: dict[Medium, frozenset[str]]
    verbs: dict[str, Medium]
    receiving_verbs: frozenset[str]
    platforms: frozenset[str]
    outlets: frozenset[str]
    documents: frozenset[str]
    speakers: frozenset[str]
    labels: frozenset[str]
    titles: frozenset[str]
    accounts: frozenset[str]
    tellings: frozenset[str]
    anonymous: tuple[str, ...]
    time_core: frozenset[str]
    time_before: frozenset[str]
    time_after: frozenset[str]


@cache
def cues() -> CueIndex:
    """The cue lexicon. Raises DataError if a line is broken or takes an unknown frame."""
    verbs: dict[str, list[CueEntry]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], CueEntry]]] = {}
    nouns: dict[str, CueEntry] = {}
    adverbs: dict[str, CueEntry] = {}
    for entry in load_jsonl("cues.jsonl", CueEntry):
        words = tuple(entry.word.split())
        if entry.pos == "verb":
            verbs.setdefault(words[0], []).append(entry)
        elif entry.pos == "noun":
            nouns[entry.word] = entry
        elif entry.pos == "adverb":
            adverbs[entry.word] = entry
        elif entry.pos == "phrase":
            phrases.setdefault(words[0], []).append((words, entry))
        else:
            raise DataError(f"cues.jsonl: {entry.id}: [pos] unknown part of speech {entry.pos!r}")
    longest = {first: tuple(sorted(found, key=lambda item: -len(item[0]))) for first, found in phrases.items()}
    return CueIndex({word: tuple(found) for word, found in verbs.items()}, nouns, adverbs, longest)


@cache
def media() -> MediaWords:
    """The words of `data/media.json`. Raises pydantic.ValidationError if the file is broken."""
    return MediaWords.model_validate(orjson.loads(data_file("media.json").read_bytes()))


@cache
def mediums() -> dict[str, Medium]:
    """Noun in lower case -> the medium that it names."""
    words = media()
    found = {word: medium for medium, nouns in words.mediums.items() for word in nouns}
    return found | dict.fromkeys(words.platforms, Medium.SOCIAL_MEDIA)
