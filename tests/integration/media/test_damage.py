"""What cannot be seen is said: a gap with its time, or an error with its reason."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.integration.media.conftest import MakeClip, ffmpeg
from tests.unit.media.drawing import noise
from workers.errors import AudioOnly, EncryptedMedia, LimitExceeded, UnreadableMedia
from workers.media import Limits, Segment, open_media, probe
from workers.media.video_frames import VideoFrames

H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "25")


def test_a_cut_off_video_names_what_is_missing(make_clip: MakeClip) -> None:
    whole = make_clip("whole.mp4", *H264, "-movflags", "faststart")
    data = whole.read_bytes()
    cut = whole.with_name("cut.mp4")
    cut.write_bytes(data[: len(data) * 6 // 10])
    with open_media(cut).frames("m") as frames:
        assert list(frames)
    (gap,) = [one for one in frames.outcome.gaps if one.reason == "the file is cut off"]
    assert gap.start_ms is not None
    assert 500 < gap.start_ms < 1900
    assert gap.end_ms == 2000
    assert not frames.outcome.complete


def test_each_segment_of_a_cut_off_video_names_what_it_lacks(make_clip: MakeClip) -> None:
    whole = make_clip("whole.mp4", *H264, "-movflags", "faststart")
    data = whole.read_bytes()
    cut = whole.with_name("cut.mp4")
    cut.write_bytes(data[: len(data) * 6 // 10])
    source = open_media(cut)
    ends = []
    for span in (Segment(0, 0, 1900), Segment(1, 1900, 2000)):
        with source.frames("m", span=span) as frames:
            list(frames)
        (gap,) = [one for one in frames.outcome.gaps if one.reason == "the file is cut off"]
        ends.append(gap.end_ms)
    assert ends == [1900, 2000]


def test_a_video_whose_index_is_missing_says_so(make_clip: MakeClip) -> None:
    whole = make_clip("whole.mp4", *H264)
    data = whole.read_bytes()
    cut = whole.with_name("cut.mp4")
    cut.write_bytes(data[: len(data) // 2])
    with pytest.raises(UnreadableMedia, match=r"cut\.mp4 is cut off"):
        open_media(cut)


def test_a_damaged_middle_is_a_gap_where_it_is(make_clip: MakeClip) -> None:
    clip = make_clip("a.ts", *H264, source="mandelbrot=s=320x240:r=25,trim=duration=4")
    data = bytearray(clip.read_bytes())
    third = len(data) // 3
    data[third : 2 * third] = np.random.default_rng(1).bytes(third)
    clip.write_bytes(bytes(data))
    with open_media(clip).frames("m", "thorough") as frames:
        list(frames)
    assert not frames.outcome.complete


def test_killing_the_decoder_leaves_a_gap(film: Callable[..., Path]) -> None:
    clip = film("long.mp4", [noise(n, (640, 360)) for n in range(150)], 10)
    source = open_media(clip)
    taken = 0
    with source.frames("m") as frames:
        assert isinstance(frames, VideoFrames)
        for _ in frames:
            taken += 1
            if taken == 2:
                assert frames.pid is not None
                os.kill(frames.pid, signal.SIGKILL)
    (gap,) = frames.outcome.gaps
    assert "killed" in gap.reason
    assert gap.start_ms is not None
    assert gap.start_ms < 12_000
    assert gap.end_ms == 15_000
    assert frames.outcome.decoded_ms < 12_000


def test_a_decoder_that_hangs_is_stopped_and_leaves_a_gap(film: Callable[..., Path]) -> None:
    clip = film("long.mp4", [noise(n, (640, 360)) for n in range(150)], 10)
    source = open_media(clip, Limits(stall_seconds=1.0))
    start = time.monotonic()
    with source.frames("m") as frames:
        assert isinstance(frames, VideoFrames)
        for taken, _ in enumerate(frames):
            if taken == 1:
                assert frames.pid is not None
                os.kill(frames.pid, signal.SIGSTOP)
    assert time.monotonic() - start < 20
    assert "stopped answering" in frames.outcome.gaps[0].reason


def test_leaving_early_ends_the_decoder(film: Callable[..., Path]) -> None:
    clip = film("long.mp4", [noise(n, (640, 360)) for n in range(100)], 10)
    with open_media(clip).frames("m") as frames:
        assert isinstance(frames, VideoFrames)
        iterator = iter(frames)
        next(iterator)
        pid = frames.pid
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_encryption_is_named(make_clip: MakeClip) -> None:
    key = ("-encryption_key", "76a6c65c5ea762046bd749a2e632ccbb")
    scheme = ("-encryption_scheme", "cenc-aes-ctr")
    clip = make_clip(
        "drm.mp4", *H264, *scheme, *key, "-encryption_kid", "a7e61c373e219033c21091fa607bf3b8"
    )
    with pytest.raises(EncryptedMedia, match=r"drm\.mp4 is encrypted"):
        open_media(clip)


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.wav", "a.ogg"])
def test_sound_alone_is_named(make_clip: MakeClip, name: str) -> None:
    with pytest.raises(AudioOnly, match="no pictures"):
        open_media(make_clip(name, source="sine=d=1"))


def test_a_cover_does_not_make_a_song_a_video(make_clip: MakeClip, tmp_path: Path) -> None:
    song = make_clip("song.mp3", source="sine=d=1")
    cover = make_clip("cover.png", "-frames:v", "1")
    both = tmp_path / "both.mp3"
    ffmpeg("-i", str(song), "-i", str(cover), "-map", "0", "-map", "1", "-c", "copy", str(both))
    with pytest.raises(AudioOnly):
        open_media(both)


def test_a_header_without_data_is_named(make_clip: MakeClip) -> None:
    clip = make_clip("frag.mp4", *H264, "-movflags", "frag_keyframe+empty_moov")
    data = clip.read_bytes()
    init = clip.with_name("init.mp4")
    init.write_bytes(data[: data.index(b"moof") - 4])
    with pytest.raises(UnreadableMedia, match="only the header"):
        open_media(init)


def test_limits_on_length_and_size_are_checked_before_decoding(make_clip: MakeClip) -> None:
    clip = make_clip("a.mp4", *H264)
    with pytest.raises(LimitExceeded, match="longer than"):
        probe(clip, Limits(max_duration_ms=1000))
    with pytest.raises(LimitExceeded, match="160 x 120"):
        probe(clip, Limits(max_pixels=10_000))
    with pytest.raises(LimitExceeded, match="larger than"):
        probe(clip, Limits(max_file_bytes=100))
