"""The evidence view as a person meets it: in a real browser, with mouse and keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.browser.seen import ATTACK, assert_nothing_ran, ids
from tests.render.saved import EVIDENCE
from tests.spoiling import spoiled

from reports.records import Report

pytestmark = pytest.mark.browser

SIZES = [(1280, 900), (1000, 800), (390, 844)]

Opened = Callable[..., Any]


def hostile_report() -> Report:
    """The report with markup, script and addresses wherever a story's words go."""
    words = {"text", "name", "title", "role", "path", "country", "relation", "canonical", "publisher", "name_alt"}
    record = spoiled(EVIDENCE, ATTACK, lambda field, _: field in words)
    for link, clean in zip(record["links"], EVIDENCE.links, strict=True):
        link["relation"] = clean.relation
    record["article"]["url"] = "javascript:alert(6)"
    record["processing"]["warnings"] = [ATTACK]
    record["article"]["text"] = ATTACK.join(EVIDENCE.article.text.split(" "))
    return Report.model_validate(record)


def lit(tab: Any, look: str) -> str:
    """The words of the text that are lit."""
    words = tab.run(f"[...document.querySelectorAll('.prose .s.{look}')].map(node => node.textContent).join('|')")
    return str(words)


def cards(tab: Any, look: str) -> list[str]:
    return ids(tab, f".cards > .claim.{look}")


def visible(tab: Any) -> list[str]:
    return ids(tab, ".cards > .claim:not([hidden])")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True])
def test_a_page_asks_for_nothing_and_complains_of_nothing(opened: Opened, size: tuple[int, int], dark: bool) -> None:
    tab = opened(EVIDENCE, size=size, dark=dark)
    for key in "jjkd?":
        tab.press(key)
    assert tab.complaints == []
    assert [url.partition(":")[0] for url in tab.requests] == ["file"]


@pytest.mark.parametrize("size", SIZES)
def test_a_page_is_no_wider_than_its_window(opened: Opened, size: tuple[int, int]) -> None:
    tab = opened(EVIDENCE, size=size)
    for _ in EVIDENCE.claims:
        assert tab.run("document.documentElement.scrollWidth") <= size[0]
        tab.press("j")


@pytest.mark.parametrize("size", SIZES)
def test_a_hostile_story_runs_nothing_and_loads_nothing(opened: Opened, size: tuple[int, int]) -> None:
    tab = opened(hostile_report(), size=size)
    tab.press("j")
    for index in range(tab.run("document.querySelectorAll('.prose .s.t').length")):
        tab.point(".prose .s.t", click=True, index=index)
    assert_nothing_ran(tab)
    assert "<script>alert(1)</script>" in tab.run("document.querySelector('.prose').textContent")


def test_the_policy_stops_a_script_that_gets_in_all_the_same(opened: Opened) -> None:
    from reports.render.html import page

    intruder = "<script>document.title = 'taken'</script><img src=x onerror=alert(1)>"
    html = page([EVIDENCE]).replace("</body>", f"{intruder}</body>")
    tab = opened(html=html)
    assert tab.run("document.title") != "taken"
    assert tab.dialogs == 0
    assert any("Content Security Policy" in each for each in tab.complaints)


def test_pointing_at_a_claim_lights_its_words_and_its_place(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    tab.point("#c1 .facts")
    assert cards(tab, "hot") == ["c1"]
    claim = EVIDENCE.claims[0]
    assert claim.trigger.text in lit(tab, "hot")
    assert claim.text.split()[0] in lit(tab, "hot")
    places = {place.place for place in claim.places}
    spots = tab.run("[...document.querySelectorAll('.spot.hot')].flatMap(node => node.dataset.places.split(' '))")
    assert places & set(spots)


def test_pointing_at_a_word_lights_its_claim(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    tab.point(".prose .s.t", index=1)
    word = tab.run("document.querySelectorAll('.prose .s.t')[1].dataset.r.split(' ').find(id => id.startsWith('c'))")
    assert cards(tab, "hot") == [word]


def test_pointing_at_a_place_on_the_map_lights_its_claims_and_mentions(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    place = tab.run("document.querySelector('.spot').dataset.places.split(' ')[0]")
    tab.run(
        "document.querySelector('.spot .mark').dispatchEvent(new PointerEvent('pointerover',"
        "{bubbles: true, pointerType: 'mouse'}))"
    )
    told = [claim.id for claim in EVIDENCE.claims if any(each.place == place for each in claim.places)]
    assert cards(tab, "hot") == told
    mention = next(each for each in EVIDENCE.places if each.id == place).mentions[0]
    assert mention.text in lit(tab, "hot").replace("|", "")


@pytest.mark.parametrize("width", [1280, 1000])
def test_a_click_on_a_claim_scrolls_to_its_evidence(opened: Opened, width: int) -> None:
    tab = opened(EVIDENCE, size=(width, 420))
    last = EVIDENCE.claims[-1].id
    tab.run("scrollTo(0, 0)")
    tab.point(f"#{last} .claim-title .type", click=True)
    top = tab.run(f"document.getElementById('t-{last}').getBoundingClientRect().top")
    assert 0 <= top <= 420
    assert cards(tab, "on") == [last]
    assert EVIDENCE.claims[-1].trigger.text in lit(tab, "on")


@pytest.mark.parametrize("width", [1280, 1000])
def test_a_step_shows_the_evidence_and_the_claim_together(opened: Opened, width: int) -> None:
    tab = opened(EVIDENCE, size=(width, 600))
    for claim in EVIDENCE.claims:
        tab.press("j")
        for selector in (f"#t-{claim.id}", f"#{claim.id} .num"):
            top = tab.run(f"document.querySelector('{selector}').getBoundingClientRect().top")
            assert 0 <= top <= 600, (claim.id, selector)


def test_the_roles_of_the_evidence_are_told_over_the_words(opened: Opened) -> None:
    tab = opened(EVIDENCE, fragment="#c1")
    roles = tab.run("[...document.querySelectorAll('[data-role]')].map(node => node.dataset.role)")
    assert "trigger" in roles
    assert {"agent", "target", "place"} & set(roles)
    tab.press("Escape")
    assert tab.run("document.querySelectorAll('[data-role], .on').length") == 0


def test_clicking_a_word_again_goes_through_the_claims_that_it_is_in(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    index = tab.run(
        "[...document.querySelectorAll('.prose .s')].findIndex(node =>"
        "(node.dataset.r || '').split(' ').filter(id => /^c[0-9]/.test(id)).length > 1)"
    )
    assert index >= 0, "the story has no word that is in two claims"
    chosen = []
    for _ in range(2):
        tab.point(".prose .s", click=True, index=index)
        chosen += cards(tab, "on")
    assert len(set(chosen)) == 2


def test_keys_go_through_the_claims(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    for claim in EVIDENCE.claims[:3]:
        tab.press("j")
        assert cards(tab, "on") == [claim.id]
    tab.press("k")
    assert cards(tab, "on") == [EVIDENCE.claims[1].id]
    tab.press("Escape")
    assert cards(tab, "on") == []


def test_tab_reaches_the_words_and_enter_chooses_their_claim(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    tab.run("document.querySelector('.prose .ref').focus()")
    tab.press("Enter")
    first = tab.run("document.querySelector('.prose .ref').dataset.claims")
    assert cards(tab, "on") == [first]


@pytest.mark.parametrize("facet", ["type", "source", "actor", "status", "modality"])
def test_filters_show_the_claims_that_fit(opened: Opened, facet: str) -> None:
    tab = opened(EVIDENCE)
    boxes = f".facet[data-facet={facet}] input"
    tab.point(f".facet[data-facet={facet}] summary", click=True)
    tab.point(boxes, click=True)
    token = tab.run(f"document.querySelector('{boxes}').value")
    fitting = tab.run(
        "[...document.querySelectorAll('.cards > .claim')].filter(node =>"
        f"node.dataset.f.split(' ').includes({json.dumps(token)})).map(node => node.id)"
    )
    assert visible(tab) == fitting
    assert fitting
    assert tab.run("document.querySelector('.shown').textContent") == (
        f"{len(fitting)} of {len(EVIDENCE.claims)}" if len(fitting) < len(EVIDENCE.claims) else ""
    )
    tab.press("Escape")
    tab.point(".reset", click=True)
    tab.run("new Promise(done => setTimeout(done, 30))")
    assert len(visible(tab)) == len(EVIDENCE.claims)


def test_claims_that_are_less_sure_are_left_out(opened: Opened) -> None:
    sure = [0.35 if place % 2 else 0.85 for place in range(len(EVIDENCE.claims))]
    rated = [each.model_copy(update={"confidence": number}) for each, number in zip(EVIDENCE.claims, sure, strict=True)]
    rated[0] = EVIDENCE.claims[0]  # not rated, and so kept
    tab = opened(EVIDENCE.model_copy(update={"claims": tuple(rated)}))
    choose = "(() => {{ const box = document.querySelector('.least select'); box.value = '{}';"
    choose += "box.dispatchEvent(new Event('input', {{bubbles: true}})); }})()"
    tab.run(choose.format("0.5"))
    assert visible(tab) == [each.id for each in rated if each.confidence != 0.35]
    tab.point(".reset", click=True)
    tab.run("new Promise(done => setTimeout(done, 30))")
    assert len(visible(tab)) == len(rated)
    assert tab.run("document.querySelector('#c2 .sure').textContent").startswith("0.35")


def test_search_finds_words_of_a_claim(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    tab.press("/")
    for letter in EVIDENCE.claims[0].trigger.text[:20]:
        tab.press(letter)
    assert EVIDENCE.claims[0].id in visible(tab)
    assert len(visible(tab)) < len(EVIDENCE.claims)


def test_a_link_to_a_claim_that_is_filtered_out_shows_it(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    tab.run("document.querySelector('.find').value = 'zzzz'")
    tab.run("document.querySelector('.find').dispatchEvent(new Event('input', {bubbles: true}))")
    assert visible(tab) == []
    tab.run("location.hash = 'c2'; new Promise(done => setTimeout(done, 50))")
    assert "c2" in visible(tab)
    assert cards(tab, "on") == ["c2"]


def test_layers_are_switched_off(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    line = "getComputedStyle(document.querySelector('.prose .a')).borderBottomColor"
    before = tab.run(line)
    tab.point("[data-layer=a]", click=True)
    assert tab.run(line) != before


def test_dark_and_light_change_places(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    shade = "getComputedStyle(document.body).backgroundColor"
    light = tab.run(shade)
    tab.point(".theme", click=True)
    dark = tab.run(shade)
    tab.point(".theme", click=True)
    assert light == tab.run(shade) != dark
    assert opened(EVIDENCE, dark=True).run(shade) == dark


def test_a_narrow_page_shows_the_claim_over_its_edge(opened: Opened) -> None:
    tab = opened(EVIDENCE, size=(390, 844))
    tab.point(".prose .ref", click=True)
    assert tab.run("document.querySelector('.sheet .claim-title').textContent")
    lines = "document.querySelector('.prose .s.on').getClientRects()[0]"
    top, bottom = tab.run(f"[{lines}.top, {lines}.bottom]")
    sheet = tab.run("document.querySelector('.sheet').getBoundingClientRect().top")
    assert top >= 0
    assert bottom <= sheet
    tab.press("Escape")
    assert tab.run("document.querySelector('.sheet')") is None


def test_without_scripts_a_page_still_reads(opened: Opened) -> None:
    tab = opened(EVIDENCE, scripts=False)
    tree = tab.send("DOM.getDocument", depth=-1)["root"]
    assert tree
    shot = tab.send("Page.captureSnapshot")["data"]
    assert "Evidence and codes" in shot
    seen = tab.send("Accessibility.getFullAXTree")["nodes"]
    names = " ".join(str(node.get("name", {}).get("value", "")) for node in seen if not node.get("ignored"))
    assert EVIDENCE.claims[0].trigger.text in names
    assert "Search the claims" not in names


def test_a_reader_of_the_screen_hears_names_for_all_controls(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    nodes = tab.send("Accessibility.getFullAXTree")["nodes"]
    controls = {"button", "link", "checkbox", "searchbox", "textbox"}
    for node in nodes:
        if not node.get("ignored") and node.get("role", {}).get("value") in controls:
            assert node.get("name", {}).get("value"), node


def test_it_prints_with_the_evidence(opened: Opened) -> None:
    tab = opened(EVIDENCE)
    assert tab.pdf().startswith(b"%PDF")
    assert tab.complaints == []


def test_several_stories_stand_on_one_page(opened: Opened) -> None:
    tab = opened(EVIDENCE, EVIDENCE)
    assert tab.run("document.querySelectorAll('.story').length") == 2
    repeated = tab.run(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map(node => node.id);"
        "return ids.filter((id, place) => ids.indexOf(id) !== place) })()"
    )
    assert repeated == []
    tab.point("#r2-c1 .type", click=True)
    assert cards(tab, "on") == ["r2-c1"]
    assert tab.run("document.querySelectorAll('#r1-story .on').length") == 0
