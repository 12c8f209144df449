"""Names in sentences of our own about many wars, with the country and the point that they must get (25 km)."""

from __future__ import annotations

import pytest

import reports
from reports import gazetteer, toponyms
from reports.errors import DataError, InputError
from reports.geometry import distance_km
from reports.records import Place

NEAR_KM = 25.0

# text with the name in braces | country | lat | lon
CASES = """
Russian shells fell on {Kupiansk} in Ukraine before dawn. | UKR | 49.71 | 37.62
Ukrainian crews left {Slavyansk} for the front. | UKR | 48.87 | 37.62
Drones hit a depot in {Nikolaev}, Ukraine said. | UKR | 46.97 | 32.0
The Russian city of {Donetsk}, in Rostov region, was hit by debris. | RUS | 48.34 | 39.97
Artillery struck {Donetsk}, officials installed by Moscow in eastern Ukraine said. | UKR | 48.0 | 37.8
Ukrainian troops crossed towards {Sudzha} in Russia's Kursk region. | RUS | 51.2 | 35.27
A missile struck {Kryvyi Rih}, Ukraine's president said. | UKR | 47.9 | 33.39
Air raid alarms sounded in {Kharkiv} and in Chuhuiv. | UKR | 49.99 | 36.23
Sudan's army shelled {Omdurman} overnight. | SDN | 15.64 | 32.48
The RSF besieged {El Fasher}, capital of North Darfur in Sudan. | SDN | 13.63 | 25.35
Fighters took {Nyala} as the Sudanese army withdrew. | SDN | 12.05 | 24.88
Families fled {Wad Madani}, Sudan, by truck. | SDN | 14.4 | 33.52
M23 rebels entered {Goma} in eastern Congo. | COD | -1.68 | 29.22
The Congolese army lost {Bukavu}, in South Kivu. | COD | -2.5 | 28.86
Militiamen attacked {Beni} in the Democratic Republic of Congo. | COD | 0.49 | 29.47
Israeli jets bombed {Nabatieh}, Lebanon's health ministry said. | LBN | 33.38 | 35.48
The Lebanese army deployed in {Tripoli} after clashes. | LBN | 34.43 | 35.84
Libya's rival forces traded fire in {Tripoli}. | LBY | 32.88 | 13.19
A strike hit {Tyre} in southern Lebanon. | LBN | 33.27 | 35.2
Rockets were fired at {Metula}, in northern Israel. | ISR | 33.28 | 35.58
Israeli tanks moved into {Rafah} in the Gaza Strip. | PSE | 31.29 | 34.25
Displaced Palestinians crowded into {Deir al-Balah}. | PSE | 31.42 | 34.35
Troops raided the camp in {Jenin}, in the occupied West Bank. | PSE | 32.46 | 35.3
Syrian rebels advanced on {Hama}. | SYR | 35.13 | 36.75
Barrel bombs fell on {Idlib}, Syria. | SYR | 35.93 | 36.63
Kurdish-led fighters drove IS out of {Raqqa}, Syria. | SYR | 35.95 | 39.0
Turkish-backed groups shelled {Tel Rifaat} in Syria. | SYR | 36.47 | 37.1
An explosion shook {Dayr az Zawr} in eastern Syria. | SYR | 35.34 | 40.14
Iraqi police found mortars in {Nassiriya}, Dhi Qar province, Iraq. | IRQ | 31.06 | 46.26
The Iraqi army retook {Mosul}. | IRQ | 36.34 | 43.12
Iraqi forces took {Qaim} on the Syrian border. | IRQ | 34.37 | 41.09
Houthi fighters shelled {Marib} in Yemen. | YEM | 15.46 | 45.33
Coalition jets struck {Hudaydah}, Yemen. | YEM | 14.8 | 42.95
Yemeni troops left {Taiz} at noon. | YEM | 13.58 | 44.02
Ethiopian soldiers held {Mekelle}. | ETH | 13.49 | 39.47
Fano militiamen entered {Gondar}, Ethiopia. | ETH | 12.6 | 37.47
Al-Shabaab attacked {Kismayo}, in Somalia. | SOM | -0.36 | 42.55
Jihadists overran {Djibo} in Burkina Faso. | BFA | 14.1 | -1.63
Malian soldiers abandoned {Kidal}. | MLI | 18.44 | 1.41
Gunmen ambushed a convoy near {Tillaberi}, Niger. | NER | 14.21 | 1.45
Boko Haram raided {Maiduguri}, Nigeria. | NGA | 11.85 | 13.16
Insurgents seized {Palma}, in Mozambique's Cabo Delgado province. | MOZ | -10.77 | 40.48
Central African soldiers fought rebels in {Bambari}. | CAF | 5.77 | 20.67
The Myanmar junta bombed {Lashio}. | MMR | 22.94 | 97.75
Arakan Army fighters encircled {Sittwe} in Myanmar. | MMR | 20.15 | 92.9
Philippine marines cleared {Marawi}. | PHL | 8.0 | 124.29
Taliban fighters took {Kunduz}, Afghanistan. | AFG | 36.73 | 68.87
A bomb killed worshippers in {Quetta}, Pakistan. | PAK | 30.18 | 67.0
Indian troops returned fire in {Poonch}, in Jammu and Kashmir. | IND | 33.77 | 74.09
Azerbaijani forces entered {Shusha}. | AZE | 39.76 | 46.75
Armenia said {Goris} was shelled. | ARM | 39.51 | 46.34
Georgian troops pulled out of {Gori}. | GEO | 41.98 | 44.11
ELN guerrillas attacked an army post in {Arauquita}, Colombia. | COL | 7.03 | -71.43
The Colombian air force bombed a camp near {Tumaco}. | COL | 1.8 | -78.77
Salvadoran guerrillas held {Perquin} for a day. | SLV | 13.96 | -88.16
Contras attacked {Jalapa} in Nicaragua. | NIC | 13.92 | -86.12
Bosnian Serb gunners shelled {Sarajevo}. | BIH | 43.85 | 18.36
Croatian forces entered {Knin}. | HRV | 44.04 | 16.2
Kosovo police were shot at in {Mitrovica}. | XKX | 42.88 | 20.87
Chechen fighters ambushed a column near {Grozny}, Russia. | RUS | 43.31 | 45.69
Haitian gangs burned houses in {Port-au-Prince}. | HTI | 18.54 | -72.34
Deputies in {Paris} condemned the coup, as France pulled out its troops. | FRA | 48.85 | 2.35
A court in {Paris}, Texas, heard the deserter's appeal in the United States. | USA | 33.66 | -95.56
Militia leaders were tried in {Springfield}, Illinois. | USA | 39.8 | -89.64
The trawler reached {Santa Cruz}, Bolivia, without its cargo. | BOL | -17.79 | -63.18
""".strip().splitlines()


def _place(line: str) -> reports.Place | None:
    start, end = line.index("{"), line.index("}")
    text = line.replace("{", "").replace("}", "")
    return reports.resolve_toponyms(text, [(start, end - 1)])[0]


@pytest.mark.parametrize("line", CASES, ids=lambda line: line[line.index("{") + 1 : line.index("}")])
def test_named_place(line: str) -> None:
    sentence, country, lat, lon = (part.strip() for part in line.split("|"))
    place = _place(sentence)
    assert place is not None
    assert place.country == country
    assert place.lat is not None
    assert place.lon is not None
    away = distance_km(place.lat, place.lon, float(lat), float(lon))
    assert away <= NEAR_KM, f"{away:.0f} km off, by {place.by}"
    assert place.by


def _spans(text: str, *names: str) -> list[tuple[int, int]]:
    return [(text.index(name), text.index(name) + len(name)) for name in names]


def test_places_come_in_the_order_of_the_spans() -> None:
    text = "Rebels left Hama and reached Homs, both in Syria."
    homs, hama = reports.resolve_toponyms(text, _spans(text, "Homs", "Hama"))
    assert homs is not None
    assert hama is not None
    assert (homs.name, hama.name) == ("Homs", "Hama")
    assert homs.id != hama.id


def test_two_spellings_are_one_place() -> None:
    text = "Sloviansk was hit. Ukraine calls it Sloviansk, Russia Slavyansk."
    first, second = reports.resolve_toponyms(text, [(0, 9), (text.index("Slavyansk"), text.index("Slavyansk") + 9)])
    assert first is not None
    assert second is not None
    assert first.geonames == second.geonames
    assert first.id == second.id


def test_neighbours_choose_among_namesakes() -> None:
    text = "Shells hit Suarez and Buenos Aires, in Cauca, Colombia, after the army left Popayan."
    suarez = reports.resolve_toponyms(text, _spans(text, "Suarez", "Popayan"))[0]
    assert suarez is not None
    assert suarez.country == "COL"
    assert suarez.admin1 is not None
    assert "Cauca" in suarez.admin1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ukraine said shells hit Quuxville on Monday, and Ukrainian guns answered.", "Quuxville"),
        ("Sudan's army said the Sudanese town of Zzyzxar was lost.", "Zzyzxar"),
        ("Medics at Nasser Karami hospital in Yemen treated the wounded.", "Nasser Karami hospital"),
    ],
)
def test_unknown_name_has_no_coordinates(text: str, name: str) -> None:
    assert reports.resolve_toponyms(text, _spans(text, name)) == [None]


def test_no_unimportant_village_in_a_far_country() -> None:
    text = "Ukraine and Russia fought on. Ukrainian forces and Russian forces met at Washingtonville."
    assert reports.resolve_toponyms(text, _spans(text, "Washingtonville")) == [None]


def test_a_name_borne_by_over_a_hundred_places_is_unsure_or_none() -> None:
    text = "The letter was posted in San Antonio."
    place = reports.resolve_toponyms(text, _spans(text, "San Antonio"))[0]
    known = gazetteer.lookup("San Antonio")
    assert len(known) > 100
    if place is not None:
        assert place.lat == pytest.approx(known[0].lat, abs=0.01)  # only the one known world-wide


def test_country_and_half_of_a_country() -> None:
    text = "Fighting spread from Eastern Ukraine across Ukraine."
    east, whole = reports.resolve_toponyms(text, [(21, 36), (text.rindex("Ukraine"), text.rindex("Ukraine") + 7)])
    assert east is not None
    assert whole is not None
    assert east.lon is not None
    assert whole.lon is not None
    assert east.lon > whole.lon + 2
    assert whole.where_prec == 6


@pytest.mark.parametrize("name", ["Deir al-Zor", "DEIR EZ-ZOR", "Deir ez-Zor's", "Dayr az-Zawr", "Deir Ezzor"])
def test_spellings_cases_and_possessives(name: str) -> None:
    text = f"Syrian guns hit {name} suburbs, Syria said."
    place = reports.resolve_toponyms(text, _spans(text, name))[0]
    assert place is not None
    assert place.lat is not None
    assert place.lon is not None
    assert distance_km(place.lat, place.lon, 35.34, 40.14) < 60


def test_span_outside_the_text() -> None:
    with pytest.raises(InputError, match="spans: 3:99 is not in a text of 5 characters"):
        reports.resolve_toponyms("Kyiv.", [(3, 99)])


def test_no_spans() -> None:
    assert reports.resolve_toponyms("Nothing happened.", []) == []


def test_missing_gazetteer(tmp_path: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> gazetteer.Gazetteer:
        return gazetteer.Gazetteer(f"{tmp_path}/none.sqlite")

    monkeypatch.setattr(gazetteer, "default", missing)
    with pytest.raises(DataError, match=r"the gazetteer is missing; rebuild it"):
        reports.resolve_toponyms("Kyiv was hit.", [(0, 4)])


def test_candidates_table() -> None:
    table = toponyms.candidates_table("Tripoli")
    assert table[0].country == "LBY"
    assert "LBN" in {row.country for row in table}
    assert all(row.by and -90 <= row.lat <= 90 and row.radius_km > 0 for row in table)
    assert [row.points for row in table] == sorted((row.points for row in table), reverse=True)


def test_candidates_table_of_a_country() -> None:
    table = toponyms.candidates_table("Tripoli", "lbn")
    assert {row.country for row in table} == {"LBN"}
    assert table[0].by == "country told with the name"


def test_candidates_table_of_an_unknown_name() -> None:
    assert toponyms.candidates_table("Qqqqwxyz") == []


def _found(marked: str) -> list[Place | None]:
    """The place of each name in braces."""
    text, spans = "", []
    for index, piece in enumerate(marked.replace("}", "{").split("{")):
        if index % 2:
            spans.append((len(text), len(text) + len(piece)))
        text += piece
    return reports.resolve_toponyms(text, spans)


def _kinds(marked: str) -> list[tuple[str, str | None] | None]:
    """(kind, country) of each name in braces."""
    return [place and (str(place.kind), place.country) for place in _found(marked)]


def test_a_list_of_provinces_makes_the_doubtful_name_one_of_them() -> None:
    listed = _kinds("Clashes were reported in {Anbar}, {Nineveh}, {Diyala}, {Kirkuk} and {Najaf}, Iraq's army said.")
    assert listed[-1] == ("region", "IRQ")
    towns = _kinds("Clashes were reported in {Ramadi}, {Mosul}, {Tikrit} and {Najaf}, Iraq's army said.")
    assert towns[-1] == ("settlement", "IRQ")


def test_a_list_of_states_outweighs_the_towns_and_countries_of_their_names() -> None:
    states = _kinds("Recruits came from {Ohio}, {Georgia}, {Oregon}, {New York}, {Utah} and {Washington}.")
    assert states == [("region", "USA")] * 6


def test_a_list_of_continents_is_no_list_of_towns() -> None:
    assert _kinds("Volunteers arrived from {Asia}, {Africa} and {Europe}.") == [("region", None)] * 3


def test_a_town_is_not_looked_for_outside_the_province_that_is_told_with_it() -> None:
    assert _kinds("The convoy stopped in {Bradford}, {Ontario}, Canada.")[0] is None
    assert _kinds("Shells hit {Bambari}, {Ouaka}, Central African Republic.")[0] == ("settlement", "CAF")


def test_a_state_beside_its_neighbour_is_no_region_of_a_faraway_country() -> None:
    text = "The United States warned Russia. The U.S. envoy said the United States stood by {Georgia}. U.S. ships left."
    assert _kinds(text) == [("country", "GEO")]
    assert _kinds("The United States sent U.S. troops from the United States, from bases in {Georgia}.") == [
        ("region", "USA")
    ]


def test_a_valley_and_a_greater_city_lie_about_the_town_of_their_name() -> None:
    text = "Afghan troops fought in {Logar valley}. Syrian guns hit {Greater Idlib}, Syria."
    (valley, idlib), plain = _found(text), reports.resolve_toponyms("Idlib in Syria.", [(0, 5)])[0]
    assert valley is not None
    assert (valley.country, valley.precision_km is not None and valley.precision_km >= 25) == ("AFG", True)
    assert idlib is not None
    assert plain is not None
    assert (idlib.lat, idlib.lon) == (plain.lat, plain.lon)


def test_a_name_in_a_list_need_not_lie_in_the_next_one() -> None:
    assert _kinds("Envoys flew to {Tripoli}, {Egypt} and {Sudan}.")[0] == ("settlement", "LBY")


def test_a_world_wide_name_is_no_small_town() -> None:
    assert (
        _kinds("U.S. ships of the United States Navy sailed in the {Pacific} and the {Atlantic}.")
        == [("physical", None)] * 2
    )
