"""Make gold with offsets of the drafts that people write, and say what is wrong with a draft.

    python -m evals.compile_gold [NAME ...] [--check]

People quote the words they mean. "the army" is the first place where the story has it as whole words and
"the army#3" the third; a short word is easier told by what stands around it: "{he} told reporters".
The search for a trigger keeps to the span of its claim, that for equipment begins there.
Each problem is a line of output, and any problem makes the exit status 1. `--check` writes nothing and also
fails when the compiled gold is not what the drafts say.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from evals import command
from evals.metrics import covers_half
from evals.shapes import DRAFTS, GOLD, SAMPLES, Actor, Claim, Draft, Gold, Pair, Place, Source, Statement

KINDS = ("actors", "places", "sources", "statements", "claims")
NTH = re.compile(r"(?P<needle>.+?)(?:#(?P<nth>\d+))?", re.S)
BRACED = re.compile(r"(?P<before>[^{}]*)\{(?P<needle>[^{}]+)\}(?P<after>[^{}]*)", re.S)


class SpanError(ValueError):
    """A quoted span that the text does not hold."""


def occurrences(needle: str, text: str) -> Iterator[int]:
    """Starts of `needle` in `text` where it neither begins nor ends inside a word."""
    left = r"(?<!\w)" if needle[:1].isalnum() else ""
    right = r"(?!\w)" if needle[-1:].isalnum() else ""
    for match in re.finditer(f"(?={left}{re.escape(needle)}{right})", text):
        yield match.start()


def locate(quoted: str, text: str) -> Pair:
    """Offsets of a quoted span in `text`. Raises SpanError if it is not there, or not often enough."""
    if braced := BRACED.fullmatch(quoted):
        whole = braced["before"] + braced["needle"] + braced["after"]
        starts, nth, skip = list(occurrences(whole, text)), 1, len(braced["before"])
        if len(starts) > 1:
            raise SpanError(f"more than one {quoted!r}")
        needle = braced["needle"]
    else:
        plain = NTH.fullmatch(quoted)
        if plain is None:
            raise SpanError("empty span")
        needle, nth, skip = plain["needle"], int(plain["nth"] or 1), 0
        starts = list(occurrences(needle, text))
    if len(starts) < nth:
        raise SpanError(f"no such text: {quoted!r}")
    start = starts[nth - 1] + skip
    return start, start + len(needle)


class Compiler:
    """Turns one draft into gold; `problems` collects what is wrong, in the order of the draft."""

    def __init__(self, draft: Draft, text: str) -> None:
        self.draft, self.text = draft, text
        self.problems: list[str] = []
        self.where = ""

    def bad(self, why: str) -> None:
        self.problems.append(f"{self.draft.story}: {self.where}: {why}")

    def at(self, kind: str, name: str) -> None:
        self.where = f"{kind} {name}"

    def span(self, quoted: str, within: Pair | None = None) -> Pair:
        """Offsets of a span; (0, 0) and a problem when it cannot be found."""
        low, high = within or (0, len(self.text))
        try:
            start, end = locate(quoted, self.text[low:high])
        except SpanError as error:
            self.bad(str(error))
            return 0, 0
        return start + low, end + low

    def spans(self, quoted: Iterable[str]) -> list[Pair]:
        return sorted({self.span(q) for q in quoted})

    def equipment(self, quoted: str, within: Pair) -> Pair:
        try:
            locate(quoted, self.text[within[0] : within[1]])
        except SpanError:
            return self.span(quoted)
        return self.span(quoted, within)

    def compile(self) -> Gold:
        gold = Gold(story=self.draft.story)
        for actor in self.draft.actors:
            self.at("actor", actor.id)
            gold.actors.append(Actor[Pair](**{**dict(actor), "mentions": self.spans(actor.mentions)}))
        for place in self.draft.places:
            self.at("place", place.id)
            gold.places.append(Place[Pair](**{**dict(place), "mentions": self.spans(place.mentions)}))
        for source in self.draft.sources:
            self.at("source", source.id)
            gold.sources.append(Source[Pair](**{**dict(source), "mentions": self.spans(source.mentions)}))
        for number, statement in enumerate(self.draft.statements, 1):
            self.at("statement", str(number))
            gold.statements.append(self.statement(statement))
        for number, claim in enumerate(self.draft.claims, 1):
            self.at("claim", f"c{number} ({claim.trigger})")
            gold.claims.append(self.claim(claim, f"c{number}"))
        self.problems += [f"{self.draft.story}: {problem}" for problem in check(gold, self.text)]
        return gold

    def statement(self, statement: Statement[str]) -> Statement[Pair]:
        one = {
            key: self.span(value) if value else None
            for key, value in (("source_mention", statement.source_mention), ("cue", statement.cue))
        }
        return Statement[Pair](source=statement.source, content=self.spans(statement.content), **one)

    def claim(self, claim: Claim[str], name: str) -> Claim[Pair]:
        span = self.span(claim.span)
        found = {
            "id": name,
            "span": span,
            "trigger": self.span(claim.trigger, span),
            "equipment": [self.equipment(q, span) for q in claim.equipment],
        }
        return Claim[Pair](**{**dict(claim), **found})


def check(gold: Gold, text: str) -> Iterator[str]:
    """Yields what is wrong with compiled gold beyond its spans: references, doubles, dates, counts."""
    yield from check_ids(gold)
    yield from check_mentions(gold)
    used = used_ids(gold)
    for kind in ("actors", "places", "sources"):
        for x in getattr(gold, kind):
            if x.id not in used[kind]:
                yield f"{kind}: {x.id} is in no claim"
    for place in gold.places:
        if (place.near is None) != (place.relation is None):
            yield f"place {place.id}: near and relation go together"
    doubles = Counter((c.trigger, c.type) for c in gold.claims)
    for claim in gold.claims:
        if doubles[claim.trigger, claim.type] > 1:
            yield f"claim {claim.id}: same trigger and type as another claim"
        for problem in check_claim(claim, text):
            yield f"claim {claim.id} ({text[slice(*claim.trigger)]}): {problem}"


def used_ids(gold: Gold) -> dict[str, set[str]]:
    """Ids that some claim needs, directly or by affiliation, nearness or as (one of) those who say it."""
    sources = some([x for c in gold.claims for x in (c.source, c.via)] + [s.source for s in gold.statements])
    actors = {a for c in gold.claims for a in c.agents + c.targets}
    actors |= some(s.actor for s in gold.sources if s.id in sources)
    spoken = [m for s in gold.sources if s.id in sources for m in s.mentions]
    actors |= {a.id for a in gold.actors if any(covers_half(m, s) for m in a.mentions for s in spoken)}
    actors |= some(a.of for a in gold.actors if a.id in actors)
    places = {p for c in gold.claims for p in c.places}
    places |= some(p.near for p in gold.places if p.id in places)
    return {"actors": actors, "places": places, "sources": sources}


def some(ids: Iterable[str | None]) -> set[str]:
    return {i for i in ids if i is not None}


def check_ids(gold: Gold) -> Iterator[str]:
    known = {kind: {x.id for x in getattr(gold, kind)} for kind in ("actors", "places", "sources")}
    for kind, ids in known.items():
        if len(ids) < len(getattr(gold, kind)):
            yield f"{kind}: an id is used twice"
        for name in used_ids(gold)[kind] - ids:
            yield f"{kind}: no {name!r}"


def check_mentions(gold: Gold) -> Iterator[str]:
    for kind in ("actors", "places", "sources"):
        seen: dict[Pair, str] = {}
        for x in getattr(gold, kind):
            for mention in x.mentions:
                if seen.setdefault(mention, x.id) != x.id:
                    yield f"{kind}: {x.id} and {seen[mention]} share the mention at {mention[0]}"


def check_claim(claim: Claim[Pair], text: str) -> Iterator[str]:
    if (claim.source is None) != (claim.quote == "none"):
        yield "quote and source do not fit"
    if claim.via and not claim.source:
        yield "via without a source"
    if claim.time:
        yield from check_time(claim, text)
    for number in claim.numbers:
        if number.text not in text:
            yield f"no such text: {number.text!r}"
        if number.min is None and number.max is None:
            yield f"{number.text!r} has no value"
        if number.min is not None and number.max is not None and number.min > number.max:
            yield f"{number.text!r} has min over max"
    if claim.target_text and claim.target_text not in text:
        yield f"no such text: {claim.target_text!r}"


def check_time(claim: Claim[Pair], text: str) -> Iterator[str]:
    time = claim.time
    if time is None:
        return
    if time.text not in text:
        yield f"no such text: {time.text!r}"
    if (time.start is None) != (time.end is None) or (time.start and time.end and time.start > time.end):
        yield "time: start and end do not fit"


def compile_draft(path: Path, samples: Path = SAMPLES) -> tuple[Gold | None, list[str]]:
    """Gold of one draft and its problems; no gold when the draft cannot be read."""
    try:
        draft = Draft.model_validate_json(path.read_bytes())
        text = (samples / f"{path.stem}.txt").read_text("utf8")
    except ValidationError as error:
        first = error.errors()[0]
        return None, [f"{path.stem}: {'.'.join(map(str, first['loc']))}: {first['msg']}"]
    except OSError as error:
        return None, [f"{path.stem}: {error.strerror}: {error.filename}"]
    if draft.story != path.stem:
        return None, [f"{path.stem}: the draft calls itself {draft.story!r}"]
    compiler = Compiler(draft, text)
    return compiler.compile(), compiler.problems


def as_json(gold: Gold) -> str:
    return gold.model_dump_json(indent=1) + "\n"


def main(argv: list[str] | None = None) -> int:
    parser = command.parser("compile_gold", "Compile drafts to gold.")
    parser.add_argument("names", nargs="*", help="stories (default: all)")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when gold is out of date")
    args = parser.parse_args(argv)
    wanted = [path for path in sorted(DRAFTS.glob("*.json")) if not args.names or path.stem in args.names]
    sizes: Counter[str] = Counter()
    wrong = 0
    for draft in wanted:
        gold, complaints = compile_draft(draft)
        if gold is not None:
            complaints += settle(gold, GOLD / draft.name, write=not args.check)
            sizes.update({kind: len(getattr(gold, kind)) for kind in KINDS})
        command.show(complaints)
        wrong += len(complaints)
    print(", ".join(f"{sizes[kind]} {kind}" for kind in KINDS) + f"; problems: {wrong}")
    return int(wrong > 0)


def settle(gold: Gold, path: Path, *, write: bool) -> list[str]:
    """Writes gold to its file, or, where it may not write, says whether the file is out of date."""
    if write:
        path.write_text(as_json(gold), "utf8")
    elif not path.exists() or path.read_text("utf8") != as_json(gold):
        return [f"{gold.story}: gold is out of date: run python -m evals.compile_gold"]
    return []


if __name__ == "__main__":
    sys.exit(main())
