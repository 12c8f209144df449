from __future__ import annotations

import pytest

from reports import language

ENGLISH = "The army said on Monday that its forces had taken the town from the rebels after a week of shelling."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        (ENGLISH.upper(), "en"),
        ("Les rebelles ont pris la ville après de violents combats, selon l'armée.", "fr"),
        ("Die Armee teilte am Montag mit, dass die Stadt eingenommen wurde.", "de"),
        ("El ejército dijo el lunes que tomó la ciudad de los rebeldes.", "es"),
        ("De rebellen hebben de stad ingenomen, zei het leger in een verklaring.", "nl"),
        ("قال الجيش إن قواته سيطرت على المدينة بعد اشتباكات عنيفة استمرت أياما", "ar"),
        ("Армия заявила о взятии города после тяжелых боев на окраинах в понедельник.", "ru"),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert language.detect(text) == code


@pytest.mark.parametrize("text", ["", "   ", "12345 67890 - 2024-05-03", "Rebels take town", "🙂" * 40])
def test_too_little_to_tell(text: str) -> None:
    assert language.detect(text) is None


def test_english_is_told_without_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise AssertionError("the language model was asked for")

    monkeypatch.setattr(language, "_identifier", fail)
    assert language.detect(ENGLISH) == "en"


def test_only_a_sample_of_a_long_text_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(language, "_is_english", lambda words: bool(seen.append(sum(map(len, words))) or True))
    language.detect(ENGLISH * 50_000)
    assert seen[0] < 10_000


def test_without_the_package_only_english_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_identifier", lambda: None)
    assert language.detect("Les rebelles ont pris la ville après de violents combats.") is None
    assert language.detect(ENGLISH) == "en"
