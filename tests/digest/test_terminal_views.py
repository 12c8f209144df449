from __future__ import annotations

import pytest
from rich.cells import cell_len
from tests.digest.by_hand import BRIDGE, DIGEST, QUAY, STORIES, UNDATED, hostile, on_screen, told

from reports.digest.records import Digest
from reports.digest.views import listing
from reports.digest.views import timeline as days
from reports.digest.views.lines import Line, Part, labelled, line
from reports.records import Modality, VerificationStatus


def shown(digest: Digest = DIGEST, width: int = 80, *, full: bool = False) -> str:
    return on_screen(listing.lines(digest, full=full), width)


def row(text: str, label: str) -> str:
    """The line with this label, with what it wraps into, as one line."""
    rows = text.split("\n")
    at = next(number for number, each in enumerate(rows) if each.startswith(f"  {label} "))
    found = [rows[at][13:]]
    for each in rows[at + 1 :]:
        if not each.startswith(" " * 13):
            break
        found.append(each.strip())
    return " ".join(found)


def test_incidents_stand_in_order_of_time_with_the_undated_at_the_end() -> None:
    view = shown()
    order = [view.index(each) for each in ("1–3 May 2024", "6 May 2024\n", "No date\n", "Talks")]
    assert order == sorted(order)
    assert view.startswith("3 incidents in 4 stories, 1 disputed, 1 repeats another's text\n")
    assert "Of no incident: 3 claims (2 threat, 1 no place)" in view


def test_parties_and_third_parties_are_told_apart() -> None:
    view = shown(width=120)
    assert row(view, "told by") == "standing not told: Quiet day"
    assert "parties: police (not named; for Harbour army; 2 stories) · third parties: Agency B" in view
    assert row(view, "denied by") == "parties: Fjord rebels"


def test_a_toll_has_its_range_who_gives_which_figure_and_what_was_replaced() -> None:
    told_ = row(shown(width=120), "killed")
    assert told_ == "3–5 civilians (Norway (military)): 3 police; 5 Agency B · earlier 2 police"


def test_one_figure_is_not_told_twice() -> None:
    toll = QUAY.tolls[0].model_copy(update={"by_source": QUAY.tolls[0].by_source[2:], "low": 5, "high": 5})
    digest = DIGEST.model_copy(update={"incidents": (QUAY.model_copy(update={"tolls": (toll,)}),)})
    assert row(shown(digest), "killed") == "5 civilians (Norway (military)): Agency B"


def test_a_denial_names_all_that_it_denies_in_one_line() -> None:
    assert row(shown(), "denial") == "spokesman via state radio against police; Agency B"
    with_ids = row(shown(full=True), "denial")
    assert with_ids == "spokesman via state radio (t2/c2) against police (t1/c1); Agency B (t2/c1)"
    assert "  update " not in shown()
    assert row(shown(full=True), "update") == "police (t1/c2) after police (t1/c1) on killed"


def test_full_shows_each_claim_with_words_story_source_and_reason() -> None:
    view = shown(full=True, width=120)
    assert row(view, "t1/c1") == (
        "shelling · police in Wire A, 6 May 2024 09:00 +02:00 “Guns shelled the quay” 0–21 "
        "put here 0.75: place 1.00, time 0.50"
    )
    assert row(view, "t2/c2").startswith(
        "shelling · spokesman via state radio in Agency B, 6 May 2024 08:30 UTC · NEGATED"
    )
    assert row(view, "t3/c1").endswith("counts with police (near duplicate)")
    assert row(view, "t3") == "c.txt · 7 May 2024 · deep/c.txt · repeats t1 (90%)"
    assert "“Guns" not in shown()


def test_a_claim_that_its_own_story_doubts_says_so() -> None:
    claim = told("t4", 1, "g4", modality=Modality.POSSIBLE, verification=VerificationStatus.UNVERIFIED)
    digest = DIGEST.model_copy(update={"incidents": (BRIDGE.model_copy(update={"claims": (claim,)}),)})
    assert "POSSIBLE · UNVERIFIED" in shown(digest, full=True)


def test_long_tables_are_cut_and_say_so() -> None:
    tolls = QUAY.tolls * 9
    digest = DIGEST.model_copy(update={"incidents": (QUAY.model_copy(update={"tolls": tolls}),)})
    assert "and 3 more tolls; --full shows them" in shown(digest)
    assert shown(digest, full=True).count("  killed ") == 9


def test_no_incidents_is_said() -> None:
    view = shown(Digest(version="0", stories=(), incidents=()))
    assert view == "0 incidents in 0 stories\n\nNo incidents.\n"


@pytest.mark.parametrize("width", [12, 20, 40, 80, 120])
@pytest.mark.parametrize("full", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, full: bool) -> None:
    for digest in (DIGEST, hostile()):
        assert max(cell_len(each) for each in shown(digest, width, full=full).split("\n")) <= width
    lines = days.lines(hostile())
    view = on_screen(lines, width)
    assert max(cell_len(each) for each in view.split("\n")) <= width


def test_words_of_stories_cannot_control_the_terminal() -> None:
    view = shown(hostile(), full=True)
    assert not {char for char in view if ord(char) < 32 or 0x7F <= ord(char) < 0xA0} - {"\n"}
    assert "\u202e" not in view
    assert "[red]C[/red]" in "".join(view.split())


def test_colours_are_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    coloured = shown()
    assert "\x1b[" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown()
    plain = " ".join(shown().split())
    assert all(word in plain for word in ("DISPUTED", "parties:", "third parties:"))


def test_a_label_wraps_into_its_words_where_it_does_not_fit() -> None:
    wide = labelled("a long label", "some words", indent=2, width=6)
    assert on_screen([wide], 40) == "  a long label some words\n"
    assert on_screen([labelled("ab", "x " * 30, indent=2, width=6)], 40).split("\n")[1].startswith(" " * 8 + "x")
    assert on_screen([line(Part("one "), "two", indent=3)], 40) == "   one two\n"
    assert on_screen([Line()], 40) == "\n"


def test_the_digest_is_not_needed_to_be_whole() -> None:
    """Ids that lead nowhere (a digest cut by hand) are shown as they are."""
    digest = DIGEST.model_copy(update={"stories": STORIES[:1], "incidents": (QUAY, UNDATED)})
    assert "t2" in shown(digest, full=True)


def test_an_incident_without_a_place_shows_the_words_of_its_first_claim() -> None:
    view = shown()
    assert view.count("“") == 1
    assert f"“{UNDATED.claims[0].text}”" in view.partition(UNDATED.description)[2]


def test_one_is_not_several_and_a_place_is_no_code() -> None:
    toll = QUAY.tolls[0].model_copy(update={"low": 1.0, "high": 1.0})
    one = DIGEST.model_copy(update={"incidents": (QUAY.model_copy(update={"tolls": (toll,)}),)})
    assert "1 civilian (" in shown(one)
    assert "NOR" not in shown(one)


def test_who_tells_is_shown_once_below_the_headline() -> None:
    told_by = "told by police (party), Agency B (third party); denied by Fjord rebels"
    sources = "Agency B (third party), police (party)"
    full = QUAY.model_copy(update={"description": f"{QUAY.description}; told by {sources}; denied by Fjord rebels"})
    other = QUAY.model_copy(update={"id": "i-x", "description": f"{QUAY.description}; {told_by}"})
    view = shown(DIGEST.model_copy(update={"incidents": (full, other)}), width=160)
    assert f"\n{QUAY.description} DISPUTED\n" in view
    assert f"{QUAY.description}; {told_by} DISPUTED\n" in view  # in other words: it is kept whole
