"""Hold the scores above their floors.

    python -m evals.gate [--pin] [--lower] [--margin M]

`floors.json` has one floor a metric and the digest of the stories, their dates and the gold that the floors were
measured on. The gate fails, with one line for each reason, when a score is under its floor, when a floor names no
metric that is measured, when a story crashes the parser, or when the gold is no longer the one that was pinned.
`--pin` writes the digest anew and raises floors to the present scores less the margin; it never lowers one
unless `--lower` is given too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from evals.score import score
from evals.shapes import GOLD, HERE, SAMPLES, read_gold

FLOORS = HERE / "floors.json"
MARGIN = 0.01


class Floors(BaseModel):
    model_config = ConfigDict(extra="forbid")

    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    floors: dict[str, float]


def digest(gold: Path = GOLD, samples: Path = SAMPLES) -> str:
    """SHA-256 over names and bytes of the gold, the stories it is of and their dates."""
    total = hashlib.sha256()
    stories = sorted(gold.glob("*.json"))
    for path in [*stories, *(samples / f"{p.stem}.txt" for p in stories), samples / "index.json"]:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def read_floors(path: Path | None = None) -> Floors:
    """The floors pinned in `path`, by default in `floors.json`."""
    return Floors.model_validate_json((path or FLOORS).read_bytes())


def broken(scores: Mapping[str, float], floors: Floors, now: str) -> Iterator[str]:
    """Yields one line for each reason to fail. `now` is the digest of the gold as it is."""
    if now != floors.digest:
        yield "gold, stories or dates are not those the floors were pinned on: run python -m evals.gate --pin"
    for name, floor in floors.floors.items():
        if name not in scores:
            yield f"{name}: not measured, floor {floor:.3f}"
        elif scores[name] < floor:
            yield f"{name}: {scores[name]:.3f} is under its floor {floor:.3f}"


def pinned(scores: Mapping[str, float], old: Mapping[str, float], *, margin: float, lower: bool) -> dict[str, float]:
    """New floors: the scores less `margin`, cut to three places, and not under an old floor unless `lower`."""
    floors = {name: max(0.0, int((value - margin) * 1000) / 1000) for name, value in scores.items()}
    kept = {} if lower else {name: max(floor, floors.get(name, 0.0)) for name, floor in old.items()}
    return dict(sorted({**floors, **kept}.items()))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.gate", description="Hold the scores above their floors.")
    parser.add_argument("--pin", action="store_true", help="write floors.json anew; floors only rise")
    parser.add_argument("--lower", action="store_true", help="with --pin: let floors fall, too")
    parser.add_argument("--margin", type=float, default=MARGIN, help=f"floor = score - margin (default {MARGIN})")
    args = parser.parse_args(argv)
    if args.lower and not args.pin:
        parser.error("--lower goes with --pin")
    scores, crashes = score(read_gold())
    values = scores.values()
    if args.pin:
        old = read_floors().floors if FLOORS.exists() else {}
        floors = pinned(values, old, margin=args.margin, lower=args.lower)
        FLOORS.write_text(json.dumps({"digest": digest(), "floors": floors}, indent=1) + "\n", "utf8")
    reasons = [f"failed: {crash}" for crash in crashes] + list(broken(values, read_floors(), digest()))
    print(*reasons, sep="\n", end="\n" if reasons else "")
    if not reasons:
        print(f"{len(scores.stories)} stories, {len(read_floors().floors)} floors held")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
