"""Hold the scores above their floors.

    python -m evals.gate [--pin [--incidents]] [--lower] [--margin M]

`floors.json` has one floor a metric and the digest of the stories, their dates and the gold that the floors were
measured on. The gate fails, with one line for each reason, when a score is under its floor, when a floor names no
metric that is measured, when a story crashes the parser, or when the gold is no longer the one that was pinned.
`--pin` writes the digest anew and raises floors to the present scores less the margin; it never lowers one
unless `--lower` is given too. The section `incidents` of the file holds the floors of `evals.digest` in the same
way; it is made by `--pin --incidents`, and measured from then on.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from evals import command, incident_gold
from evals import digest as incidents
from evals.score import score
from evals.shapes import GOLD, HERE, SAMPLES, read_gold

FLOORS = HERE / "floors.json"
MARGIN = 0.01


class Floors(BaseModel):
    model_config = ConfigDict(extra="forbid")

    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    floors: dict[str, float]
    incidents: Floors | None = None


def digest(gold: Path = GOLD, samples: Path = SAMPLES) -> str:
    """SHA-256 over names and bytes of the gold, the stories it is of and their dates."""
    stories = sorted(gold.glob("*.json"))
    return _digest_of([*stories, *(samples / f"{p.stem}.txt" for p in stories), samples / "index.json"])


def incidents_digest() -> str:
    """SHA-256 over the stories of `incidents/` and their gold."""
    return _digest_of([incident_gold.STORIES, incident_gold.GOLD])


def _digest_of(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
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
    parser = command.parser("gate", "Hold the scores above their floors.")
    parser.add_argument("--pin", action="store_true", help="write floors.json anew; floors only rise")
    parser.add_argument("--lower", action="store_true", help="with --pin: let floors fall, too")
    parser.add_argument("--margin", type=float, default=MARGIN, help=f"floor = score - margin (default {MARGIN})")
    parser.add_argument("--incidents", action="store_true", help="with --pin: pin the floors of evals.digest, too")
    args = parser.parse_args(argv)
    if (args.lower or args.incidents) and not args.pin:
        parser.error("--lower and --incidents go with --pin")
    scores, crashes = score(read_gold())
    values = scores.values()
    old = read_floors() if FLOORS.exists() else None
    grouped = incidents.measure() if args.incidents or (old and old.incidents) else None
    if args.pin:
        pin(values, grouped, old, margin=args.margin, lower=args.lower)
    floors = read_floors()
    reasons = [f"failed: {crash}" for crash in crashes] + list(broken(values, floors, digest()))
    if grouped is not None and floors.incidents:
        reasons += [f"incidents: {reason}" for reason in broken(grouped, floors.incidents, incidents_digest())]
    command.show(reasons)
    if not reasons:
        held = len(floors.floors) + len(floors.incidents.floors if floors.incidents else ())
        print(f"{len(scores.stories)} stories, {held} floors held")
    return 1 if reasons else 0


def pin(
    values: Mapping[str, float], grouped: Mapping[str, float] | None, old: Floors | None, *, margin: float, lower: bool
) -> None:
    """Writes the floors of the scores, and of the digest where `grouped` has its values."""
    new: dict[str, object] = {
        "digest": digest(),
        "floors": pinned(values, old.floors if old else {}, margin=margin, lower=lower),
    }
    if grouped is not None:
        before = old.incidents.floors if old and old.incidents else {}
        floors = pinned(grouped, before, margin=margin, lower=lower)
        new["incidents"] = {"digest": incidents_digest(), "floors": floors}
    FLOORS.write_text(json.dumps(new, indent=1) + "\n", "utf8")


if __name__ == "__main__":
    sys.exit(main())
