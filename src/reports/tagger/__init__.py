"""The trained tagger: entities and attribution (source, cue, content) in the words of a text.

    tagger = load()
    tags = tagger.tag(Text.of(["The", "army", "said", "so", "."]))

Works on words; `reports.annotate.tagging` puts it into a spaCy pipeline. One small encoder with two heads, run by
ONNX Runtime on one thread: for more speed run more processes. What a text gets depends on that text alone, never on
what was read before it or beside it.
"""

from __future__ import annotations

from reports.tagger.model import FOLDER, Model
from reports.tagger.tagging import Found, Tagger, Tags, Text, load

__all__ = ["FOLDER", "Found", "Model", "Tagger", "Tags", "Text", "load"]
