"""How many were killed, as a claim tells it: never more than it says."""

from __future__ import annotations

from typing import NamedTuple

from reports.records import Claim, Number, NumberWhat


class Toll(NamedTuple):
    """Deaths of one group: `of` is the actor whose people they are, `civilian` None where the story does not say."""

    low: int
    high: int
    of: str | None
    civilian: bool | None


def tolls(claim: Claim) -> list[Toll]:
    """The deaths that a claim tells, one for each group of people.

    Of two counts of one group the larger is taken, since a part is often told with the whole ("22, among them three
    children"). "At least 22" is 22 to 22; "up to 40" is 0 to 40; a count without a figure is left out.
    """
    groups: dict[tuple[str | None, bool | None], Toll] = {}
    for number in claim.numbers:
        if number.what is NumberWhat.KILLED and (toll := _toll(number)):
            key = (toll.of, toll.civilian)
            other = groups.get(key)
            groups[key] = max(other, toll, key=lambda each: (each.high, each.low)) if other else toll
    return _without_parts(list(groups.values()))


def _toll(number: Number) -> Toll | None:
    if number.min is None and number.max is None:
        return None
    low = max(0, int(number.min or 0))
    high = max(low, int(low if number.max is None else number.max))
    return Toll(low, high, number.of, number.civilian)


def _without_parts(found: list[Toll]) -> list[Toll]:
    """Groups that cannot overlap: a toll of nobody in particular is either the sum of the others or stands for them."""
    named = [toll for toll in found if toll.of is not None or toll.civilian is not None]
    whole = [toll for toll in found if toll not in named]
    if not whole or not named:
        return found
    rest_low = whole[0].low - sum(toll.low for toll in named)
    rest_high = whole[0].high - sum(toll.high for toll in named)
    if rest_high <= 0:
        return named
    return [*named, Toll(max(0, rest_low), rest_high, None, None)]
