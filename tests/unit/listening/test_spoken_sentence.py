"""A known sentence is found in speech although the recogniser confuses some of its syllables."""

import pytest

from workers.listening import find_spoken
from workers.report import Text

SENTENCE = "Sản phẩm này chỉ dành cho người trưởng thành, xin đọc kỹ nhãn"


def heard(text: str, start_ms: int, end_ms: int, source: str = "speech") -> Text:
    return Text(id=f"t{start_ms}", source=source, text=text, start_ms=start_ms, end_ms=end_ms)


def test_the_sentence_is_found_with_its_time():
    speech = [
        heard("chào cả nhà hôm nay", 0, 2000),
        heard("sản phẩm này chỉ dành cho người trưởng thành xin đọc kỹ nhãn", 3000, 5600),
    ]
    found = find_spoken(SENTENCE, speech)
    assert (found.start_ms, found.end_ms, found.similarity) == (3000, 5600, 1.0)
    assert found.syllables_per_second == pytest.approx(13 / 2.6)


def test_wrong_tones_and_a_few_wrong_words_do_not_hide_it():
    speech = [heard("san phẩm nay chi dành cho ngươi trưởng thanh xinh đọc kỳ nhãn", 0, 3000)]
    assert find_spoken(SENTENCE, speech).similarity > 0.85


def test_it_is_found_across_two_heard_texts_and_inside_longer_ones():
    speech = [
        heard("mua ngay hôm nay sản phẩm này chỉ dành cho", 0, 4000),
        heard("người trưởng thành xin đọc kỹ nhãn cảm ơn", 4200, 6200),
    ]
    found = find_spoken(SENTENCE, speech)
    assert found.start_ms == pytest.approx(1600, abs=10)
    assert found.end_ms == pytest.approx(5756, abs=10)


def test_other_speech_is_not_mistaken_for_it():
    speech = [heard("hôm nay mình đi chợ mua rất nhiều trái cây cho người già trong nhà", 0, 4000)]
    assert find_spoken(SENTENCE, speech) is None


def test_words_on_screen_are_not_speech():
    assert find_spoken(SENTENCE, [heard(SENTENCE, 0, 3000, source="screen")]) is None


def test_no_speech_at_all_finds_nothing():
    assert find_spoken(SENTENCE, []) is None
