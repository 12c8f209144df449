"""The lexicons: folding, loading, finding, and two checks on each file: it loads, and every entry fires."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from reports import lexicons
from reports.errors import DataError
from reports.lexicons import ActorEntry, Entry, FoldedTokens, PhraseIndex, check_unique, fold, load_jsonl, loading

Tokens = tuple[list[int], list[int]]


def words(text: str) -> Tokens:
    """Every acronym, run of letters and sign is a token."""
    matches = list(re.finditer(r"(?:\w\.){2,}|\w+|[^\w\s]", text))
    return [match.start() for match in matches], [match.end() for match in matches]


def chunks(text: str) -> Tokens:
    """Only white space parts tokens."""
    matches = list(re.finditer(r"\S+", text))
    return [match.start() for match in matches], [match.end() for match in matches]


def found(index: PhraseIndex, text: str, tokenise: Callable[[str], Tokens] = words) -> list[tuple[str, str]]:
    starts, ends = tokenise(text)
    return [(text[starts[first] : ends[last - 1]], entry) for first, last, entry in index.find(text, starts, ends)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("al-Shabaab", "Al Shabaab"),
        ("B'Tselem", "B’Tselem"),
        ("Daʿesh", "Da'esh"),
        ("Séléka", "Seleka"),
        ("İslam Đurić Łódź", "islam duric lodz"),
        ("U.N.", "un"),
        ("P.K.K", "PKK"),
        ("Nagorno–Karabakh", "Nagorno-Karabakh"),
        ("  Wagner\u00a0 \nGroup ", "wagner group"),
        ("Ukra\u00adine", "Ukraine"),
    ],
)
def test_spellings_that_fold_alike(left: str, right: str) -> None:
    assert fold(left) == fold(right)


def test_fold_keeps_what_tells_names_apart() -> None:
    assert fold("PKK/HPG") == "pkk/hpg"
    assert fold("St. Petersburg") == "st. petersburg"
    assert fold("US", keep_case=True) == fold("U.S.", keep_case=True) == "US"


def test_longest_phrase_wins_and_matches_do_not_overlap() -> None:
    index = PhraseIndex([("Red Front", "a"), ("Red Front Army", "b"), ("Army", "c"), ("Front", "d")])
    assert found(index, "the Red Front Army and the Red Front, the Front") == [
        ("Red Front Army", "b"),
        ("Red Front", "a"),
        ("Front", "d"),
    ]


@pytest.mark.parametrize("tokenise", [words, chunks])
def test_found_whatever_the_tokeniser_does(tokenise: Callable[[str], Tokens]) -> None:
    index = PhraseIndex([("al-Nur", "nur"), ("People's Defence Front", "pdf"), ("M'Bala", "mbala"), ("UDK", "udk")])
    text = "Al Nur and al-Nur met the People’s Defence Front near M'Bala with U.D.K. men"
    assert [entry for _, entry in found(index, text, tokenise)] == ["nur", "nur", "pdf", "mbala", "udk"]


def test_possessive_does_not_hide_a_name() -> None:
    index = PhraseIndex([("Zarabia", "zar"), ("Norites", "nor")])
    assert found(index, "Zarabia's army and the Norites' flag") == [("Zarabia", "zar"), ("Norites", "nor")]


def test_line_break_joins_and_empty_line_parts() -> None:
    index = PhraseIndex([("Red Front", "a")])
    assert found(index, "the Red\nFront") == [("Red\nFront", "a")]
    assert found(index, "the Red\n\nFront") == []
    text = "the Red \n Front. Red\n\nFront"
    spaced = [match.span() for match in re.finditer(r"\S+|(?<=Red)\s+", text)]
    tokens = FoldedTokens(text, [start for start, _ in spaced], [end for _, end in spaced])
    assert [entry for *_, entry in PhraseIndex([("Red Front.", "a")]).find_in(tokens)] == ["a"]


def test_any_case_will_do_if_asked() -> None:
    tokens = FoldedTokens("the elf of the red front", *words("the elf of the red front"))
    index = PhraseIndex([("Red Front", "a"), ("ELF", "b")])
    assert index.find_in(tokens) == []
    assert index.find_in(tokens, any_case=True) == [(1, 2, "b"), (4, 6, "a")]


@pytest.mark.parametrize(
    ("alias", "text", "matches"),
    [
        ("US", "they told us", False),
        ("US", "the US said", True),
        ("US", "the U.S. army", True),
        ("LeT", "Let them go", False),
        ("LeT", "a LeT commander", True),
        ("Fist", "a fist", False),
        ("Fist", "FIST ATTACKS", True),
        ("Wagner Group", "the Wagner group", True),
        ("al-Nur", "al-nur", False),
        ("al-Nur", "Al-nur", True),
        ("ash-Shams", "Ash-Shams", True),
        ("mercenaries", "The Mercenaries", True),
        ("The Post", "The post was taken", False),
        ("The Post", "The Post reported", True),
        ("UNIDA", "Unida", True),
    ],
)
def test_case_rules(alias: str, text: str, matches: bool) -> None:
    index = PhraseIndex([(alias, "x")])
    assert bool(found(index, text)) is matches


def test_acronym_before_a_hyphen_is_found() -> None:
    text = "the U.S.-led force"
    assert PhraseIndex([("US", "usa")]).find(text, [0, 4, 8, 9, 13], [3, 8, 9, 12, 18]) == [(1, 2, "usa")]


def test_titles_want_every_capital() -> None:
    index = PhraseIndex([("Foreign Policy", "fp"), ("Saba news agency", "saba")], titles=True)
    assert found(index, "Foreign policy is hard, wrote Foreign Policy") == [("Foreign Policy", "fp")]
    assert found(index, "the Saba News Agency") == [("Saba News Agency", "saba")]


def test_words_in_a_line_of_capitals_are_not_acronyms() -> None:
    index = PhraseIndex([("WHO", "who"), ("IS", "is"), ("UN", "un")])
    assert found(index, "WHO KILLED THEM? THIS IS WAR, UN SAYS") == [("UN", "un")]
    assert found(index, "The WHO said IS had fled") == [("WHO", "who"), ("IS", "is")]


def test_longer_phrase_hides_a_name() -> None:
    index = PhraseIndex([("Chad", "tcd")], unless=["Lake Chad"])
    assert found(index, "from Chad to Lake Chad") == [("Chad", "tcd")]
    assert index.get("Lake Chad") is None
    assert index.get("CHAD") == "tcd"
    assert "chad" not in index


def test_time_is_linear_in_text_without_spaces() -> None:
    index = lexicons.actor_index()
    text = "a-" * 100_000
    began = time.perf_counter()
    assert index.find(text, range(len(text)), range(1, len(text) + 1)) == []
    assert time.perf_counter() - began < 10


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(loading, "data_file", lambda name: tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['{"id":"a","name":"A","kind":"ngo"}', "", "{oops"], "x.jsonl:3: [line] is not JSON"),
        (['// a remark', '{"id":"a","name":"A","kind":"ngo","colour":"red"}'], "x.jsonl:2: [colour] Extra inputs"),
        (['{"id":"a","name":"A","kind":"army"}'], "x.jsonl:1: [kind] Input should be"),
        (['{"id":"a","name":"A","kind":"military","aliases":["B",""]}'], "x.jsonl:1: [aliases.1] String should have"),
        (['{"id":"a","name":"A","kind":"military","country":"UK"}'], "x.jsonl:1: [country] String should match"),
        (['[1]'], "x.jsonl:1: [line] Input should be"),
        (['{"id":"a","name":"A","kind":"ngo"}', '{"id":"a","name":"B","kind":"igo"}'], ":2: [id] 'a' is already at"),
    ],
)  # fmt: skip
def test_broken_data_is_named_by_file_line_and_field(data: Path, lines: list[str], message: str) -> None:
    (data / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(message)):
        load_jsonl("x.jsonl", ActorEntry)


def test_missing_data_is_named(data: Path) -> None:
    with pytest.raises(DataError, match=r"nothing\.jsonl: no such data file"):
        load_jsonl("nothing.jsonl", ActorEntry)


def test_a_folder_is_read_by_file_name_and_ids_are_unique_across_it(data: Path) -> None:
    (data / "x").mkdir()
    (data / "x" / "b.jsonl").write_text('{"id":"b","name":"B","kind":"ngo"}\n', encoding="utf-8")
    (data / "x" / "a.jsonl").write_text('{"id":"a","name":"A","kind":"ngo"}\n', encoding="utf-8")
    assert [entry.id for entry in load_jsonl("x", ActorEntry)] == ["a", "b"]
    (data / "x" / "c.jsonl").write_text('{"id":"a","name":"C","kind":"ngo"}\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"c\.jsonl:1: \[id\] 'a' is already at a\.jsonl:1"):
        load_jsonl("x", ActorEntry)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ([("Al Nur", []), ("Nur", ["al-Nur"])], "is also 'e0'"),
        ([("Nur", ["NUR FRONT", "Nur-Front"])], "adds nothing"),
        ([("Nur", ["Núr"])], "adds nothing"),
    ],
)
def test_shared_or_idle_aliases_are_refused(names: list[tuple[str, list[str]]], problem: str) -> None:
    entries = [Entry(id=f"e{number}", name=name, aliases=tuple(rest)) for number, (name, rest) in enumerate(names)]
    with pytest.raises(DataError, match=problem):
        check_unique("x.jsonl", entries)


def test_spellings_by_case_are_not_idle() -> None:
    check_unique(
        "x.jsonl", [Entry(id="a", name="ISIS", aliases=("Isis",)), Entry(id="b", name="Dozo", aliases=("dozo",))]
    )


def test_short_name_is_chosen_by_full_name_then_by_country() -> None:
    assert lexicons.choose_actor("saf", named={"sudan-saf"}) == "sudan-saf"
    assert lexicons.choose_actor("saf", named=set(), countries={"SGP"}) == "singapore-armed-forces"
    assert lexicons.choose_actor("saf", named=set(), countries={"SGP", "SDN"}) is None
    assert lexicons.choose_actor("saf", named=set()) is None
    assert lexicons.choose_actor("no such name", named={"sudan-saf"}, countries={"SDN"}) is None


LEXICONS = {
    "actors": (lexicons.actors, lexicons.actor_index, 1700),
    "countries": (lexicons.countries, lexicons.country_index, 280),
    "peoples": (lexicons.peoples, lexicons.people_index, 200),
    "agencies": (lexicons.agencies, lexicons.agency_index, 650),
}


@pytest.mark.parametrize("name", LEXICONS)
def test_every_entry_loads_and_names_are_unique(name: str) -> None:
    entries, _, least = LEXICONS[name]
    assert len(entries()) >= least
    check_unique(name, entries().values())


def dead(pairs: Iterable[tuple[str, str]], index: PhraseIndex) -> list[str]:
    """The phrases that the index does not find, whole and with the right id, in a sentence."""
    return [
        phrase for phrase, entry in pairs if (phrase, entry) not in found(index, f"On 3 May men of {phrase} met two.")
    ]


@pytest.mark.parametrize("name", LEXICONS)
def test_every_alias_is_found(name: str) -> None:
    entries, index, _ = LEXICONS[name]
    assert dead(((surface, entry.id) for entry in entries().values() for surface in entry.surfaces), index()) == []


def test_every_entry_can_be_found_at_all() -> None:
    for entry in (*lexicons.actors().values(), *lexicons.agencies().values()):
        assert entry.surfaces or entry.weak, f"{entry.id} has no name that a text can hold"


def test_every_demonym_is_found_and_shared_ones_go_to_the_first() -> None:
    owner: dict[str, str] = {}
    for entry in lexicons.countries().values():
        for form in entry.demonyms:
            owner.setdefault(form, entry.id)
    assert dead(owner.items(), lexicons.demonym_index()) == []


@pytest.mark.parametrize(
    ("weak", "index", "entries"),
    [
        (lexicons.weak_actors, lexicons.weak_actor_index, lexicons.actors),
        (lexicons.weak_agencies, lexicons.weak_agency_index, lexicons.agencies),
    ],
)
def test_every_weak_name_is_found(weak, index, entries) -> None:  # type: ignore[no-untyped-def]
    names = [(alias, fold(alias)) for entry in entries().values() for alias in entry.weak]
    assert names
    assert dead(names, index()) == []
    assert all(entry.id in weak()[fold(alias)] for entry in entries().values() for alias in entry.weak)


def test_no_name_is_both_certain_and_weak() -> None:
    strong = {surface for entry in lexicons.actors().values() for surface in entry.surfaces}
    assert [alias for entry in lexicons.actors().values() for alias in entry.weak if alias in strong] == []


def test_references_between_lexicons_hold() -> None:
    codes = {country.code for country in lexicons.countries().values()}
    everything = [*lexicons.actors().values(), *lexicons.agencies().values(), *lexicons.peoples().values()]
    assert [entry.id for entry in everything if entry.country and entry.country not in codes] == []
    actors = lexicons.actors()
    assert [entry.id for entry in actors.values() if entry.of and entry.of not in actors] == []
    assert [entry.id for entry in actors.values() if entry.of == entry.id] == []
    assert [code for people in lexicons.peoples().values() for code in people.countries if code not in codes] == []


def test_countries_have_iso_codes_and_states_are_complete() -> None:
    states = [country for country in lexicons.countries().values() if country.status == "state"]
    assert len(states) == 196
    assert [
        state.id for state in states if not (state.alpha3 and state.alpha2 and state.capital and state.nationals)
    ] == []
    codes = [country.alpha3 for country in lexicons.countries().values() if country.alpha3]
    assert len(set(codes)) == len(codes)
    de_facto = [country for country in lexicons.countries().values() if country.status == "de_facto"]
    assert [country.id for country in de_facto if country.code is None] == []
    wikidata = [entry.wikidata for entry in lexicons.actors().values() if entry.wikidata]
    assert len(set(wikidata)) == len(wikidata)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Sudan's RSF and the Rapid Support Forces fled", ["rsf", "rsf"]),
        ("Hezbollah's elite Radwan Force and Kata'ib Hezbollah", ["hezbollah", "radwan-force", "kataib-hezbollah"]),
        ("the Pakistani Taliban, not the Taliban", ["ttp", "taliban"]),
        ("the Tatmadaw fought the Three Brotherhood Alliance", ["tatmadaw", "three-brotherhood"]),
        ("the Contras and FMLN rebels", ["contras", "fmln"]),
        ("UNIFIL, Unicef and the IDF", ["unifil", "unicef", "idf"]),
    ],
)
def test_actors_of_many_wars(text: str, ids: list[str]) -> None:
    assert [entry for _, entry in found(lexicons.actor_index(), text)] == ids
