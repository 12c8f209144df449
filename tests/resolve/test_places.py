"""Places of whole stories: which mentions are one, relative and vague places, what is reported."""

from __future__ import annotations

import pytest
from spacy.language import Language

import reports
from reports.geometry import bearing, distance_km
from reports.records import Place
from reports.resolve import settings


def _places(text: str) -> dict[str, Place]:
    return {place.name: place for place in reports.parse(text, published="2024-05-08").places}


def _away(place: Place, base: Place) -> float:
    assert place.lat is not None
    assert place.lon is not None
    assert base.lat is not None
    assert base.lon is not None
    return distance_km(base.lat, base.lon, place.lat, place.lon)


RELATIVE = [
    ("Rebels shelled a convoy 20 km north of Mosul, Iraq, on Monday.", "20 km north of Mosul", "Mosul", 20, 0, 10),
    ("Troops dug in 7 km south-west of Kupiansk, Ukraine said.", "7 km south-west of Kupiansk", "Kupiansk", 7, 225, 3),
    ("Soldiers fought rebels north of Bakhmut in Ukraine.", "north of Bakhmut", "Bakhmut", 12, 0, 13),
    ("Jets bombed rebels south-east of Raqqa in Syria.", "south-east of Raqqa", "Raqqa", 12, 135, 13),
    ("A mine killed two men 10 miles (16 km) west of Gao, Mali.", "10 miles west of Gao", "Gao", 16.1, 270, 5),
    (
        "Shells hit the eastern outskirts of Hodeidah in Yemen.",
        "eastern outskirts of Hodeidah",
        "Hodeidah",
        None,
        90,
        12,
    ),
    (
        "Fighting reached the southern suburbs of Aleppo in Syria.",
        "southern suburbs of Aleppo",
        "Aleppo",
        None,
        180,
        30,
    ),
]


@pytest.mark.parametrize(
    ("text", "name", "base", "km", "degrees", "precision"), RELATIVE, ids=lambda value: str(value)[:30]
)
def test_point_on_a_bearing(
    text: str, name: str, base: str, km: float | None, degrees: float, precision: float
) -> None:
    found = _places(text)
    place, at = found[name], found[base]
    assert place.near == at.id
    assert place.relation is not None
    assert place.relation.endswith("of")
    away = _away(place, at)
    if km is not None:
        assert away == pytest.approx(km, abs=0.2)
    assert (bearing(at.lat or 0, at.lon or 0, place.lat or 0, place.lon or 0) - degrees + 180) % 360 == pytest.approx(
        180, abs=1
    )
    assert place.precision_km is not None
    assert place.precision_km <= precision
    assert place.geo_precision == 2


@pytest.mark.parametrize(
    ("text", "name", "base"),
    [
        ("A roadside bomb killed three soldiers near Goma, Congo.", "near Goma", "Goma"),
        ("Gunmen opened fire outside Quetta, Pakistan.", "outside Quetta", "Quetta"),
        ("Fighting raged on the outskirts of Khartoum in Sudan.", "outskirts of Khartoum", "Khartoum"),
        ("Rebels were killed close to Djibo, Burkina Faso.", "close to Djibo", "Djibo"),
    ],
)
def test_near(text: str, name: str, base: str) -> None:
    found = _places(text)
    assert found[name].near == found[base].id
    assert _away(found[name], found[base]) == pytest.approx(0, abs=0.1)
    assert found[name].precision_km is not None
    assert found[name].precision_km > (found[base].precision_km or 0)


def test_relative_place_comes_with_both_in_the_claim() -> None:
    report = reports.parse("Colombian soldiers clashed with ELN guerrillas north of Arauquita.")
    names = {place.id: place.name for place in report.places}
    assert [names[place.place] for place in report.claims[0].places] == ["north of Arauquita", "Arauquita"]
    assert report.claims[0].places[0].relation == "north of"


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "A bomber hit the Mandan post near Bannu. Militants had raided the same post before.",
            "raided",
            "Mandan post",
        ),
        (
            "Jets hit the Odwan hospital in Gaza and the Tal mosque. Troops stormed the hospital.",
            "stormed",
            "Odwan hospital",
        ),
        ("Jets hit the Tal mosque in Gaza. Troops stormed the hospital.", "stormed", "Gaza"),
    ],
)
def test_a_site_takes_up_the_one_named_with_its_noun(text: str, words: str, name: str) -> None:
    report = reports.parse(text, published="2024-11-14")
    [claim] = [claim for claim in report.claims if claim.trigger.text == words]
    names = {place.id: place.name for place in report.places}
    assert [names[one.place] for one in claim.places] == [name]


@pytest.mark.parametrize(
    ("text", "town", "there"),
    [
        ("He told reporters in Goma that rebels shelled a camp.", "Goma", True),
        ("Two women reached in Goma by telephone said rebels shelled a camp.", "Goma", True),
        ("The governor's office in Goma said rebels shelled a camp.", "Goma", True),
        ("Rebels shelled a camp in Goma, he said.", "Goma", False),
    ],
)
def test_where_a_speaker_is(nlp: Language, text: str, town: str, there: bool) -> None:
    [token] = [token for token in nlp(text) if token.text == town]
    assert settings.is_told_at(token) is there


def test_road_between_two_towns() -> None:
    found = _places("Gunmen blocked the road between Gao and Ansongo in northern Mali.")
    road = found["road between Gao and Ansongo"]
    assert road.relation == "between"
    assert _away(road, found["Gao"]) == pytest.approx(_away(road, found["Ansongo"]), abs=0.2)
    assert road.where_prec == 5


def test_road_named_after_two_towns() -> None:
    found = _places("A drone hit a van on the Beirut-Damascus highway in Lebanon.")
    road = found["Beirut-Damascus highway"]
    assert distance_km(33.7, 35.9, road.lat or 0, road.lon or 0) < 15
    assert set(found) == {"Beirut-Damascus highway", "Lebanon"}


def test_highway_from_one_town_to_another() -> None:
    found = _places("Two aid workers were killed on the highway from Kunduz to Baghlan in Afghanistan.")
    assert found["highway between Kunduz and Baghlan"].near == found["Kunduz"].id


@pytest.mark.parametrize(
    ("text", "name", "country", "lat", "lon", "within"),
    [
        ("Fighting eased in eastern Ukraine on Monday.", "eastern Ukraine", "UKR", 48.5, 37.5, 220),
        ("Jets struck southern Lebanon at dawn.", "southern Lebanon", "LBN", 33.25, 35.38, 25),
        ("Jihadists attacked a camp in northern Mali.", "northern Mali", "MLI", 19.0, -1.0, 250),
        ("Shells fell on eastern Aleppo in Syria.", "eastern Aleppo", "SYR", 36.2, 37.22, 10),
        ("Clashes went on in southern Idlib, Syria.", "southern Idlib", "SYR", 35.9, 36.63, 15),
        ("In the north of Nigeria, gunmen raided a village.", "north of Nigeria", "NGA", 11.5, 8.0, 250),
        ("Militias clashed in western Ethiopia.", "western Ethiopia", "ETH", 9.0, 36.0, 250),
    ],
)
def test_parts(text: str, name: str, country: str, lat: float, lon: float, within: float) -> None:
    place = _places(text)[name]
    assert place.country == country
    assert distance_km(lat, lon, place.lat or 0, place.lon or 0) <= within
    assert place.precision_km is not None


def test_province_on_its_side_of_the_country_is_meant_whole() -> None:
    place = _places("A bomb killed five in southern Kandahar province, Afghanistan.")["Kandahar province"]
    assert place.geonames is not None
    assert place.where_prec == 4


def test_front_sectors_are_places_near_their_towns() -> None:
    found = _places("Ukraine said fighting went on in the Pokrovsk direction and on the Kupiansk axis.")
    for name, base in (("Pokrovsk direction", "Pokrovsk"), ("Kupiansk axis", "Kupiansk")):
        assert found[name].near == found[base].id
        assert found[name].precision_km == 20
        assert found[name].geo_precision == 2


def test_borders() -> None:
    found = _places("Clashes broke out along the border between Sudan and Chad.")
    border = found["border between Sudan and Chad"]
    assert border.country is None
    assert distance_km(13.5, 22.5, border.lat or 0, border.lon or 0) < 400
    assert border.precision_km is not None
    assert border.precision_km > 100
    assert _places("Smugglers were shot at the Syrian border in Lebanon.")["Syrian border"].country is None


def test_coast_is_wide_and_at_sea() -> None:
    place = _places("A missile hit a tanker off the coast of Yemen.")["off the coast of Yemen"]
    assert place.where_prec == 7
    assert place.geo_precision == 3


def test_named_place_with_a_locator_stays_one() -> None:
    found = _places("Militants attacked Safina, 45 km south of Mosul, Iraqi police said.")
    assert "Safina" in found
    assert not any(name.startswith("45 km") for name in found)
    assert found["Safina"].near == found["Mosul"].id
    assert found["Safina"].relation == "south of"


def test_unknown_village_is_put_where_the_story_says() -> None:
    found = _places("Rebels shelled the hamlet of Quuxita, 12 km east of Goma, in Congo.")
    village = found["Quuxita"]
    assert village.country == "COD"
    assert _away(village, found["Goma"]) == pytest.approx(12, abs=0.2)
    assert village.geonames is None
    assert village.by == "computed from the distance told"


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen attacked a post at Ndoukou, some 40 km north of the capital Bangui, on Friday.",
        "Gunmen attacked a post at Ndoukou, 40 km north of the national capital, Bangui, on Friday.",
        "Rebels seized Ndoukou on Friday. The town, about 40 km (25 miles) north of Bangui, was looted.",
    ],
)
def test_what_only_tells_where_a_place_lies_is_no_place_of_the_claim(text: str) -> None:
    report = reports.parse(text, published="2024-05-08")
    names = {place.id: place.name for place in report.places}
    assert {names[where.place] for claim in report.claims for where in claim.places} == {"Ndoukou"}
    found = {place.name: place for place in report.places}
    assert found["Ndoukou"].near == found["Bangui"].id
    assert _away(found["Ndoukou"], found["Bangui"]) == pytest.approx(40, abs=2)


def test_a_distance_from_no_place_that_was_named_is_a_place_of_its_own() -> None:
    assert "40 km north of Sokoto" in _places("Gunmen attacked a village, 40 km north of Sokoto, on Friday.")


def test_unknown_village_without_a_locator_has_no_coordinates() -> None:
    place = _places("Ukrainian troops were shelled in Quuxivka on Monday.")["Quuxivka"]
    assert (place.lat, place.lon, place.precision_km, place.geo_precision) == (None, None, None, None)


def test_chain_gives_region_country_and_parent() -> None:
    found = _places("Mortars were found in Nassiriya, Dhi Qar province, Iraq.")
    assert found["Nassiriya"].country == "IRQ"
    assert found["Nassiriya"].admin1 == "Dhi Qar"
    assert found["Nassiriya"].parent == found["Dhi Qar province"].id
    assert found["Dhi Qar province"].parent == found["Iraq"].id


def test_city_and_province_of_one_name_are_two_places() -> None:
    found = _places("Shells hit the city of Donetsk in Ukraine. Later, fighting spread in Donetsk province.")
    assert found["Donetsk"].kind == "settlement"
    assert found["Donetsk province"].kind == "region"


def test_spellings_of_one_town_are_one_place() -> None:
    found = reports.parse(
        "Ukraine said Sloviansk was shelled. Moscow calls it Slavyansk. Slavyansk was hit again."
    ).places
    towns = [place for place in found if place.geonames == 692194 or "Sl" in place.name]
    assert len(towns) == 1
    assert len(towns[0].mentions) == 3


def test_country_that_only_acts_is_no_place() -> None:
    assert "Turkey" not in _places("Turkey shelled Kurdish fighters in Afrin, Syria.")
    assert "Syria" in _places("Turkey shelled Kurdish fighters in Afrin, Syria.")


def test_capital_that_acts_is_no_town() -> None:
    assert "Islamabad" not in _places("Islamabad protested after Indian guns fired on Nowshera.")


def test_person_called_paris_is_no_place() -> None:
    found = _places("General Paris Kabongo said the army held Goma in Congo. Paris said it would stay.")
    assert "Paris" not in found
    assert "Goma" in found


def test_bodies_named_after_places_are_no_places() -> None:
    found = _places("The Kharkiv Human Rights Protection Group said shells hit Chuhuiv, Ukraine.")
    assert "Chuhuiv" in found
    assert "Kharkiv" not in found


def test_all_capitals_possessives_and_hyphens() -> None:
    found = _places("SHELLS HIT KHARKIV, GOVERNOR SAYS\n\nRussian shells hit Kharkiv's centre on Friday.")
    assert len([place for place in found.values() if place.name.lower() == "kharkiv"]) == 1


def test_places_of_no_claim_are_reported() -> None:
    report = reports.parse("The minister was born in Lashio, Myanmar, and went to school there.")
    assert report.claims == ()
    assert {place.name for place in report.places} == {"Lashio", "Myanmar"}


def test_every_place_is_honest_about_its_exactness() -> None:
    text = (
        "Shells hit Kupiansk, near Kharkiv, in eastern Ukraine. Rebels held Donetsk province and the Black Sea coast."
    )
    for place in reports.parse(text).places:
        if place.lat is None:
            assert place.precision_km is place.geo_precision is place.where_prec is None
        else:
            assert place.by
            assert (place.precision_km or 0) > 0
            assert place.geo_precision in (1, 2, 3)
            assert place.where_prec in range(1, 8)


def test_an_unlisted_building_lies_where_its_town_does() -> None:
    found = _places("Shells hit the al-Noor Maternity hospital in Omdurman, Sudan, doctors said on Tuesday.")
    hospital = next(place for name, place in found.items() if "hospital" in name)
    town = found["Omdurman"]
    assert hospital.kind == "facility"
    assert (hospital.lat, hospital.lon) == (town.lat, town.lon)
    assert hospital.parent == town.id
    assert hospital.by == "told to lie in a place that is named with it"


def test_an_unlisted_village_is_no_better_known_than_its_province() -> None:
    found = _places("Rebels burned the village of Tanwalbougounda, in Soum province, Burkina Faso, on Tuesday.")
    village, province = found["Tanwalbougounda"], next(place for name, place in found.items() if "Soum" in name)
    assert village.precision_km == province.precision_km
    assert village.geo_precision is not None
    assert village.geo_precision > 1


def test_what_lies_west_of_a_town_tells_nothing_of_its_kind() -> None:
    found = _places("Troops took hills west of Zalambessatown in Ethiopia on Tuesday.")
    assert found["Zalambessatown"].kind == "settlement"


def test_the_border_with_a_country_is_that_of_the_country_whose_towns_are_named() -> None:
    found = _places("Shells hit Deir al-Zor on Tuesday. Fighting went on along the border with Lebanon.")
    border = found["border with Lebanon"]
    assert border.country is None
    assert border.lat == pytest.approx(34, abs=1)
    assert border.relation == "border with"


WHERE = [
    ("The Beirut bombing killed 13 people.", ["Beirut"]),
    ("A Kabul suicide bombing killed ten people.", ["Kabul"]),
    ("Rebels rejected the Geneva talks.", ["Geneva"]),
    ("The Boston Marathon bombing killed three people.", ["Boston"]),
    ("Bombs exploded near the finish line of the Boston Marathon.", ["Boston"]),
    ("Gunmen killed three people in a Karachi market.", ["Karachi"]),
    ("Gunmen stormed Kabul airport.", ["Kabul airport"]),
    ("A bomb exploded at a McDonald's restaurant in Peshawar.", ["Peshawar"]),
    ("He was killed in a raid by US special forces inside Syrian territory.", ["Syria"]),
    ("The jets struck a convoy on Iraqi soil.", ["Iraq"]),
    ("Shells hit Ukrainian-held territory.", []),
    ("M23 rebels captured Sake on Monday.", ["Sake"]),
    ("Fighting in Sake killed five people.", ["Sake"]),
    ("The army said it had retaken Bara, a town 60 kilometers north of El Obeid.", ["Bara"]),
    ("Shells fell on El Obeid, Sudan. The war has killed 40,000 people, the UN says.", ["El Obeid", "Sudan"]),
    ("The Khan raid killed three soldiers.", []),
    ("The Kennedy murder led to a war.", []),
]


@pytest.mark.parametrize(("text", "names"), WHERE, ids=[text[:40] for text, _ in WHERE])
def test_a_town_may_name_an_event_or_one_of_its_sites(text: str, names: list[str]) -> None:
    report = reports.parse(text, published="2024-05-08")
    known = {place.id: place.name for place in report.places}
    assert sorted({known[where.place] for claim in report.claims for where in claim.places}) == names


def test_a_town_told_by_another_is_no_relation_of_its_own() -> None:
    report = reports.parse(
        "Shells hit Bara, a town 60 kilometers north of El Obeid in Sudan, on Monday.", published=None
    )
    known = {place.id: place for place in report.places}
    [where] = [one for one in report.claims[0].places if known[one.place].kind != "country"]
    assert (known[where.place].name, where.relation) == ("Bara", None)
    assert known[where.place].relation == "north of"


TAKEN_UP = [
    ("The army seized Homs. It then cut the highway from Hama. Jets bombed the city.", "bombed", ["Homs"]),
    ("Rebels entered Juba. They held the road to Malakal. Jets bombed the city.", "bombed", ["Juba"]),
    ("Rebels attacked the road to Goma. They shelled the city.", "shelled", ["Goma"]),
    ("A bomb hit Baghdad. Police in the city of Mosul shot a man. Jets bombed the capital.", "bombed", ["Baghdad"]),
    ("Kabul was calm. Rebels attacked Kandahar. They shelled the provincial capital.", "shelled", ["Kandahar"]),
]


@pytest.mark.parametrize(("text", "trigger", "names"), TAKEN_UP, ids=[text[:30] for text, _, _ in TAKEN_UP])
def test_the_town_is_none_that_a_road_only_leads_to_and_the_capital_is_one(
    text: str, trigger: str, names: list[str]
) -> None:
    report = reports.parse(text, published="2024-05-08")
    name_of = {place.id: place.name for place in report.places}
    claim = next(claim for claim in report.claims if claim.trigger.text == trigger)
    assert [name_of[place.place] for place in claim.places] == names


def test_a_plural_noun_tells_the_kind_of_all_its_names() -> None:
    found = _places("Rebels burned Sokolo and Dioura, in the Segou and Mopti regions of Mali.")
    assert {name: str(found[name].kind) for name in ("Sokolo", "Segou", "Mopti")} == {
        "Sokolo": "settlement",
        "Segou": "region",
        "Mopti": "region",
    }
    counties = _places("Militants raided villages in Lamu and Garissa counties in Kenya.")
    assert str(counties["Lamu"].kind) == str(counties["Garissa"].kind) == "region"


def test_a_country_that_acts_behind_a_comma_does_not_hold_the_town() -> None:
    assert _places("Under a deal signed in Moscow, Armenia handed over Kalbajar.")["Moscow"].country == "RUS"
    assert _places("A bomb killed two people in Tripoli, Lebanon, on Monday.")["Tripoli"].country == "LBN"


def test_a_district_with_a_name_is_no_part_of_its_town() -> None:
    found = _places("A missile hit a house in the Saltivskyi district of Kharkiv in Ukraine.")
    assert "district of Kharkiv" not in found
    assert "outskirts of Jos" in _places("The outskirts of Jos, in Nigeria, were shelled on Monday.")
    assert "northern districts of Aleppo" in _places("Rebels shelled the northern districts of Aleppo in Syria.")


def test_banks_are_those_of_a_river() -> None:
    found = _places("Kherson in Ukraine was shelled from the left bank of the Dnipro.")
    assert str(found["Dnipro"].kind) == "physical"


@pytest.mark.pipeline
def test_a_longer_name_is_not_the_place_that_it_ends_in() -> None:
    text = "Gunmen killed 42 people in Tungar Dutse in Nigeria's Zamfara state. Shells hit Old Aleppo."
    report = reports.parse(text, published="2025-10-03")
    places = {place.name: place for place in report.places}
    assert places["Tungar Dutse"].lat is None
    assert not {"Dutse"} & set(places)
