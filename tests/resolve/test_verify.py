"""Short stories in our own words, from many wars: what each says of its own reporting, and what comes of it."""

from __future__ import annotations

import json

import pytest

import reports
from reports.lexicons import data_file
from reports.records import LinkRelation, NoteKind, Report, VerificationStatus

# name, story, {words of a trigger (any of, by "|"): statuses that its claims may have (any of, by ",")}
STORIES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "sides",
        (
            "The rebels said they had seized a base near Kyaukphyu. Reuters could not independently verify either "
            "side's claims.\n\nSome 3.5 million people have been displaced by the war, the United Nations says."
        ),
        {"seized": "unverified", "displaced": "none"},
    ),
    (
        "but",
        (
            "The guerrillas said they had captured nine soldiers near Tame. "
            "The claim could not be verified, but a diplomat said an army helicopter had been shot down."
        ),
        {"captured": "unverified", "shot down": "none"},
    ),
    (
        "own_dead",
        (
            "The guerrillas attacked a convoy near Tame on Monday, killing about 20 soldiers, a guerrilla spokesman "
            "said.\n\nThree of its own fighters died, he said. State television said only two soldiers had been killed."
        ),
        {"attacked": "disputed", "died": "none", "killed": "disputed"},
    ),
    (
        "apposed",
        (
            "Shells hit a school in El Obeid on Monday. The rebels denied responsibility. They accused the army of "
            "using the school as a base, a claim that could not be independently verified."
        ),
        {"accused|using": "unverified"},
    ),
    (
        "general",
        (
            "Colombia's army claimed that its soldiers beat back two raids outside Tibu. "
            "The National Liberation Army said its fighters had captured the hamlet of La Gabarra.\n\n"
            "The Courier could not independently verify the battlefield accounts."
        ),
        {"beat back": "unverified", "captured": "unverified"},
    ),
    (
        "neither",
        (
            "The army said it had retaken Wad Madani. "
            "The Rapid Support Forces said they had shelled the airport.\n\n"
            "Neither claim could be independently confirmed."
        ),
        {"retaken": "unverified", "shelled": "unverified"},
    ),
    (
        "own_voice",
        (
            "A car bomb exploded outside a bank in Mogadishu on Monday. "
            "Al Shabaab said its fighters had killed 12 soldiers in Baidoa.\n\n"
            "Reuters could not independently verify either side's claims."
        ),
        {"exploded": "none", "killed": "unverified"},
    ),
    (
        "insentence",
        "The Arakan Army said it had seized the town of Paletwa, a claim that could not be independently verified.",
        {"seized": "unverified"},
    ),
    (
        "leading",
        "In a report that AFP could not verify, the militia said it had destroyed three tanks near Kobane.",
        {"destroyed": "unverified"},
    ),
    (
        "video",
        (
            "The rebels posted a video that they said showed a burning helicopter near Goma. "
            "The governor said two people were killed in Sake.\n\n"
            "The agency could not verify the footage."
        ),
        {"killed": "none"},
    ),
    (
        "noconf",
        (
            "Residents said a drone strike hit a wedding in Shabwa on Friday. "
            "There was no independent confirmation of the attack."
        ),
        {"strike": "unverified"},
    ),
    (
        "possess",
        (
            "The rebels said they had shot down a helicopter. "
            "The army said it had captured Bria.\n\n"
            "The news agency was unable to verify the rebels' claim."
        ),
        {"shot down": "unverified", "captured": "none"},
    ),
    (
        "toll",
        (
            "The ministry said 45 people had been killed in the raid on Kutum. "
            "Fighters took the police station, the ministry said.\n\n"
            "The figures could not be independently confirmed."
        ),
        {"raid|killed": "unverified"},
    ),
    (
        "unconfirmed",
        "Unconfirmed reports said rebels had captured the airport at Bangui.",
        {"captured": "unverified"},
    ),
    (
        "talks",
        (
            "The foreign minister said talks would resume in Doha. "
            "The army said it had shelled Nyala.\n\n"
            "Reuters could not verify battlefield reports."
        ),
        {"talks": "none", "shelled": "unverified"},
    ),
    (
        "noevid",
        "The ministry said its air defences had shot down 12 drones over Kursk, without providing evidence.",
        {"shot down": "unverified"},
    ),
    (
        "notconf",
        "Local media reported an air strike on a bridge near Latakia. The Israeli military did not confirm the strike.",
        {"strike": "unverified"},
    ),
    (
        "confirmplain",
        "Police confirmed that three people were killed in the blast in Quetta.",
        {"blast|killed": "none"},
    ),
    (
        "reachverify",
        (
            "Aid workers said dozens of villagers had been abducted near Dori. "
            "The United Nations has not been able to verify these reports."
        ),
        {"abducted": "unverified"},
    ),
    (
        "denyshell",
        (
            "Residents said the army had shelled a displacement camp near Goma on Sunday, killing nine people. "
            "The army denied shelling the camp."
        ),
        {"shelled": "denied", "shelling": "disputed"},
    ),
    (
        "baseless",
        "A rights group said soldiers had shot 14 civilians in Moura. The army dismissed the report as baseless.",
        {"shot": "denied"},
    ),
    (
        "deniedit",
        "Kyiv said Russian missiles had hit a maternity hospital in Kherson. Moscow denied it.",
        {"hit": "denied"},
    ),
    (
        "involvement",
        "Azerbaijan accused Armenia of shelling the town of Terter. Armenia denied the accusation.",
        {"shelling": "denied"},
    ),
    (
        "responsib",
        "Ankara blamed the PKK for the bombing in Istanbul. The group denied involvement.",
        {"blamed|bombing": "denied"},
    ),
    (
        "nothing",
        (
            "The police said FARC dissidents had killed two policemen in Cauca. "
            "The dissidents said they had nothing to do with the killings."
        ),
        {"killed": "denied"},
    ),
    (
        "negated",
        (
            "The opposition said government aircraft had bombed a market in Idlib on Monday. "
            "The Syrian army said its aircraft had not bombed the market."
        ),
        {"bombed": "denied,disputed"},
    ),
    (
        "fabricated",
        "Villagers said soldiers burned houses in Sagaing on Tuesday. The junta called the claims fabricated.",
        {"burned": "denied"},
    ),
    (
        "untrue",
        "The Houthis said they had attacked a tanker in the Red Sea. The U.S. military said the claim was false.",
        {"attacked": "denied"},
    ),
    (
        "denyother",
        (
            "Hezbollah said it had fired rockets at Kiryat Shmona on Sunday. "
            "Egypt denied reports that it would open the border."
        ),
        {"fired": "none"},
    ),
    (
        "rumours",
        (
            "A roadside bomb killed two soldiers in Bawku, the police said. The car was leaving when the device went "
            "off. The army denied rumours of a mutiny in Tamale."
        ),
        {"went off": "none"},
    ),
    (
        "offer",
        "The rebels captured the town of Bambari, witnesses said. The government rejected the offer of talks.",
        {"captured": "none"},
    ),
    (
        "denygeneral",
        (
            "Russian missiles struck Odesa on Monday, killing four people, the mayor said.\n\n"
            "Prices rose again in the capital.\n\n"
            "Moscow denies targeting civilians."
        ),
        {"struck": "none"},
    ),
    (
        "tolls",
        (
            "The health ministry said 30 people were killed in the strike on Rafah. "
            "The army said 12 people were killed in the strike."
        ),
        {"strike|killed": "disputed"},
    ),
    (
        "range",
        (
            "Police said at least 20 people were killed in the blast in Kabul. "
            "A hospital official said 22 people were killed in the blast."
        ),
        {"blast|killed": "none"},
    ),
    (
        "update",
        (
            "Officials said 20 people were killed in the blast in Peshawar. "
            "Rescuers later said the death toll had risen to 31."
        ),
        {"killed|blast": "none"},
    ),
    (
        "parts",
        (
            "The ministry said 19 people were killed in the shelling of Taiz. "
            "Doctors said five children were killed in the shelling."
        ),
        {"killed|shelling": "none"},
    ),
    (
        "otherplace",
        (
            "The governor said six people were killed in the shelling of Kherson. "
            "The mayor said two people were killed in the shelling of Nikopol."
        ),
        {"killed|shelling": "none"},
    ),
    (
        "confirms",
        "Rebels said they had captured the town of Kiwanja. The army confirmed that it had lost the town of Kiwanja.",
        {"captured": "confirmed"},
    ),
    (
        "confirmattack",
        "Local officials said gunmen attacked a convoy near Djibo on Monday. The general staff confirmed the attack.",
        {"attacked": "confirmed"},
    ),
    (
        "confirmreports",
        "Residents said helicopters bombed the village of Let Yet Kone. Two aid workers confirmed the account.",
        {"bombed": "confirmed"},
    ),
    (
        "target",
        (
            "An Israeli air strike on a school in Gaza City killed 18 people, medics said. "
            "The Israeli military said it had struck a Hamas command centre."
        ),
        {"strike": "disputed", "struck": "disputed"},
    ),
    (
        "mutual",
        (
            "India said Pakistani troops had shelled its posts in Poonch. "
            "Pakistan said Indian troops had shelled its posts in Poonch."
        ),
        {"shelled": "disputed"},
    ),
    (
        "nocomment",
        "A drone hit a fuel depot in Belgorod, the governor said. The Ukrainian military declined to comment.",
        {"hit": "none"},
    ),
    (
        "respond",
        (
            "Gunmen abducted nine teachers near Kaduna, residents said. "
            "A police spokesman did not respond to a request for comment."
        ),
        {"abducted": "none"},
    ),
    (
        "rejected_claim",
        (
            "Sudan's army said on Friday it had recaptured the refinery north of Khartoum. "
            "The RSF rejected the claim and said its fighters still held the site."
        ),
        {"recaptured": "denied"},
    ),
    (
        "called_a_lie",
        (
            "The M23 said government forces had shelled Mushaki. "
            "A spokesman for the Congolese army called the accusation a lie."
        ),
        {"shelled": "denied"},
    ),
    (
        "not_confirmed_by_side",
        (
            "Houthi media reported five air strikes on Hodeidah on Monday night. "
            "The coalition has not confirmed the raids."
        ),
        {"strikes": "unverified"},
    ),
    (
        "did_not_use",
        (
            "Separatist leaders said Azerbaijani drones had hit an ambulance near Martakert. "
            "Baku said its forces had not used drones in the area."
        ),
        {"hit": "denied,disputed"},
    ),
    (
        "images",
        (
            "Images circulating on social media showed bodies on a road near Tillaberi. "
            "AFP was not able to authenticate the images."
        ),
        {"bodies": "unverified"},
    ),
    (
        "radio_toll",
        (
            "The state news agency said 40 guerrillas had been killed in Chalatenango. "
            "The guerrillas' radio station said only three of its fighters had died in Chalatenango."
        ),
        {"killed": "disputed", "died": "disputed"},
    ),
    (
        "could_not_confirm",
        (
            "Bosnian Serb radio said Muslim forces had attacked the village of Kravica. "
            "The United Nations said it could not confirm the attack."
        ),
        {"attacked": "unverified"},
    ),
    (
        "not_possible",
        (
            "The Kurdish-led SDF said Turkish artillery shelled Ain Issa on Tuesday. "
            "It was not possible to independently confirm the report."
        ),
        {"shelled": "unverified"},
    ),
    (
        "confirmed_release",
        "The ELN said it had freed two soldiers in Arauca. The Red Cross confirmed the release.",
        {"freed": "confirmed"},
    ),
    (
        "toll_named",
        (
            "Local officials say 70 people were killed in the air strike on Alamata. "
            "The government says only fighters were hit. "
            "The AP could not independently verify the death toll."
        ),
        {"strike": "unverified,disputed"},
    ),
    (
        "reports_just_told",
        (
            "Ukraine's air force said it had destroyed 30 of 35 drones overnight. "
            "Moscow said its strikes had hit all their targets.\n\n"
            "Reuters could not immediately verify the reports."
        ),
        {"destroyed": "unverified,disputed"},
    ),
    (
        "denied_fall",
        (
            "Taliban fighters overran the district centre of Jani Khel, a provincial councillor said. "
            "The defence ministry denied that the district had fallen."
        ),
        {"overran": "denied", "fallen": "disputed"},
    ),
    (
        "no_group_claimed",
        (
            "Iran-backed militias fired three rockets at a base near Erbil, Kurdish security officials said. "
            "No group claimed responsibility for the attack."
        ),
        {"fired": "none"},
    ),
    (
        "figures_propaganda",
        (
            "Somalia's information minister said 100 militants had been killed in Galgaduud. "
            "Al Shabaab dismissed the figures as propaganda."
        ),
        {"killed": "denied"},
    ),
    (
        "own_figures",
        (
            "Chad's army said it had killed 93 Boko Haram fighters near Lake Chad. "
            "The army's figures could not be verified independently."
        ),
        {"killed": "unverified"},
    ),
    (
        "his_account",
        (
            '"We have taken the bridge," a rebel commander told the Courier by telephone. '
            "It was not immediately possible to verify his account."
        ),
        {"taken": "unverified"},
    ),
    (
        "talks_uncovered",
        (
            "The prime minister said peace talks with the rebels would begin next week. "
            "The army said two soldiers were killed in Pattani. "
            "The report could not be confirmed."
        ),
        {"talks": "none", "killed": "unverified"},
    ),
    (
        "earlier_toll",
        (
            "The military spokesman said 11 insurgents had been killed in Cabo Delgado. "
            "An earlier statement by the military had put the toll at seven."
        ),
        {"killed": "none"},
    ),
    (
        "looking_into",
        (
            "The Lebanese army said Israeli troops had opened fire on a patrol in Kfar Kila. "
            "The Israeli military said it was looking into the report."
        ),
        {"opened fire": "none"},
    ),
)

# Stories in which nobody contradicts, denies or doubts anybody.
CALM: tuple[tuple[str, str], ...] = (
    (
        "two_towns",
        (
            "Sudan's army and the Rapid Support Forces traded fire across the Nile on Tuesday, "
            "and shells killed seven people in Omdurman, a medical source said.\n\n"
            "In El Fasher, an air strike killed 11 people at a market, the emergency response room said. "
            "The army did not comment.\n\n"
            "The war has killed more than 20,000 people since April 2023, the United Nations says. "
            "More than 10 million have been displaced.\n\n"
            "The United States urged both sides to return to talks. "
            "The army has rejected talks until the RSF leaves civilian homes.\n\n"
            "A UN convoy reached Kadugli on Monday, a spokesman said, confirming that the road had reopened."
        ),
    ),
    (
        "villages",
        (
            "Myanmar's junta launched air strikes on Lashio on Sunday, killing at least 14 people, "
            "residents and a rebel spokesman said.\n\n"
            "The Ta'ang National Liberation Army said its fighters had captured two army outposts in Nawnghkio. "
            "It said 12 soldiers had surrendered.\n\n"
            "A junta spokesman could not be reached for comment.\n\n"
            "In Sagaing, troops burned about 60 houses in the village of Kin Ma, a resident said. "
            "Three elderly people died in the flames.\n\n"
            "The United Nations said last week that 3 million people had fled their homes since the coup."
        ),
    ),
    (
        "update",
        (
            "Russian forces shelled Nikopol on Thursday, wounding three people, the regional governor said. "
            "A drone attack on Kharkiv killed one man, the mayor said.\n\n"
            "Ukraine's General Staff said 112 clashes had taken place over the past day. "
            "It said Russian aircraft dropped 48 guided bombs.\n\n"
            "Russia's defence ministry said its air defences had destroyed 19 Ukrainian drones over Bryansk. "
            "The governor of Bryansk said there were no casualties.\n\n"
            "President Zelenskiy said Ukraine needed more air defences. "
            "The Kremlin dismissed the idea of a ceasefire."
        ),
    ),
    (
        "incidents",
        (
            "Colombian soldiers killed four ELN fighters in Arauca on Wednesday, the army said. "
            "Two soldiers were wounded, it said.\n\n"
            "Separately, a bomb exploded outside a police station in Jamundi, injuring six people, the mayor said. "
            "She blamed dissidents of the FARC.\n\n"
            "The ELN freed a kidnapped engineer in Choco, the ombudsman confirmed.\n\n"
            "The government has ruled out meeting the dissidents."
        ),
    ),
)


def _parse(text: str) -> Report:
    report: Report = reports.parse(text, published="2024-05-08")
    return report


def _links(report: Report, relation: LinkRelation) -> list[tuple[str, str, str | None]]:
    by_id = {claim.id: claim.trigger.text for claim in report.claims}
    return [(by_id[link.from_], by_id[link.to], link.on) for link in report.links if link.relation == relation]


@pytest.mark.parametrize(("story", "wanted"), [row[1:] for row in STORIES], ids=[row[0] for row in STORIES])
def test_status(story: str, wanted: dict[str, str]) -> None:
    report = _parse(story)
    for trigger, statuses in wanted.items():
        found = [c for c in report.claims if any(word in c.trigger.text for word in trigger.split("|"))]
        assert found, [claim.trigger.text for claim in report.claims]
        assert {claim.verification.status.value for claim in found} <= set(statuses.split(","))


@pytest.mark.parametrize("story", [row[1] for row in CALM], ids=[row[0] for row in CALM])
def test_nothing_contested(story: str) -> None:
    report = _parse(story)
    assert len(report.claims) > 3
    assert [c.trigger.text for c in report.claims if c.verification.status != VerificationStatus.NONE] == []


def test_denial_links_to_what_it_denies() -> None:
    report = _parse(
        "Residents said the army had shelled a displacement camp near Goma on Sunday. "
        "The army denied shelling the camp."
    )
    assert _links(report, LinkRelation.DENIES) == [("shelling", "shelled", None)]
    told = next(claim for claim in report.claims if claim.trigger.text == "shelled")
    army = next(source for source in report.sources if source.name == "army")
    assert told.verification.by == army.id


def test_denial_without_an_event_leaves_a_note() -> None:
    report = _parse(
        "A rights group said soldiers had shot 14 civilians in Moura. The army dismissed the report as baseless."
    )
    (note,) = report.notes
    assert note.kind == NoteKind.CONFLICT
    assert note.text == "The army dismissed the report as baseless."
    assert note.claims == (report.claims[0].id,)
    assert report.claims[0].verification.note == note.id


def test_tolls_that_differ_are_linked_on_the_count() -> None:
    report = _parse(
        "The health ministry said 30 people were killed in the strike on Rafah. "
        "The army said 12 people were killed in the strike on Rafah."
    )
    assert [on for *_, on in _links(report, LinkRelation.DISPUTES)] == ["killed"]
    assert len({claim.event for claim in report.claims}) == 1
    assert [note.kind for note in report.notes] == [NoteKind.CONFLICT]


def test_a_later_count_updates() -> None:
    report = _parse(
        "Police said seven people were killed in the blast in Quetta. "
        "The police later said the number killed in the blast in Quetta had risen to 12 people."
    )
    assert _links(report, LinkRelation.DISPUTES) == []


def test_ranges_that_overlap_are_no_dispute() -> None:
    report = _parse(
        "Police said at least 20 people were killed in the blast in Kabul. "
        "A hospital official said 22 people were killed in the blast in Kabul."
    )
    assert _links(report, LinkRelation.DISPUTES) == []


def test_open_counts_that_begin_far_apart_are_a_dispute() -> None:
    report = _parse(
        "At least 20 people were killed in the shelling of Taiz, the ministry said. "
        "The rebels said more than 90 people were killed in the shelling of Taiz."
    )
    assert {claim.verification.status for claim in report.claims} == {VerificationStatus.DISPUTED}


def test_a_denial_is_disputed_though_nobody_is_heard_to_say_so() -> None:
    report = _parse("The air force denied that its jets had bombed the dam at Mosul.")
    assert [claim.verification.status for claim in report.claims] == [VerificationStatus.DISPUTED]


def test_a_doubt_disputes_nothing() -> None:
    report = _parse("An analyst doubts that the rebels will attack the dam at Mosul.")
    assert VerificationStatus.DISPUTED not in {claim.verification.status for claim in report.claims}


def test_a_line_on_none_of_the_accounts_is_on_all_paragraphs_just_before() -> None:
    report = _parse(
        "The rebels killed ten soldiers in Sake, the mayor said.\n\nThe army said it had shelled Boma.\n\n"
        "None of these accounts could be checked on the spot."
    )
    assert {claim.verification.status for claim in report.claims} == {VerificationStatus.UNVERIFIED}


def test_unconfirmed_reports_are_what_their_sentence_tells() -> None:
    report = _parse(
        "The army said it had shelled Boma.\n\n"
        "Unconfirmed reports spoke of helicopters that had bombed a market in Sake."
    )
    told = {claim.trigger.text: claim.verification.status for claim in report.claims}
    assert told == {"shelled": VerificationStatus.NONE, "bombed": VerificationStatus.UNVERIFIED}


def test_a_report_that_is_dismissed_is_all_that_the_sentence_before_tells() -> None:
    report = _parse(
        "The monitoring group said the militia had killed six men in Bria and burned homes in Bambari. "
        "The interior ministry dismissed the report."
    )
    told = {claim.verification.status for claim in report.claims if claim.attribution.cue_class != "deny"}
    assert told == {VerificationStatus.DENIED}


def test_confirmation_links_and_marks_both() -> None:
    report = _parse(
        "Rebels said they had captured the town of Kiwanja. The army confirmed that it had lost the town of Kiwanja."
    )
    assert _links(report, LinkRelation.CONFIRMS) == [("lost", "captured", None)]
    assert {claim.verification.status for claim in report.claims} == {VerificationStatus.CONFIRMED}


def test_a_general_line_is_a_note_on_attributed_claims_only() -> None:
    report = _parse(
        "A car bomb exploded outside a bank in Mogadishu. "
        "Al Shabaab said its fighters had killed 12 soldiers in Baidoa.\n\n"
        "The Courier could not independently verify either side's claims."
    )
    (note,) = report.notes
    assert note.kind == NoteKind.UNVERIFIED
    own = [claim.id for claim in report.claims if claim.attribution.source is None]
    assert own
    assert note.claims
    assert not set(own) & set(note.claims)


def test_no_comment_is_a_note_and_no_status() -> None:
    report = _parse(
        "A drone hit a fuel depot in Belgorod, the governor said. The Ukrainian military declined to comment."
    )
    assert [note.kind for note in report.notes] == [NoteKind.NO_COMMENT]
    assert report.claims[0].verification.status == VerificationStatus.NONE


def test_notes_stand_in_the_order_of_the_story() -> None:
    report = _parse(
        "The ministry said 40 people were killed in the shelling of Taiz. "
        "The rebels said 11 people were killed in the shelling.\n\n"
        "The coalition declined to comment.\n\n"
        "The Courier could not verify the battlefield reports."
    )
    starts = [note.start for note in report.notes]
    assert starts == sorted(starts)
    assert [note.kind for note in report.notes] == [NoteKind.CONFLICT, NoteKind.NO_COMMENT, NoteKind.UNVERIFIED]
    assert all(
        claim.verification.note == report.notes[0].id
        for claim in report.claims
        if claim.verification.status == VerificationStatus.DISPUTED
    )


def test_claims_of_other_places_are_other_events() -> None:
    report = _parse(
        "The governor said six people were killed in the shelling of Kherson. "
        "The mayor said two people were killed in the shelling of Nikopol."
    )
    assert len({claim.event for claim in report.claims}) == 2


def test_word_lists_are_lower_case_and_without_repeats() -> None:
    lists = json.loads(data_file("verification.json").read_text("utf8"))
    for name, items in lists.items():
        assert items, name
        assert len(items) == len(set(items)), name
        assert all(item == item.lower() for item in items), name


@pytest.mark.parametrize(
    ("text", "denier"),
    [
        ("Ukraine said Russian troops had shelled the hospital in Kherson, which Moscow denied.", "Moscow"),
        ("Rebels said they had captured the town of Sake, a claim the army rejected.", "army"),
        ("Residents said soldiers had burned 30 houses in Djibo, something the government denies.", "government"),
        ("The M23 said it had taken Walikale, a report that Kinshasa dismissed as propaganda.", "Kinshasa"),
    ],
)
def test_a_denial_in_a_relative_clause_has_its_denier(text: str, denier: str) -> None:
    report = reports.parse(text)
    names = {source.id: source.name for source in report.sources}
    told = report.claims[0]
    assert (told.verification.status, names.get(told.verification.by or "")) == ("denied", denier)
    for denial in report.claims[1:]:  # the denial as a claim of its own, if it is told as one
        assert (denial.polarity, names.get(denial.attribution.source or "")) == ("negated", denier)


def test_one_who_was_hurt_disputes_no_toll() -> None:
    report = _parse(
        "A bomb at a hospital in Quetta killed at least 23 people and wounded more than 80, police said. "
        '"There were bodies everywhere," said Abdul Latif, a lawyer who was hurt in the leg.'
    )
    assert not [link for link in report.links if link.relation == "disputes"]


def test_nobody_is_who_it_was_not_possible_for() -> None:
    report = reports.parse(
        "Russia shelled Kupiansk, the Ukrainian army said. It was not possible to verify battlefield claims."
    )
    note = next(note for note in report.notes if note.kind == NoteKind.UNVERIFIED)
    assert note.by is None


def test_tolls_of_other_scope_do_not_dispute_each_other() -> None:
    text = (
        "Lebanese officials say Israeli strikes have killed more than 330 people since the ceasefire took effect. "
        "The 14-month conflict killed more than 4,000 people in Lebanon."
    )
    report = reports.parse(text, published="2025-10-03")
    assert all(link.relation != "disputes" for link in report.links)


def test_passers_by_are_a_part_of_the_dead() -> None:
    text = (
        "An Israeli airstrike on a car in Zibqin killed three people, the state news agency said.\n\n"
        "The Health Ministry said two passers-by died of their wounds in hospital."
    )
    report = reports.parse(text, published="2025-10-03")
    assert all(link.relation != "disputes" for link in report.links)
    assert "two passers-by" in {one.text for claim in report.claims for one in claim.targets}
