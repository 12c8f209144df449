"""The tagger on words: loading, windows, decoding, spans. `tiny_model` stands in for the trained one."""

from __future__ import annotations

import hashlib
import itertools
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.processes import loaded_by

from reports import tagger
from reports.errors import ModelError
from reports.tagger import pieces, tagging
from reports.tagger.model import Model
from reports.tagger.viterbi import Scheme, decode, softmax
from reports.tagger.windows import Limits, Window, cut

TINY = Path(__file__).parent / "tiny_model"
SENTENCE = "the army said that shells hit kyiv today .".split()


@pytest.fixture(scope="module")
def tiny() -> tagger.Tagger:
    return tagger.load(TINY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the model to break."""
    return Path(shutil.copytree(TINY, tmp_path / "model", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def rewrite(folder: Path, **changes: Any) -> None:
    path = folder / "tagger.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def sign(folder: Path) -> None:
    names = ("tagger.onnx", "vocab.txt")
    rewrite(folder, sha256={name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names})


def plain(found: list[tagger.Found]) -> list[tuple[int, int, str]]:
    return [(one.start, one.end, one.label) for one in found]


# --- loading ---


def test_the_tagger_is_loaded_once() -> None:
    assert tagger.load(TINY) is tagger.load(TINY)


def test_the_runtime_is_imported_only_to_load() -> None:
    assert loaded_by("import reports.annotate.tagging", {"onnxruntime", "tokenizers"}) == set()


def drop_weights(folder: Path) -> None:
    (folder / "tagger.onnx").unlink()


def drop_vocabulary(folder: Path) -> None:
    (folder / "vocab.txt").unlink()


def drop_manifest(folder: Path) -> None:
    (folder / "tagger.json").unlink()


def flip_a_bit(folder: Path) -> None:
    content = bytearray((folder / "tagger.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "tagger.onnx").write_bytes(content)


def no_digest(folder: Path) -> None:
    rewrite(folder, sha256={})


def other_format(folder: Path) -> None:
    rewrite(folder, format=1)


def odd_stances(folder: Path) -> None:
    rewrite(folder, stances=["negated", "actual", "future"])


def many_parts(folder: Path) -> None:
    rewrite(folder, parts=["agent", "target", "place", "tool"])


def no_json(folder: Path) -> None:
    (folder / "tagger.json").write_text("{")


def no_labels(folder: Path) -> None:
    rewrite(folder, entities=None)


def odd_label(folder: Path) -> None:
    rewrite(folder, attribution=["O", "X-source"])


def loose_label(folder: Path) -> None:
    rewrite(folder, attribution=["O", "I-source"])


def other_number(folder: Path) -> None:
    rewrite(folder, attribution=["O", "B-source", "I-source"])


def wide_windows(folder: Path) -> None:
    rewrite(folder, window_pieces=500)


def no_graph(folder: Path) -> None:
    (folder / "tagger.onnx").write_bytes(b"not a graph")
    sign(folder)


def no_special_piece(folder: Path) -> None:
    path = folder / "vocab.txt"
    path.write_text(path.read_text().replace("[UNK]\n", "[XXX]\n"))
    sign(folder)


@pytest.mark.parametrize(
    ("damage", "file", "problem"),
    [
        (drop_weights, "tagger.onnx", "No such file"),
        (drop_vocabulary, "vocab.txt", "No such file"),
        (drop_manifest, "tagger.json", "No such file"),
        (flip_a_bit, "tagger.onnx", "sha256 is not the one in tagger.json"),
        (no_digest, "vocab.txt", "sha256 is not the one in tagger.json"),
        (other_format, "tagger.json", "format 1, and this version reads format 2"),
        (no_json, "tagger.json", "Invalid JSON"),
        (no_labels, "tagger.json", r"\[entities\] Input should be a valid array"),
        (odd_label, "tagger.json", "'X-source' is neither O nor begins with B- or I-"),
        (loose_label, "tagger.json", "'I-source' without B-source"),
        (other_number, "tagger.onnx", "attribution has 7 labels"),
        (wide_windows, "tagger.json", "window_pieces is above max_pieces"),
        (odd_stances, "tagger.json", "the last of the stances is not negated"),
        (many_parts, "tagger.onnx", "triggers and parts do not fit the parts"),
        (no_graph, "tagger.onnx", "ONNX Runtime cannot read the weights"),
        (no_special_piece, "vocab.txt", r"no \[UNK\] in it"),
    ],
)
def test_a_broken_model_is_told_in_one_line(
    folder: Path, damage: Callable[[Path], None], file: str, problem: str
) -> None:
    Model(folder)  # sound before
    damage(folder)
    with pytest.raises(ModelError, match=problem) as caught:
        Model(folder)
    message = str(caught.value)
    assert message.startswith(f"{folder / file}: ")
    assert "; copy the folder anew" in message
    assert "\n" not in message


def test_the_package_without_its_model_says_how_to_mend_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.tagger.model.FOLDER", folder)
    drop_weights(folder)
    with pytest.raises(ModelError, match="reinstall with: pip install --force-reinstall battlefield-reports"):
        Model(folder)


def test_a_missing_library_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelError, match="onnxruntime cannot be imported; install it with: pip install onnxruntime"):
        Model(folder)


# --- word pieces ---


@pytest.fixture(scope="module")
def cutter() -> pieces.WordPieces:
    return pieces.WordPieces(TINY / "vocab.txt")


def test_words_become_the_pieces_that_the_library_gives(cutter: pieces.WordPieces) -> None:
    from tokenizers import BertWordPieceTokenizer

    words = [*SENTENCE, "T-72", "Kyiv", "naïve", "U.N.", "日本", "x" * 30, "the"]
    library = BertWordPieceTokenizer(str(TINY / "vocab.txt"), lowercase=True)
    wanted = library.encode(words, is_pretokenized=True, add_special_tokens=False).ids
    assert [i for ids in cutter(words) for i in ids] == wanted


@pytest.mark.parametrize("word", ["\u200b", "\u00ad", "\x00", "\u0301", "\ufe0f"])
def test_a_word_without_pieces_is_unknown(cutter: pieces.WordPieces, word: str) -> None:
    assert cutter(["the", word]) == [cutter(["the"])[0], (cutter.unknown,)]


@pytest.mark.parametrize("word", ["." * 300, "ab" * 40, "." * 2_000_000])
def test_a_word_of_very_many_pieces_is_cut_short(cutter: pieces.WordPieces, word: str) -> None:
    assert len(cutter([word])[0]) == pieces.MOST_PIECES
    assert len(pieces.WordPieces(TINY / "vocab.txt", most=7)([word])[0]) == 7


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_MOST_REMEMBERED", 5)
    cutter = pieces.WordPieces(TINY / "vocab.txt")
    for words in (["a", "b", "c"], ["c", "d", "e"], ["a", "f"], ["b", "f"]):
        assert cutter(words) == pieces.WordPieces(TINY / "vocab.txt")(words)
        assert len(cutter._known) <= 5


# --- windows ---


def offsets_of(lengths: list[int]) -> np.ndarray:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)


def windows_of(lengths: list[int], paragraphs: list[int], sentences: list[int], limits: Limits) -> list[Window]:
    return list(cut(offsets_of(lengths), np.array(paragraphs, int), np.array(sentences, int), limits))


LIMITS = Limits(window=22, most=32)  # room for 20 and 30 pieces


@pytest.mark.parametrize(
    ("size", "paragraphs", "sentences", "wanted"),
    [
        (0, [], [], []),
        (5, [], [], [(0, 5, 0, 5)]),
        # whole paragraphs are packed, never parted from each other's words
        (20, [0, 8, 16], [0, 4, 8, 12, 16], [(0, 20, 0, 20)]),
        (24, [0, 8, 16], [0, 4, 8, 12, 16, 20], [(0, 16, 0, 16), (16, 24, 16, 24)]),
        # a long paragraph is cut at sentence ends, with the last third read again
        (36, [0], [0, 6, 12, 18, 24, 30], [(0, 18, 0, 15), (12, 30, 15, 27), (24, 36, 27, 36)]),
        # where the overlap would leave no room for the next sentence there is none
        (36, [0], [0, 18], [(0, 18, 0, 18), (18, 36, 18, 36)]),
        # a sentence above the aim but within reach of the encoder stays whole
        (28, [0], [0], [(0, 28, 0, 28)]),
        # a longer one is cut between words
        (50, [0], [0], [(0, 30, 0, 27), (25, 50, 27, 50)]),
        # what stands around a long paragraph is packed by itself
        (34, [0, 4, 30], [0, 4, 17, 30], [(0, 4, 0, 4), (4, 17, 4, 17), (17, 30, 17, 30), (30, 34, 30, 34)]),
    ],
)
def test_windows(size: int, paragraphs: list[int], sentences: list[int], wanted: list[tuple[int, ...]]) -> None:
    assert windows_of([1] * size, paragraphs, sentences, LIMITS) == wanted


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_windows_tile_any_text(data: st.DataObject) -> None:
    lengths = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=200))
    places = st.lists(st.integers(0, len(lengths) - 1), max_size=20).map(lambda x: sorted(set(x)))
    paragraphs, sentences = data.draw(places), data.draw(places)
    offsets = offsets_of(lengths)
    found = windows_of(lengths, paragraphs, sentences, LIMITS)
    assert found[0].keep_start == 0
    assert found[-1].keep_end == len(lengths)
    for window, following in itertools.pairwise(found):
        assert window.keep_end == following.keep_start
        assert window.end < following.end
    for window in found:
        assert window.start <= window.keep_start < window.keep_end <= window.end
        assert offsets[window.end] - offsets[window.start] <= LIMITS.most - 2
        if window.end not in {*sentences, *paragraphs, len(lengths)}:  # only a sentence too long is cut inside
            before = max([0, *(i for i in (*sentences, *paragraphs) if i <= window.start)])
            after = min([len(lengths), *(i for i in (*sentences, *paragraphs) if i > window.start)])
            assert offsets[after] - offsets[before] > LIMITS.most - 2
    # read at most one and a half times
    assert sum(offsets[window.end] - offsets[window.start] for window in found) <= 2 * offsets[-1]


def test_where_windows_overlap_the_word_is_farther_from_the_edge_that_counts() -> None:
    first, second, *_ = windows_of([1] * 36, [0], [0, 6, 12, 18, 24, 30], LIMITS)
    for word in range(second.start, first.end):
        in_first, in_second = first.end - word, word - second.start + 1
        assert (word < first.keep_end) == (in_first >= in_second)


# --- decoding ---

LABELS = ["O", "B-a", "I-a", "B-b", "I-b"]
SCHEME = Scheme(LABELS)


def valid(path: tuple[int, ...]) -> bool:
    return all(SCHEME.allowed[a, b] for a, b in itertools.pairwise((SCHEME.outside, *path)))


def brute_force(logits: np.ndarray) -> float:
    paths = itertools.product(range(len(LABELS)), repeat=len(logits))
    return max(float(sum(logits[i, label] for i, label in enumerate(path))) for path in paths if valid(path))


def masked(logits: np.ndarray) -> np.ndarray:
    free = logits.copy()
    free[0] += SCHEME.mask(SCHEME.outside)
    return free


def total(logits: np.ndarray, path: np.ndarray) -> float:
    return float(logits[np.arange(len(path)), path].sum())


@pytest.mark.parametrize("seed", range(30))
def test_the_decoder_finds_the_best_allowed_sequence(seed: int) -> None:
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, (6, len(LABELS))).astype(np.float32)
    logits[:, SCHEME.inside] += rng.choice([0, 1, 3])
    path = decode(masked(logits), SCHEME)
    assert valid(tuple(path))
    assert total(logits, path) == pytest.approx(brute_force(logits), rel=1e-5)


@pytest.mark.parametrize("lean", [0, 0.5, 1, 3, 10])
@pytest.mark.parametrize("size", [1, 40, 1000])
def test_mending_parts_is_as_good_as_walking_through(size: int, lean: float) -> None:
    rng = np.random.default_rng(size)
    logits = rng.normal(0, 1, (size, len(LABELS))).astype(np.float32)
    logits[:, SCHEME.inside] += lean
    free = masked(logits)
    path = decode(free, SCHEME)
    assert valid(tuple(path))
    assert total(logits, path) == pytest.approx(total(logits, SCHEME.walk(free)), rel=1e-5)


@pytest.mark.parametrize("seed", [*range(200), 1446, 4936, 5247])
def test_parts_are_joined_as_far_back_as_it_takes(seed: int) -> None:
    """The last seeds need a part that was mended before to be mended again, as a whole."""
    rng = np.random.default_rng(seed)
    logits = rng.integers(0, 6, (rng.integers(4, 14), len(LABELS))).astype(np.float32)
    logits[:, [1, 3]] -= rng.integers(0, 6)
    free = masked(logits)
    path = decode(free, SCHEME)
    assert valid(tuple(path))
    assert total(logits, path) == total(logits, SCHEME.walk(free))


def test_decoding_is_linear_at_its_worst(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each tenth word raises the stakes for one of two labels that only the first word can begin."""
    walked = 0
    walk = Scheme.walk

    def counted(self: Scheme, logits: np.ndarray) -> np.ndarray:
        nonlocal walked
        walked += len(logits)
        return walk(self, logits)

    monkeypatch.setattr(Scheme, "walk", counted)
    size = 3000
    logits = np.full((size, len(LABELS)), -1e4, np.float32)
    logits[:, 0], logits[:, [2, 4]] = 1, 0.9
    logits[0] = 0
    for k, word in enumerate(range(9, size, 10)):
        logits[word, [0, 2 + k % 2 * 2]] = -1e4, 2 * k
    path = decode(masked(logits), SCHEME)
    assert walked < 3 * size
    assert total(logits, path) == pytest.approx(total(logits, walk(SCHEME, masked(logits))))


def test_labels_may_stand_in_any_order() -> None:
    scheme = Scheme(["I-a", "O", "B-a"])
    logits = np.array([[0, 0, 9], [9, 0, 0], [0, 9, 0], [9, 8, 0]], np.float32)
    assert [scheme.labels[i] for i in decode(logits, scheme)] == ["B-a", "I-a", "O", "O"]


@pytest.mark.parametrize(
    ("labels", "spans"),
    [
        ("", []),
        ("O O", []),
        ("B-a I-a O B-b", [(0, 2), (3, 4)]),
        ("O B-a B-a I-a B-b I-b I-b", [(1, 2), (2, 4), (4, 7)]),
    ],
)
def test_spans_of_labels(labels: str, spans: list[tuple[int, int]]) -> None:
    starts, ends = SCHEME.spans(np.array([LABELS.index(label) for label in labels.split()], np.int64))
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == spans


def test_softmax_is_of_each_row_and_overflows_nowhere() -> None:
    found = softmax(np.array([[0, 0], [1000, 0], [-1000, np.log(3) - 1000]], np.float32))
    assert found.tolist() == [[0.5, 0.5], [1, 0], pytest.approx([0.25, 0.75], abs=1e-4)]


# --- texts ---


def test_spans_of_a_text(tiny: tagger.Tagger) -> None:
    tags = tiny.tag(tagger.Text.of(SENTENCE))
    assert plain(tags.entities) == [
        (0, 2, "Organisation"), (4, 5, "Weapon"), (6, 7, "Location"), (7, 8, "Temporal"),
    ]  # fmt: skip
    assert plain(tags.attribution) == [(0, 2, "source"), (2, 3, "cue"), (3, 8, "content")]
    assert all(0.9 < found.score <= 1 for found in (*tags.entities, *tags.attribution))


def test_adjacent_spans_of_a_label_are_two(tiny: tagger.Tagger) -> None:
    assert plain(tiny.tag(tagger.Text.of(["kyiv", "south", "kivu"])).entities) == [
        (0, 1, "Location"),
        (1, 3, "Location"),
    ]


def test_a_score_is_the_mean_probability_of_its_words(tiny: tagger.Tagger) -> None:
    (span,) = tiny.tag(tagger.Text.of(["south", "kivu"])).entities
    table = tiny.model.run(np.array([i for ids in tiny.model.pieces(["south", "kivu"]) for i in ids]))["entities"]
    chances = np.exp(table) / np.exp(table).sum(axis=1, keepdims=True)
    labels = tiny.model.schemes["entities"].labels
    wanted = (chances[0, labels.index("B-Location")] + chances[1, labels.index("I-Location")]) / 2
    assert span.score == pytest.approx(wanted, abs=1e-4)


def test_an_entity_ends_with_its_paragraph_and_a_quotation_does_not(tiny: tagger.Tagger) -> None:
    words = ["that", "south", "kivu", "hit"]
    assert plain(tiny.tag(tagger.Text.of(words)).entities) == [(1, 3, "Location")]
    tags = tiny.tag(tagger.Text.of(words, paragraphs=[0, 2]))
    assert (1, 3, "Location") not in plain(tags.entities)
    assert plain(tags.attribution) == [(0, 4, "content")]


def test_the_first_word_does_not_go_on_with_anything(tiny: tagger.Tagger) -> None:
    assert plain(tiny.tag(tagger.Text.of(["kivu", "kivu"])).entities) == [(0, 2, "Location")]


def test_an_event_has_a_type_a_stance_and_parts(tiny: tagger.Tagger) -> None:
    (event,) = tiny.tag(tagger.Text.of(SENTENCE[:7])).events
    assert (event.start, event.end, event.label, event.modality) == (5, 6, "shelling", "actual")
    assert min(event.score, event.type_score, 1 - event.negated) > 0.9
    assert [(one.start, one.end, one.part) for one in event.parts] == [(1, 2, "agent"), (6, 7, "place")]
    assert all(one.score > 0.9 for one in event.parts)


def test_a_trigger_may_be_several_words_and_negated(tiny: tagger.Tagger) -> None:
    events = tiny.tag(tagger.Text.of(["gun", "today", "kyiv", "gun"])).events
    assert [(one.start, one.end, one.label, one.modality) for one in events] == [
        (0, 2, "air_strike", "future"),
        (3, 4, "air_strike", "future"),
    ]
    assert all(one.negated > 0.9 for one in events)


def test_each_event_is_found_in_one_window(tiny: tagger.Tagger) -> None:
    """A long paragraph is read in windows that overlap."""
    events = tiny.tag(tagger.Text.of(["the", "army", "hit", "kyiv"] * 60)).events
    assert [one.start for one in events] == list(range(2, 240, 4))
    assert all(part.start in range(240) for one in events for part in one.parts)


def test_no_words(tiny: tagger.Tagger) -> None:
    assert tiny.tag(tagger.Text.of([])) == tagger.Tags([], [], [])


def test_windows_and_blocks_do_not_show(tiny: tagger.Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny model reads each piece alone, so that a long text gives what its sentences give."""
    one = plain(tiny.tag(tagger.Text.of(SENTENCE)).entities)
    count, size = 300, len(SENTENCE)
    wanted = [(start + i * size, end + i * size, label) for i in range(count) for start, end, label in one]
    ends = range(0, count * size, size)
    for paragraphs, sentences in (((), ()), ((), ends), (ends, ends), (ends[::7], ends)):
        for block in (10, 2000):
            monkeypatch.setattr(tagging, "_BLOCK", block)
            text = tagger.Text.of(SENTENCE * count, paragraphs, sentences)
            assert plain(tiny.tag(text).entities) == wanted


def test_a_long_quotation_is_one_span_over_many_windows(tiny: tagger.Tagger) -> None:
    words = ["that", *["hit"] * 900]
    assert plain(tiny.tag(tagger.Text.of(words, paragraphs=range(0, 900, 30))).attribution) == [(0, 901, "content")]


def test_memory_and_work_are_bounded(tiny: tagger.Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    run = Model.run

    def counted(self: Model, ids: np.ndarray) -> Any:
        read.append(len(ids))
        return run(self, ids)

    monkeypatch.setattr(Model, "run", counted)
    words = SENTENCE * 4000
    tiny.tag(tagger.Text.of(words, sentences=range(0, len(words), len(SENTENCE))))
    assert max(read) <= tiny.model.manifest.max_pieces
    assert sum(read) < 2 * len(words)
    blocks = [sum(len(answer["entities"]) for answer in block) for block in tiny._blocks(tagger.Text.of(words), [])]
    assert max(blocks) < tagging._BLOCK + tiny.model.manifest.max_pieces


@settings(max_examples=100, deadline=None)
@given(words=st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12), max_size=80))
def test_any_words_give_spans_in_order(words: list[str]) -> None:
    tags = tagger.load(TINY).tag(tagger.Text.of(words))
    for found in tags:
        assert all(0 <= one.start < one.end <= len(words) and 0 <= one.score <= 1 for one in found)
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))
