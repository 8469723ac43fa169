"""Long videos are cut into spans that cover everything and overlap."""

import dataclasses
import itertools

import pytest

from workers.media import MediaInfo, segments

CLIP = MediaInfo(
    kind="video",
    decoder="ffmpeg",
    sha256="0" * 64,
    container="mov",
    codec="h264",
    width=16,
    height=16,
    coded_width=16,
    coded_height=16,
)


@pytest.mark.parametrize("duration", [179_999, 180_001, 600_000, 10_800_000, 10_859_123])
def test_spans_cover_the_video_and_share_their_overlap(duration: int) -> None:
    spans = segments(dataclasses.replace(CLIP, duration_ms=duration), 120_000, 2_000)
    assert spans[0].start_ms == 0
    assert spans[-1].end_ms == duration
    for before, after in itertools.pairwise(spans):
        assert before.end_ms - after.start_ms == 2_000
    assert [span.index for span in spans] == list(range(len(spans)))
    assert max(span.end_ms - span.start_ms for span in spans) <= 180_000


def test_a_short_video_is_one_span() -> None:
    assert len(segments(dataclasses.replace(CLIP, duration_ms=60_000))) == 1


def test_an_overlap_as_long_as_the_span_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than its overlap"):
        segments(CLIP, 1000, 1000)
