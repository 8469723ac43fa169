"""How fast and how loud something is said is measured."""

import numpy as np
import pytest

from tests.unit.listening.sounds import silence, tone
from workers.listening import LoudnessCurve, delivered
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


def test_the_level_of_a_passage_is_measured_where_it_is_spoken():
    loudness = curve(tone(4, 0.5), tone(2, 0.05))
    loud = delivered(spoken("một hai ba bốn", 0, 4000), "vi", loudness).loudness_db
    quiet = delivered(spoken("một hai ba bốn", 4000, 6000), "vi", loudness).loudness_db
    assert loud == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.3)
    assert loud - quiet == pytest.approx(20, abs=0.3)


def test_pauses_do_not_make_a_passage_quieter():
    loudness = curve(tone(1, 0.5), silence(2), tone(1, 0.5))
    whole = delivered(spoken("một hai", 0, 4000), "vi", loudness)
    assert whole.loudness_db == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.3)


def test_silence_has_no_level():
    assert delivered(spoken("một hai", 0, 2000), "vi", curve(silence(2))).loudness_db is None


def test_speed_is_in_syllables_per_second():
    text = delivered(spoken("một hai ba bốn năm sáu", 1000, 2500), "vi", curve(tone(3, 0.5)))
    assert text.syllables_per_second == pytest.approx(4.0)


def test_a_later_segment_of_a_file_is_measured_on_its_own_sound():
    loudness = curve(tone(1, 0.05), tone(1, 0.5))
    first = delivered(spoken("một", 60_000, 61_000), "vi", loudness, offset_ms=60_000)
    second = delivered(spoken("hai", 61_000, 62_000), "vi", loudness, offset_ms=60_000)
    assert second.loudness_db - first.loudness_db == pytest.approx(20, abs=0.3)


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [("không phải là thuốc", "vi", 4), ("this remedy", "en", 4), ("psst", "en", 1)],
)
def test_syllables_are_counted_by_language(text, language, count):
    assert syllables(text, language) == count
