from __future__ import annotations

import pytest

from reports.text import datelines

STORY = "The army said on Monday that its forces had left the town."


@pytest.mark.parametrize(
    ("line", "place", "agency", "date"),
    [
        ("BEIRUT, Sept 13 (Reuters) - ", "Beirut", "Reuters", (None, 9, 13)),
        ("KYIV (AP) — ", "Kyiv", "AP", None),
        ("Moscow, 4 May, /TASS/. ", "Moscow", "TASS", (None, 5, 4)),
        ("HERAT, Afghanistan, June 9 (Xinhua) -- ", "Herat, Afghanistan", "Xinhua", (None, 6, 9)),
        ("GOMA, DR Congo, 3 Mar 2024 (AFP) – ", "Goma, DR Congo", "AFP", (2024, 3, 3)),
        ("ADEN (Reuters) – ", "Aden", "Reuters", None),
        ("NAYPYITAW — ", "Naypyitaw", None, None),
        ("PORT SUDAN, 12 May - ", "Port Sudan", None, (None, 5, 12)),
        ("TBILISI/YEREVAN, March 1 (Reuters) - ", "Tbilisi/Yerevan", "Reuters", (None, 3, 1)),
        ("SAN SALVADOR, 3 JAN 90 (ACAN-EFE) -- ", "San Salvador", "ACAN-EFE", (1990, 1, 3)),
        ("Bamako, May 3 - ", "Bamako", None, (None, 5, 3)),
        ("Ouagadougou (AFP) - ", "Ouagadougou", "AFP", None),
        ("N'DJAMENA, Chad — ", "N'djamena, Chad", None, None),
        ("BOGOTÁ, Colombia (AP) — ", "Bogotá, Colombia", "AP", None),
        ("AL-HASAKAH, Syria (Local Wire) – ", "Al-Hasakah, Syria", "Local Wire", None),
        ("MEKELLE (Tigray Wire - 12th March, 2022) - ", "Mekelle", "Tigray Wire", (2022, 3, 12)),
        ("UNITED NATIONS (AP) — ", "United Nations", "AP", None),
        ("GENEVA, 2024-05-03 - ", "Geneva", None, (2024, 5, 3)),
    ],
)
def test_datelines_are_read_by_shape(
    line: str, place: str, agency: str | None, date: tuple[int | None, int, int] | None
) -> None:
    text = line + STORY
    found = datelines.at_start(text, 0, len(text), opening=True)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert (None if found.date is None else (found.date.year, found.date.month, found.date.day)) == date
    assert text[found.end :].strip() == STORY


@pytest.mark.parametrize(
    "line",
    [
        "BREAKING — ",
        "HIGHLIGHTS: ",
        "On Monday, May 3 - ",
        "In Goma, 3 May - ",
        "The army said on Monday (IED) - ",
        "Lt. Col. Abel Tesfaye (ENDF) - ",
        "NATO (the alliance) - ",
        "QUESTION: ",
        "TALKS NOT NECESSARILY OVER, JUST SLOW - ",
        "",
    ],
)
def test_what_is_no_dateline(line: str) -> None:
    text = line + STORY
    assert datelines.at_start(text, 0, len(text), opening=True) is None


def test_a_bare_place_counts_only_where_a_story_may_open() -> None:
    text = "MISRATA — " + STORY
    assert datelines.at_start(text, 0, len(text), opening=False) is None


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("Families leave a shelter near Idlib. REUTERS/Jane Roe ", "BEIRUT, May 31 (Reuters) -"),
        ("Four miners killed in border blast", "HERAT, Afghanistan, June 9 (Xinhua) --"),
        ("A man sweeps glass from a shop. AP ", "BEIRUT (AP) —"),
        ("Ceasefire talks stall in the hills", "STEPANAKERT —"),
    ],
)
def test_datelines_with_something_glued_in_front(before: str, line: str) -> None:
    text = f"{before}{line} {STORY}"
    found = datelines.inside(text, 0, len(text))
    assert found is not None
    assert text[found.start : found.end].strip() == line


def test_no_dateline_inside_a_plain_sentence() -> None:
    text = "Soldiers of the FARDC - backed by MONUSCO (the UN mission) - left Goma on 3 May - a day late."
    assert datelines.inside(text, 0, len(text)) is None
