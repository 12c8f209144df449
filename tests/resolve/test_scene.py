"""The choice of a place for claims that name none: which places are weighed, what speaks for them, in what time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, SimpleNamespace
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc

from reports.annotate import layers
from reports.resolve import scene
from reports.resolve.drafts import ClaimDraft, FillerDraft, NumberDraft, PlaceDraft
from reports.resolve.scene import MOST, Option, Scene

layers.register()
VOCAB = spacy.blank("en").vocab
RULE = "learned-shelling"


def story(text: str) -> tuple[Doc, SimpleNamespace, list[ClaimDraft]]:
    """A Doc, its places (words with a capital) and its claims, by a small notation.

    A word with "!" is the trigger of a claim, which tells the place that follows it at once ("hit! Sake"). "." ends a
    sentence, "|" a paragraph; "the" hangs under the word after it.
    """
    words: list[str] = []
    begins, heads = [0], []
    root = 0
    for word in text.split():
        if word == "|":
            begins.append(len(words))
            continue
        heads.append(len(words) + 1 if word == "the" else root)
        words.append(word)
        if word == ".":
            root = len(words)
    bare = [word.strip("!") for word in words]
    doc = Doc(VOCAB, words=bare, lemmas=bare, heads=heads, deps=["dep"] * len(words))
    ends = [*begins[1:], len(doc)]
    doc._.paragraphs = [
        {"start": start, "end": end, "kind": "body"} for start, end in zip(begins, ends, strict=True) if start < end
    ]
    places: dict[str, PlaceDraft] = {}
    claims = []
    for i, word in enumerate(words):
        if word[0].isupper():
            draft = places.setdefault(word, PlaceDraft(word, "settlement", [], located=True))
            draft.mentions.append((i, i + 1, "name"))
        elif word.endswith("!"):
            claims.append(ClaimDraft(i, i + 1, (i, i + 1), i, "shelling", RULE, "body"))
    number = {name: place for place, name in enumerate(places)}
    for claim in claims:
        if claim.head + 1 < len(words) and words[claim.head + 1] in number:
            claim.places = [(number[words[claim.head + 1]], None, claim.head + 1, claim.head + 2)]
    return doc, SimpleNamespace(places=list(places.values())), claims


def scene_of(text: str) -> tuple[Scene, list[str], list[ClaimDraft]]:
    """The Scene of a story, the names of its places and the claims that name none."""
    doc, atlas, claims = story(text)
    told = {claim.head for claim in claims if claim.places}
    found = Scene(doc, atlas, claims, told)  # type: ignore[arg-type]
    return found, [place.name for place in atlas.places], [claim for claim in claims if not claim.places]


def last_options(text: str) -> dict[str | None, dict[str, float]]:
    """Place (None for none) -> features, of the last claim that names no place, in the order of the options."""
    found, names, claims = scene_of(text)
    return {None if one.place is None else names[one.place]: one.features for one in options(found, claims[-1])}


def options(found: Scene, claim: ClaimDraft) -> list[Option]:
    return found.options(claim, dated=False)


def test_places_named_before_the_end_of_the_sentence_are_weighed_the_latest_first() -> None:
    found = last_options("in Goma . in Sake . in Goma . they hit! it near Bukavu . in Uvira .")
    assert list(found) == [None, "Bukavu", "Goma", "Sake"]
    assert [found[name]["lately"] for name in ("Bukavu", "Goma", "Sake")] == [1, 1 / 2, 1 / 3]


def test_only_so_many_places_named_lately_are_weighed_and_those_told() -> None:
    towns = [f"Town{i}" for i in range(MOST + 3)]
    text = " . ".join(["they hit! Town0", *towns[1:], "they left", "they hit! it ."])
    assert list(last_options(text)) == [None, *reversed(towns[3:]), "Town0"]


def test_how_far_back_a_place_was_named() -> None:
    found = last_options("in Goma . | in Sake . | in Bunia . | they hit! it and Uvira .")
    assert found["Goma"]["named 3 paragraphs before"] == 1
    assert found["Bunia"].keys() >= {"named 1 paragraphs before"}
    assert found["Uvira"].keys() >= {"named never paragraphs before", "sentence after"}
    assert {"named at the beginning", "named at the beginning fighting"} <= found["Goma"].keys()
    assert "named at the beginning" not in found["Bunia"]


def test_how_a_place_stands_in_the_sentence() -> None:
    found = last_options("in Goma . in Sake they hit! it near Uvira .")
    assert "sentence before" in found["Sake"]
    assert "sentence after" in found["Uvira"]
    assert not {"sentence", "sentence before", "sentence after"} & found["Goma"].keys()


def test_what_claims_told_before_say() -> None:
    found = last_options("they hit! Goma . they hit! Goma . they hit! Sake . they hit! it .")
    assert found["Goma"] | {"told": 1, "share": 2 / 3, "most": 1, "first": 1, "told 1 back": 1} == found["Goma"]
    assert found["Sake"] | {"told": 1, "share": 1 / 3, "told 0 back": 1, "last": 1, "of its type": 1} == found["Sake"]
    assert not {"most", "first", "near"} & found["Sake"].keys()
    assert "last" not in found["Goma"]


def test_a_trigger_may_take_up_an_earlier_one() -> None:
    assert "of its word" in last_options("the raid! Goma . the raid! of it .")["Goma"]
    assert "of its word" not in last_options("the raid! Goma . a raid! of it .")["Goma"]
    assert "of its word" not in last_options("the raid! Goma . the attack! of it .")["Goma"]


def test_only_the_last_claims_are_looked_at() -> None:
    text = "they hit! Goma . " + "they hit! Sake . " * 6 + "they hit! it ."
    assert not [name for name in last_options(text)["Goma"] if name.endswith("back")]


def test_whose_place_it_is() -> None:
    doc, atlas, claims = story("they hit! Goma . they hit! Sake . they hit! it .")
    for claim, actor in zip(claims, (7, 8, 7), strict=True):
        claim.agents = [FillerDraft(0, 1, actor)]
    found = Scene(doc, atlas, claims, {claims[0].head, claims[1].head})  # type: ignore[arg-type]
    _, sake, goma = options(found, claims[2])
    assert "of its people" in goma.features
    assert "of its people" not in sake.features


def test_a_sentence_may_point_at_a_place() -> None:
    assert "there" in last_options("in Goma . they hit! it there .")["Goma"]
    assert "there" in last_options("in Goma . they hit! the town .")["Goma"]
    assert "there" not in last_options("in Goma . they hit! town .")["Goma"]
    assert "there" not in last_options("in Goma . they were there . they hit! it .")["Goma"]
    assert "there" not in last_options("in Goma . they hit! it . they were there .")["Goma"]


def test_the_choice_takes_all_places_of_the_claim_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scene, "_weights", lambda: {"near": 5.0})
    doc, atlas, claims = story("in Sake . they hit! Goma and hit! it .")
    claims[0].places.append((0, None, 1, 2))
    found = Scene(doc, atlas, claims, {claims[0].head})  # type: ignore[arg-type]
    assert found.choose(claims[1], dated=False) == [1, 0]


def test_none_is_chosen_unless_a_place_is_likelier(monkeypatch: pytest.MonkeyPatch) -> None:
    found, names, (claim,) = scene_of("in Goma . in Sake . they hit! it .")
    monkeypatch.setattr(scene, "_weights", lambda: {"none": 0.5, "lately": 5.0})
    assert [names[place] for place in found.choose(claim, dated=False)] == ["Sake"]
    monkeypatch.setattr(scene, "_weights", lambda: {"none": 5.0, "lately": 5.0})
    assert found.choose(claim, dated=False) == []
    monkeypatch.setattr(scene, "_weights", lambda: {"lately": 5.0, "lately dated": -10.0})
    assert found.choose(claim, dated=True) == []


def test_a_toll_of_thousands_and_a_long_time_speak_for_none() -> None:
    found, _, (claim,) = scene_of("in Goma . they hit! it .")
    assert {"none wide", "none toll"}.isdisjoint(found.options(claim, dated=True)[0].features)
    claim.numbers.append(NumberDraft(4, 5, "killed", 40_000, None))
    assert {"none wide", "none toll"} <= set(found.options(claim, dated=True, wide=True)[0].features)


def test_of_places_as_likely_none_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    found, names, (claim,) = scene_of("in Goma . in Sake . they hit! it .")
    monkeypatch.setattr(scene, "_weights", lambda: {"kind settlement": 5.0})
    assert found.choose(claim, dated=False) == []
    monkeypatch.setattr(scene, "_weights", lambda: {"kind settlement": 5.0, "lately": 2.0})
    assert [names[place] for place in found.choose(claim, dated=False)] == ["Sake"]


def test_plans_are_of_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _, (claim,) = scene_of("in Goma . they hit! it .")
    monkeypatch.setattr(scene, "_weights", lambda: {"lately": 5.0})
    assert found.choose(claim, dated=False)
    claim.modality = "future"
    assert found.choose(claim, dated=False) == []


# --- how long it takes ---


def steps(run: Callable[[], object]) -> int:
    """How many steps of byte code a call takes in `scene`: the same each time, whatever the machine is doing."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename != scene.__file__:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def choose_all(text: str) -> None:
    found, _, claims = scene_of(text)
    for claim in claims:
        found.choose(claim, dated=False)


STORIES = {
    "few places": "they hit! Goma there . they hit! Sake . the attack! of it in the town . ",
    "one place": "they hit! it . in Goma . ",
    "places told once": "they hit! Goma{} . they hit! it . | ",
}


@pytest.mark.parametrize("part", STORIES.values(), ids=STORIES)
def test_a_long_story_takes_linear_time(part: str) -> None:
    """Four times the story takes four times the steps; one look back over all of it would make that sixteen."""
    short, long = ("".join(part.format(i) for i in range(size)) for size in (40, 160))
    choose_all(short)  # what is read once is read
    few, many = steps(lambda: choose_all(short)), steps(lambda: choose_all(long))
    assert few > 10_000
    assert many < 5 * few
