"""Who says what: one case a shape, in our own words, on many wars."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from reports.annotate import layers
from reports.annotate.attribution import AttributionFinder, find_attributions
from reports.annotate.cues import FRAMES, cues


class Case(NamedTuple):
    """A text and one of its attributions. None for a field means that nothing is said of it here."""

    text: str
    source: str | None
    cue: str | None
    content: list[str]
    quote: str
    cue_class: str
    more: Mapping[str, Any] = MappingProxyType({})


def words(doc: Doc, span: tuple[int, int] | None) -> str | None:
    return doc[span[0] : span[1]].text if span is not None else None


def rendered(doc: Doc) -> list[dict[str, Any]]:
    """The layer with words for spans."""
    return [
        {
            **found,
            "source": words(doc, found["source"]),
            "cue": words(doc, found["cue"]),
            "content": [words(doc, span) for span in found["content"]],
            "via": words(doc, found["via"]),
            "time": words(doc, found["time"]),
        }
        for found in find_attributions(doc)
    ]


DIRECT = [
    Case(
        "“Our convoy was hit twice,” the governor of Kassala said.",
        "the governor of Kassala", "said", ["“Our convoy was hit twice,”"], "direct", "say",
    ),
    Case(
        "“They came at dawn and burned the market,” said Amina Yusuf, a trader in El Fasher.",
        "Amina Yusuf, a trader in El Fasher", "said", ["“They came at dawn and burned the market,”"], "direct", "say",
    ),
    Case(
        "General Min Thu told reporters, “The road to Lashio is open again.”",
        "General Min Thu", "told", ["“The road to Lashio is open again.”"], "direct", "say", {"medium": "briefing"},
    ),
    Case(
        "“The bridge is gone,” she said, “and nobody will rebuild it.”",
        "she", "said", ["“The bridge is gone,”", "“and nobody will rebuild it.”"], "direct", "say",
    ),
    Case(
        "“We heard planes,” said a shopkeeper. “Then the windows broke.”",
        "a shopkeeper", "said", ["“We heard planes,”", "“Then the windows broke.”"], "direct", "say",
    ),
    Case(
        "'We will not leave our fields,' said the mayor of the town.",
        "the mayor of the town", "said", ["'We will not leave our fields,'"], "direct", "say",
    ),
    Case(
        '"They shelled us all night," a nurse at the clinic recalled.',
        "a nurse at the clinic", "recalled", ['"They shelled us all night,"'], "direct", "say",
    ),
    Case(
        "The rebel commander vowed: “We shall enter the capital before the rains.”",
        "The rebel commander", "vowed", ["“We shall enter the capital before the rains.”"], "direct", "promise",
    ),
    Case(
        "“Stop the shelling now,” demanded the bishop of Goma.",
        "the bishop of Goma", "demanded", ["“Stop the shelling now,”"], "direct", "order",
    ),
    Case(
        "“It was not our plane,” the ministry insisted in a statement on Friday.",
        "the ministry", "insisted", ["“It was not our plane,”"], "direct", "claim",
        {"medium": "statement", "time": "Friday"},
    ),
]  # fmt: skip

INDIRECT = [
    Case(
        "The army said that its troops had entered the port of Hodeidah.",
        "The army", "said", ["that its troops had entered the port of Hodeidah"], "indirect", "say",
    ),
    Case(
        "Residents said the jets had bombed a bakery.",
        "Residents", "said", ["the jets had bombed a bakery"], "indirect", "say",
    ),
    Case(
        "Eleven soldiers were killed in the ambush, the Malian government said.",
        "the Malian government", "said", ["Eleven soldiers were killed in the ambush"], "indirect", "say",
    ),
    Case(
        "The raid, he said, killed nine people.",
        "he", "said", ["The raid", "killed nine people"], "indirect", "say",
    ),
    Case(
        "The president said the siege was “a stain on the nation” and would end.",
        "The president", "said", ["the siege was “a stain on the nation” and would end"], "mixed", "say",
    ),
    Case(
        "The junta claimed to have retaken the airfield.",
        "The junta", "claimed", ["to have retaken the airfield"], "indirect", "claim",
    ),
    Case(
        "The militia claimed responsibility for the bombing of the hotel.",
        "The militia", "claimed", ["responsibility for the bombing of the hotel"], "indirect", "claim",
    ),
    Case(
        "The ministry denied that its jets had crossed the border.",
        "The ministry", "denied", ["that its jets had crossed the border"], "indirect", "deny",
    ),
    Case(
        "The paramilitaries denied shelling the hospital.",
        "The paramilitaries", "denied", ["shelling the hospital"], "indirect", "deny",
    ),
    Case(
        "Damascus rejected the report of a gas attack.",
        "Damascus", "rejected", ["the report of a gas attack"], "indirect", "deny",
    ),
    Case(
        "The spokesman dismissed the accusations as propaganda.",
        "The spokesman", "dismissed", ["the accusations as propaganda"], "indirect", "deny",
    ),
    Case(
        "Addis Ababa confirmed the strike on the power station.",
        "Addis Ababa", "confirmed", ["the strike on the power station"], "indirect", "confirm",
    ),
    Case(
        "The colonel acknowledged that two tanks had been lost.",
        "The colonel", "acknowledged", ["that two tanks had been lost"], "indirect", "confirm",
    ),
    Case(
        "Western officials estimate that the siege has cost 400 lives.",
        "Western officials", "estimate", ["that the siege has cost 400 lives"], "indirect", "estimate",
    ),
    Case(
        "One diplomat predicted few gains for the insurgents.",
        "One diplomat", "predicted", ["few gains for the insurgents"], "indirect", "estimate",
    ),
    Case(
        "Aid workers fear that the dam will collapse.",
        "Aid workers", "fear", ["that the dam will collapse"], "indirect", "estimate",
    ),
    Case(
        "The United Nations warned of famine in the besieged camps.",
        "The United Nations", "warned of", ["famine in the besieged camps"], "indirect", "warn",
    ),
    Case(
        "The mayor warned that the river crossing was mined.",
        "The mayor", "warned", ["that the river crossing was mined"], "indirect", "warn",
    ),
    Case(
        "The opposition accused the guards of firing on the crowd.",
        "The opposition", "accused", ["the guards of firing on the crowd"], "indirect", "accuse",
    ),
    Case(
        "Police blamed the guerrillas for the car bomb.",
        "Police", "blamed", ["the guerrillas for the car bomb"], "indirect", "accuse",
    ),
    Case(
        "The rebels promised to withdraw from the valley.",
        "The rebels", "promised", ["to withdraw from the valley"], "indirect", "promise",
    ),
    Case(
        "The warlord threatened to cut the highway.",
        "The warlord", "threatened", ["to cut the highway"], "indirect", "warn",
    ),
    Case(
        "The governor urged families to leave the border villages.",
        "The governor", "urged", ["families to leave the border villages"], "indirect", "order",
    ),
    Case(
        "The general ordered the brigade to hold the ridge.",
        "The general", "ordered", ["the brigade to hold the ridge"], "indirect", "order",
    ),
    Case(
        "The bloc called for a ceasefire in the enclave.",
        "The bloc", "called for", ["a ceasefire in the enclave"], "indirect", "order",
    ),
    Case(
        "The envoy called on both sides to stop the fighting.",
        "The envoy", "called on", ["both sides to stop the fighting"], "indirect", "order",
    ),
    Case(
        "The guerrillas reported twelve attacks on the pipeline.",
        "The guerrillas", "reported", ["twelve attacks on the pipeline"], "indirect", "say",
    ),
    Case(
        "Satellite images showed that the runway had been repaired.",
        "Satellite images", "showed", ["that the runway had been repaired"], "indirect", "show",
    ),
    Case(
        "The station released a clip it said showed drones over the harbour.",
        "it", "said", ["showed drones over the harbour"], "indirect", "say",
    ),
    Case(
        "Officials said the depot had burned, adding that nobody was hurt.",
        "Officials", "adding", ["that nobody was hurt"], "indirect", "say",
    ),
    Case(
        "The statement said three villages had been cleared.",
        "The statement", "said", ["three villages had been cleared"], "indirect", "say", {"medium": "statement"},
    ),
    Case(
        "The commander wrote on Telegram that the bridge had fallen.",
        "The commander", "wrote", ["that the bridge had fallen"], "indirect", "say", {"medium": "social_media"},
    ),
    Case(
        "The prime minister, in a radio interview early on Monday, said the rebels had left the delta.",
        "The prime minister", "said", ["the rebels had left the delta"], "indirect", "say",
        {"medium": "interview", "time": "early on Monday"},
    ),
    Case(
        "The minister said on Monday that the camp was empty.",
        "The minister", "said", ["that the camp was empty"], "indirect", "say", {"time": "Monday"},
    ),
    Case(
        "A diplomat, who declined to be named, said the talks had failed.",
        "A diplomat, who declined to be named", "said", ["the talks had failed"], "indirect", "say",
        {"anonymous": True},
    ),
    Case(
        "20.20 Al-Shabaab says on its radio that its men have killed 16 officials.",
        "Al-Shabaab", "says", ["that its men have killed 16 officials"], "indirect", "say",
    ),
    Case(
        "17 villagers died by the count of the UN's human rights office.",
        "the UN's human rights office", "by the count of", ["17 villagers died"], "indirect", "say",
    ),
    Case(
        "Seventeen villagers died, by the mayor's account.",
        "the mayor", "account", ["Seventeen villagers died"], "indirect", "say",
    ),
]  # fmt: skip

NAMELESS = [
    Case(
        "The rebels were reported to have fled the town.",
        None, "were reported", ["The rebels", "to have fled the town"], "indirect", "say",
    ),
    Case(
        "Two pilots are believed to be alive.",
        None, "are believed", ["Two pilots", "to be alive"], "indirect", "estimate",
    ),
    Case(
        "In her shop were screws, metal balls and batteries believed to be from the mine.",
        None, "believed", ["to be from the mine"], "indirect", "estimate",
    ),
    Case(
        "It was reported that the garrison had surrendered.",
        None, "was reported", ["that the garrison had surrendered"], "indirect", "say",
    ),
    Case(
        "There were reports of gunfire near the airport.",
        None, "reports of", ["gunfire near the airport"], "indirect", "say",
    ),
    Case(
        "A local chief was reportedly killed.",
        None, "reportedly", ["A local chief was", "killed"], "indirect", "claim",
    ),
]  # fmt: skip

PHRASES = [
    Case(
        "According to the Red Crescent, 40 people were buried on Sunday.",
        "the Red Crescent", "According to", ["40 people were buried on Sunday"], "indirect", "say",
    ),
    Case(
        "Forty families fled, according to a monitoring group.",
        "a monitoring group", "according to", ["Forty families fled"], "indirect", "say",
    ),
    Case(
        "Tripoli's claim that the tanker was armed drew protests.",
        "Tripoli's", "claim", ["that the tanker was armed"], "indirect", "claim",
    ),
    Case(
        "As the minister said, the corridor remains closed.",
        "the minister", "said", ["the corridor remains closed"], "indirect", "say",
    ),
]  # fmt: skip

CHAINS = [
    Case(
        "Interfax quoted the ministry as saying the village had been taken.",
        "the ministry", "saying", ["the village had been taken"], "indirect", "say", {"via": "Interfax"},
    ),
    Case(
        "Nine miners were killed in Cabo Delgado, Lusa quoted the governor as saying.",
        "the governor", "quoted", ["Nine miners were killed in Cabo Delgado"], "indirect", "say", {"via": "Lusa"},
    ),
    Case(
        "Two bridges were blown up, the radio quoted the mayor as saying, and the road was cut.",
        "the mayor", "quoted", ["Two bridges were blown up", "and the road was cut"], "indirect", "say",
        {"via": "the radio"},
    ),
    Case(
        "“We sank the boat,” the Ruvuma newspaper quoted Colonel Joao Mussa as saying.",
        "Colonel Joao Mussa", "quoted", ["“We sank the boat,”"], "direct", "say", {"via": "the Ruvuma newspaper"},
    ),
    Case(
        "The rebels had taken the port, General Omar Sidi was quoted as saying by Radio Moroni.",
        "General Omar Sidi", "was quoted", ["The rebels had taken the port"], "indirect", "say",
        {"via": "Radio Moroni"},
    ),
    Case(
        "Radio Moroni, quoting a police source, said that the barracks was on fire.",
        "a police source", "said", ["that the barracks was on fire"], "indirect", "say", {"via": "Radio Moroni"},
    ),
    Case(
        "The village had been taken, state television reported, citing the army.",
        "the army", "reported", ["The village had been taken"], "indirect", "say", {"via": "state television"},
    ),
    Case(
        "A rebel officer told the newspaper that his unit had run out of shells.",
        "A rebel officer", "told", ["that his unit had run out of shells"], "indirect", "say", {"via": "the newspaper"},
    ),
    Case(
        "The defence ministry confirmed that a colonel had been killed, Radio Bamako reported.",
        "The defence ministry", "confirmed", ["that a colonel had been killed"], "indirect", "confirm",
        {"via": "Radio Bamako"},
    ),
    Case(
        "The army said the rebels had denied burning the church.",
        "the rebels", "had denied", ["burning the church"], "indirect", "deny", {"via": "The army"},
    ),
]  # fmt: skip

PARAGRAPHS = [
    Case(
        "The Minister for Peace, Ana Ruiz, said:\nI condemn the attack on the hospital. We stand with the families.\n"
        "Our forces will protect the road.",
        "The Minister for Peace, Ana Ruiz", "said",
        ["I condemn the attack on the hospital. We stand with the families.", "Our forces will protect the road."],
        "direct", "say",
    ),
    Case(
        "Statement by Foreign Minister Ilir Doda on the border clash\n"
        "I welcome the end of the fighting. Nine of our soldiers died.",
        "Foreign Minister Ilir Doda", "Statement",
        ["I welcome the end of the fighting. Nine of our soldiers died."], "direct", "say",
    ),
    Case(
        "The ministry said:\n• two tanks were destroyed in the valley\n• a drone was shot down over the lake",
        "The ministry", "said",
        ["two tanks were destroyed in the valley", "a drone was shot down over the lake"], "indirect", "say",
    ),
    Case(
        "The envoy, Lena Ostby, released the following remarks:\nThe fall of the port is a heavy blow. Troops fled.\n"
        "Our thoughts are with the families.",
        "The envoy, Lena Ostby", "released",
        ["The fall of the port is a heavy blow. Troops fled.", "Our thoughts are with the families."], "direct", "say",
    ),
    Case(
        "The task force gave the following details, which may change.\nIn the north there were two sorties:\n"
        "- near Tarn, a bunker was hit\n- near Osel, a truck burned",
        "The task force", "gave",
        ["In the north there were two sorties", "near Tarn, a bunker was hit", "near Osel, a truck burned"],
        "indirect", "say",
    ),
    Case(
        "The minister replied: On Monday a column entered the town. Two engineers were seized.\n"
        "We hold the rebels answerable for their lives.",
        "The minister", "replied",
        ["On Monday a column entered the town. Two engineers were seized",
         "We hold the rebels answerable for their lives."], "indirect", "say",
    ),
    Case(
        "“We walked for three days,” said Omar Adan, a farmer.\n“My sons did not arrive.”",
        None, None, ["“My sons did not arrive.”"], "direct", "say", {"previous": 0},
    ),
]  # fmt: skip

CASES = DIRECT + INDIRECT + NAMELESS + PHRASES + CHAINS + PARAGRAPHS


@pytest.mark.parametrize("case", CASES, ids=[case.text[:40] for case in CASES])
def test_shape(nlp: Language, case: Case) -> None:
    doc = nlp(case.text)
    wanted = {
        "source": case.source,
        "cue": case.cue,
        "content": case.content,
        "quote": case.quote,
        "cue_class": case.cue_class,
        **case.more,
    }
    found = rendered(doc)
    assert any({key: one[key] for key in wanted} == wanted for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        "The claim could not be verified.",
        "The ministry declined to comment.",
        "The agency was not able to verify the reports.",
        "Did the army say who fired?",
        "If the rebels say that the road is open, convoys may pass.",
        "No group claimed responsibility for the blast.",
        "The tanks crossed the river at night.",
        "Neither army confirmed the raid on Badme.",
        "Kenya has recalled its envoy from Juba.",
        "The generals are repeating the mistakes of the first war.",
        "The commander refused to say where the brigade was.",
        "The blast claimed the lives of four children.",
        "The lorry drove at 90 miles per hour.",
        "The army captured the following villages.\nIn the north the road is open.",
    ],
)
def test_no_statement(nlp: Language, text: str) -> None:
    assert rendered(nlp(text)) == []


def test_an_unclosed_quotation_ends_with_its_paragraph(nlp: Language) -> None:
    doc = nlp("The mayor said, “We are cut off. Send help.\nThe army shelled the ridge on Friday.")
    (found,) = rendered(doc)
    assert found["content"] == ["“We are cut off. Send help."]


def test_the_story_takes_its_voice_back_after_a_press_statement(nlp: Language) -> None:
    doc = nlp(
        "The foreign minister said:\nI am shocked by the attack.\nWe will send aid.\n"
        "The opposition leader said the aid had come too late.\nThe road is still closed."
    )
    first = rendered(doc)[0]
    assert first["content"] == ["I am shocked by the attack.", "We will send aid."]


def test_what_is_nested_in_a_press_statement_names_who_relays_it(nlp: Language) -> None:
    doc = nlp("The minister said:\nI deplore this crime. The group claimed that it had warned the villagers.")
    inner = next(found for found in rendered(doc) if found["cue"] == "claimed")
    assert (inner["source"], inner["via"]) == ("The group", "The minister")


def test_two_quotations_with_two_cues_are_two_statements(nlp: Language) -> None:
    doc = nlp("“The town is lost,” said the captain. “The town is ours,” the rebel spokesman said.")
    assert [found["source"] for found in rendered(doc)] == ["the captain", "the rebel spokesman"]


def test_a_country_before_a_colon_in_a_headline_is_a_topic(nlp: Language) -> None:
    doc = nlp("South Sudan: Army shells two villages\nThe army shelled two villages on Monday.")
    assert rendered(doc) == []


def test_beliefs_are_marked(nlp: Language) -> None:
    believed, said = rendered(nlp("Analysts believe the offensive has stalled. The army said it had not."))
    assert (believed["attitude"], said["attitude"]) == (True, False)


def test_paragraphs_of_the_layer_are_used(nlp: Language) -> None:
    doc = nlp("The mayor said, “We are cut off. The army shelled the ridge.")
    doc._.paragraphs = [{"start": 0, "end": 10, "kind": "body"}, {"start": 10, "end": len(doc), "kind": "body"}]
    (found,) = rendered(doc)
    assert found["content"] == ["“We are cut off."]


def test_the_layer_is_ordered_and_survives_serialising(nlp: Language) -> None:
    doc = nlp("The army said it had won. “We lost,” said a soldier. Forty died, according to the hospital.")
    AttributionFinder()(doc)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert (
        again._.attributions
        == [
            {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}
            | {"content": [list(span) for span in found["content"]]}
            for found in doc._.attributions
        ]
        or again._.attributions == doc._.attributions
    )
    assert len(layers.get(doc, "attributions")) == 3


def test_a_text_without_words_has_no_attribution(nlp: Language) -> None:
    assert rendered(nlp("")) == []
    assert rendered(nlp("\n\n“”\n")) == []


def test_every_cue_takes_a_known_frame_or_a_preposition() -> None:
    prepositions = {"of", "for", "about", "on", "to", "at", "with", "against", "in", "over", "from", "as"}
    for found in cues().verbs.values():
        for entry in found:
            for frame in entry.takes:
                head, _, tail = frame.partition(":")
                assert frame in FRAMES or frame in prepositions or (head == "object" and tail in prepositions), entry.id


def test_the_lexicon_is_large_enough() -> None:
    index = cues()
    assert sum(map(len, index.verbs.values())) + len(index.nouns) + len(index.adverbs) >= 250


TEMPLATES = {
    "clause": ("The army will {} that the town has fallen.",),
    "clause:document": ("The report will {} that the town has fallen.",),
    "clause:account": ("The army's account will {} the rebels burning the town.",),
    "object:account": ("The army's account will {} ten dead.", "The count will {} the attack on the town."),
    "quote": ("“The town has fallen,” the army will {}.", "The army will {}, “The town has fallen.”"),
    "object": ("The army will {} the attack on the town.",),
    "object:document": ("The video will {} the attack on the town.",),
    "infinitive": ("The army will {} to leave the town.",),
    "gerund": ("The army will {} leaving the town.",),
    "object:predicate": (
        "The army will {} the attack a crime.",
        "The army will {} it illegal.",
        "He will {} the raid a farce.",
    ),
    "object:to": ("The army will {} the rebels to leave.", "The general will {} his troops to hold the town."),
    "on:to": ("The army will {} on the rebels to leave the town.",),
    "to:to": ("The army will {} to the rebels to leave the town.",),
}
PARTICIPLES = {"understand": "understood", "rumor": "rumored", "rumour": "rumoured", "intend": "intended"}
NOUN_TEMPLATES = {
    "clause": ("The army's {} that the town has fallen was wrong.", "{}s that the town has fallen were wrong."),
    "infinitive": ("The army's {} to leave the town was wrong.",),
}


def phrases_for(frames: frozenset[str], word: str, templates: Mapping[str, tuple[str, ...]], bare: str) -> list[str]:
    """Sentences in which a cue ought to be found."""
    found = []
    for frame in sorted(frames):
        preposition = frame.removeprefix("object:")
        middle = f"the rebels {preposition} murder" if frame.startswith("object:") else f"{frame} the attack"
        shapes = templates.get(frame, (bare.replace("[]", middle),))
        found += [shape.format(word) for shape in shapes if not frame.startswith("passive")]
    return found


def test_every_verb_of_the_lexicon_fires(nlp: Language) -> None:
    silent = []
    for entry in (entry for entries in cues().verbs.values() for entry in entries):
        texts = phrases_for(entry.takes, entry.word, TEMPLATES, "The army will {} [].")
        texts += [f"The rebels were {PARTICIPLES[entry.word]} to have left."] if entry.word in PARTICIPLES else []
        first = entry.word.split()[0]
        if not any(
            doc[found["cue"][0] : found["cue"][1]].text.lower().find(PARTICIPLES.get(first, first)) >= 0
            for doc in nlp.pipe(texts)
            for found in find_attributions(doc)
            if found["cue"] is not None
        ):
            silent.append(entry.id)
    assert silent == []


def test_every_noun_of_the_lexicon_fires(nlp: Language) -> None:
    silent = []
    for entry in cues().nouns.values():
        texts = phrases_for(entry.takes, entry.word, NOUN_TEMPLATES, "The army's {} [] was wrong.")
        if not any(find_attributions(doc) for doc in nlp.pipe(texts)):
            silent.append(entry.id)
    assert silent == []


def test_what_is_hit_for_nothing_is_not_blamed(whole: Language) -> None:
    doc = whole("Four people died when shells hit a camp for displaced people near Goma, local officials said.")
    cues = [doc[slice(*one["cue"])].text for one in layers.get(doc, "attributions") if one["cue"]]
    assert cues == ["said"]
