"""Descriptions that take up a body told before, and those that bring a new one."""

from __future__ import annotations

import pytest

import reports

pytestmark = pytest.mark.pipeline


def _meant(text: str, words: str) -> str:
    """The name of the only actor that one of the story's phrases means."""
    report = reports.parse(text, published="2015-03-07")
    [found] = [actor for actor in report.actors if words in {mention.text for mention in actor.mentions}]
    return found.name


DESCRIPTIONS = [
    ("The PKK attacked a post. The army shelled Sirnak. The Kurdish group killed two.", "The Kurdish group"),
    ("Al Shabaab attacked Baidoa. The army fled. The al Qaeda-linked group killed ten.", "The al Qaeda-linked group"),
    ("Seleka seized Bangui. Troops fled. The paramilitary group killed six.", "The paramilitary group"),
    ("The ELN attacked Arauca. Soldiers fled. The Colombian group killed six.", "The Colombian group"),
    ("The MILF attacked Cotabato. Troops fled. A spokesman for the group said six had died.", "the group"),
    ("The MILF attacked Cotabato. Some 40 gunmen fled. The group killed six men.", "The group"),
    ("UNAMID, the UN mission, was attacked. The mission said six had died.", "The mission"),
    ("The M23 attacked Sake. The M23 rebel group killed six.", "The M23 rebel group"),
]


@pytest.mark.parametrize(("text", "words"), DESCRIPTIONS)
def test_a_description_takes_up_the_body_named_before(text: str, words: str) -> None:
    assert _meant(text, words) == _meant(text, text.split(" attacked")[0].split(" seized")[0].split(",")[0])


NEW = [
    ("The PKK attacked a post. The Colombian group killed six.", "The Colombian group"),
    ("The MILF attacked Cotabato. The rival group killed six.", "The rival group"),
    ("Hamas attacked Sderot. The second group killed six.", "The second group"),
    ("Some 600 gunmen attacked Gao. The militia killed six men.", "The militia"),
]


@pytest.mark.parametrize(("text", "words"), NEW)
def test_a_description_of_another_brings_a_new_body(text: str, words: str) -> None:
    assert _meant(text, words) == words.removeprefix("The ")


NATIONAL = [
    ("Eritrea's Air Force bombed Mekelle. The Ethiopian Air Force bombed Asmara.", "The Ethiopian Air Force"),
    ("Peru's Defence Ministry said two died. The Ecuadorian Defence Ministry said six died.", None),
]


@pytest.mark.parametrize(("text", "words"), NATIONAL)
def test_bodies_of_two_states_with_one_name_are_two(text: str, words: str | None) -> None:
    words = words or "The Ecuadorian Defence Ministry"
    assert _meant(text, words) == words.removeprefix("The ")


def test_the_troops_are_not_of_the_group_that_their_allies_are_of() -> None:
    text = "Malian troops and fighters from the Wagner Group attacked Kidal on Monday, killing ten."
    assert _meant(text, "Malian troops") == "Malian troops"
    assert _meant(text, "fighters") == "Wagner Group"


def test_who_backs_a_militia_is_not_its_country() -> None:
    report = reports.parse("Iran-backed militias and Turkish-backed militias attacked Hit, killing six men.")
    found = {actor.name: actor.country for actor in report.actors if "militias" in actor.name}
    assert set(found) == {"Iran-backed militias", "Turkish-backed militias"}
    assert not {"IRN", "TUR"} & set(found.values())


OWNED = [
    ("The FMLN attacked Usulutan. It lost nine of its own men, a priest said.", "its own men", "FMLN"),
    ("Ethiopian troops took Adwa. Ethiopian Prime Minister Abiy Ahmed said his army would stay.", "his army", None),
    ("Army chief Maung Lwin said his troops had shelled Loikaw. The army killed nine.", "his troops", "army"),
    ("The FMLN attacked Usulutan. Its commander was killed.", "Its commander", "commander"),
    ("Wagner lost 20 fighters at Soledar. The mercenaries fled.", "The mercenaries", "Wagner"),
    ("Peru's Air Force bombed the hills. The army attacked on Monday.", "The army", "army"),
    ("The government asked Brazil for help. The government shelled Iquitos.", "The government", "government"),
]


@pytest.mark.parametrize(("text", "words", "name"), OWNED)
def test_whose_forces_and_which_army(text: str, words: str, name: str | None) -> None:
    assert _meant(text, words) == (name or "Ethiopian troops")


SENT = [
    ("Sudanese forces shelled Kadugli. Egypt sent troops to Suakin. The army killed ten men.", "troops", "troops"),
    ("Sudanese forces shelled Kadugli. Egypt sent troops to Suakin. The army killed ten men.", "The army", None),
    ("Egyptian forces shelled Derna. Egypt deployed troops at Sollum.", "troops", "Egyptian forces"),
    ("The M23 attacked Sake. The militia known as Wazalendo killed six.", "The militia", "Wazalendo"),
    ("The M23 attacked Sake. The militia killed six.", "The militia", "M23"),
]


@pytest.mark.parametrize(("text", "words", "name"), SENT)
def test_troops_are_of_who_sends_them_and_a_militia_is_as_it_is_called(text: str, words: str, name: str | None) -> None:
    assert _meant(text, words) == (name or "Sudanese forces")


SOME = [
    ("Kurdish forces have abducted 30 teachers in Afrin. One of them was found dead.", "found dead", "30 teachers"),
    ("Gunmen kidnapped 40 pupils in Zamfara. Six of them were freed by the army.", "freed", "40 pupils"),
    ("Moro fighters seized 30 fishermen. Four of them were beheaded.", "beheaded", "30 fishermen"),
    ("Kenyan troops killed eight fighters. Three of them died in a drone strike.", "drone strike", "eight fighters"),
    ("The rebels abducted 50 girls in Chibok, of whom 30 were freed by the army.", "freed", "50 girls"),
    ("Some 40 fighters attacked Gao, 12 of whom were killed by soldiers.", "killed", "40 fighters"),
]


def test_a_part_of_what_was_launched() -> None:
    report = reports.parse("Russian forces launched 176 drones overnight, of which 130 were shot down.")
    [claim] = [claim for claim in report.claims if claim.trigger.text == "shot down"]
    assert not claim.agents  # not those who launched them
    assert [filler.text for filler in claim.targets] == ["176 drones"]
    assert [(number.what, number.min) for number in claim.numbers] == [("aircraft", 130)]


@pytest.mark.parametrize(("text", "trigger", "name"), SOME)
def test_some_of_them_are_of_those_who_were_counted(text: str, trigger: str, name: str) -> None:
    report = reports.parse(text)
    names = {actor.id: actor.name for actor in report.actors}
    [claim] = [claim for claim in report.claims if claim.trigger.text == trigger]
    assert [names.get(filler.actor or "") for filler in claim.targets] == [name]


OTHERS = [
    ("The army lost 40 soldiers. Forces loyal to Debretsion entered Mekelle.", "Forces", "Forces"),
    ("Nine marines died near Marawi. Troops then bombed the town.", "Troops", "Troops"),
    ("Forty soldiers died at Kidal. The soldiers were ambushed, Mali said.", "The soldiers", "Forty soldiers"),
    ("A faction linked to al-Qaeda shelled Taftanaz. The faction burned ten lorries.", "The faction", "faction"),
    ("Saudi forces backed by a coalition shelled Sanaa. The coalition hit Taiz.", "The coalition", "coalition"),
    ("Ethiopian forces shelled Adwa. Troops backed by tanks stormed Axum.", "Troops", "Ethiopian forces"),
]


@pytest.mark.parametrize(("text", "words", "name"), OTHERS)
def test_forces_of_another_side_or_number_are_not_taken_up(text: str, words: str, name: str) -> None:
    assert _meant(text, words) == name
