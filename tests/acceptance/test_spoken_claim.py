"""An ad that says its claim aloud: real voices in a video of a sample, scanned from end to end.

The voices are the recordings of package `vieneu` (people reading sentences from books). None of
them advertises anything, so the claim is put together from words cut out of three of them: three
speakers, four words. What is heard before it is one recording as it is.
"""

import importlib.metadata
import os
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from models.speech.loading import VIETNAMESE, speech_fault
from samples.make import ADS
from tests.unit.listening.sounds import RATE, music, silence
from workers.claims import load_pack
from workers.engines import EngineChoice, make_engines
from workers.media import ffmpeg_program
from workers.report import Finding, ScanReport
from workers.scan import AdInput, scan_ad

PICTURE = ADS / "lawful-supplement.jpg"
SENTENCE = (
    "nuôi con theo phong cách do thái không chỉ tốt cho đứa trẻ mà còn tốt cho cả các bậc cha mẹ"
)
CLAIM = "không còn tự kỷ"
WORDS = (("Đoan", 2080, 2360), ("Đoan", 3970, 4210), ("Ly", 1980, 2160), ("Vĩnh", 500, 630))
"""The words of `CLAIM`: whose recording, and from when until when in it, in ms."""
MUSIC_SECONDS = 3
_LEVEL = 0.16
_FADE = RATE // 100


@dataclass(frozen=True, slots=True)
class Spoken:
    """A report, and when in its video the sentence and the claim are said, in ms."""

    report: ScanReport
    sentence: tuple[int, int]
    claim: tuple[int, int]


def recording(speaker: str) -> np.ndarray:
    """The clip of one speaker, 16 kHz mono, as it lies in the package."""
    for file in importlib.metadata.files("vieneu") or []:
        name = unicodedata.normalize("NFC", file.name)
        if name.endswith(".wav") and name.startswith(f"{speaker} ("):
            command = [ffmpeg_program().path, "-v", "error", "-i", str(file.locate())]
            command += ["-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"]
            decoded = subprocess.run(command, capture_output=True, check=True).stdout
            return np.frombuffer(decoded, np.float32)
    raise LookupError(f"package vieneu holds no recording of {speaker}")


def word(speaker: str, start_ms: int, end_ms: int) -> np.ndarray:
    """One word cut out of a recording, at an even level, faded in and out."""
    sound = recording(speaker)[start_ms * RATE // 1000 : end_ms * RATE // 1000].copy()
    sound[:_FADE] *= np.linspace(0, 1, _FADE)
    sound[-_FADE:] *= np.linspace(1, 0, _FADE)
    return sound * (_LEVEL / np.sqrt((sound**2).mean()))


def claim() -> np.ndarray:
    """The four words, a tenth of a second apart, half of that within the last, two-syllable one."""
    parts = [word(*place) for place in WORDS]
    pauses = (silence(0.1), silence(0.1), silence(0.05), silence(0))
    return np.concatenate([part for both in zip(parts, pauses, strict=True) for part in both])


def video(path: Path, sound: np.ndarray) -> Path:
    """An mp4 that shows the sample while this sound plays."""
    seconds = f"{len(sound) / RATE:.3f}"
    command = [ffmpeg_program().path, "-v", "error", "-y"]
    command += ["-loop", "1", "-framerate", "5", "-t", seconds, "-i", str(PICTURE)]
    command += ["-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "-"]
    command += ["-vf", "scale=trunc(iw/2)*2:trunc(ih/2)*2", "-pix_fmt", "yuv420p"]
    command += ["-c:v", "libx264", "-c:a", "aac", "-b:a", "96k", str(path)]
    subprocess.run(command, input=sound.astype(np.float32).tobytes(), check=True)
    return path


@pytest.fixture(scope="module")
def spoken(tmp_path_factory) -> Spoken:
    said, claimed = recording("Đoan"), claim()
    parts = [music(MUSIC_SECONDS, 0.2), said, silence(1.5), claimed, silence(1)]
    ends = np.cumsum([1000 * len(part) // RATE for part in parts]).tolist()
    path = video(tmp_path_factory.mktemp("spoken") / "ad.mp4", np.concatenate(parts))
    report = scan_ad(AdInput((path,)), make_engines(EngineChoice()), load_pack("vn")).report
    return Spoken(report, (ends[0], ends[1]), (ends[2], ends[3]))


def by_speech(report: ScanReport) -> list[Finding]:
    return [one for one in report.findings if any(e.kind == "speech" for e in one.evidence)]


# Its wheel exists for one Python on one system only; the gate runs there and must not pass by.
pytestmark = pytest.mark.skipif(
    speech_fault(VIETNAMESE) is not None and "ADSCAN_REQUIRE_SERVERS" not in os.environ,
    reason="the Vietnamese recogniser is not installed here",
)


def test_what_is_said_is_in_the_report_at_its_time(spoken):
    heard = [text for text in spoken.report.texts if text.source == "speech"]
    (sentence,) = (text for text in heard if text.text.startswith("nuôi con"))
    words, wanted = sentence.text.split(), SENTENCE.split()
    assert sum(one == other for one, other in zip(words, wanted, strict=True)) >= len(wanted) - 2
    assert sentence.start_ms == pytest.approx(spoken.sentence[0], abs=500)
    assert sentence.end_ms == pytest.approx(spoken.sentence[1], abs=500)
    assert all((text.start_ms or 0) > spoken.sentence[0] - 300 for text in heard)
    assert spoken.report.coverage.complete


def test_a_claim_said_aloud_is_a_finding_with_its_words_and_time(spoken):
    findings = by_speech(spoken.report)
    assert "serious_disease_claim" in {one.category for one in findings}
    evidence = [e for one in findings for e in one.evidence if e.kind == "speech"]
    assert {e.quote for e in evidence} == {CLAIM}
    for one in evidence:
        assert one.start_ms == pytest.approx(spoken.claim[0], abs=500)
        assert one.end_ms == pytest.approx(spoken.claim[1], abs=500)
    assert spoken.report.verdict == "violation"


def test_the_same_video_without_the_claim_says_nothing_unlawful(tmp_path):
    said = np.concatenate([music(MUSIC_SECONDS, 0.2), recording("Đoan"), silence(1)])
    path = video(tmp_path / "ad.mp4", said)
    report = scan_ad(AdInput((path,)), make_engines(EngineChoice()), load_pack("vn")).report
    assert by_speech(report) == []
    assert report.verdict == "clear"
