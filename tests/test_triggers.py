"""The trigger lexicon: every entry loads, none is hidden by another, every phrase fires."""

from __future__ import annotations

import pytest
from spacy.language import Language

from reports import triggers
from reports.annotate.events import EventFinder
from reports.triggers import TriggerEntry

CLASSES = {
    "place", "person", "crowd", "force", "thing", "weapon", "air", "actor", "none", "number", "any", "event",
    "event-attack", "event-talks", "eventless", "aid", "arms", "bomber", "captive", "military", "territorial",
    "battlefield", "ground", "further", "recent", "talks", "flag", "life", "air_words",
    "heavy", "massive", "intense", "overnight", "fresh", "sustained", "latest", "new", "severe", "human", "troop",
    "combat", "serious", "significant", "enormous", "terrible", "steep", "grievous", "light", "crippling", "mounting",
    "come", "bring", "pass", "put", "return", "be", "remain", "stay", "keep",
}  # fmt: skip


def test_every_entry_loads_with_known_conditions() -> None:
    entries = triggers.triggers()
    assert len(entries) > 100
    assert len({entry.id for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.pos in ("verb", "noun", "adj", "phrase"), entry.id
        assert set(entry.obj) | set(entry.subj) | set(entry.mods) <= CLASSES, entry.id
        assert len(set(entry.words)) == len(entry.words) > 0, entry.id


def _always_fits(entry: TriggerEntry) -> bool:
    return not (entry.obj or entry.subj or entry.prep or entry.mods or entry.weak)


@pytest.mark.parametrize("pos", ["verb", "noun", "adj", "phrase"])
def test_no_entry_is_hidden_by_an_earlier_one_that_always_fits(pos: str) -> None:
    hidden = [
        (word, later.id, entry.id)
        for word, entries in triggers.by_word(pos).items()
        for index, entry in enumerate(entries)
        if _always_fits(entry)
        for later in entries[index + 1 :]
    ]
    assert hidden == []


def test_every_phrase_is_matched_as_a_whole(nlp: Language) -> None:
    missed = []
    for entry in triggers.triggers():
        if entry.pos != "phrase":
            continue
        for words in entry.words:
            doc = nlp.make_doc(f"Then {words} here")
            ends = [
                finder_end
                for candidate, _ in triggers.phrases().get(doc[1].lower_, ())
                if (finder_end := EventFinder(doc)._phrase_end(1, candidate)) is not None
            ]
            if not ends or max(ends) != len(doc) - 1:
                missed.append(words)
    assert missed == []
