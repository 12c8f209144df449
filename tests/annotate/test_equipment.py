"""Equipment: words and designations, what joins into one mention, what is no equipment."""

from __future__ import annotations

import time

import pytest
import spacy
from spacy.language import Language

from reports.annotate import layers
from reports.annotate.equipment import find_equipment
from reports.words import Need, WeaponUse, weapons

BLANK = spacy.blank("en")


def found(nlp: Language, text: str) -> list[str]:
    doc = nlp(text)
    return [doc[gear["start"] : gear["end"]].text for gear in find_equipment(doc)]


def facts(nlp: Language, text: str) -> list[tuple[str, str, bool, int | None]]:
    return [(gear["name"], gear["category"], gear["platform"], gear["count"]) for gear in find_equipment(nlp(text))]


def test_every_name_in_the_lexicon_fires():
    lost = []
    for entry in weapons().values():
        if entry.use is not WeaponUse.NAME or Need.PLURAL in entry.needs:
            continue
        for surface in entry.surfaces:
            doc = BLANK(f"Soldiers attacked with rifles and {surface} .")
            mentions = [(doc[g["start"] : g["end"]].text, g["name"]) for g in find_equipment(doc)]
            if (surface, entry.name) not in mentions:
                lost.append((entry.id, surface, mentions))
    assert lost == []


def test_every_stop_phrase_hides_what_it_holds():
    lost = []
    for entry in weapons().values():
        for surface in entry.surfaces if entry.use is WeaponUse.STOP else ():
            if found(BLANK, f"Soldiers spoke of {surface} again"):
                lost.append(surface)
    assert lost == []


def test_every_modifier_and_head_joins_its_noun():
    lost = []
    for entry in weapons().values():
        for surface in entry.surfaces:
            before, after = f"{surface} Zuni rockets", f"Kornet {surface}"
            if entry.use is WeaponUse.MODIFIER and found(BLANK, f"with {before} .") != [before]:
                lost.append(before)
            if entry.use is WeaponUse.HEAD and found(BLANK, f"with {after} .") != [after]:
                lost.append(after)
    assert lost == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Two Russian Su-25 fighter jets flew over the town.", ["Su-25 fighter jets"]),
        ("The army lost a T-72B3, a BMP-2 and three M777 howitzers.", ["T-72B3", "BMP-2", "M777 howitzers"]),
        ("They fired 122-mm rockets and a 155mm howitzer.", ["122-mm rockets", "155mm howitzer"]),
        ("A 500-kg bomb fell on the depot.", ["500-kg bomb"]),
        ("The militia found home-made bombs and a roadside bomb.", ["home-made bombs", "roadside bomb"]),
        ("Surface-to-air missiles were delivered.", ["Surface-to-air missiles"]),
        ("Turkish-made missiles hit the depot.", ["missiles"]),
        ("F-16s and a MiG-29 took off.", ["F-16s", "MiG-29"]),
        ("Rebels carried RPG-7s and AK-47s.", ["RPG-7s", "AK-47s"]),
        ("An S-300V4 battery and Kh-101 cruise missiles were seen.", ["S-300V4 battery", "Kh-101 cruise missiles"]),
        ("Gunmen came in pickup trucks mounted with machine guns.", ["pickup trucks mounted with machine guns"]),
        ("Long-range artillery and armed drones struck the port.", ["Long-range artillery", "armed drones"]),
    ],
)
def test_spans(nlp: Language, text: str, spans: list[str]):
    assert found(nlp, text) == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Rocket attack on a market kills nine", ["Rocket"]),
        ("A drone strike and a missile strike hit the base.", ["drone", "missile"]),
        ("A car bomb attack shook the capital.", ["car bomb"]),
        ("Artillery fire was heard all night.", ["Artillery"]),
        ("An air strike, a suicide bombing and heavy shelling killed many.", []),
    ],
)
def test_the_means_in_the_name_of_an_attack(nlp: Language, text: str, spans: list[str]):
    assert found(nlp, text) == spans


@pytest.mark.parametrize(
    "text",
    [
        "COVID-19 dominated the G-20 talks.",
        "Fighters of the M23 attacked the town.",
        "Soldiers closed the M4 highway after clashes.",
        "Troops fought along the M4 all day.",
        "The council passed Resolution 2254 and cited Article 5.",
        "An 26-year-old soldier was killed.",
        "Troops held an A-level exam for A 10 per cent of recruits.",
        "Militants attacked a coal mine and a water tank.",
        "The soldier carried the child in his arms.",
        "They shell the city and mine the roads.",
        "Mr Bradley and Senator Abrams met patriots in Tornado Valley.",
        "A passenger plane landed late.",
        "The jet landed in heavy rain with tourists.",
        "The ZX-81 was a home computer.",
    ],
)
def test_no_equipment(nlp: Language, text: str):
    assert found(nlp, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two Su-25 jets were lost.", ("Su-25", "aircraft", True, 2)),
        ("Two Russian-made Su-25 jets were lost.", ("Su-25", "aircraft", True, 2)),
        ("The army fired a dozen Grad rockets.", ("BM-21 Grad", "rocket", False, 12)),
        ("At least two dozen missiles landed.", ("missile", "missile", False, 24)),
        ("They shot down 1,600 drones.", ("drone", "drone", True, 1600)),
        ("Dozens of rockets landed.", ("rocket", "rocket", False, None)),
        ("A tank burned.", ("tank", "tank", True, None)),
        ("The Qx-77 missiles were new.", ("Qx-77", "missile", False, None)),
        ("Javelin anti-tank missiles arrived.", ("FGM-148 Javelin", "anti_tank", False, None)),
        ("An 82mm mortar was seized.", ("mortar", "mortar", False, None)),
    ],
)
def test_facts(nlp: Language, text: str, expected: tuple[str, str, bool, int | None]):
    assert facts(nlp, text) == [expected]


def test_a_number_belongs_to_its_own_member_of_a_list(nlp: Language):
    assert [fact[3] for fact in facts(nlp, "They destroyed three tanks and five armoured vehicles.")] == [3, 5]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("The jets bombed the rebels.", ["jets"]),
        ("The jets of the resort hotel were broken.", []),
        ("Bradleys and Leopard 2 tanks arrived.", ["Bradleys", "Leopard 2 tanks"]),
        ("Bradleys run bakeries.", []),
        ("A Patriot battery shot it down.", ["Patriot battery"]),
        ("A Patriot never forgets.", []),
        ("The Moskva sank.", []),
        ("A patrol boat and the Moskva sank.", ["patrol boat", "Moskva"]),
    ],
)
def test_ambiguous_words_need_company(nlp: Language, text: str, spans: list[str]):
    assert found(nlp, text) == spans


def test_works_without_tags_and_on_nothing():
    assert facts(BLANK, "two Su-25 jets and 3 T-72 tanks") == [
        ("Su-25", "aircraft", True, 2),
        ("T-72", "tank", True, 3),
    ]
    assert find_equipment(BLANK("")) == []


def test_mentions_do_not_cross_a_paragraph():
    assert found(BLANK, "They lost a Su-25\n\nfighter jets flew over") == ["Su-25", "fighter jets"]


def test_the_component_writes_the_layer():
    nlp = spacy.blank("en")
    nlp.add_pipe("reports_equipment")
    doc = nlp("Rockets fell.")
    assert [gear["name"] for gear in layers.get(doc, "equipment")] == ["rocket"]
    assert layers.get(type(doc)(doc.vocab).from_bytes(doc.to_bytes()), "equipment") == layers.get(doc, "equipment")


def test_time_grows_with_the_text_only():
    text = "Two Su-25 jets and 40 rockets hit the M4 near a plane. Residents wept for a long time afterwards. "
    small, large = BLANK.make_doc(text * 50), BLANK.make_doc(text * 500)
    find_equipment(small)

    def seconds(doc: spacy.tokens.Doc) -> float:
        times = []
        for _ in range(3):
            begin = time.perf_counter()
            find_equipment(doc)
            times.append(time.perf_counter() - begin)
        return min(times)

    assert seconds(large) < 40 * seconds(small)
