"""A stand-in for the pipeline that answers at once, so that tests of commands are about the commands alone."""

from __future__ import annotations

import hashlib
from typing import Any

from reports.errors import ModelError
from reports.records import Article, Processing, Report

STORY = "Rebels shelled the harbour of Osen on Monday, two residents said.\n"
WARNING = "the text looks like French; no claims were looked for"


def parse_story(story: Any, *, nlp: object = None) -> Report:
    """A report without claims. Words in capitals say what goes wrong instead."""
    if "NO MODEL" in story.text:
        raise ModelError("no model here")
    if "CRASH" in story.text:
        raise ZeroDivisionError("division by zero")
    if "INTERRUPT" in story.text:
        raise KeyboardInterrupt
    warnings = (WARNING,) if "monde" in story.text else ()
    return Report(
        id="r-" + hashlib.sha256(story.text.encode()).hexdigest()[:16],
        article=Article(
            path=story.path, text=story.text, published=story.published, published_from=story.published_from
        ),
        processing=Processing(
            version="0", model="none", model_version="0", components=(), seconds=0.0, warnings=warnings
        ),
    )
