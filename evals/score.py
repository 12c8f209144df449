"""Score `reports.parse` on the sample stories against the gold.

    python -m evals.score [--report] [--errors N] [--story NAME] [--json]

Stories are parsed with the publication dates of `data/samples/index.json`. A story on which the parser
fails counts as one in which it found nothing. `--report` prints each story's line, `--errors` the first N claims
that are missed, extra or wrong, with what differs. Which figure means what is in `evals/README.md`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable

from evals import command, shapes
from evals.compare import Comparison, Miss, Scores
from evals.shapes import Gold, index, read_gold, sample_text
from reports import records
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
    """One line on a miss: which fields differ; under it what gold has and what was found."""
    g, p = miss.gold, miss.predicted
    parts = [f"{miss.story}: {', '.join(miss.fields)}"]
    if g:
        trigger = sample_text(miss.story)[slice(*g.trigger)]
        who = f"agents={g.agents} places={g.places} source={g.source} numbers={numbers(g.numbers)}"
        parts.append(f"gold {g.id} {g.type.value} '{trigger}' {who} {g.modality.value} {g.polarity.value}")
    if p:
        agents, places = ([f.text for f in fillers] for fillers in (p.agents, p.places))
        who = f"agents={agents} places={places} source={p.attribution.source} numbers={numbers(p.numbers)}"
        parts.append(f"got {p.id} {p.type.value} '{p.trigger.text}' {who} {p.modality.value} {p.polarity.value}")
    return "\n    ".join(parts)


def numbers(found: Iterable[shapes.Number | records.Number]) -> list[str]:
    return [f"{n.what.value} {n.min}-{n.max}" for n in found]


def show(scores: Scores, *, stories: bool = False, errors: int = 0) -> None:
    command.show(command.rows(scores.rows(), 68))
    if stories:
        for story, row in scores.stories.items():
            print("{:20} gold {:3} predicted {:3} found {:3} typed {:3} whole {:3}".format(story, *row))
    command.show(map(described, scores.misses[:errors]))


def main(argv: list[str] | None = None) -> int:
    parser = command.parser("score", "Score reports on the sample stories.")
    parser.add_argument("--report", action="store_true", help="print a line for each story")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print the first N wrong claims")
    parser.add_argument("--story", action="append", metavar="NAME", help="only this story (may be given again)")
    command.add_json(parser)
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
