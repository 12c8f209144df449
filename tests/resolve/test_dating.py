"""When claims happened: whose time a time is, and which day goes on."""

from __future__ import annotations

import pytest

import reports


def begins(text: str, published: str | None = "2024-03-14") -> dict[str, str | None]:
    """Trigger -> begin of its time; None for no time or one without a day."""
    report = reports.parse(text, published=published)
    found = {}
    for claim in report.claims:
        trigger = text[claim.trigger.start : claim.trigger.end]
        found[trigger] = claim.time.begin if claim.time else None
    return found


TICKER = """Live: fighting in the capital

Last updated: 14 March 2024, 19:05

18:52 – Gunmen shelled the port of Bor. Three sailors were wounded in the harbour.

15:44 – A mortar bomb killed two women in Wednesday's battle at the bridge, medics say.

09:00 – Rebels captured the village of Pibor.
"""


def test_entries_of_a_ticker_are_of_its_day() -> None:
    found = begins(TICKER, None)
    assert found["shelled"] == "2024-03-14T18:52"
    assert found["wounded"] == "2024-03-14"
    assert found["battle"] == "2024-03-13"
    assert found["captured"] == "2024-03-14T09:00"


def test_a_day_that_leads_a_line_is_that_of_its_claims() -> None:
    text = """Situation report 4

Period: 1–7 September 2003

• 2 Sept: Rebels attacked a police post at Bhalubang.

• 4 Sept: Soldiers shelled a school in Doramba.
"""
    found = begins(text, None)
    assert found["attacked"] == "2003-09-02"
    assert found["shelled"] == "2003-09-04"


def test_a_clock_time_is_not_taken_over() -> None:
    text = "Rockets hit the depot at 04:30 on Tuesday. Soldiers later shelled the road to Malakal."
    found = begins(text)
    assert found["hit"] == "2024-03-12T04:30"
    assert found["shelled"] == "2024-03-12"


@pytest.mark.parametrize(
    "text",
    [
        "A clip uploaded at 09:14 on 12 March shows rebels who shelled a school in Bor.",
        "Satellite pictures dated 12 March show houses that soldiers burned in Bor.",
    ],
)
def test_when_something_was_made_known_is_no_time_of_events(text: str) -> None:
    assert not any(begins(text).values())


def test_a_day_does_not_go_on_to_a_paragraph_that_opens_elsewhere() -> None:
    first = "On Tuesday, 12 people were killed when a mortar bomb landed in Malakal, doctors said.\n\n"
    assert begins(first + "Soldiers then shelled the market and the clinic.")["shelled"] == "2024-03-12"
    assert begins(first + "In Torit, soldiers shelled the market and the clinic.")["shelled"] is None


def test_the_present_perfect_takes_no_day_over() -> None:
    text = "Rebels shelled Malakal on Tuesday. The war has displaced two million people."
    assert begins(text)["displaced"] is None


def test_a_day_told_by_since_is_not_that_of_its_sentence() -> None:
    text = "The officers, missing since an ambush near Bor on 2 March, were freed by the rebels."
    assert begins(text).get("freed") is None


def test_a_far_clause_between_semicolons_takes_no_time() -> None:
    text = "Rebels shelled Bor on Tuesday; the governor is away; soldiers burned the huts of Pibor."
    found = begins(text)
    assert found["shelled"] == "2024-03-12"
    assert found["burned"] is None


def test_a_clause_that_only_tells_which_one_keeps_its_time() -> None:
    assert begins("The war, which began in April 2023, has killed more than 40,000 people.") == {"killed": None}
    assert begins("The raid, which came on Monday, killed ten soldiers in Baga.") == {"raid": "2024-03-11"}


def test_a_day_of_a_noun_or_of_a_rank_is_not_that_of_the_event() -> None:
    assert begins("The raid came despite a truce declared after the flood of 28 February.")["raid"] is None
    assert begins("Gunmen shot nine people in Bor in the worst violence since 2013.", None)["shot"] is None
    assert begins("It was the worst fighting since 1994.")["fighting"] is None
    assert begins("Clashes have continued in Tine since Tuesday.")["Clashes"] == "2024-03-12"
    assert begins("The massacre of 3 March in Jos killed six people.")["killed"] == "2024-03-03"


def test_a_day_before_its_subject_is_that_of_the_event() -> None:
    assert begins("On 4 March troops captured Bara.")["captured"] == "2024-03-04"
    assert begins("The 4 March earthquake displaced 300 people in Sagaing.")["displaced"] is None


def test_a_day_before_the_speaker_is_that_of_the_event() -> None:
    story = (
        "Syrian air strikes killed at least 12 Druze across the Sweida province on Tuesday, health officials said, "
        "hours after rebel leaders met mediators in Amman."
    )
    assert begins(story)["air strikes"] == "2024-03-12"
    assert begins("Rebels shelled Sake, residents said on Monday.")["shelled"] is None


def test_an_hour_of_a_night_is_of_one_of_its_days() -> None:
    night = "Drones hit Omdurman overnight into Tuesday. A house in Bahri was struck at {}, officials said."
    assert begins(night.format("2:40 a.m."))["struck"] == "2024-03-12T02:40"
    assert begins(night.format("11 p.m."))["struck"] == "2024-03-11T23:00"


@pytest.mark.parametrize(
    ("text", "trigger", "day"),
    [
        (
            "A bomber struck a police post in Quetta on Wednesday, a day after shells killed four people in Karachi.",
            "killed",
            "2024-03-12",
        ),
        (
            "Gunmen shot dead a judge in Herat on Tuesday. The attack came two days after a drone struck a hospital.",
            "struck",
            "2024-03-10",
        ),
        ("Troops retook Baga on Sunday, three days after losing it to insurgents.", "losing", "2024-03-07"),
        ("The army shelled the camp on Monday, two days before rebels captured Wau.", "captured", "2024-03-13"),
        ("A day after the attack, troops shelled the town of Bama.", "shelled", None),
        ("Rebels left Wau on Monday, weeks after the army besieged it.", "besieged", None),
    ],
)
def test_a_day_is_counted_from_that_of_the_other_event(text: str, trigger: str, day: str | None) -> None:
    assert begins(text)[trigger] == day


def test_what_comes_a_day_after_another_event_keeps_its_own_day() -> None:
    text = "Rebels seized Walikale on Tuesday. The fall of the town came two days after they entered Masisi."
    found = begins(text)
    assert found["fall"] == "2024-03-12"
    assert found["entered"] == "2024-03-10"
