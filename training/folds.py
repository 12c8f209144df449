"""Leave one source out: how well entities are found in a source of re3d that training has never seen.

    python -m training.folds --data DIR --start build/tagger.first.pt --out build/folds.jsonl --seeds 0 1 2

Each fold trains on the other sources of re3d and on our own stories, and is scored on all documents of the source
left out. `shared` is the model that is shipped (both heads, PolNeAR too), from a checkpoint of the first stage, which
has seen no re3d. `entities` is an encoder of its own for entities alone. Both are scored as the component reads
(whole paragraphs) and at eight sentences a window, so that sharing can be judged: it may cost two points at most.
A line of JSON is written for each fold; folds that are already in the file are not run again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import torch

from training import data
from training.evaluate import score_entities, tag, torch_reader
from training.model import Tagger
from training.scoring import Count, EntityScore
from training.stories import CORPUS
from training.train import SECOND, Plan, Stage, train

# re3d has these labels too few times to score, and the public scorer leaves DocumentReference out
UNSCORED: Final = ("DocumentReference",)
SENTENCES: Final = 8
SHARED: Final = replace(SECOND, steps=220, shares={"polnear": 0.25, "own": 0.35, "re3d": 0.4})
ALONE: Final = Stage(steps=420, rate=2.5e-4, shares={"own": 0.55, "re3d": 0.45})


@dataclass(frozen=True)
class Fold:
    source: str
    seed: int
    mode: str


def run(fold: Fold, folder: Path, start: Path | None) -> dict[str, Any]:
    """Trains a fold and returns its figures."""
    alone = fold.mode == "entities"
    plan = Plan(folder, [CORPUS], fold.seed, held_out=(fold.source,), entities_only=alone)
    plan.start = None if alone else start
    plan.first = replace(plan.first, steps=0)
    plan.watched = False
    plan.second = ALONE if alone else SHARED
    tagger = [trained for _, trained in train(plan)][-1]
    return {"source": fold.source, "seed": fold.seed, "mode": fold.mode, **figures(tagger, folder, fold.source)}


def figures(tagger: Tagger, folder: Path, source: str) -> dict[str, Any]:
    read, examples = torch_reader(tagger), data.re3d(folder, [source])
    reading = score_entities(tag(read, examples), without=UNSCORED)
    fixed = score_entities(tag(read, examples, sentences=SENTENCES), without=UNSCORED)
    return {"reading": _figures(reading), "sentences": _figures(fixed)}


def _figures(score: EntityScore) -> dict[str, Any]:
    return {name: vars(count) | {"f1": round(count.f1, 4)} for name, count in _counts(score)}


def _counts(score: EntityScore) -> Iterable[tuple[str, Count]]:
    return (("strict", score.strict), ("overlap", score.overlap))


def table(lines: list[dict[str, Any]]) -> Iterable[str]:
    """Yields a Markdown table: strict F1 of each source by mode, means over seeds, and the mean of the sources."""
    yield "| model | windows | " + " | ".join(data.RE3D) + " | mean | all spans | overlap, mean |"
    yield "|---|---|" + "---:|" * (len(data.RE3D) + 3)
    for mode in sorted({line["mode"] for line in lines}, reverse=True):
        for way in ("reading", "sentences"):
            rows = [line for line in lines if line["mode"] == mode]
            means = {source: _mean(rows, source, way, "strict") for source in data.RE3D}
            known = [value for value in means.values() if value is not None]
            overlaps = [_mean(rows, source, way, "overlap") for source in data.RE3D]
            overlap = statistics.mean(value for value in overlaps if value is not None)
            cells = ["–" if value is None else f"{value:.3f}" for value in means.values()]
            seeds = len({row["seed"] for row in rows})
            name = f"{mode} ({seeds} seed{'s' if seeds > 1 else ''})"
            windows = "paragraphs" if way == "reading" else f"{SENTENCES} sentences"
            yield (
                f"| {name} | {windows} | {' | '.join(cells)} | {statistics.mean(known):.3f} | "
                f"{_pooled(rows, way):.3f} | {overlap:.3f} |"
            )


def _mean(rows: list[dict[str, Any]], source: str, way: str, kind: str) -> float | None:
    values = [row[way][kind]["f1"] for row in rows if row["source"] == source]
    return statistics.mean(values) if values else None


def _pooled(rows: list[dict[str, Any]], way: str) -> float:
    total = Count()
    for row in rows:
        one = row[way]["strict"]
        total.add(one["hits"], one["predicted"], one["gold"])
    return total.f1


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="training.folds", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with re3d and PolNeAR")
    parser.add_argument("--start", type=Path, required=True, help="checkpoint of the first stage")
    parser.add_argument("--out", type=Path, required=True, help="file of JSON lines, added to")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--modes", nargs="+", choices=("shared", "entities"), default=["shared", "entities"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--table", action="store_true", help="only print the table of the file")
    options = parser.parse_args(argv)
    torch.set_num_threads(options.threads)
    folds = [Fold(source, seed, mode) for seed in options.seeds for mode in options.modes for source in data.RE3D]
    done = {Fold(line["source"], line["seed"], line["mode"]) for line in read_lines(options.out)}
    for fold in folds:
        if fold not in done and not options.table:
            line = json.dumps(run(fold, options.data, options.start))
            with options.out.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
            print(line, flush=True)
    print("\n".join(table(read_lines(options.out))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
