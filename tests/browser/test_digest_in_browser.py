"""The page of a digest as a person meets it: in a real browser, with mouse and keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.browser.seen import ATTACK, assert_nothing_ran, ids
from tests.digest import by_hand
from tests.digest.by_hand import DIGEST

from reports.digest.records import Digest
from reports.digest.views.page import html

pytestmark = pytest.mark.browser

SIZES = [(1280, 900), (1000, 800), (390, 844)]
Opened = Callable[..., Any]


def opened_digest(opened: Opened, digest: Digest = DIGEST, **options: Any) -> Any:
    return opened(html=html(digest), **options)


def marked(tab: Any, look: str, among: str = ".incident") -> list[str]:
    name = "id" if among == ".incident" else "dataset.places || node.dataset.incidents"
    found: list[str] = tab.run(f"[...document.querySelectorAll('{among}.{look}')].map(node => node.{name})")
    return found


def visible(tab: Any) -> list[str]:
    return ids(tab, ".incident:not([hidden])")


def enter(tab: Any, selector: str, value: str) -> None:
    tab.run(
        f"(() => {{ const box = document.querySelector('{selector}'); box.value = '{value}';"
        "box.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True])
def test_a_page_asks_for_nothing_and_complains_of_nothing(opened: Opened, size: tuple[int, int], dark: bool) -> None:
    tab = opened_digest(opened, size=size, dark=dark)
    for key in "jjkd?":
        tab.press(key)
    assert tab.complaints == []
    assert [url.partition(":")[0] for url in tab.requests] == ["file"]
    assert tab.run("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", SIZES)
def test_a_hostile_digest_runs_nothing_and_loads_nothing(
    opened: Opened, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_hand, "HOSTILE", ATTACK)
    tab = opened_digest(opened, by_hand.hostile(), size=size)
    tab.run("document.querySelectorAll('details').forEach(node => { node.open = true; })")
    for index in range(tab.run("document.querySelectorAll('.incident').length")):
        tab.press("j")
        tab.point(".incident .claim-title", click=True, index=index)
    assert_nothing_ran(tab)
    assert "<script>alert(1)</script>" in tab.run("document.querySelector('.incidents').textContent")


def test_pointing_at_an_incident_lights_its_place_and_its_box(opened: Opened) -> None:
    tab = opened_digest(opened)
    tab.point("#i-quay .claim-title")
    assert marked(tab, "hot") == ["i-quay"]
    assert marked(tab, "hot", ".spot") == ["i-quay"]
    assert marked(tab, "hot", ".box") == ["i-quay"]


def test_a_click_on_a_place_or_a_box_chooses_its_incident(opened: Opened) -> None:
    tab = opened_digest(opened, size=(1280, 500))
    tab.point(".box", click=True, index=1)
    assert marked(tab, "on") == ["i-quay"]
    top = tab.run("document.getElementById('i-quay').getBoundingClientRect().top")
    assert 0 <= top <= 500
    tab.press("Escape")
    assert marked(tab, "on") == []
    tab.run(
        "document.querySelector('.spot[data-places=i-bridge]').dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    assert marked(tab, "on") == ["i-bridge"]


def test_clicking_a_place_again_goes_through_its_incidents(opened: Opened) -> None:
    place = by_hand.QUAY.place
    incidents = (by_hand.QUAY, by_hand.BRIDGE.model_copy(update={"place": place}))
    tab = opened_digest(opened, DIGEST.model_copy(update={"incidents": incidents}))
    chosen = []
    for _ in range(3):
        tab.run("document.querySelector('.spot').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
        chosen += marked(tab, "on")
    assert chosen == ["i-bridge", "i-quay", "i-bridge"]


def test_keys_go_through_the_incidents(opened: Opened) -> None:
    tab = opened_digest(opened)
    chosen = []
    for key in ("j", "j", "j", "k"):
        tab.press(key)
        chosen += marked(tab, "on")
    assert chosen == ["i-bridge", "i-quay", "i-undated", "i-quay"]
    tab.press("Escape")
    tab.press("d")
    assert marked(tab, "on") == ["i-quay"]


@pytest.mark.parametrize("facet", ["type", "party", "told", "answer"])
def test_filters_show_the_incidents_that_fit(opened: Opened, facet: str) -> None:
    tab = opened_digest(opened)
    boxes = f".facet[data-facet={facet}] input"
    tab.point(f".facet[data-facet={facet}] summary", click=True)
    tab.point(boxes, click=True)
    token = tab.run(f"document.querySelector('{boxes}').value")
    fitting = tab.run(
        f"[...document.querySelectorAll('.incident')].filter(node => node.dataset.f.split(' ').includes('{token}'))"
        ".map(node => node.id)"
    )
    assert visible(tab) == fitting
    assert 0 < len(fitting) < 3
    tab.press("Escape")
    tab.point(".reset", click=True)
    tab.run("new Promise(done => setTimeout(done, 30))")
    assert len(visible(tab)) == 3


@pytest.mark.parametrize(
    ("selector", "value", "left"),
    [
        (".find.place", "OSEN", ["i-quay"]),
        (".find.place", "nor", ["i-bridge", "i-quay"]),
        (".find", "dockers", ["i-quay"]),
        (".least select", "2", ["i-quay"]),
    ],
)
def test_incidents_are_found_by_place_words_and_number_of_sources(
    opened: Opened, selector: str, value: str, left: list[str]
) -> None:
    tab = opened_digest(opened)
    enter(tab, selector, value)
    assert visible(tab) == left
    assert tab.run("document.querySelector('.shown').textContent") == f"{len(left)} of 3"
    assert "i-undated" not in " ".join(marked(tab, "off", ".box"))


def test_what_is_filtered_out_fades_on_the_map_and_the_strip(opened: Opened) -> None:
    tab = opened_digest(opened)
    enter(tab, ".find.place", "osen")
    assert marked(tab, "off", ".spot") == ["i-bridge"]
    assert marked(tab, "off", ".box") == ["i-bridge"]


def test_the_count_of_denied_and_disputed_leads_to_them(opened: Opened) -> None:
    tab = opened_digest(opened)
    tab.point(".urgent", click=True)
    tab.run("new Promise(done => setTimeout(done, 30))")
    assert visible(tab) == ["i-quay"]


def test_a_link_to_a_claim_opens_what_it_is_folded_into(opened: Opened) -> None:
    tab = opened_digest(opened, fragment="#i-quay-t2_c2")
    assert tab.run("document.querySelector('#i-quay .words').open")
    assert marked(tab, "on") == ["i-quay"]
    enter(tab, ".find", "zzzz")
    assert visible(tab) == []
    tab.run("location.hash = 'i-bridge'; new Promise(done => setTimeout(done, 50))")
    assert "i-bridge" in visible(tab)
    assert marked(tab, "on") == ["i-bridge"]


def test_a_figure_leads_to_the_claim_that_gives_it(opened: Opened) -> None:
    tab = opened_digest(opened)
    tab.point("#i-quay .tolls tr:not(.toll) a", click=True)
    tab.run("new Promise(done => setTimeout(done, 50))")
    assert tab.run("location.hash") == "#i-quay-t1_c2"
    top = tab.run("document.getElementById('i-quay-t1_c2').getBoundingClientRect().top")
    assert 0 <= top <= 900


def test_dark_and_light_change_places(opened: Opened) -> None:
    tab = opened_digest(opened)
    shade = "getComputedStyle(document.body).backgroundColor"
    light = tab.run(shade)
    tab.point(".theme", click=True)
    dark = tab.run(shade)
    assert light != dark
    assert opened_digest(opened, dark=True).run(shade) == dark


def test_without_scripts_a_page_still_reads(opened: Opened) -> None:
    tab = opened_digest(opened, scripts=False)
    nodes = tab.send("Accessibility.getFullAXTree")["nodes"]
    names = " ".join(str(node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored"))
    assert "Shelling of Osen" in names
    assert "Who says so, each originator once" in names
    assert "Search the incidents" not in names


def test_a_reader_of_the_screen_hears_names_for_all_controls(opened: Opened) -> None:
    nodes = opened_digest(opened).send("Accessibility.getFullAXTree")["nodes"]
    controls = {"button", "link", "checkbox", "searchbox", "textbox", "combobox"}
    for node in nodes:
        if not node.get("ignored") and node.get("role", {}).get("value") in controls:
            assert node.get("name", {}).get("value"), node


def test_it_prints_with_every_claim(opened: Opened) -> None:
    tab = opened_digest(opened)
    assert tab.pdf().startswith(b"%PDF")
    assert tab.complaints == []
