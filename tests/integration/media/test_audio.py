"""Sound is 16 kHz mono, each sample at its time."""

from pathlib import Path

import numpy as np
import pytest

from tests.integration.media.conftest import MakeClip
from workers.media import SAMPLE_RATE, AudioStream, Segment, open_media

BEEP = "sine=f=1000:r=44100:d=2,volume='if(between(t,1,1.2),1,0)':eval=frame"
CLIP = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-map", "0:v", "-map", "[a]")


def clip_with(make_clip: MakeClip, sound: str, *options: str, name: str = "a.mp4") -> Path:
    return make_clip(name, "-filter_complex", f"{sound}[a]", *CLIP, *options)


def samples(stream: AudioStream) -> tuple[int, np.ndarray]:
    with stream as blocks:
        taken = list(blocks)
    return taken[0].start_ms, np.concatenate([block.samples for block in taken])


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts"])
def test_a_beep_is_heard_when_it_sounds(make_clip: MakeClip, name: str) -> None:
    source = open_media(clip_with(make_clip, BEEP, name=name))
    start, sound = samples(source.audio())
    loud = np.flatnonzero(np.abs(sound) > 0.05)
    assert start == 0
    assert len(sound) == pytest.approx(2 * SAMPLE_RATE, abs=1200)
    # A transport stream cannot say that the encoder put two packets of silence in front.
    assert loud[0] / SAMPLE_RATE == pytest.approx(1.0, abs=0.06)
    assert loud[-1] / SAMPLE_RATE == pytest.approx(1.2, abs=0.06)
    assert sound.dtype == np.float32


def test_a_segment_of_sound_keeps_its_times(make_clip: MakeClip) -> None:
    source = open_media(clip_with(make_clip, BEEP))
    start, sound = samples(source.audio(span=Segment(1, 800, 1500)))
    loud = np.flatnonzero(np.abs(sound) > 0.05)
    assert start == 800
    assert len(sound) == pytest.approx(0.7 * SAMPLE_RATE, abs=600)
    assert 0.8 + loud[0] / SAMPLE_RATE == pytest.approx(1.0, abs=0.03)


def test_stereo_of_any_rate_is_mixed_down(make_clip: MakeClip) -> None:
    stereo = "sine=f=400:r=48000:d=2,aformat=channel_layouts=stereo"
    source = open_media(clip_with(make_clip, stereo))
    assert source.info.audio_codec == "aac"
    _, sound = samples(source.audio())
    spectrum = np.abs(np.fft.rfft(sound))
    assert np.argmax(spectrum) * SAMPLE_RATE / len(sound) == pytest.approx(400, abs=3)


@pytest.mark.parametrize(
    ("channels", "level"),
    [
        ("mono|c0=c0", 1.0),
        ("stereo|c0=c0|c1=c0", 1.0),
        ("stereo|c0=c0|c1=-1*c0", 1.0),
        ("stereo|c0=0*c0|c1=c0", 0.5),
    ],
    ids=["mono", "the same twice", "one turned round", "one silent"],
)
def test_no_arrangement_of_channels_silences_the_sound(
    make_clip: MakeClip, channels: str, level: float
) -> None:
    tone = f"sine=f=400:r=48000:d=2,volume=2,pan={channels}"
    _, sound = samples(open_media(clip_with(make_clip, tone)).audio())
    assert np.sqrt((sound[4000:-4000] ** 2).mean()) == pytest.approx(
        level * 0.25 / np.sqrt(2), rel=0.1
    )


def test_all_sound_decoded_leaves_no_gap(make_clip: MakeClip) -> None:
    stream = open_media(clip_with(make_clip, BEEP)).audio()
    samples(stream)
    assert stream.outcome.gaps == ()
    assert stream.outcome.decoded_ms == pytest.approx(2000, abs=80)


def test_a_silent_video_has_no_sound_to_ask_for(make_clip: MakeClip) -> None:
    source = open_media(make_clip("mute.mp4", "-c:v", "libx264"))
    assert not source.info.has_audio
    with pytest.raises(ValueError, match="no sound"):
        source.audio()
