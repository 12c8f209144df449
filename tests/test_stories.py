"""The corpus and its reader: every story is sound, and a bad one is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from training import stories
from training.stories import SpanError, StoryError

from reports.records import ClaimType, EntityLabel

STORY = """
id: kivu-test-story
conflict: test
voice: agency
published: 2023-11-02
text: |
  [O:Rebel fighters] shelled [L:the town of Sake] on [T:Thursday], killing [O:three civilians], [O:the army] said.
  [O:The army] "will answer", it said, "in time".
statements:
  - {source: the army, cue: "army {said}", content: ["Rebel fighters … three civilians"]}
  - {source: The army, cue: "it {said}", content: ['"will answer"', '"in time"']}
claims:
  - {trigger: shelled, type: shelling, agents: [Rebel fighters], places: [Sake], time: Thursday,
     numbers: [{what: killed, min: 3, max: 3, text: three}], statement: 1}
"""


def _write(folder: Path, text: str = STORY) -> Path:
    path = folder / "kivu-test-story.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_story_has_offsets_into_its_clean_text(tmp_path: Path) -> None:
    story = stories.read_story(_write(tmp_path))
    text = story.text
    assert "[" not in text
    assert [(text[e.start : e.end], e.label) for e in story.entities][:2] == [
        ("Rebel fighters", EntityLabel.ORGANISATION),
        ("the town of Sake", EntityLabel.LOCATION),
    ]
    first, second = story.statements
    assert first.source is not None
    assert text[slice(*first.source)] == "the army"
    assert text[slice(*first.content[0])].startswith("Rebel fighters shelled")
    assert [text[slice(*piece)] for piece in second.content] == ['"will answer"', '"in time"']
    claim = story.claims[0]
    assert (claim.type, claim.statement, claim.numbers[0].min) == (ClaimType.SHELLING, 0, 3)
    assert text[slice(*claim.trigger)] == "shelled"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[T:Thursday]", "[X:Thursday]", "unknown mark '[X:Thursday]'"),
        ("[T:Thursday]", "[T:on [T:Thursday]]", "broken or nested mark"),
        ("[T:Thursday],", "[T:Thursday,]", "begins or ends with a space, a comma or a possessive: 'Thursday,'"),
        ("trigger: shelled", "trigger: bombed", "no such text: 'bombed'"),
        ('"army {said}"', "said", "2 times in the text: 'said'"),
        ("statement: 1", "statement: 3", "there is no statement 3"),
        ("type: shelling", "type: attack", "claims.0.type"),
        ("min: 3, max: 3, ", "", "a number needs min or max"),
        ("source: the army", "source: the navy", "no such text: 'the navy'"),
        ("id: kivu-test-story", "id: kivu-other", "the file should be called kivu-other.yaml"),
        ("conflict: test", "conflict: [", "while parsing"),
        ('["Rebel fighters … three civilians"]', '["Rebel fighters … the army"]', "lies inside its content"),
    ],
)
def test_a_bad_story_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in STORY
    with pytest.raises(StoryError) as error:
        stories.read_story(_write(tmp_path, STORY.replace(old, new, 1)))
    assert reason in str(error.value)
    assert str(tmp_path) in str(error.value)


def test_find_says_how_often_a_span_is_there() -> None:
    with pytest.raises(SpanError, match="found 1"):
        stories.find("army#2", "the army")
    assert stories.find("army#2", "army and army") == (9, 13)
    assert stories.find("{he} told", "she told; he told") == (10, 12)
    assert stories.find("army", "army and army", any_will_do=True) == (0, 4)


def test_every_story_of_the_corpus_is_sound() -> None:
    corpus = stories.load()
    assert len(corpus) >= 150
    assert sum(len(story.text.split()) for story in corpus) >= 30_000
    assert len({story.conflict.split()[0].strip(",") for story in corpus}) >= 20
    assert {story.split for story in corpus} == {"train", "dev", "test"}
    assert all(story.entities or story.claims for story in corpus)
    assert sum(bool(story.entities) for story in corpus) >= 0.9 * len(corpus)


def test_a_split_loads_only_its_stories() -> None:
    assert {story.split for story in stories.load(split="dev")} == {"dev"}
