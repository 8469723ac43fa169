"""Lines of a page that was scrolled out of sight for a moment stay one text each."""

import numpy as np

from workers.reading.engine import Line, TextRegion
from workers.reading.rejoining import rejoined
from workers.reading.tracks import SIGNATURE_SIZE, Track, View

LOOK = np.zeros(SIGNATURE_SIZE[::-1], np.float32)
FIRST, SECOND = "Hết hẳn nám da", "Đẩy lùi mất ngủ"


def track(text: str, start: int, gone: int | None, top: float) -> Track:
    corners = ((50.0, top), (450.0, top), (450.0, top + 40), (50.0, top + 40))
    made = Track(start, TextRegion(np.array(corners, np.float32)), LOOK, frames=1, gone_ms=gone)
    made.add(View(start + 50, Line(text, corners, 0.99, 40.0), 0.5))
    return made


def spans(*tracks: Track) -> list[tuple[str, int, int | None]]:
    return [(one.text, one.start_ms, one.gone_ms) for one in rejoined(tracks)]


def test_two_lines_that_moved_by_the_same_way_go_on() -> None:
    assert spans(
        track(FIRST, 0, 1000, 700),
        track(SECOND, 0, 1000, 800),
        track(FIRST, 1800, 4000, 300),
        track(SECOND, 1800, None, 400),
    ) == [(FIRST, 0, 4000), (SECOND, 0, None)]


def test_a_line_that_is_shown_again_elsewhere_is_another() -> None:
    alone = (track(FIRST, 0, 1000, 700), track(FIRST, 1800, 3000, 300))
    assert len(rejoined(alone)) == 2


def test_two_lines_shown_again_at_other_places_each_are_others() -> None:
    tracks = (
        track(FIRST, 0, 1000, 700),
        track(SECOND, 0, 1000, 800),
        track(FIRST, 1800, 4000, 400),
        track(SECOND, 1800, 4000, 300),
    )
    assert len(rejoined(tracks)) == 4


def test_two_captions_shown_again_in_their_places_are_others() -> None:
    tracks = [
        track(text, start, start + 1000, top)
        for start in (0, 2000)
        for text, top in ((FIRST, 300.0), (SECOND, 400.0))
    ]
    assert len(rejoined(tracks)) == 4
