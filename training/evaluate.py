"""Tags documents with a checkpoint or with the exported model, and prints the figures.

    python -m training.evaluate --model src/reports/model                          own corpus, test
    python -m training.evaluate --model src/reports/model --data DIR --on polnear  PolNeAR dev
    python -m training.evaluate --checkpoint build/tagger.pt --data DIR --on re3d  re3d (only where held out!)

An exported model is read by the tagger that users run (`reports.tagger`), a checkpoint in the same way: windows of
whole paragraphs, constrained Viterbi.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from reports.tagger import Tagger as InstalledTagger
from reports.tagger import Text, load
from training import data
from training.model import Tagger, load_tokenizer, part_scores, restore, word_pieces
from training.scoring import AttributionScore, Count, EntityScore, Linker
from training.stories import CORPUS
from training.tags import ATTRIBUTION, CLAIMS, ENTITIES, PARTS, TYPES, Span, decode, to_spans, to_tags
from training.windows import MAX_PIECES, WINDOW_PIECES, Window, fixed_windows, reading_windows

Logits = dict[str, NDArray[np.float32]]  # head -> outputs (`training.model.SIZES`), a row a piece or a word
Read = Callable[[list[int]], Logits]


@dataclass
class Tagged:
    """A document with the tags that the model gave its words."""

    example: data.Example
    entities: list[str]
    attribution: list[str]
    claims: list[str] = field(default_factory=list)
    types: dict[int, str] = field(default_factory=dict)  # of the words that begin a trigger, by the model
    parts: dict[str, Count] = field(default_factory=lambda: {part: Count() for part in PARTS})  # given the triggers

    def entity_spans(self) -> list[Span]:
        """In characters."""
        starts, ends = self.example.starts, self.example.ends
        return [Span(starts[one.start], ends[one.end - 1], one.label) for one in to_spans(self.entities)]

    def statements(self) -> list[data.Gold]:
        """In characters; linked by the nearest cue."""
        starts, ends = self.example.starts, self.example.ends
        linker = Linker(to_spans(self.attribution), self.example.sentences, self.example.paragraphs)
        return [
            {role: tuple((starts[one.start], ends[one.end - 1]) for one in group) for role, group in statement.items()}
            for statement in linker.statements()
        ]


def tag(
    read: Read, examples: Iterable[data.Example], *, sentences: int = 0, limit: int = WINDOW_PIECES
) -> list[Tagged]:
    """Tags each document. `sentences`: read windows of so many sentences instead of whole paragraphs."""
    tokenizer = load_tokenizer()
    return [_tag_one(read, one, word_pieces(tokenizer, one.words), sentences, limit) for one in examples]


def _tag_one(read: Read, example: data.Example, pieces: list[list[int]], sentences: int, limit: int) -> Tagged:
    tagged = Tagged(example, [], [])
    for window, logits in read_windows(read, example, pieces, sentences=sentences, limit=limit):
        keep = slice(window.keep_start - window.start, None)
        tagged.entities += decode(logits["entities"], ENTITIES)[keep]
        tagged.attribution += decode(logits["attribution"], ATTRIBUTION)[keep]
        tagged.claims += decode(logits["claims"], CLAIMS)[keep]
        tagged.types |= {
            i: TYPES[int(logits["types"][i - window.start].argmax())] for i in range(window.keep_start, window.keep_end)
        }
        count_parts(tagged, logits, window)
    return tagged


def count_parts(tagged: Tagged, logits: Logits, window: Window) -> None:
    """Counts the words that have a part in the events whose gold triggers a window keeps, and those found to have."""
    for event in tagged.example.events:
        at = event.trigger[0]
        if not window.keep_start <= at < window.keep_end:
            continue
        trigger = logits["triggers"][at - window.start][None]
        scores = part_scores(torch.from_numpy(trigger), torch.from_numpy(logits["parts"]))[0].numpy()
        for part, row, words in zip(PARTS, scores, event.parts, strict=True):
            positive = {window.start + int(i) for i in np.flatnonzero(row > 0)}
            found = (positive - event.doubtful - {at}) | (positive & words)
            tagged.parts[part].add(len(found & words), len(found), len(words))


def read_windows(
    read: Read, example: data.Example, pieces: list[list[int]], *, sentences: int = 0, limit: int = WINDOW_PIECES
) -> Iterator[tuple[Window, Logits]]:
    """Yields the windows of a document and what `read_window` gives for each. `sentences` as in `tag`."""
    lengths = [len(ids) for ids in pieces]
    if sentences:
        windows = fixed_windows(example.sentences, lengths, sentences, limit=MAX_PIECES)
    else:
        windows = reading_windows(example.paragraphs, example.sentences, lengths, limit=limit)
    for window in windows:
        yield window, read_window(read, pieces, window)


def read_window(read: Read, pieces: list[list[int]], window: Window) -> Logits:
    """The logits of the first piece of each word of a window."""
    ids, firsts = [101], []
    for word in pieces[window.start : window.end]:
        firsts.append(len(ids))
        ids += word
    return {head: logits[firsts] for head, logits in read([*ids, 102]).items()}


def torch_reader(tagger: Tagger) -> Read:
    """Reads with a checkpoint, in float32, without dropout."""
    tagger.eval()
    device = next(tagger.parameters()).device

    def read(ids: list[int]) -> Logits:
        row = torch.tensor([ids], device=device)
        with torch.inference_mode():
            outputs = tagger(row)
        return {head: logits[0].float().cpu().numpy() for head, logits in outputs.items()}

    return read


def tag_installed(folder: Path, examples: Iterable[data.Example]) -> list[Tagged]:
    """Tags by the tagger that users run. Raises ModelError if the folder does not hold a sound model."""
    tagger = load(folder)
    return [_tag_installed(tagger, one) for one in examples]


def _tag_installed(tagger: InstalledTagger, example: data.Example) -> Tagged:
    begins = [[start for start, _ in ranges] for ranges in (example.paragraphs, example.sentences)]
    found = tagger.tag(Text.of(example.words, *begins))
    words = range(len(example.words))
    heads = (
        to_tags([Span(one.start, one.end, one.label) for one in head], words, [i + 1 for i in words])
        for head in (found.entities, found.attribution)
    )
    return Tagged(example, *heads)


def score_entities(tagged: Iterable[Tagged], *, without: Iterable[str] = ()) -> EntityScore:
    score, dropped = EntityScore(), set(without)
    for one in tagged:
        gold = [span for span in one.example.gold_entities if span.label not in dropped]
        score.add(gold, [span for span in one.entity_spans() if span.label not in dropped])
    return score


def score_attribution(tagged: Iterable[Tagged], *, flat: bool = False) -> AttributionScore:
    """`flat`: against the flat tags that the model was taught, not against statements inside statements."""
    score = AttributionScore()
    for one in tagged:
        gold = one.example.gold_statements
        if flat:
            gold = replace_tags(one).statements()
        score.add(one.example.text, gold, one.statements())
    return score


def score_claims(tagged: Iterable[Tagged]) -> tuple[Count, Count, dict[str, Count]]:
    """Triggers that share a word, those of the right type, and words by part for gold triggers."""
    triggers, typed, parts = Count(), Count(), {part: Count() for part in PARTS}
    for one in tagged:
        gold = [Span(*event.trigger, event.type) for event in one.example.events]
        found = [span._replace(label=one.types[span.start]) for span in to_spans(one.claims)]
        couples = [(a, b) for a in gold for b in found if a.start < b.end and b.start < a.end]
        for count, some in ((triggers, couples), (typed, [c for c in couples if c[0].label == c[1].label])):
            hits = min(len({a for a, _ in some}), len({b for _, b in some}))
            count.add(hits, len(found), len(gold))
        for part, count in one.parts.items():
            parts[part].add(count.hits, count.predicted, count.gold)
    return triggers, typed, parts


def replace_tags(tagged: Tagged) -> Tagged:
    """The same document with the gold tags in place of the model's."""
    return replace(tagged, attribution=tagged.example.attribution or [])


def brief(tagged: list[Tagged]) -> str:
    """One line of figures."""
    parts = []
    if any(one.example.entities for one in tagged):
        entities = score_entities(tagged)
        parts.append(f"entities strict {entities.strict.f1:.3f} overlap {entities.overlap.f1:.3f}")
    if any(one.example.gold_statements for one in tagged):
        score = score_attribution(tagged)
        words = ", ".join(f"{role} {count.f1:.3f}" for role, count in score.words.items())
        parts.append(
            f"attribution words {words} (mean {score.mean:.3f}), content exact {score.exact.f1:.3f}, "
            f"source with content {score.statements.f1:.3f}"
        )
    if any(one.example.events and one.claims for one in tagged):
        triggers, typed, words = score_claims(tagged)
        roles = ", ".join(f"{part} {count.f1:.3f}" for part, count in words.items())
        parts.append(f"triggers {triggers.f1:.3f}, with type {typed.f1:.3f}, words of their parts {roles}")
    return "; ".join(parts)


def by_label(tagged: list[Tagged]) -> Iterable[str]:
    """Yields a line of figures for each label and role."""
    if any(one.example.entities for one in tagged):
        score = score_entities(tagged)
        for label, count in sorted(score.by_label.items(), key=lambda item: -item[1].gold):
            overlap = score.by_label_overlap[label].f1
            yield (
                f"  {label:18s} strict P {count.precision:.3f} R {count.recall:.3f} F1 {count.f1:.3f}  "
                f"overlap F1 {overlap:.3f}  (gold {count.gold})"
            )
    if any(one.example.gold_statements for one in tagged):
        attribution = score_attribution(tagged)
        for role, count in attribution.words.items():
            spans = attribution.spans[role].f1
            yield (
                f"  {role:18s} words P {count.precision:.3f} R {count.recall:.3f} F1 {count.f1:.3f}  "
                f"spans F1 {spans:.3f}"
            )
        yield f"  content at Jaccard 0.5: F1 {attribution.similar.f1:.3f}"


def tag_with_torch(tagger: Tagger, examples: Iterable[data.Example]) -> list[Tagged]:
    return tag(torch_reader(tagger), examples)


def examples_of(name: str, folder: Path | None) -> list[data.Example]:
    """The test stories of the corpus ("own"; "own-dev") or of a folder, "polnear" (dev), "re3d" or "re3d/SOURCE"."""
    if name in ("own", "own-dev"):
        return data.stories((CORPUS,), "dev" if name == "own-dev" else "test")
    if Path(name).is_dir():
        return data.stories((Path(name),), "test")
    if folder is None:
        raise SystemExit(f"{name} needs --data")
    if name == "polnear":
        return data.polnear(folder, "dev")
    source = name.partition("/")[2]
    return data.re3d(folder, [source] if source else data.RE3D)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="training.evaluate", description=(__doc__ or "").split("\n\n")[0])
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--model", type=Path, help="folder of the exported model")
    which.add_argument("--checkpoint", type=Path)
    parser.add_argument("--data", type=Path, help="folder with re3d and PolNeAR")
    parser.add_argument("--on", nargs="+", default=["own"], help="own, own-dev, FOLDER, polnear, re3d, re3d/SOURCE")
    parser.add_argument("--sentences", type=int, default=0, help="checkpoint only: windows of so many sentences")
    parser.add_argument("--limit", type=int, default=WINDOW_PIECES, help="checkpoint only: word pieces a window")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(argv)
    torch.set_num_threads(options.threads)
    read = None if options.model else torch_reader(restore(options.checkpoint))
    for name in options.on:
        examples = examples_of(name, options.data)
        begin = time.perf_counter()
        if read is None:
            tagged = tag_installed(options.model, examples)
        else:
            tagged = tag(read, examples, sentences=options.sentences, limit=options.limit)
        rate = sum(len(one.text.split()) for one in examples) / (time.perf_counter() - begin)
        print(f"{name}: {len(examples)} documents, {rate:.0f} words/s; {brief(tagged)}")
        print("\n".join(by_label(tagged)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
