"""What is heard, and what could not be, reaches the verdict of a scan of a real file."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from models.speech import Recognition, Word
from models.speech.loading import VoiceActivityFactory
from tests.integration.listening.test_listener import listener, video
from tests.unit.listening.sounds import music, silence, voiced
from workers.claims import load_pack
from workers.engines import EngineChoice, Engines, make_engines
from workers.listening import SpeechListener
from workers.listening.transcribing import Transcriber
from workers.report import ScanReport
from workers.scan import AdInput, scan_ad

OFFER = ["mời", "bà", "con", "ghé", "cửa", "hàng", "dùng", "thử", "trà", "an", "lành"]
WARNING = ["thực", "phẩm", "này", "không", "phải", "là", "thuốc"]
WARNING += ["không", "có", "tác", "dụng", "thay", "thế", "thuốc", "chữa", "bệnh"]


class Script:
    """Hears given words, each with its start and length in ms, in every passage."""

    def __init__(self, words: Sequence[tuple[str, int, int]]) -> None:
        self._words = tuple(Word(word, at, at + length, 0.95) for word, at, length in words)

    def recognise(self, sound: np.ndarray) -> Recognition:
        return Recognition(self._words, 0.95)


@pytest.fixture(scope="module")
def engines() -> Engines:
    return make_engines(EngineChoice())


def scanned(path, engines: Engines, ear: SpeechListener) -> ScanReport:
    return scan_ad(AdInput((path,)), replace(engines, listener=ear), load_pack("vn")).report


def test_speech_that_nobody_can_transcribe_leaves_the_verdict_open(tmp_path, engines):
    sound = np.concatenate([music(3, 0.2), silence(1), voiced(4), silence(1)])
    report = scanned(video(tmp_path / "said.mp4", sound), engines, listener(None))
    assert report.verdict == "inconclusive"
    (gap,) = report.coverage.gaps
    assert (gap.stage, gap.media) == ("listen", "m1")
    assert gap.start_ms == pytest.approx(4000, abs=700)


def test_music_alone_needs_no_recogniser_to_be_clear(tmp_path, engines):
    report = scanned(video(tmp_path / "music.mp4", music(8, 0.4)), engines, listener(None))
    assert report.verdict == "clear"
    assert report.coverage.audio_ms == pytest.approx(8000, abs=300)


def test_a_warning_rushed_and_murmured_at_the_end_of_a_breath_is_a_finding(tmp_path, engines):
    lead, slow, fast = 300, 500, 250
    turn = lead + slow * len(OFFER)
    script = [(word, lead + slow * n, slow) for n, word in enumerate(OFFER)]
    script += [(word, turn + fast * n, fast) for n, word in enumerate(WARNING)]
    loud, low = voiced(5.0, 0.4), voiced(fast * len(WARNING) / 1000, 0.08)
    sound = np.concatenate([silence(1), loud, low, silence(1)])
    ear = SpeechListener(VoiceActivityFactory(), Transcriber(Script(script), None, ""), [])
    report = scanned(video(tmp_path / "warned.mp4", sound), engines, ear)
    (finding,) = [f for f in report.findings if f.category == "illegible_or_fast_warning"]
    assert finding.factors["speed_ratio"] == pytest.approx(slow / fast, rel=0.05)
    assert finding.factors["quieter_db"] == pytest.approx(20 * np.log10(5), abs=3)
    (piece,) = finding.evidence
    assert (piece.kind, piece.quote) == ("speech", " ".join(WARNING))
    assert piece.start_ms == pytest.approx(1000 + slow * len(OFFER), abs=300)
