"""The trained tagger: entities, attribution (source, cue, content) and events in the words of a text.

    tagger = load()
    tags = tagger.tag(Text.of(["The", "army", "said", "so", "."]))

Works on words; `reports.annotate.tagging` puts it into a spaCy pipeline. One small encoder with a few heads, run by
ONNX Runtime on one thread: for more speed run more processes. What a text gets depends on that text alone, never on
what was read before it or beside it.
"""

from __future__ import annotations

from reports.tagger.events import FoundEvent, FoundPart
from reports.tagger.model import FOLDER, Model
from reports.tagger.tagging import Found, Tagger, Tags, Text, load

__all__ = ["FOLDER", "Found", "FoundEvent", "FoundPart", "Model", "Tagger", "Tags", "Text", "load"]
