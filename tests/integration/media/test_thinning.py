"""What is not decoded is never missed: pictures stay as close together as a level asks."""

from pathlib import Path

import numpy as np
import pytest

from tests.integration.media.conftest import MakeClip
from workers.media import DEFAULT_LIMITS, Segment, probe
from workers.media.video import Thinning, VideoDecoder
from workers.media.video_frames import SAMPLING, thinned

SOURCE = "testsrc2=s=320x240:r={rate}:d=6"
H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "250")
PYRAMID = ("-x264-params", "bframes=3:b-adapt=0:b-pyramid=normal")
LONG_RUNS = ("-x264-params", "bframes=8:b-adapt=0:b-pyramid=none")


def clip_of(make_clip: MakeClip, *options: str, rate: int = 25) -> Path:
    return make_clip("a.mp4", *H264, *options, source=SOURCE.format(rate=rate))


def times(path: Path, thinning: Thinning, span: Segment | None = None) -> list[int]:
    with VideoDecoder(path, probe(path), DEFAULT_LIMITS, thinning=thinning, span=span) as decoder:
        found = [picture.time_ms for picture in decoder]
        assert not decoder.gaps
        return found


def distances(found: list[int]) -> list[int]:
    return np.diff(found).tolist()


def test_half_of_the_pictures_of_a_pyramid_need_no_decoding(make_clip: MakeClip) -> None:
    clip = clip_of(make_clip, *PYRAMID)
    found = times(clip, Thinning(skip_within_ms=100))
    assert distances(found)[:-1] == pytest.approx([80] * (len(found) - 2), abs=1)
    assert len(found) == 76


def test_where_too_few_pictures_are_left_all_are_decoded(make_clip: MakeClip) -> None:
    clip = clip_of(make_clip, *LONG_RUNS)
    assert times(clip, Thinning(skip_within_ms=190)) == pytest.approx(range(0, 6000, 40), abs=1)


def test_a_span_is_thinned_as_the_whole_is(make_clip: MakeClip) -> None:
    clip = clip_of(make_clip, *LONG_RUNS)
    span = Segment(1, 2000, 4000)
    assert times(clip, Thinning(skip_within_ms=190), span) == pytest.approx(
        range(2000, 4000, 40), abs=1
    )


@pytest.mark.parametrize("rate", [24, 25, 30, 50, 60])
@pytest.mark.parametrize("options", [PYRAMID, LONG_RUNS, ()])
def test_standard_looks_three_times_at_what_is_on_screen_for_half_a_second(
    make_clip: MakeClip, rate: int, options: tuple[str, ...]
) -> None:
    clip = clip_of(make_clip, *options, rate=rate)
    found = times(clip, thinned(SAMPLING["standard"], probe(clip)))
    assert max(distances(found)) <= 170


def test_few_pictures_a_second_are_all_decoded(make_clip: MakeClip) -> None:
    clip = clip_of(make_clip, *PYRAMID, rate=5)
    assert thinned(SAMPLING["standard"], probe(clip)).skip_within_ms is None


def test_thorough_decodes_everything(make_clip: MakeClip) -> None:
    clip = clip_of(make_clip, *PYRAMID)
    assert thinned(SAMPLING["thorough"], probe(clip)) == Thinning()


@pytest.mark.parametrize(
    "options", [("-c:v", "mjpeg"), ("-c:v", "libx264", "-frames:v", "1"), ("-c:v", "mpeg4")]
)
def test_a_video_of_any_kind_begins_with_its_first_picture(
    make_clip: MakeClip, options: tuple[str, ...]
) -> None:
    clip = make_clip("a.mkv", *options, "-pix_fmt", "yuv420p", source=SOURCE.format(rate=25))
    found = times(clip, Thinning(skip_within_ms=190))
    assert found[0] == 0
    assert max(distances([*found, probe(clip).last_frame_ms])) <= 190


def test_where_nothing_was_left_everything_is_decoded(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = clip_of(make_clip)
    whole = VideoDecoder._argv

    def without_pictures(decoder: VideoDecoder) -> list[str]:
        argv = whole(decoder)
        return (
            [part.replace("[s0]", ",select=0[s0]", 1) for part in argv]
            if decoder._skipping
            else argv
        )

    monkeypatch.setattr(VideoDecoder, "_argv", without_pictures)
    assert len(times(clip, Thinning(skip_within_ms=190))) == 150
