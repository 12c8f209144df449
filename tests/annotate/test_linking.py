"""Which marked spans belong together."""

from __future__ import annotations

from reports.annotate.linking import link


def test_each_content_goes_to_the_nearest_cue_and_each_cue_to_the_nearest_source() -> None:
    # "A said x . B denied y ."
    sentence, paragraph = [0, 0, 0, 0, 1, 1, 1, 1], [0] * 8
    found = link([(0, 1), (4, 5)], [(1, 2), (5, 6)], [(2, 3), (6, 7)], sentence, paragraph)
    assert [(one.source, one.cue, one.content) for one in found] == [
        ((0, 1), (1, 2), [(2, 3)]),
        ((4, 5), (5, 6), [(6, 7)]),
    ]


def test_a_second_cue_of_a_sentence_takes_its_speaker() -> None:
    # "A said x , adding y ."
    found = link([(0, 1)], [(1, 2), (4, 5)], [(2, 3), (5, 6)], [0] * 7, [0] * 7)
    assert [one.source for one in found] == [(0, 1), (0, 1)]


def test_a_source_with_a_cue_of_its_own_is_not_taken_while_another_is_free() -> None:
    # "A , which B verified , shows x ."
    found = link([(0, 1), (3, 4)], [(4, 5), (6, 7)], [(7, 8)], [0] * 9, [0] * 9)
    assert [(one.source, one.cue) for one in found] == [((0, 1), (6, 7))]


def test_a_sentence_end_keeps_spans_apart() -> None:
    # "A said x w w . y , B said": y is nearer to "said" in words of its own sentence
    sentence = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1]
    found = link([(0, 1), (8, 9)], [(1, 2), (9, 10)], [(2, 5), (6, 7)], sentence, [0] * 10)
    assert [one.content for one in found] == [[(2, 5)], [(6, 7)]]


def test_no_cue_no_statement_and_no_content_no_statement() -> None:
    assert link([(0, 1)], [], [(1, 2)], [0, 0], [0, 0]) == []
    assert link([(0, 1)], [(1, 2)], [], [0, 0], [0, 0]) == []


def test_a_long_story_takes_linear_time() -> None:
    cues = [(start, start + 1) for start in range(1, 60_000, 6)]
    sources = [(start, start + 1) for start in range(0, 60_000, 6)]
    contents = [(start, start + 2) for start in range(2, 60_000, 6)]
    numbers = [token // 6 for token in range(60_006)]
    assert len(link(sources, cues, contents, numbers, [0] * 60_006)) == len(cues)
