"""A CTC output becomes text with confidences."""

import numpy as np
import pytest

from models.reading.text_recogniser import Reading, decode, joined

CHARSET = ("a", "b", " ")


def output(*steps: tuple[int, float]) -> np.ndarray:
    rows = np.zeros((len(steps), 4), np.float32)
    for row, (best, probability) in zip(rows, steps, strict=True):
        row[:] = (1 - probability) / 3
        row[best] = probability
    return rows


def test_repeated_steps_are_one_character_and_a_blank_parts_two() -> None:
    reading = decode(output((1, 0.9), (1, 0.8), (0, 0.9), (1, 0.7), (2, 0.6)), CHARSET)
    assert reading.text == "aab"
    assert reading.characters == pytest.approx((0.9, 0.7, 0.6))


def test_confidence_is_the_geometric_mean_of_the_characters() -> None:
    reading = decode(output((1, 0.9), (2, 0.4)), CHARSET)
    assert reading.confidence == pytest.approx((0.9 * 0.4) ** 0.5)


def test_outer_spaces_go_with_their_confidences() -> None:
    reading = decode(output((3, 0.9), (1, 0.8), (3, 0.9)), CHARSET)
    assert (reading.text, len(reading.characters), len(reading.places)) == ("a", 1, 1)


def test_blank_output_is_an_empty_reading() -> None:
    assert decode(output((0, 0.9), (0, 0.9)), CHARSET).text == ""


def test_places_are_shares_of_the_crop_not_of_its_padding() -> None:
    steps = [(0, 0.9)] * 10
    steps[2] = (1, 0.9)
    assert decode(output(*steps), CHARSET, stretch=2.0).places == pytest.approx((0.5,))


def test_a_line_read_in_pieces_is_joined_at_a_word_gap() -> None:
    spans = [(0, 1000), (800, 1800)]
    left = Reading("ab ab", 0.9, (0.9,) * 5, (0.2, 0.4, 0.85, 0.9, 0.98))
    right = Reading("b ab", 0.8, (0.8,) * 4, (0.02, 0.06, 0.11, 0.9))
    whole = joined([left, right], spans, 1800)
    assert whole.text == "ab ab"
    assert whole.places[-1] == pytest.approx(1700 / 1800)
