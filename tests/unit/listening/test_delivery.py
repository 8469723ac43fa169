"""How fast and how loud something is said is measured against the rest of the sound."""

import numpy as np
import pytest

from tests.unit.listening.sounds import silence, tone
from workers.listening import LoudnessCurve, measure_delivery
from workers.listening.delivery import syllables
from workers.report import Text


def curve(*parts: np.ndarray) -> LoudnessCurve:
    loudness = LoudnessCurve()
    whole = np.concatenate(parts)
    for start in range(0, len(whole), 7000):
        loudness.feed(whole[start : start + 7000])
    return loudness


def spoken(text: str, start_ms: int, end_ms: int) -> Text:
    return Text(id="t1", source="speech", text=text, start_ms=start_ms, end_ms=end_ms)


def test_a_murmured_passage_is_quieter_than_the_rest_by_what_it_is():
    loudness = curve(tone(4, 0.5), tone(2, 0.05))
    delivery = measure_delivery(spoken("một hai ba bốn", 4000, 6000), "vi", loudness)
    assert delivery.rest_db - delivery.loudness_db == pytest.approx(20, abs=0.3)


def test_silence_does_not_count_as_the_rest():
    quiet = curve(tone(2, 0.5), silence(20), tone(2, 0.05))
    delivery = measure_delivery(spoken("một hai", 22_000, 24_000), "vi", quiet)
    assert delivery.rest_db - delivery.loudness_db == pytest.approx(20, abs=0.3)


def test_nothing_else_to_hear_leaves_the_rest_unknown():
    delivery = measure_delivery(spoken("một hai", 0, 2000), "vi", curve(tone(2, 0.5)))
    assert delivery.rest_db is None


def test_speed_is_in_syllables_per_second():
    delivery = measure_delivery(
        spoken("một hai ba bốn năm sáu", 1000, 2500), "vi", curve(tone(3, 0.5))
    )
    assert delivery.syllables_per_second == pytest.approx(4.0)


def test_a_later_segment_of_a_file_is_measured_on_its_own_sound():
    delivery = measure_delivery(
        spoken("một hai", 61_000, 62_000),
        "vi",
        curve(tone(1, 0.05), tone(1, 0.5)),
        offset_ms=60_000,
    )
    assert delivery.loudness_db > delivery.rest_db


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [("không phải là thuốc", "vi", 4), ("this remedy", "en", 4), ("psst", "en", 1)],
)
def test_syllables_are_counted_by_language(text, language, count):
    assert syllables(text, language) == count
