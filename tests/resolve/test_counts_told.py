"""Counts as wire copy tells them: gapped, under idioms, as the number of somebody."""

from __future__ import annotations

import pytest

import reports

pytestmark = pytest.mark.pipeline

COUNTS = [
    ("Doctors spoke of seven dead and about 20 injured after the shelling of Saraqib.", "dead", "killed 7, wounded 20"),
    ("Twelve people are confirmed dead and 31 hurt, the governor of Sumy said.", "dead", "killed 12, wounded 31"),
    ("The army put its losses at six dead and 14 wounded.", "losses", "killed 6, wounded 14"),
    ("Six soldiers dead, 13 hurt in roadside blast close to Djibo", "blast", "killed 6, wounded 13"),
    ("The rebels said the brigade had been destroyed with the loss of over 300 men.", "destroyed", "killed 301"),
    ("The helicopter was shot down with the loss of its crew of four.", "shot down", "killed 4"),
    ("The raid cost the lives of five soldiers.", "raid", "killed 5"),
    ("The blast in Goma claimed 26 lives on Friday.", "blast", "killed 26"),
    ("The fighting in Goma has cost 96 soldiers their lives.", "fighting", "killed 96"),
    ("A raid in which at least 16 monks lost their lives shook Goma.", "raid", "killed 16"),
    ("Some 30 miners lost their lives in the shelling of Goma.", "shelling", "killed 30"),
    ("The two counter-attacks failed, the colonel said.", "counter-attacks", "attacks 2"),
    ("Soldiers set fire to at least 30 huts.", "set fire to", "other 30"),
    ("France withdrew 2,400 troops from Mali.", "withdrew", "troops 2400"),
    ("The garrison beat off two attempts in January.", "beat off", "attacks 2"),
    ("A barrage of some forty shells fell on the village.", "barrage", "weapons 40"),
    ("The number of people killed in the shelling of Goma rose to 31.", "shelling", "killed 31"),
    ("The number of dead from the strike on Goma climbed to 31, he said.", "dead", "killed 31"),
    ("Clashes near Dang: 3 soldiers killed, 5 missing.", "killed", "killed 3, missing 5"),
    ("The army demanded the release of the 18 soldiers.", "demanded", ""),
    # what a blast leaves, what a toll reaches
    ("The clashes in Goma left two monks and one guard dead.", "clashes", "killed 2, killed 1"),
    ("The blast in Beni left 14 monks wounded, the army said.", "wounded", "wounded 14"),
    ("The raid near Goma killed a monk and left his two brothers injured.", "raid", "killed 1, wounded 2"),
    ("Two soldiers were wounded in Goma and about 60 are missing, the army said.", "missing", "missing 60"),
    ("The death toll in Goma could rise to 130 as dozens of people are missing.", "death toll", "killed 130"),
    ("The death toll in Goma surpassed 900, the army said.", "death toll", "killed 901"),
    ("Casualties on both sides in Goma were put at over 200.", "Casualties", "killed_or_wounded 201"),
    ("The strike on Goma killed a colonel, his wife and their three sons.", "strike", "killed 1, killed 3"),
    ("Police in Goma arrested 31 people, among them nine guards.", "arrested", "captured 31, captured 9"),
    ("The junta lost 300 men, six tanks and two jets in Goma.", "lost", "killed 300, vehicles 6, aircraft 2"),
    # how often
    ("The hospital in Bakhmut was shelled 14 times in March, the mayor said.", "shelled", "attacks 14"),
    ("Coalition jets bombed the camp near Raqqa nine times on Friday.", "bombed", "strikes 9"),
    ("The hospital in Bakhmut was shelled three times as often as the school.", "shelled", ""),
    # those that are held count, those that hold them do not
    ("Five policemen remain in detention in Beni, the army said.", "detention", "captured 5"),
    ("Six policemen arrested a baker in Beni on Friday, the army said.", "arrested", "captured 1"),
    # patients of a hospital
    ("The hospital in Goma treated 40 people after the shelling.", "treated", "wounded 40"),
    ("A bomb went off in Goma. Doctors said 11 people were still in hospital.", "in hospital", "wounded 11"),
    # who suffers injuries
    ("A bomb went off in Goma. Doctors said 13 people had suffered minor injuries.", "injuries", "wounded 13"),
    ("The army suffered 20 casualties near Goma.", "casualties", "killed_or_wounded 20"),
    # a number that tells parties apart, sums of money and distances are no counts
    ("Both armies shelled the town of Sake on Monday.", "shelled", ""),
    ("The two sides shelled the town of Sake on Monday.", "shelled", ""),
    ("Rebels attacked a bank in Goma and seized $2 million.", "attacked", ""),
    # a particle is no "more than", a ratio counts nobody, "another" is one more
    ("Rebels handed over 40 rifles in Goma on Thursday.", "handed over", "weapons 40"),
    ("Rebels shelled Goma. Two out of three hospitals were destroyed.", "destroyed", ""),
    ("One soldier was killed and another wounded near Goma.", "killed", "killed 1, wounded 1"),
    # one of them; a person that no list knows
    ("The army said that one of its soldiers died in Sake.", "died", "killed 1"),
    ("Gunmen shot dead a jade buyer in Bhamo on Friday.", "shot dead", "killed 1"),
]


@pytest.mark.parametrize(("text", "trigger", "told"), COUNTS)
def test_counts(text: str, trigger: str, told: str) -> None:
    report = reports.parse(text, published="2024-03-07")
    claim = next(claim for claim in report.claims if claim.trigger.text == trigger)
    found = [f"{number.what.value} {number.min if number.min is not None else number.max}" for number in claim.numbers]
    assert ", ".join(found) == told
