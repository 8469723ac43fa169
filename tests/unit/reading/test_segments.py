"""Texts that cross the border between two segments of a video become one."""

from workers.reading.segments import join_tracks
from workers.report import Text

PLACE = [(0.1, 0.1), (0.5, 0.1), (0.5, 0.2), (0.1, 0.2)]
ELSEWHERE = [(0.1, 0.7), (0.5, 0.7), (0.5, 0.8), (0.1, 0.8)]


def text(words: str, start: int, end: int, place: list[tuple[float, float]] = PLACE) -> Text:
    return Text(
        id=f"{words}-{start}",
        source="screen",
        text=words,
        start_ms=start,
        end_ms=end,
        polygon=place,
        confidence=0.9,
    )


def test_a_text_over_the_border_is_one_text_with_the_whole_time() -> None:
    joined = join_tracks([[text("Giảm giá", 8000, 10000)], [text("Giảm giá", 10000, 12000)]])
    assert [(one.start_ms, one.end_ms) for one in joined] == [(8000, 12000)]


def test_a_text_over_three_segments_is_one_text() -> None:
    segments = [[text("Giảm giá", start, start + 1000)] for start in (0, 1000, 2000)]
    assert [(one.start_ms, one.end_ms) for one in join_tracks(segments)] == [(0, 3000)]


def test_the_same_words_shown_again_later_stay_two_texts() -> None:
    joined = join_tracks([[text("Giảm giá", 0, 4000)], [text("Giảm giá", 10000, 12000)]])
    assert len(joined) == 2


def test_the_same_words_at_another_place_stay_two_texts() -> None:
    joined = join_tracks(
        [[text("Giảm giá", 0, 10000)], [text("Giảm giá", 10000, 12000, ELSEWHERE)]]
    )
    assert len(joined) == 2


def test_the_fuller_reading_wins() -> None:
    joined = join_tracks([[text("Giảm g", 0, 10000)], [text("Giảm giá sốc", 10000, 12000)]])
    assert [one.text for one in joined] == ["Giảm giá sốc"]


def test_two_equal_texts_are_not_swallowed_by_one() -> None:
    joined = join_tracks(
        [
            [text("Giảm giá", 0, 10000)],
            [text("Giảm giá", 10000, 11000), text("Giảm giá", 10000, 12000)],
        ]
    )
    assert len(joined) == 2


def test_what_two_segments_share_is_one_text() -> None:
    joined = join_tracks(
        [
            [text("Giảm giá", 6000, 10000), text("Gọi ngay", 8500, 9200, ELSEWHERE)],
            [text("Gọi ngay", 8500, 9200, ELSEWHERE), text("Giảm giá", 8000, 12000)],
        ]
    )
    assert [(one.text, one.start_ms, one.end_ms) for one in joined] == [
        ("Giảm giá", 6000, 12000),
        ("Gọi ngay", 8500, 9200),
    ]
