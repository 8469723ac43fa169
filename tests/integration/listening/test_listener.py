"""Real sound from real files through the real voice activity network."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from models.speech import Recognition, Word
from models.speech.loading import VoiceActivityFactory
from tests.bench.backing import KINDS, backing
from tests.unit.listening.sounds import RATE, music, noise, silence, voiced
from workers.listening import SpeechListener, listener_status
from workers.listening.transcribing import Transcriber
from workers.media import ffmpeg_program, open_media
from workers.senses import Heard


class Parrot:
    """Hears one word at the start of every passage."""

    def recognise(self, sound: np.ndarray) -> Recognition:
        return Recognition((Word("a", 300, 500, 0.9),), 0.9)


def video(path: Path, sound: np.ndarray) -> Path:
    """An mp4 with a still picture and this sound."""
    command = [
        ffmpeg_program().path, "-v", "error", "-y",
        "-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "-",
        "-f", "lavfi", "-i", f"color=gray:size=160x120:rate=5:duration={len(sound) / RATE}",
        "-c:v", "libx264", "-c:a", "aac", "-shortest", str(path),
    ]  # fmt: skip
    subprocess.run(command, input=sound.tobytes(), check=True)
    return path


def listener(vietnamese: Parrot | None) -> SpeechListener:
    transcriber = Transcriber(vietnamese, None, "No recogniser is installed.")
    return SpeechListener(VoiceActivityFactory(), transcriber, [])


def heard_in(path: Path, listener: SpeechListener) -> Heard:
    with open_media(path).audio() as sound:
        return listener.hear(sound, "m1")


@pytest.mark.parametrize(
    "sound", [silence(6), noise(6), music(12)], ids=["silence", "noise", "music"]
)
def test_sound_without_speech_is_heard_in_full_without_a_recogniser(tmp_path, sound):
    heard = heard_in(video(tmp_path / "ad.mp4", sound), listener(None))
    assert heard.texts == ()
    assert heard.gaps == ()
    assert heard.audio_ms == pytest.approx(1000 * len(sound) / RATE, abs=300)


@pytest.mark.parametrize("kind", KINDS)
def test_a_voice_well_below_music_is_a_gap_at_its_time(tmp_path, kind):
    music = backing(kind, 14, seed=3)
    voice = np.concatenate([silence(4), voiced(6, seed=2), silence(4)])
    level = np.sqrt((voice[4 * RATE : 10 * RATE] ** 2).mean() / (music**2).mean())
    mix = voice + level * 10 ** (7 / 20) * music
    path = video(tmp_path / "ad.mp4", (0.9 * mix / np.abs(mix).max()).astype(np.float32))
    gaps = heard_in(path, listener(None)).gaps
    covered = sum(min(gap.end_ms, 10_000) - max(gap.start_ms, 4000) for gap in gaps)
    assert covered > 4000
    assert all(gap.start_ms > 2500 and gap.end_ms < 11_500 for gap in gaps)


def test_speech_without_a_recogniser_is_a_gap_at_its_time(tmp_path):
    sound = np.concatenate([music(4, 0.2), silence(1), voiced(5), silence(2)])
    heard = heard_in(video(tmp_path / "ad.mp4", sound), listener(None))
    (gap,) = heard.gaps
    assert gap.stage == "listen"
    assert gap.reason == "Speech was not transcribed. No recogniser is installed."
    assert gap.start_ms == pytest.approx(4850, abs=500)
    assert gap.end_ms == pytest.approx(10_200, abs=700)
    assert heard.audio_ms == pytest.approx(12_000 - (gap.end_ms - gap.start_ms), abs=300)


def test_words_are_placed_in_media_time_with_speed_and_loudness(tmp_path):
    sound = np.concatenate([silence(3), voiced(3), silence(2), music(2, 0.5)])
    heard = heard_in(video(tmp_path / "ad.mp4", sound), listener(Parrot()))
    (text,) = heard.texts
    assert (text.source, text.media, text.text) == ("speech", "m1", "a")
    assert text.start_ms == pytest.approx(3000, abs=500)
    assert text.syllables_per_second == pytest.approx(5.0)
    assert -60 < text.loudness_db < 0
    assert heard.gaps == ()


def test_a_file_without_sound_is_known_as_such_and_never_listened_to(tmp_path):
    path = tmp_path / "mute.mp4"
    subprocess.run(
        [
            ffmpeg_program().path,
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=red:size=64x64:rate=5:duration=1",
            str(path),
        ],
        check=True,
    )
    source = open_media(path)
    assert not source.info.has_audio
    with pytest.raises(ValueError, match="no sound"):
        source.audio()


def test_every_part_of_listening_reports_its_state():
    rows = {row.name: row for row in listener_status()}
    assert rows["silero-vad"].works
    assert all(row.works or row.remedy for row in rows.values())
