"""Frames come with the times at which a player shows them."""

from pathlib import Path

import pytest

from tests.integration.media.conftest import MakeClip
from workers.media import DEFAULT_LIMITS, MediaInfo, Segment, open_media, probe
from workers.media.video import VideoDecoder

H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-bf", "2", "-g", "12")


def times(path: Path, info: MediaInfo, span: Segment | None = None) -> list[int]:
    with VideoDecoder(path, info, DEFAULT_LIMITS, span=span) as decoder:
        return [picture.time_ms for picture in decoder]


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts", "a.avi", "a.mov", "a.flv"])
def test_containers_agree_on_when_each_frame_is_shown(make_clip: MakeClip, name: str) -> None:
    clip = make_clip(name, *H264)
    info = probe(clip)
    assert info.duration_ms == pytest.approx(2000, abs=2)
    assert (info.fps, info.variable_frame_rate) == (pytest.approx(25, abs=0.1), False)
    assert times(clip, info) == pytest.approx(range(0, 2000, 40), abs=1)


def test_a_late_first_frame_is_late(make_clip: MakeClip) -> None:
    clip = make_clip("late.mp4", *H264, "-output_ts_offset", "1.075")
    info = probe(clip)
    assert (info.first_frame_ms, info.duration_ms) == (1075, 3075)
    assert times(clip, info)[:2] == [1075, 1115]
    with open_media(clip).frames("m", "thorough") as frames:
        assert next(iter(frames)).shown_from_ms == 1075


def test_an_edit_list_hides_what_comes_before_it(make_clip: MakeClip) -> None:
    whole = make_clip("whole.mp4", *H264, "-g", "50")
    cut = make_clip("cut.mp4", "-c", "copy", source=whole, before=("-ss", "0.4"))
    info = probe(cut)
    assert info.duration_ms == pytest.approx(1600, abs=45)
    shown = times(cut, info)
    assert shown[0] == 0
    assert len(shown) == pytest.approx(40, abs=2)


def with_late_cluster(path: Path, by_ms: int) -> None:
    """Move the time of the only cluster of a Matroska file, in place, and its blocks back by as
    much: their own times become negative, what is shown when stays as it was."""
    data = bytearray(path.read_bytes())
    at = data.index(b"\x1f\x43\xb6\x75") + 4
    _, at = element_size(data, at)
    while at < len(data) and data[at] >= 0x80:
        kind = data[at]
        size, start = element_size(data, at + 1)
        if kind == 0xE7:
            assert (size, data[start]) == (1, 0)
            data[start] = by_ms
        if kind == 0xA3:
            relative = slice(start + 1, start + 3)
            moved = int.from_bytes(data[relative], "big", signed=True) - by_ms
            data[relative] = moved.to_bytes(2, "big", signed=True)
        at = start + size
    path.write_bytes(bytes(data))


def element_size(data: bytearray, at: int) -> tuple[int, int]:
    width = 9 - data[at].bit_length()
    return int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1), at + width


def test_blocks_with_negative_times_are_shown_when_they_are_due(make_clip: MakeClip) -> None:
    clip = make_clip("early.mkv", *H264, "-bf", "0", "-g", "50")
    with_late_cluster(clip, 200)
    info = probe(clip)
    assert (info.first_frame_ms, info.video_end_ms) == (0, pytest.approx(2000, abs=2))
    assert times(clip, info) == pytest.approx(range(0, 2000, 40), abs=1)


@pytest.mark.parametrize("name", ["early.mkv", "early.mov", "early.nut"])
def test_times_before_zero_are_moved_to_zero(make_clip: MakeClip, name: str) -> None:
    clip = make_clip(
        *(name, *H264, "-bf", "0", "-copyts", "-avoid_negative_ts", "disabled"),
        before=("-itsoffset", "-0.4"),
    )
    info = probe(clip)
    shown = times(clip, info)
    assert shown[0] == 0
    assert shown == pytest.approx(range(0, 40 * len(shown), 40), abs=1)


def test_a_stream_that_starts_anywhere_starts_at_zero(make_clip: MakeClip) -> None:
    clip = make_clip("live.ts", *H264, "-output_ts_offset", "5000")
    info = probe(clip)
    assert (info.first_frame_ms, info.duration_ms) == (0, 2000)
    assert times(clip, info)[:3] == [0, 40, 80]


def test_variable_frame_rate_keeps_each_frame_at_its_time(make_clip: MakeClip) -> None:
    clip = make_clip(
        "vfr.mp4", *H264, "-vf", "select='not(between(n,10,29))'", "-fps_mode", "passthrough"
    )
    info = probe(clip)
    assert info.variable_frame_rate
    assert times(clip, info) == [*range(0, 400, 40), *range(1200, 2000, 40)]


def test_a_live_recording_without_duration_has_one_by_its_packets(make_clip: MakeClip) -> None:
    clip = make_clip("live.webm", "-c:v", "libvpx-vp9", "-cpu-used", "8", "-live", "1")
    assert probe(clip).duration_ms == pytest.approx(2000, abs=2)


def test_a_fragmented_file_has_its_true_duration(make_clip: MakeClip) -> None:
    flags = "frag_keyframe+empty_moov"
    clip = make_clip("frag.mp4", *H264, "-bf", "0", "-movflags", flags)
    assert probe(clip).duration_ms == pytest.approx(2000, abs=2)


def test_duration_spans_sound_that_outlasts_the_pictures(make_clip: MakeClip) -> None:
    clip = make_clip(
        *("long-sound.mp4", *H264, "-filter_complex", "sine=d=3[a]", "-map", "0:v", "-map", "[a]")
    )
    info = probe(clip)
    assert info.has_audio
    assert (info.duration_ms, info.video_end_ms) == (pytest.approx(3000, abs=30), 2000)
    with open_media(clip).frames("m") as frames:
        list(frames)
    assert frames.outcome.complete
    assert frames.outcome.decoded_ms == info.duration_ms


@pytest.mark.parametrize("name", ["a.mp4", "a.ts", "a.mkv"])
def test_segments_together_hold_each_frame_with_its_own_time(
    make_clip: MakeClip, name: str
) -> None:
    clip = make_clip(name, *H264)
    info = probe(clip)
    spans = [Segment(0, 0, 900), Segment(1, 900, 1500), Segment(2, 1500, 2000)]
    joined = [time for span in spans for time in times(clip, info, span)]
    assert joined == times(clip, info)
