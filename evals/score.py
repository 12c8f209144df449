"""Score `reports.parse` on the sample stories against the gold.

    python -m evals.score [--report] [--errors N] [--story NAME] [--json]

Stories are parsed with the publication dates of `data/samples/index.json`. A story on which the parser
fails counts as one in which it found nothing. `--report` prints each story's line, `--errors` the first N claims
that are missed, extra or wrong, with what differs. Which figure means what is in `evals/README.md`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable

from evals.compare import Comparison, Miss, Scores
from evals.shapes import Gold, index, read_gold, sample_text
from reports.records import Report

Parse = Callable[[str, str | None], Report]


def parse(text: str, published: str | None) -> Report:
    """The product's own parser."""
    import reports

    report: Report = reports.parse(text, published=published)
    return report


def score(golds: Iterable[Gold], parser: Parse = parse) -> tuple[Scores, list[str]]:
    """Figures over the stories, and one line for each story that the parser failed on."""
    scores, crashes, dates = Scores(), [], index()
    for gold in golds:
        report = None
        try:
            report = parser(sample_text(gold.story), dates[gold.story])
        except Exception as error:  # whatever it is, it costs this story and is told
            crashes.append(f"{gold.story}: {type(error).__name__}: {error}")
        Comparison(gold, report, scores).run()
    return scores, crashes


def described(miss: Miss) -> str:
    """One line on a miss: what gold has, what was found, which fields differ."""
    g, p = miss.gold, miss.predicted
    text = sample_text(miss.story)
    parts = [f"{miss.story}: {', '.join(miss.fields)}"]
    if g:
        parts.append(
            f"gold {g.id} {g.type.value} '{text[slice(*g.trigger)]}' agents={g.agents} places={g.places} source={g.source}"
            f" numbers={[(n.what.value, n.min, n.max) for n in g.numbers]} {g.modality.value} {g.polarity.value}"
        )
    if p:
        parts.append(
            f"got {p.id} {p.type.value} '{p.trigger.text}' agents={[f.text for f in p.agents]}"
            f" places={[f.text for f in p.places]} source={p.attribution.source}"
            f" numbers={[(n.what.value, n.min, n.max) for n in p.numbers]} {p.modality.value} {p.polarity.value}"
        )
    return "\n    ".join(parts)


def show(scores: Scores, *, stories: bool = False, errors: int = 0) -> None:
    for name, box in {**scores.found, **scores.shares}.items():
        print(f"{name:68} {box.row()}")
    if stories:
        for story, row in scores.stories.items():
            print("{:20} gold {:3} predicted {:3} found {:3} typed {:3} whole {:3}".format(story, *row))
    for miss in scores.misses[:errors]:
        print(described(miss))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.score", description="Score reports on the sample stories.")
    parser.add_argument("--report", action="store_true", help="print a line for each story")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print the first N claims that are not right")
    parser.add_argument("--story", action="append", metavar="NAME", help="only this story (may be given again)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    args = parser.parse_args(argv)
    golds = [g for g in read_gold() if not args.story or g.story in args.story]
    if args.story and len(golds) < len(set(args.story)):
        parser.error(f"no gold for {', '.join(sorted(set(args.story) - {g.story for g in golds}))}")
    scores, crashes = score(golds)
    if args.json:
        print(json.dumps({name: round(value, 4) for name, value in scores.values().items()}, indent=1))
    else:
        show(scores, stories=args.report, errors=args.errors)
    for crash in crashes:
        print(f"failed: {crash}", file=sys.stderr)
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
