"""Which claims of a headline the body tells again."""

from __future__ import annotations

import pytest
from spacy.language import Language

from reports.resolve.drafts import ClaimDraft, NumberDraft
from reports.resolve.tidying import is_bare, is_refuted, told_in_body

Counts = list[tuple[str, int | None, int | None]]
ATTACK = "attack-v"


def claim(kind: str, section: str, counts: Counts, rule: str = "learned-shelling") -> ClaimDraft:
    numbers = [NumberDraft(0, 1, what, low, high) for what, low, high in counts]
    return ClaimDraft(0, 1, (0, 1), 0, kind, rule, section, numbers=numbers)


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        (("shelling", []), [("shelling", [("killed", 4, 4)])]),
        (("shelling", [("killed", 4, 4)]), [("shelling", [("killed", 4, 4)])]),
        (("shelling", [("killed", 4, 4)]), [("shelling", []), ("casualties", [("killed", 4, 4)])]),
        (("shelling", [("killed", 4, 4)]), [("shelling", [])]),
        (("shelling", [("killed", 4, 4)]), [("shelling", [("wounded", 9, 9)])]),
        (("shelling", [("killed", 24, None)]), [("shelling", [("killed", 40, 40)])]),  # "dozens"
        (("shelling", [("killed", 23, 23)]), [("shelling", [("killed", 23, None)])]),  # "at least 23"
        (("casualties", [("killed", 4, 4)]), [("shelling", [("killed", 4, 4)])]),
        (("ground_attack", [], ATTACK), [("shelling", [])]),
    ],
)
def test_a_headline_that_the_body_repeats_makes_no_claim(headline: tuple, body: list) -> None:  # type: ignore[type-arg]
    told = [claim(kind, "body", counts) for kind, counts in body]
    assert told_in_body([claim(headline[0], "headline", *headline[1:]), *told]) == told


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        (("shelling", [("killed", 15, 15)]), [("shelling", [("killed", 12, 12)])]),
        (("shelling", [("killed", 15, 15)]), [("shelling", [("killed", 12, None)])]),
        (("casualties", [("killed", 15, 15)]), [("shelling", [("killed", 12, None)])]),
        (("air_strike", [("killed", 4, 4)]), [("shelling", [("killed", 4, 4)])]),
        (("ceasefire", []), [("shelling", [])]),
    ],
)
def test_a_headline_that_says_something_else_stays(headline: tuple, body: list) -> None:  # type: ignore[type-arg]
    claims = [claim(headline[0], "headline", *headline[1:]), *(claim(kind, "body", counts) for kind, counts in body)]
    assert told_in_body(claims) == claims


def test_a_headline_without_a_body_stays() -> None:
    claims = [claim("shelling", "headline", []), claim("shelling", "headline", [])]
    assert told_in_body(claims) == claims


@pytest.mark.pipeline
@pytest.mark.parametrize(("score", "bare"), [(0.9, False), (0.3, True)])
def test_the_fall_of_a_town_is_told_if_the_tagger_is_sure(nlp: Language, score: float, bare: bool) -> None:
    doc = nlp("Envoys met nearly a year after the fall of Mosul.")
    told = claim("territory_gained", "body", [])
    told.score = score
    assert is_bare(next(token for token in doc if token.text == "fall"), told) is bare


@pytest.mark.parametrize(
    ("score", "counts", "refuted"),
    [(0.0, [], True), (0.02, [], False), (0.0, [("killed", 4, 4)], False), (None, [], False)],
)
def test_a_word_in_which_the_tagger_sees_no_event_tells_none(
    score: float | None, counts: Counts, refuted: bool
) -> None:
    told = claim("shelling", "body", counts)
    told.score = score
    assert is_refuted(told) is refuted
