"""Component `reports_quantities` (in the making)."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from reports.annotate import layers  # noqa: F401


@Language.factory("reports_quantities", assigns=["doc._.quantities"])
def make_quantities(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    def annotate(doc: Doc) -> Doc:
        doc._.quantities = []
        return doc

    return annotate
