"""From data to a checkpoint, in one command.

    python -m training.train --out build/tagger.pt --data DIR          all sources: both stages
    python -m training.train --out build/mine.pt --stories FOLDER      own annotated stories beside the corpus

Two stages. The first learns attribution from PolNeAR, and that and entities from our stories; the second adds re3d,
and learns claims from our stories. The second is run several times from the first, in other orders and one with words
masked; the mean of their weights (a "model soup", Wortsman et al. 2022) settles in a few slow steps, and the mean of
both is the model: it is better than each at the same speed.

A stage is a number of steps with linear warm-up and decay. Windows are drawn from the sources by their shares (in word
pieces), a head without gold in a window is masked, and every draw comes from one seed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from training import data, evaluate
from training.calibrate import calibrate
from training.exported import start_from
from training.model import LABELS, Tagger, load_tokenizer, new_tagger, part_scores, save, word_pieces
from training.stories import CORPUS
from training.tags import PARTS, STANCES, TYPES
from training.windows import training_windows

Weights = dict[str, Tensor]
IGNORED: Final = -100
HELD: Final = 28  # one article of so many of PolNeAR's train part is not trained on: 30 to choose biases by
LOSSES: Final = ("entities", "attribution", "claims", "types", "stances", "parts")
USUAL: Final = 25  # words that have a part in an event or could have: what the loss of a trigger is divided by
POOL: Final = 12  # batches whose windows are sorted by length together, to pad little


@dataclass(frozen=True)
class Stage:
    """`shares`: of the word pieces of a batch, by source. `batch`: word pieces a step, padding included."""

    steps: int
    rate: float
    shares: dict[str, float] = field(default_factory=dict)
    batch: int = 2560
    warm_up: float = 0.08
    masked: float = 0.0  # share of the pieces that are not shown
    floor: float = 0.02
    weights: dict[str, float] = field(default_factory=lambda: dict.fromkeys(LOSSES, 1.0))


FIRST: Final = Stage(
    steps=1300, rate=2.5e-4, shares={"polnear": 0.78, "own": 0.22}, weights={"entities": 1, "attribution": 1}
)
SECOND: Final = Stage(
    steps=850,
    rate=2e-4,
    shares={"polnear": 0.35, "own": 0.5, "re3d": 0.15},
    weights={"entities": 1, "attribution": 1, "claims": 2, "types": 1, "stances": 0.4, "parts": 2},
)
TEXTS: Final = 0.2  # the share of texts without gold
RUNS: Final = (0.0, 0.0, 0.08)  # `masked` of each run of the second stage
SETTLE: Final = replace(SECOND, steps=160, rate=3e-5, warm_up=0.05)
MASK: Final = 103  # the word piece [MASK]
NEW: Final = ("claims", "types", "stances", "triggers", "parts")  # heads that only the second stage trains


@dataclass
class Marks:
    """A trigger in a training window: where its first piece is, and the pieces of what takes part in its event."""

    at: int
    type: int
    modality: int
    negated: bool
    parts: list[list[int]]
    doubtful: list[int]


@dataclass
class Piece:
    """A training window: ids of pieces, and by head the tag of the first piece of each word (others are ignored)."""

    ids: list[int]
    tags: dict[str, list[int]]
    triggers: list[Marks]
    firsts: list[int]  # where in `ids` each word begins


class Source:
    """Endless windows of some examples, in a new order and newly packed each round."""

    def __init__(self, examples: list[data.Example], tokenizer: object, seed: int) -> None:
        self.examples = [(one, word_pieces(tokenizer, one.words)) for one in examples]  # type: ignore[arg-type]
        self.rng = random.Random(seed)
        self.rounds = 0

    def __iter__(self) -> Iterator[Piece]:
        while True:
            self.rounds += 1
            windows = [
                (index, window)
                for index, (one, pieces) in enumerate(self.examples)
                for window in training_windows(one.sentences, [len(ids) for ids in pieces], self.rng)
            ]
            self.rng.shuffle(windows)
            for index, window in windows:
                yield encode(*self.examples[index], *window)


def encode(example: data.Example, pieces: list[list[int]], start: int, end: int) -> Piece:
    """The words `start:end` with [CLS] and [SEP]. A span that began before the window begins with it, as in reading."""
    gold = {"entities": example.entities, "attribution": example.attribution, "claims": example.claims}
    ids, firsts = [101], {}
    tags = {head: [IGNORED] for head in gold}
    for i in range(start, end):
        firsts[i] = len(ids)
        ids += pieces[i]
        for head, words in gold.items():
            tag = tag_id(words, i, IDS[head], first=i == start)
            tags[head] += [tag, *[IGNORED] * (len(pieces[i]) - 1)]
    for row in tags.values():
        row.append(IGNORED)
    triggers = [marks(one, firsts) for one in example.events if one.trigger[0] in firsts]
    return Piece([*ids, 102], tags, triggers, list(firsts.values()))


def marks(event: data.Event, firsts: dict[int, int]) -> Marks:
    """An event in a window; what has a part in it elsewhere is left out."""
    return Marks(
        firsts[event.trigger[0]],
        TYPES.index(event.type),
        STANCES.index(event.modality),
        event.negated,
        [[firsts[i] for i in words if i in firsts] for words in event.parts],
        [firsts[i] for i in event.doubtful if i in firsts],
    )


def tag_id(tags: list[str] | None, index: int, ids: dict[str, int], *, first: bool) -> int:
    if tags is None:
        return IGNORED
    return ids[tags[index].replace("I-", "B-", 1) if first else tags[index]]


IDS: Final = {head: {tag: i for i, tag in enumerate(LABELS[head])} for head in ("entities", "attribution", "claims")}
BEGINS: Final = IDS["claims"]["B-trigger"]


def batches(sources: dict[str, Source], stage: Stage, seed: int) -> Iterator[list[Piece]]:
    """Endless batches: the source that is furthest behind its share gives the next window."""
    streams = {name: iter(source) for name, source in sources.items()}
    total = sum(stage.shares[name] for name in streams)
    given = dict.fromkeys(streams, 0.0)
    rng = random.Random(seed)
    while True:
        pool: list[Piece] = []
        size = 0
        while size < POOL * stage.batch:
            name = min(streams, key=lambda one: given[one] * total / stage.shares[one])
            piece = next(streams[name])
            given[name] += len(piece.ids)
            size += len(piece.ids)
            pool.append(piece)
        pool.sort(key=lambda piece: len(piece.ids))
        ready: list[list[Piece]] = [[]]
        for piece in pool:
            if (len(ready[-1]) + 1) * len(piece.ids) > stage.batch and ready[-1]:
                ready.append([])
            ready[-1].append(piece)
        rng.shuffle(ready)
        yield from ready


def pad(rows: list[list[int]], filler: int) -> Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [filler] * (width - len(row)) for row in rows])


def losses_of(tagger: Tagger, batch: list[Piece], teacher: Tagger | None = None) -> dict[str, Tensor]:
    """The mean loss a labelled word of each head (of `parts`: a trigger); nought for one without gold in the batch.

    With a teacher, a window without gold of a head counts by what the teacher says of it.
    """
    device = next(tagger.parameters()).device
    ids = pad([piece.ids for piece in batch], 0).to(device)
    outputs = read(tagger, ids)
    says: dict[str, Tensor] = {}
    if teacher:
        with torch.no_grad():
            says = read(teacher, ids)
    losses = {}
    for head in IDS:
        target = pad([piece.tags[head] for piece in batch], IGNORED).to(device)
        known = (target != IGNORED).sum()
        total = functional.cross_entropy(
            outputs[head].flatten(0, 1), target.flatten(), ignore_index=IGNORED, reduction="sum"
        )
        if says:
            rows, at = taught_words(batch, head)
            total = total + soft(outputs[head][rows, at], says[head][rows, at])
            known = known + len(rows)
        losses[head] = total / known.clamp(min=1)
    return losses | claim_losses(outputs, batch, says)


def read(tagger: Tagger, ids: Tensor) -> dict[str, Tensor]:
    return {head: logits.float() for head, logits in tagger(ids, (ids != 0).long()).items()}


def taught_words(batch: list[Piece], head: str) -> tuple[list[int], list[int]]:
    """Rows and pieces of the words in windows that have no gold of a head."""
    pairs = [(row, at) for row, piece in enumerate(batch) if not has_gold(piece, head) for at in piece.firsts]
    return [row for row, _ in pairs], [at for _, at in pairs]


def has_gold(piece: Piece, head: str) -> bool:
    return any(tag != IGNORED for tag in piece.tags[head])


def soft(logits: Tensor, wanted: Tensor) -> Tensor:
    """The sum of the cross entropies between what one model says and what another says."""
    return functional.cross_entropy(logits, wanted.softmax(-1), reduction="sum")


def claim_losses(
    outputs: dict[str, Tensor], batch: list[Piece], says: Mapping[str, Tensor] = MappingProxyType({})
) -> dict[str, Tensor]:
    """Of the heads that speak of triggers: their type and stance, and what has a part in their events.

    `says`: the outputs of a teacher, for the windows without gold.
    """
    device = outputs["stances"].device
    count = 0
    types = stances = parts = torch.zeros((), device=device)
    for row, piece in enumerate(batch):
        if says and not has_gold(piece, "claims"):
            at = [i for i in piece.firsts if says["claims"][row, i].argmax().item() == BEGINS]
            if at:
                count += len(at)
                types = types + soft(outputs["types"][row, at], says["types"][row, at])
                scores, wanted = outputs["stances"][row, at], says["stances"][row, at]
                stances = stances + soft(scores[:, :-1], wanted[:, :-1])
                stances = stances + likeness(scores[:, -1], wanted[:, -1])
                pairs, right = (
                    part_scores(one["triggers"][row, at], one["parts"][row, piece.firsts]) for one in (outputs, says)
                )
                parts = parts + likeness(pairs, right)
            continue
        if not piece.triggers:
            continue
        count += len(piece.triggers)
        at = [one.at for one in piece.triggers]
        kind = torch.tensor([one.type for one in piece.triggers], device=device)
        types = types + functional.cross_entropy(outputs["types"][row, at], kind, reduction="sum")
        scores = outputs["stances"][row, at]
        modality = torch.tensor([one.modality for one in piece.triggers], device=device)
        negated = torch.tensor([float(one.negated) for one in piece.triggers], device=device)
        stances = stances + functional.cross_entropy(scores[:, :-1], modality, reduction="sum")
        stances = stances + functional.binary_cross_entropy_with_logits(scores[:, -1], negated, reduction="sum")
        pairs = part_scores(outputs["triggers"][row, at], outputs["parts"][row])
        target, weight = part_targets(piece, pairs.shape[-1])
        loss = functional.binary_cross_entropy_with_logits(pairs, target.to(device), weight.to(device), reduction="sum")
        parts = parts + loss
    return {"types": types / max(1, count), "stances": stances / max(1, count), "parts": parts / max(1, count) / USUAL}


def likeness(logits: Tensor, wanted: Tensor) -> Tensor:
    """As `soft`, of logits that are each a yes or a no."""
    return functional.binary_cross_entropy_with_logits(logits, wanted.sigmoid(), reduction="sum")


def part_targets(piece: Piece, width: int) -> tuple[Tensor, Tensor]:
    """Two arrays (triggers, `PARTS`, `width` pieces): whether a piece has the part, and whether that is known."""
    target = torch.zeros(len(piece.triggers), len(PARTS), width)
    known = torch.tensor([float(tag != IGNORED) for tag in piece.tags["claims"]])
    weight = torch.zeros_like(target)
    weight[:, :, : len(known)] = known
    for row, trigger in enumerate(piece.triggers):
        weight[row, :, trigger.doubtful] = 0.0
        for part, places in enumerate(trigger.parts):
            target[row, part, places] = 1.0
            weight[row, part, places] = 1.0
    return target, weight


def rate_at(step: int, stage: Stage) -> float:
    """The learning rate of a step: up in a line, then down in a line to `floor` of the highest."""
    warm = max(1, round(stage.steps * stage.warm_up))
    if step < warm:
        return stage.rate * (step + 1) / warm
    return stage.rate * (stage.floor + (1 - stage.floor) * (stage.steps - step) / max(1, stage.steps - warm))


def run_stage(
    tagger: Tagger,
    sources: dict[str, Source],
    stage: Stage,
    *,
    seed: int,
    dev: list[data.Example],
    teacher: Tagger | None = None,
) -> None:
    """Trains in place; prints the losses every 50 steps, and the figures on `dev` every 400."""
    torch.manual_seed(seed)
    heads = dict[bool, list[Tensor]]({False: [], True: []})
    for name, parameter in tagger.named_parameters():
        if not name.startswith("encoder."):
            heads[name.startswith(NEW)].append(parameter)
    plain = [p for p in tagger.encoder.parameters() if p.ndim < 2]
    matrices = [p for p in tagger.encoder.parameters() if p.ndim >= 2]
    groups = [
        {"params": matrices, "weight_decay": 0.01, "scale": 1.0},
        {"params": plain, "weight_decay": 0.0, "scale": 1.0},
        {"params": heads[False], "weight_decay": 0.0, "scale": 4.0},
        {"params": heads[True], "weight_decay": 0.0, "scale": 8.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=stage.rate, betas=(0.9, 0.98))
    device = next(tagger.parameters()).device
    tagger.train()
    begin, seen, sums = time.perf_counter(), 0, Counter[str]()
    stream = batches(sources, stage, seed)
    rng = random.Random(seed)
    for step in range(stage.steps):
        batch = [mask(piece, stage.masked, rng) for piece in next(stream)]
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, stage) * group["scale"]
        with torch.autocast(device.type, torch.bfloat16):
            losses = losses_of(tagger, batch, teacher)
        optimizer.zero_grad(set_to_none=True)
        total = torch.stack([losses[head] * weight for head, weight in stage.weights.items()]).sum()
        total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
        optimizer.step()
        seen += sum(len(piece.ids) for piece in batch)
        sums.update({head: loss.item() for head, loss in losses.items()})
        if (step + 1) % 50 == 0 or step + 1 == stage.steps:
            count = step % 50 + 1
            seconds = time.perf_counter() - begin
            rounds = ", ".join(f"{name} {source.rounds}" for name, source in sources.items())
            means = ", ".join(f"{head} {sums[head] / count:.3f}" for head in stage.weights)
            say(
                f"step {step + 1}/{stage.steps}: {means}; "
                f"{seen / seconds:.0f} pieces/s, {seconds:.0f} s; rounds: {rounds}"
            )
            sums.clear()
        if dev and ((step + 1) % 400 == 0 or step + 1 == stage.steps):
            for origin in sorted({one.origin for one in dev}):
                some = [one for one in dev if one.origin == origin]
                say(f"  dev, {origin}: {evaluate.brief(evaluate.tag_with_torch(tagger, some))}")
            tagger.train()


def mask(piece: Piece, share: float, rng: random.Random) -> Piece:
    """The window with a share of its pieces, drawn one by one, not shown."""
    if not share:
        return piece
    inner = [MASK if rng.random() < share else one for one in piece.ids[1:-1]]
    return replace(piece, ids=[piece.ids[0], *inner, piece.ids[-1]])


def say(line: str) -> None:
    print(line, flush=True)


@dataclass
class Plan:
    """What is trained on what. `held_out` sources of re3d are never read."""

    data_folder: Path | None
    folders: list[Path]
    seed: int = 0
    held_out: tuple[str, ...] = ()
    first: Stage = FIRST
    second: Stage = SECOND
    runs: int = 1
    start: Path | None = None
    teacher: Path | None = None
    texts: Path | None = None
    entities_only: bool = False
    watched: bool = True


def train(plan: Plan) -> Iterator[tuple[str, Tagger]]:
    """Yields the tagger after each stage, with the stage's name. With `start`, only the second stage is run."""
    tokenizer = load_tokenizer()
    examples = {"own": data.stories(plan.folders, "train")}
    dev = data.stories(plan.folders, "dev")
    if plan.data_folder:
        examples["re3d"] = data.re3d(plan.data_folder, [one for one in data.RE3D if one not in plan.held_out])
        if not plan.entities_only:
            articles = data.polnear(plan.data_folder, "train")
            examples["polnear"] = [one for i, one in enumerate(articles) if i % HELD]
            dev += articles[::HELD]
    if plan.texts:
        examples["texts"] = data.texts(plan.texts)
    if plan.entities_only:
        examples = {
            name: [replace(one, attribution=None, claims=None, events=[]) for one in group]
            for name, group in examples.items()
        }
    for name, group in examples.items():
        say(f"{name}: {len(group)} documents, {sum(len(one.words) for one in group)} words")
    sources = {name: Source(group, tokenizer, plan.seed + i) for i, (name, group) in enumerate(examples.items())}
    tagger = start_from(plan.start, plan.seed) if plan.start else new_tagger(plan.seed)
    tagger.to("cuda" if torch.cuda.is_available() else "cpu")
    watched = dev if plan.watched else []
    teacher = start_from(plan.teacher, plan.seed).to(next(tagger.parameters()).device).eval() if plan.teacher else None

    def run(name: str, stage: Stage, seed: int) -> bool:
        known = {one: source for one, source in sources.items() if stage.shares.get(one)}
        stage = replace(stage, steps=steps_for(stage, known))
        if stage.steps:
            say(f"{name}, seed {seed}: {stage}")
            run_stage(tagger, known, stage, seed=seed, dev=watched, teacher=teacher)
        return bool(stage.steps)

    if not plan.start and run("first stage", plan.first, plan.seed):
        yield "first", tagger
    begin, ends = weights_of(tagger), []
    for index in range(plan.runs):
        tagger.load_state_dict(begin)
        if not run("second stage", replace(plan.second, masked=RUNS[index % len(RUNS)]), plan.seed + index):
            return
        ends.append(weights_of(tagger))
    if plan.runs > 1:
        tagger.load_state_dict(mean(ends))
        mixed = weights_of(tagger)
        steps = round(SETTLE.steps * plan.second.steps / SECOND.steps)
        run("settling", replace(SETTLE, steps=steps), plan.seed + plan.runs)
        tagger.load_state_dict(mean([mixed, weights_of(tagger)]))
    if plan.watched:
        say(f"biases: {calibrate(tagger, dev)}")
    yield "second", tagger


def weights_of(tagger: Tagger) -> Weights:
    """A copy of the weights."""
    return {name: one.detach().clone() for name, one in tagger.state_dict().items()}


def mean(models: Sequence[Weights]) -> Weights:
    """The mean of each weight; what is no float (positions) is that of the first."""
    return {
        name: torch.stack([one[name] for one in models]).mean(0) if first.is_floating_point() else first
        for name, first in models[0].items()
    }


def share(text: str) -> tuple[str, float]:
    """A source and its share, of "own=0.5"."""
    name, _, value = text.partition("=")
    return name, float(value)


def steps_for(stage: Stage, known: Collection[str]) -> int:
    """The steps of a stage, fewer if sources are missing: what is there is learned as often as it would be with all."""
    return round(stage.steps * sum(stage.shares[one] for one in known) / sum(stage.shares.values()))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="training.train", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="the checkpoint to write")
    parser.add_argument("--data", type=Path, help="folder with re3d and PolNeAR; left out, only stories are used")
    parser.add_argument("--stories", type=Path, action="append", default=[], help="more stories, beside the corpus")
    parser.add_argument("--start", type=Path, help="checkpoint or exported model to go on from: second stage only")
    parser.add_argument("--teacher", type=Path, help="checkpoint or exported model to learn from where gold is missing")
    parser.add_argument("--texts", type=Path, help="folder of plain texts (.txt) without gold; needs --teacher")
    parser.add_argument(
        "--share", type=share, action="append", default=[], help="another share in the second stage, own=0.5"
    )
    parser.add_argument("--rate", type=float, default=SECOND.rate, help="learning rate of the second stage")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--first-steps", type=int, default=FIRST.steps)
    parser.add_argument("--second-steps", type=int, default=SECOND.steps)
    parser.add_argument("--runs", type=int, default=len(RUNS), help="of the second stage, whose mean is the model")
    options = parser.parse_args(argv)
    if options.texts and not options.teacher:
        parser.error("--texts needs --teacher")
    torch.set_num_threads(options.threads)
    plan = Plan(options.data, [CORPUS, *options.stories], options.seed, runs=options.runs, start=options.start)
    plan.teacher, plan.texts = options.teacher, options.texts
    plan.first = replace(FIRST, steps=options.first_steps)
    shares = SECOND.shares | ({"texts": TEXTS} if options.texts else {}) | dict(options.share)
    plan.second = replace(SECOND, steps=options.second_steps, rate=options.rate, shares=shares)
    for name, tagger in train(plan):
        path = options.out if name == "second" else options.out.with_suffix(".first.pt")
        save(tagger, path, stage=name, seed=plan.seed)
        say(f"{path} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
