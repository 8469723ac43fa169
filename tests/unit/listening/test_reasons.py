"""Every reason for which speech stays unheard is told in Vietnamese as well.

Looking gives no reasons: without its networks there is no scan.
"""

import re

import pytest

from models.manifest import ManifestError, entry, fault
from models.speech.loading import VIETNAMESE
from models.speech.shared_object import LibraryFormatError, SharedObject
from service.pages.words import gap_reason
from tests.unit.listening.test_transcribing import SOUND, Foreign, Vietnamese
from workers.listening import engine
from workers.listening.transcribing import Transcriber

NAMES = re.compile(r"[“'][\w-]+[”']|\S*[./\[\]_]\w\S*|\S+-\S+|\b(vietasr|elf|bit)\b")
"""What stays as it is in every language: names of files, packages, models, languages."""
DOUBTFUL = Vietnamese("em xô ơi", 0.45)


def absent() -> list[str]:
    """Why a recogniser cannot be used: its package, its file or its content."""
    model = entry(VIETNAMESE)
    missing = model.model_copy(update={"package": "no-such-package"})
    moved = model.model_copy(update={"package": None, "file": "weights/absent.so"})
    altered = entry("pair-head").model_copy(update={"sha256": "0" * 64})
    problems = [fault(one) for one in (missing, moved, altered)]
    return [problem for problem in problems if problem is not None]


def unreadable(tmp_path) -> list[str]:
    """What the reader of the recogniser's library says of others."""
    text, program = tmp_path / "libtext.so", tmp_path / "libempty.so"
    text.write_bytes(b"no library")
    with pytest.raises(LibraryFormatError) as refused:
        SharedObject(text)
    program.write_bytes(b"\x7fELF\x02\x01" + bytes(58))
    with pytest.raises(LibraryFormatError) as nameless:
        SharedObject(program).blob("vietasr_asr_vocab")
    return [f"{VIETNAMESE}: {error.value}" for error in (refused, nameless)]


def reasons(monkeypatch, problems: list[str]) -> list[str]:
    """What the listener says where it has no recogniser for these problems, and where it has."""
    found = []
    for problem in problems:

        def fails(threads: int | None = None, problem: str = problem) -> None:
            raise ManifestError(problem)

        monkeypatch.setattr(engine, "vietnamese_recogniser", fails)
        monkeypatch.setattr(engine, "whisper_recogniser", fails)
        transcript = engine.make_listener()._transcriber.first_opinion(SOUND)
        found.append(transcript.unheard if transcript is not None else None)
        found.append(Transcriber(DOUBTFUL, None, f"{problem}.").second_opinion(SOUND).unheard)
    for code in ("th", "zh", "en"):
        found.append(Transcriber(DOUBTFUL, Foreign(code, 0.9), "").second_opinion(SOUND).unheard)
    found.append(Transcriber(DOUBTFUL, Foreign("vi", 0.9), "").second_opinion(SOUND).unheard)
    half = Vietnamese("em xô ơi", 0.6)
    found.append(Transcriber(half, Foreign("vi", 0.9), "").second_opinion(SOUND).unheard)
    return [reason for reason in found if reason is not None]


def test_every_reason_is_told_in_vietnamese(monkeypatch, tmp_path):
    problems = [*absent(), *unreadable(tmp_path)]
    problems.append("whisper-base: package faster-whisper is not installed")
    assert len(problems) == 6
    for reason in reasons(monkeypatch, problems):
        told = gap_reason(reason)
        assert told.en == reason
        left = set(re.findall(r"[a-z]{3,}", NAMES.sub(" ", told.vi.lower())))
        english = set(re.findall(r"[a-z]{3,}", NAMES.sub(" ", reason.lower())))
        assert not left & english, told.vi
