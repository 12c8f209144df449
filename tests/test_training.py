"""What training does before and after the encoder: words and tags, windows, decoding, linking, figures. No torch."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training import data
from training.scoring import AttributionScore, Count, EntityScore, Linker, overlaps
from training.stories import CORPUS, Claim, read_story
from training.tags import ATTRIBUTION, ENTITIES, OUTSIDE, Span, bio, decode, to_spans, to_tags
from training.windows import fixed_windows, reading_windows, training_windows

from reports.records import ClaimType, Modality, Polarity, VerificationStatus

TAGS = bio(["X", "Y"])


# --- tags ---


def test_tags_begin_with_outside_and_pair_b_with_i() -> None:
    assert ENTITIES[:3] == ("O", "B-Person", "I-Person")
    assert ATTRIBUTION == ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
    assert len(ENTITIES) == 21


def test_spans_become_tags_by_shared_characters() -> None:
    example = data.make_example("t", "own", "The army's drones hit Sake.")
    tags = to_tags([Span(0, 8, "X"), Span(11, 17, "Y")], example.starts, example.ends)
    assert list(zip(example.words, tags, strict=True)) == [
        ("The", "B-X"),
        ("army", "I-X"),
        ("'s", "O"),
        ("drones", "B-Y"),
        ("hit", "O"),
        ("Sake", "O"),
        (".", "O"),
    ]


def test_adjacent_spans_stay_apart() -> None:
    tags = to_tags([Span(0, 3, "X"), Span(4, 7, "X")], [0, 4], [3, 7])
    assert tags == ["B-X", "B-X"]
    assert to_spans(tags) == [Span(0, 1, "X"), Span(1, 2, "X")]


def test_the_first_of_two_overlapping_spans_keeps_its_words() -> None:
    starts, ends = [0, 2, 4, 6], [1, 3, 5, 7]
    assert to_tags([Span(2, 3, "X"), Span(0, 7, "Y")], starts, ends) == ["O", "B-X", "B-Y", "I-Y"]


@given(st.lists(st.sampled_from(TAGS), max_size=20))
def test_tags_survive_the_way_to_spans_and_back(tags: list[str]) -> None:
    spans = to_spans(tags)
    again = to_tags(spans, list(range(len(tags))), list(range(1, len(tags) + 1)))
    assert to_spans(again) == spans


# --- decoding ---


def test_decoding_prefers_a_legal_path_to_the_best_words() -> None:
    # word by word the best is O, I-X: the decoder must begin the span or leave it
    logits = np.full((2, len(TAGS)), -5.0, np.float32)
    logits[0, TAGS.index("O")], logits[0, TAGS.index("B-X")] = 1.0, 0.5
    logits[1, TAGS.index("I-X")], logits[1, TAGS.index("O")] = 2.0, 0.0
    assert decode(logits, TAGS) == ["B-X", "I-X"]


def test_decoding_never_begins_inside() -> None:
    logits = np.zeros((1, len(TAGS)), np.float32)
    logits[0, TAGS.index("I-Y")] = 9.0
    assert decode(logits, TAGS) != ["I-Y"]
    assert decode(np.zeros((0, len(TAGS)), np.float32), TAGS) == []


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_decoding_is_the_best_of_all_legal_paths(seed: int, length: int) -> None:
    logits = np.random.default_rng(seed).normal(size=(length, 3)).astype(np.float32)
    tags = ("O", "B-X", "I-X")
    found = decode(logits, tags)
    assert all(tag != "I-X" or before in ("B-X", "I-X") for before, tag in zip([OUTSIDE, *found], found, strict=False))

    def score(path: list[str]) -> float:
        return float(sum(logits[i, tags.index(tag)] for i, tag in enumerate(path)))

    best = {OUTSIDE: [OUTSIDE], "B-X": ["B-X"]}
    for _ in range(1, length):
        longer: dict[str, list[str]] = {}
        for tag in tags:
            paths = [path for last, path in best.items() if tag != "I-X" or last != OUTSIDE]
            if paths:
                longer[tag] = max(([*path, tag] for path in paths), key=score)
        best = longer
    assert score(found) == pytest.approx(max(map(score, best.values())), abs=1e-4)


# --- documents ---


def test_words_leave_out_white_space_and_sentences_end_at_full_stops_and_lines() -> None:
    text = 'GOMA\n\nThe army  said: "They fled." Dr. Bisimwa agreed.\n'
    example = data.make_example("t", "own", text)
    assert [text[s:e] for s, e in zip(example.starts, example.ends, strict=True)] == example.words
    assert not any(word.isspace() for word in example.words)
    assert [" ".join(example.words[start:end]) for start, end in example.sentences] == [
        "GOMA",
        'The army said : " They fled . "',
        "Dr. Bisimwa agreed .",
    ]
    assert example.paragraphs == [(0, 1), (1, len(example.words))]


def test_a_text_without_words_has_no_sentences() -> None:
    assert data.make_example("t", "own", " \n ").sentences == []


def test_stories_have_tags_of_both_heads_and_lose_no_entity() -> None:
    example = data.story_example(read_story(CORPUS / "libya-misrata-live-ticker.yaml"))
    assert example.entities
    assert example.attribution
    spans = {Span(example.starts[s], example.ends[e - 1], label) for s, e, label in to_spans(example.entities)}
    assert spans == set(example.gold_entities)


def test_who_takes_part_is_taught_by_the_mention_beside_the_trigger(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Rebels entered Goma. They killed five men there. Rebels fled."
    same = [[(0, 6), (21, 25)]]  # "Rebels", "They"
    monkeypatch.setattr(data, "mentions", lambda _: same)
    killed = Claim(
        trigger=(26, 32), type=ClaimType.CASUALTIES, agents=((0, 6),), targets=((33, 41),), places=((15, 19),),
        time=None, numbers=(), statement=None, modality=Modality.ACTUAL, polarity=Polarity.AFFIRMED,
        verification=VerificationStatus.NONE,
    )  # fmt: skip
    any_story = read_story(CORPUS / "libya-misrata-live-ticker.yaml")
    story = replace(any_story, text=text, entities=[], statements=[], claims=[killed])
    example = data.story_example(story)
    assert (example.entities, example.attribution) == (None, None)  # no entity is marked: annotated for claims alone
    [event] = example.events
    agents, targets, places = ({example.words[i] for i in part} for part in event.parts)
    assert (agents, targets, places) == ({"They"}, {"five", "men"}, {"Goma"})
    assert {example.words[i] for i in event.doubtful} >= {"Rebels"}


def test_an_inner_statement_is_taken_only_where_it_fills_its_outer() -> None:
    text = "RIA quoted a fighter as saying they held Sake."
    example = data.make_example("t", "own", text)
    ria: data.Gold = {"source": ((0, 3),), "cue": ((4, 10),), "content": ((11, 45),)}
    fighter: data.Gold = {"source": ((11, 20),), "cue": ((21, 30),), "content": ((31, 45),)}
    example.gold_statements = [ria, fighter]
    found = [(" ".join(example.words[s:e]), role) for s, e, role in to_spans(data.attribution_tags(example))]
    assert found == [
        ("RIA", "source"),
        ("quoted", "cue"),
        ("a fighter", "source"),
        ("as saying", "cue"),
        ("they held Sake", "content"),
    ]
    long: data.Gold = {"source": (), "cue": ((4, 10),), "content": ((11, 45),)}
    short: data.Gold = {"source": ((11, 20),), "cue": (), "content": ((41, 45),)}
    example.gold_statements = [long, short]
    assert [role for _, _, role in to_spans(data.attribution_tags(example))] == ["cue", "content"]


def test_re3d_keeps_probable_annotations_and_the_longest_of_overlapping(tmp_path: Path) -> None:
    home = tmp_path / "re3d" / "Wikipedia"
    home.mkdir(parents=True)
    (home / "documents.json").write_text(json.dumps({"_id": "d", "text": "The town of Hibhib fell."}), encoding="utf-8")
    rows = [(0, 18, "Location", 0.9), (12, 18, "Location", 1), (19, 23, "Person", 0.2), (0, 3, "Vehicle", 0.1)]
    (home / "entities.json").write_text(
        "\n".join(
            json.dumps({"begin": b, "end": e, "type": t, "confidence": c, "documentId": "d"}) for b, e, t, c in rows
        ),
        encoding="utf-8",
    )
    (example,) = data.re3d(tmp_path, ["Wikipedia"])
    assert example.gold_entities == [Span(0, 18, "Location")]
    assert example.attribution is None


def test_texts_have_words_and_no_gold(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rebels fled.", encoding="utf-8")
    (tmp_path / "b.md").write_text("No text.", encoding="utf-8")
    (example,) = data.texts(tmp_path)
    assert (example.words, example.entities, example.attribution, example.claims) == (
        ["Rebels", "fled", "."], None, None, None,
    )  # fmt: skip
    with pytest.raises(ValueError, match=r"no \.txt file"):
        data.texts(tmp_path / "none")


def test_polnear_reads_broken_contents_and_refuses_the_test_part(tmp_path: Path) -> None:
    text = '"We won," he said, "again."\n'
    for kind in ("text", "attributions"):
        (tmp_path / "PolNeAR" / "data" / "train" / kind).mkdir(parents=True)
    home = tmp_path / "PolNeAR" / "data" / "train"
    (home / "text" / "a.txt").write_text(text, encoding="utf-8")
    rows = ["T1\tContent 0 9;19 27\tx", "T2\tCue 13 17\tsaid", "T3\tSource 10 12\the", "a note"]
    rows += ["E1\tAttribution:T2 Content:T1 Cue:T2 Source:T3"]
    (home / "attributions" / "a_ann1.ann").write_text("\n".join(rows), encoding="utf-8")
    (home / "attributions" / "a_ann2.ann").write_text("", encoding="utf-8")
    (example,) = data.polnear(tmp_path, "train")
    assert example.gold_statements == [{"source": ((10, 12),), "cue": ((13, 17),), "content": ((0, 9), (19, 27))}]
    assert example.entities is None
    with pytest.raises(ValueError, match="only train and dev"):
        data.polnear(tmp_path, "test")  # type: ignore[arg-type]


# --- windows ---


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[tuple[int, int]], list[int]]:
    """Sentences, paragraphs, and word pieces of each word."""
    sizes = draw(st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=6), min_size=1, max_size=6))
    sentences, paragraphs, start = [], [], 0
    for paragraph in sizes:
        first = start
        for size in paragraph:
            sentences.append((start, start + size))
            start += size
        paragraphs.append((first, start))
    lengths = draw(st.lists(st.integers(1, 4), min_size=start, max_size=start))
    return sentences, paragraphs, lengths


@given(documents(), st.integers(0, 99))
def test_training_windows_tile_the_document_and_fit(document: object, seed: int) -> None:
    sentences, _, lengths = document  # type: ignore[misc]
    windows = list(training_windows(sentences, lengths, random.Random(seed), limit=60))
    assert [i for start, end in windows for i in range(start, end)] == list(range(len(lengths)))
    assert all(sum(lengths[start:end]) <= 58 for start, end in windows)


@given(documents())
def test_reading_windows_keep_each_word_once_and_fit(document: object) -> None:
    sentences, paragraphs, lengths = document  # type: ignore[misc]
    windows = list(reading_windows(paragraphs, sentences, lengths, limit=60))
    assert [i for one in windows for i in range(one.keep_start, one.keep_end)] == list(range(len(lengths)))
    assert all(one.start <= one.keep_start and one.keep_end <= one.end for one in windows)
    assert all(sum(lengths[one.start : one.end]) <= 58 for one in windows)


def test_windows_end_at_paragraphs_and_long_paragraphs_overlap() -> None:
    paragraphs = [(0, 4), (4, 8), (8, 40)]
    sentences = [(0, 4), (4, 8), *((i, i + 4) for i in range(8, 40, 4))]
    windows = list(reading_windows(paragraphs, sentences, [1] * 40, limit=18))
    assert (windows[0].start, windows[0].end) == (0, 8)
    assert (windows[1].start, windows[1].end) == (8, 24)
    assert (windows[2].start, windows[2].keep_start) == (20, 24)


def test_windows_of_a_number_of_sentences() -> None:
    windows = list(fixed_windows([(0, 2), (2, 4), (4, 6)], [1] * 6, 2))
    assert [(one.start, one.end) for one in windows] == [(0, 4), (4, 6)]


# --- linking and figures ---


def linked(text: str, marks: dict[str, list[str]]) -> list[dict[str, list[str]]]:
    example = data.make_example("t", "own", text)
    spans = [Span(text.index(words), text.index(words) + len(words), role) for role in marks for words in marks[role]]
    tags = to_tags(spans, example.starts, example.ends)
    linker = Linker(to_spans(tags), example.sentences, example.paragraphs)
    return [
        {role: [text[example.starts[s.start] : example.ends[s.end - 1]] for s in group] for role, group in one.items()}
        for one in linker.statements()
    ]


def test_a_content_is_linked_within_its_sentence() -> None:
    found = linked(
        "Obi said that Sake fell. Musa denied it.",
        {"source": ["Obi", "Musa"], "cue": ["said", "denied"], "content": ["that Sake fell", "it"]},
    )
    assert found == [
        {"source": ["Obi"], "cue": ["said"], "content": ["that Sake fell"]},
        {"source": ["Musa"], "cue": ["denied"], "content": ["it"]},
    ]


def test_a_cue_without_a_source_takes_the_one_before_it_in_its_sentence() -> None:
    found = linked(
        "Obi said Sake fell, adding that Goma held. Reportedly all fled.",
        {"source": ["Obi"], "cue": ["said", "adding", "Reportedly"], "content": ["Sake fell", "that Goma held"]},
    )
    assert [one["source"] for one in found] == [["Obi"], ["Obi"], []]


def test_contents_without_any_cue_are_kept() -> None:
    assert linked("Sake fell.", {"content": ["Sake fell"]}) == [{"source": [], "cue": [], "content": ["Sake fell"]}]


def test_figures_of_entities() -> None:
    score = EntityScore()
    score.add([Span(0, 4, "X"), Span(5, 9, "Y")], [Span(0, 4, "X"), Span(5, 8, "Y"), Span(5, 9, "X")])
    assert (score.strict.hits, score.strict.predicted, score.strict.gold) == (1, 3, 2)
    assert score.overlap.hits == 2
    assert overlaps([Span(0, 2, "X"), Span(3, 5, "X")], [Span(0, 9, "X")]) == 1
    assert Count().f1 == 0.0


def test_figures_of_attribution_leave_out_punctuation_in_exact_contents() -> None:
    text = '"Sake fell," Obi said.'
    gold: data.Gold = {"source": ((13, 16),), "cue": ((17, 21),), "content": ((0, 12),)}
    mine: data.Gold = {"source": ((13, 16),), "cue": (), "content": ((1, 10),)}  # "Sake fell" without its marks
    score = AttributionScore()
    score.add(text, [gold], [mine])
    assert score.exact.hits == 1
    assert score.statements.hits == 0  # two of five words are not enough; with the marks they would be
    assert score.words["source"].f1 == 1.0
    assert score.words["cue"].recall == 0.0
    assert 0.0 < score.words["content"].f1 < 1.0
