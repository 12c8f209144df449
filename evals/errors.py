"""Sort what `reports.parse` gets wrong on the annotated corpus by cause.

    python -m evals.errors [--split dev] [--list CAUSE] [--write]

Prints two Markdown tables: the causes that can be told without reading, most errors first, and the errors by type of
claim. `--list "place missing"` prints each error whose cause begins so, with its sentence. `--write` puts the tables of
the dev split into `evals/ERRORS.md`, with what `evals/known_causes.tsv` says of each cause. Claims are paired as in
`evals.corpus`; one claim can have errors of several causes.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from training import stories
from training.stories import Story

from evals import command
from evals.compare import number_key, number_keys, pair
from evals.corpus import Compared, couple, parsed
from evals.metrics import covers_half, overlap
from evals.shapes import Pair
from reports.records import Claim, ClaimType, Filler, Number

HERE: Final = Path(__file__).parent
PAGE: Final = HERE / "ERRORS.md"
KNOWN: Final = HERE / "known_causes.tsv"
FIELDS: Final = (
    "trigger", "type", "agent", "target", "place", "time", "number", "source", "modality", "polarity", "verification",
)  # fmt: skip
COMMON_TYPES: Final = 3  # named in the table of causes
STOP: Final = re.compile(r"[.!?][”\"’']?\s+|\n+")


class Error(NamedTuple):
    """One thing that is wrong. `cause` begins with the field and what is wrong with it; `at` is the trigger."""

    cause: str
    type: ClaimType
    story: str
    at: Pair
    gold: str
    found: str

    @property
    def field(self) -> str:
        return self.cause.partition(" ")[0]


class Sorter(Compared):
    """Yields the errors of one story's report."""

    def errors(self) -> Iterator[Error]:
        gold, found = self.story.claims, self.report.claims
        couples = self.coupled_claims()
        missed = set(range(len(gold))) - {row for row, _ in couples}
        extra = set(range(len(found))) - {column for _, column in couples}
        for row in sorted(missed):
            claim = gold[row]
            yield self.error(f"trigger missed: {self._missed(claim)}", claim, self.words(claim.trigger), "")
        for column in sorted(extra):
            one = found[column]
            cause = f"trigger extra: {self._extra(one)}"
            yield Error(cause, one.type, self.story.id, pair(one.trigger), "-", one.trigger.text)
        for row, column in sorted(couples):
            yield from self.fields(gold[row], found[column])

    def error(self, cause: str, gold: stories.Claim, want: str, got: str) -> Error:
        return Error(cause, gold.type, self.story.id, gold.trigger, want or "-", got or "-")

    def words(self, span: Pair) -> str:
        return " ".join(self.story.text[slice(*span)].split())

    # -- triggers ---------------------------------------------------------------------------------------------

    def _missed(self, gold: stories.Claim) -> str:
        """Whether a claim was made of other words of the same clause, and so perhaps folded into it."""
        return _company(gold.type, [one.type for one in self.report.claims if overlap(gold.trigger, pair(one))])

    def _extra(self, claim: Claim) -> str:
        return _company(claim.type, [one.type for one in self.story.claims if overlap(one.trigger, pair(claim))])

    # -- fields -----------------------------------------------------------------------------------------------

    def fields(self, gold: stories.Claim, claim: Claim) -> Iterator[Error]:
        if gold.type != claim.type:
            yield self.error("type wrong", gold, gold.type.value, claim.type.value)
        yield from self._fillers("agent", gold.agents, claim.agents, gold, claim)
        yield from self._fillers("target", gold.targets, claim.targets, gold, claim)
        yield from self._places(gold, claim)
        yield from self._time(gold, claim)
        yield from self._numbers(gold, claim)
        yield from self._source(gold, claim)
        for name, want, got in (
            ("modality", gold.modality.value, claim.modality.value),
            ("polarity", gold.polarity.value, claim.polarity.value),
            ("verification", gold.verification.value, claim.verification.status.value),
        ):
            if want != got:
                yield self.error(f"{name} wrong: {got} for {want}", gold, want, got)

    def _fillers(
        self, name: str, want: Sequence[Pair], got: Sequence[Filler], gold: stories.Claim, claim: Claim
    ) -> Iterator[Error]:
        spans = self.filler_spans(got)
        missing, extra = _unmatched(want, spans)
        others = list(chain(*self.filler_spans(claim.targets if name == "agent" else claim.agents)))
        for row in missing:
            swapped = any(covers_half(want[row], span) for span in others)
            how = "is in the other role" if swapped else "another is there" if extra else "none is there"
            yield self.error(f"{name} missing: {how}", gold, self.words(want[row]), _texts(got))
        for column in extra:
            how = "another is wanted" if missing else "others are right" if want else "none is wanted"
            yield self.error(f"{name} extra: {how}", gold, self._all(want), got[column].text)

    def _all(self, spans: Iterable[Pair]) -> str:
        return " | ".join(map(self.words, spans))

    def _places(self, gold: stories.Claim, claim: Claim) -> Iterator[Error]:
        spans = self.place_spans(claim)
        missing, extra = _unmatched(gold.places, spans)
        for row in missing:
            cause = f"place missing: {self._whereabouts(gold.places[row], gold.trigger)}"
            yield self.error(cause, gold, self.words(gold.places[row]), _texts(claim.places))
        for column in extra:
            here = any(self._inside(span, gold.trigger) for span in spans[column])
            how = ("told in its sentence" if here else "carried here") + ("" if gold.places else ", none is wanted")
            yield self.error(f"place extra: {how}", gold, self._all(gold.places), claim.places[column].text)

    def _whereabouts(self, want: Pair, trigger: Pair) -> str:
        """How near to a trigger the report has a place that it does not give to the claim."""
        known = any(covers_half(want, span) for mentions in self.spots.values() for span in mentions)
        words = self.words(want)
        if not known and words.casefold() not in {place.name.casefold() for place in self.report.places}:
            named = any(word[:1].isupper() for word in words.split()[words.lower().startswith("the ") :])
            return "no place of the report" if named else "unnamed, no place of the report"
        return "told in its sentence" if self._inside(want, trigger) else "told elsewhere"

    def _inside(self, span: Pair, trigger: Pair) -> bool:
        """Whether some mention of the words stands in the trigger's sentence, which is told by full stops."""
        start, end = sentence(self.story.text, trigger)
        return start <= span[0] < end or self.words(span) in " ".join(self.story.text[start:end].split())

    def _time(self, gold: stories.Claim, claim: Claim) -> Iterator[Error]:
        want = self.words(gold.time) if gold.time else ""
        got = claim.time.text if claim.time else ""
        if gold.time is None and claim.time is not None:
            how = "told in its sentence" if self._inside(pair(claim.time), gold.trigger) else "carried here"
            yield self.error(f"time extra: {how}", gold, want, got)
        elif gold.time is not None and claim.time is None:
            how = "told in its sentence" if self._inside(gold.time, gold.trigger) else "told before"
            yield self.error(f"time missing: {how}", gold, want, got)
        elif want and want not in got and got not in want:
            yield self.error("time wrong", gold, want, got)

    def _numbers(self, gold: stories.Claim, claim: Claim) -> Iterator[Error]:
        right = number_keys(gold.numbers) & number_keys(claim.numbers)
        left = [one for one in claim.numbers if number_key(one) not in right]
        for want in gold.numbers:
            if number_key(want) in right:
                continue
            text = f"{want.what.value} {want.min}-{want.max} “{self.words(want.span)}”"
            same = next((one for one in left if overlap(want.span, pair(one))), None)
            if same is not None:
                left.remove(same)
                how = "counts another thing" if (same.min, same.max) == (want.min, want.max) else "reads another count"
                yield self.error(f"number wrong: {how}", gold, text, _number(same))
            else:
                elsewhere = any(overlap(want.span, pair(n)) for other in self.report.claims for n in other.numbers)
                how = "is at another claim" if elsewhere else "is nowhere"
                yield self.error(f"number missing: {how}", gold, text, "")
        for one in left:
            yield self.error("number extra", gold, "", _number(one))

    def _source(self, gold: stories.Claim, claim: Claim) -> Iterator[Error]:
        source = claim.attribution.source
        name = next((one.name for one in self.report.sources if one.id == source), "own voice")
        if gold.statement is None:
            if source is not None:
                yield self.error("source wrong: a source for the own voice", gold, "own voice", name)
            return
        wanted = self.story.statements[gold.statement].source
        if wanted is None:
            if source is not None:
                yield self.error("source wrong: somebody for nobody named", gold, "nobody named", name)
        elif source is None:
            covered = any(
                overlap(gold.trigger, pair(piece)) for said in self.report.statements for piece in said.content
            )
            how = "in a statement" if covered else "in no statement"
            yield self.error(f"source wrong: the own voice for a source, {how}", gold, self.words(wanted), name)
        elif not any(overlap(wanted, mention) for mention in self.said_by[source]):
            yield self.error("source wrong: another source", gold, self.words(wanted), name)


def _company(kind: ClaimType, beside: Sequence[ClaimType]) -> str:
    """What stands in the clause of a claim that is on one side only: it may have been folded into that."""
    if not beside:
        return "no claim in its clause"
    return "one of its type in its clause" if kind in beside else "others in its clause"


def _unmatched(want: Sequence[Pair], got: Sequence[Sequence[Pair]]) -> tuple[list[int], list[int]]:
    """Rows of gold without a partner, and columns of what was found without one; each has one partner at most."""
    scored = couple(want, got, lambda a, spans: max((float(covers_half(a, span)) for span in spans), default=0.0))
    rows, columns = {row for row, _ in scored}, {column for _, column in scored}
    return [i for i in range(len(want)) if i not in rows], [i for i in range(len(got)) if i not in columns]


def sentence(text: str, span: Pair) -> Pair:
    """The sentence around a span, roughly: from full stop to full stop, or the line."""
    start = max((match.end() for match in STOP.finditer(text, 0, span[0])), default=0)
    stop = STOP.search(text, span[1])
    return start, stop.end() if stop else len(text)


def _texts(spans: Iterable[object]) -> str:
    return " | ".join(str(getattr(span, "text", "")) for span in spans)


def _number(number: Number) -> str:
    return f"{number.what.value} {number.min}-{number.max} “{number.text}”"


# -- tables -----------------------------------------------------------------------------------------------


def collect(corpus: Iterable[Story]) -> list[Error]:
    """The errors of the product over stories."""
    return [error for story, report in parsed(corpus) for error in Sorter(story, report).errors()]


def causes_table(errors: Sequence[Error], known: dict[str, str]) -> Iterator[str]:
    """Yields the lines of the table of causes, most errors first."""
    counts = Counter(error.cause for error in errors)
    yield "| cause | errors | share | most at | what is known |"
    yield "|---|---:|---:|---|---|"
    for cause, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        types = Counter(error.type.value for error in errors if error.cause == cause)
        common = sorted(types.items(), key=lambda item: (-item[1], item[0]))[:COMMON_TYPES]
        most = ", ".join(f"{name} {number}" for name, number in common)
        yield f"| {cause} | {count} | {count / len(errors):.1%} | {most} | {known.get(cause, '')} |"


def types_table(errors: Sequence[Error], claims: Counter[ClaimType]) -> Iterator[str]:
    """Yields the lines of the table by type: claims of the gold, and errors of each field (missing, extra, wrong)."""
    counts = Counter((error.type, error.field) for error in errors)
    yield f"| type | claims | {' | '.join(FIELDS)} |"
    yield "|---|" + "---:|" * (1 + len(FIELDS))
    for kind in ClaimType:
        if claims[kind] or any(counts[kind, name] for name in FIELDS):
            yield f"| {kind.value} | {claims[kind]} | {' | '.join(str(counts[kind, name]) for name in FIELDS)} |"


def listing(errors: Iterable[Error], start: str, texts: dict[str, str]) -> Iterator[str]:
    """Yields three lines for each error whose cause begins with `start`."""
    for error in errors:
        if error.cause.startswith(start):
            low, high = error.at
            first, last = sentence(texts[error.story], error.at)
            text = texts[error.story]
            marked = f"{text[first:low]}<<{text[low:high]}>>{text[high:last]}"
            yield f"{error.story}: {error.cause} ({error.type.value})"
            yield f"    {' '.join(marked.split())}"
            yield f"    gold: {error.gold}   found: {error.found}"


def known_causes() -> dict[str, str]:
    """What is known of each cause. Raises ValueError if a line has not two columns."""
    with KNOWN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, row in enumerate(rows, 1):
        if len(row) != 2:  # cause, what is known
            raise ValueError(f"{KNOWN.name}:{number}: need a cause and what is known of it, parted by a tab")
    return dict(rows)


def page(split: str, corpus: Sequence[Story], errors: Sequence[Error]) -> str:
    """The Markdown of both tables."""
    claims = Counter(claim.type for story in corpus for claim in story.claims)
    lines = [
        f"{len(corpus)} stories of the `{split}` split, {sum(claims.values())} claims, {len(errors)} errors.",
        "",
        "## By cause",
        "",
        *causes_table(errors, known_causes()),
        "",
        "## By type of claim",
        "",
        "Errors of each field, missing, extra and wrong together.",
        "",
        *types_table(errors, claims),
    ]
    return "\n".join(lines) + "\n"


HEAD: Final = """# What goes wrong, and why

Written by `python -m evals.errors --write`; what is known of a cause stands in `known_causes.tsv`. Fields are compared
only where the trigger was found. Counts are of errors, not of claims: one claim can have several.

"""


def main(argv: list[str] | None = None) -> int:
    """Prints the tables of a split, or a list of errors, or writes the page."""
    parser = command.parser("errors", __doc__)
    parser.add_argument(
        "--split", choices=("train", "dev"), default="dev", help="never `test`: errors of it are not read"
    )
    parser.add_argument("--list", metavar="CAUSE", help="print each error whose cause begins so, instead of the tables")
    parser.add_argument("--write", action="store_true", help=f"write the tables to {PAGE.name}")
    command.add_stories(parser)
    arguments = parser.parse_args(argv)
    corpus = stories.load(arguments.stories, arguments.split)
    errors = collect(corpus)
    if arguments.list is not None:
        command.show(listing(errors, arguments.list, {s.id: s.text for s in corpus}))
    elif arguments.write:
        PAGE.write_text(HEAD + page(arguments.split, corpus, errors), encoding="utf-8")
    else:
        sys.stdout.write(page(arguments.split, corpus, errors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
