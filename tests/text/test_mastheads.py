from __future__ import annotations

import pytest

from reports.text import mastheads
from reports.text.lines import paragraphs


@pytest.mark.parametrize(
    ("line", "publisher", "published", "bylines"),
    [
        ("The Valley Courier, 9 June 2021", "The Valley Courier", "2021-06-09", ()),
        ("Highland Weekly | June 9, 2021", "Highland Weekly", "2021-06-09", ()),
        ("Policy brief, 20 February 2020", None, "2020-02-20", ()),
        (
            "by Jane Roe | Open Ground | updated 3 Sept. 2022, 11:40 UTC",
            "Open Ground",
            "2022-09-03T11:40:00+00:00",
            ("Jane Roe",),
        ),
        ("By Jane Roe and John Doe | 3 May 2022", None, "2022-05-03", ("Jane Roe", "John Doe")),
    ],
)
def test_lines_of_outlet_and_date(line: str, publisher: str | None, published: str, bylines: tuple[str, ...]) -> None:
    found = mastheads.read(line)
    assert found is not None
    assert (found.publisher, found.published, found.bylines) == (publisher, published, bylines)


@pytest.mark.parametrize(
    "line",
    [
        "Goma, 9 June 2021",
        "The Valley Courier, 9 June",
        "The army shelled the town, 9 June 2021",
        "News | World | Africa",
        "Rebels take two villages | 9 June 2021 in the hills",
        "",
    ],
)
def test_what_is_no_masthead(line: str) -> None:
    assert mastheads.read(line) is None


def letterhead(text: str) -> mastheads.Letterhead | None:
    return mastheads.letterhead(text, [(part.start, part.end) for part in paragraphs(text)])


def test_a_letterhead_ends_with_its_date() -> None:
    text = "HILL REPUBLIC\nMinistry of Defence\nPress release No. 118\nTorit, 3 August 2022\n\nOur forces advanced."
    assert letterhead(text) == mastheads.Letterhead(end=3, title=2)


def test_a_letterhead_may_have_a_period_and_no_number() -> None:
    assert letterhead("Hills Monitor\nPeriod: 1–7 September 2003\n\nA clash.") == mastheads.Letterhead(1, None)


@pytest.mark.parametrize(
    "text",
    [
        "Rebels took the town.\nTorit, 3 August 2022\n\nMore.",
        "Torit, 3 August 2022\n\nOur forces advanced.",
        "Ministry of Defence\n\nOur forces advanced on 3 August 2022.",
        "",
    ],
)
def test_what_is_no_letterhead(text: str) -> None:
    assert letterhead(text) is None
