"""Which section of the story a token stands in."""

from __future__ import annotations

from bisect import bisect_right

from spacy.tokens import Doc

from reports.annotate import layers
from reports.annotate.layers import Paragraph
from reports.records import SectionKind


class Sections:
    """The analysed paragraphs of a Doc."""

    def __init__(self, doc: Doc) -> None:
        self._paragraphs: list[Paragraph] = layers.get(doc, "paragraphs")
        self._starts = [paragraph["start"] for paragraph in self._paragraphs]

    def at(self, token: int) -> str:
        """The kind of the paragraph that holds a token; "body" between paragraphs."""
        index = bisect_right(self._starts, token) - 1
        inside = index >= 0 and token < self._paragraphs[index]["end"]
        return self._paragraphs[index]["kind"] if inside else str(SectionKind.BODY)
