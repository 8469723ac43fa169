"""The generator writes lawful text that the recogniser can spell."""

import random
import unicodedata

import pytest

from models.training.reading.charset import (
    characters,
    class_of,
    encode,
    timesteps_needed,
    vietnamese_letters,
)
from models.training.reading.items import vocabulary
from models.training.reading.syllables import lawful_tones, syllable, tone_series, with_tone
from models.training.reading.text import MAX_CHARACTERS, line_text

TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"


@pytest.mark.parametrize("seed", range(5))
def test_every_line_is_nfc_within_the_charset_and_single_spaced(seed: int) -> None:
    rng = random.Random(seed)
    known = set(characters())
    for _ in range(400):
        text = line_text(rng)
        assert text == unicodedata.normalize("NFC", text)
        assert set(text) <= known
        assert text == " ".join(text.split())
        assert 1 <= len(text) <= MAX_CHARACTERS


def test_the_same_seed_gives_the_same_lines() -> None:
    first, second = random.Random(3), random.Random(3)
    assert [line_text(first) for _ in range(50)] == [line_text(second) for _ in range(50)]


def test_lines_cover_every_letter_in_both_cases_and_every_sign() -> None:
    rng = random.Random(0)
    seen = set("".join(line_text(rng) for _ in range(12_000)))
    assert set(characters()) - seen == set()


def test_a_syllable_carries_at_most_one_tone() -> None:
    rng = random.Random(1)
    for _ in range(2000):
        marks = [c for c in unicodedata.normalize("NFD", syllable(rng)) if c in TONE_MARKS]
        assert len(marks) <= 1


@pytest.mark.parametrize(
    ("rime", "tone", "modern", "written"),
    [
        ("oa", "\u0300", False, "òa"),
        ("oa", "\u0300", True, "oà"),
        ("oan", "\u0300", False, "oàn"),
        ("ươi", "\u0300", False, "ười"),
        ("uyên", "\u0303", False, "uyễn"),
        ("iêu", "\u0301", False, "iếu"),
        ("uy", "\u0309", True, "uỷ"),
        ("ai", "\u0309", False, "ải"),
        ("oai", "\u0323", False, "oại"),
        ("ưu", "\u0301", False, "ứu"),
    ],
)
def test_the_tone_mark_goes_on_the_nucleus(
    rime: str, tone: str, modern: bool, written: str
) -> None:
    assert with_tone(rime, tone, modern) == written


def test_checked_rimes_have_two_tones_and_open_ones_six() -> None:
    assert len(lawful_tones("ach")) == 2
    assert len(lawful_tones("anh")) == 6


def test_a_tone_series_differs_in_the_tone_only() -> None:
    series = tone_series(random.Random(5))
    bare = {
        "".join(c for c in unicodedata.normalize("NFD", word) if c not in TONE_MARKS)
        for word in series
    }
    assert len(bare) == 1
    assert len(set(series)) == len(series) >= 2


def test_classes_are_numbered_from_one_without_gaps_and_the_space_is_one_of_them() -> None:
    assert sorted(class_of().values()) == list(range(1, len(characters()) + 1))
    assert encode(" a") == [class_of()[" "], class_of()["a"]]


def test_the_charset_holds_the_whole_vietnamese_alphabet() -> None:
    wanted = {
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in ("", *TONE_MARKS)
    } | {"đ", "Đ"}
    assert wanted <= set(characters())
    assert wanted <= set(vietnamese_letters())


def test_equal_neighbours_need_a_blank_between_them() -> None:
    assert timesteps_needed("abc") == 3
    assert timesteps_needed("1000") == 6


def test_every_word_of_the_vocabulary_can_be_spelled() -> None:
    known = set(characters())
    strange = {word for words in vocabulary().values() for word in words if not set(word) <= known}
    assert strange == set()
