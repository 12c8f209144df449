"""How a story becomes a Doc: where its sentences begin."""

from __future__ import annotations

from spacy.language import Language
from thinc.api import Model

from reports.analysis import prepare
from reports.pipeline import make_doc
from reports.segment import segment

HEADLINE = "Gunmen kill 19 soldiers in raid on Mali army post"
LEAD = (
    "Gunmen in more than 20 pickup trucks attacked an army post near Mali's border with Mauritania before dawn "
    "on Sunday, killing at least 19 soldiers and taking several others hostage, two military sources said."
)


def test_no_sentence_begins_with_a_small_letter_after_a_word(whole: Language) -> None:
    text = f"{HEADLINE}\n\nBAMAKO, June 28 (Meridian) - {LEAD}\n\nNobody claimed it."
    doc = make_doc(whole, prepare(text, segment(text)))
    assert [sentence.text.strip() for sentence in doc.sents] == [HEADLINE, LEAD, "Nobody claimed it."]


def test_only_this_pipeline_multiplies_by_numpy(whole: Language) -> None:
    ours = [layer.ops for layer in whole.get_pipe("parser").model.walk()]  # type: ignore[attr-defined]
    others = Model("made elsewhere", forward=lambda model, inputs, is_train: (inputs, lambda d: d)).ops
    assert not any(one.use_blis for one in ours)
    assert getattr(others, "use_blis", True)
