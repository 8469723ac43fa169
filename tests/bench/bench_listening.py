"""Listening: word errors, invented words, time and memory.

    python -m tests.bench.bench_listening [--labels DIR] [--video CLIP] [--out DIR]

`--labels` is a folder with `labels.jsonl` (one object a line: file, lang, transcript). `--video`
makes an mp4 whose sound is that clip after 3 s of music, scans it, and shows where its words are
in the report.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.bench.printed import Printed
from tests.unit.listening.sounds import RATE, music, noise, silence, tone
from workers.listening import SpeechListener, listener_status, make_listener
from workers.media import AudioBlock, AudioOutcome, ffmpeg_program
from workers.senses import Heard

_DIGITS = {
    "vi": ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
}
_DEFAULT_CLIPS = Path(__file__).resolve().parents[3] / "shared" / "data" / "dev" / "speech"


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording and what is said in it."""

    name: str
    language: str
    sound: np.ndarray
    transcript: str = ""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Sound in memory, in blocks of one second."""

    sound: np.ndarray

    @property
    def outcome(self) -> AudioOutcome:
        return AudioOutcome(len(self.sound) * 1000 // RATE)

    def __iter__(self) -> Iterator[AudioBlock]:
        for start in range(0, len(self.sound), RATE):
            yield AudioBlock(start * 1000 // RATE, self.sound[start : start + RATE])


def decode(path: Path) -> np.ndarray:
    """The sound of a file, 16 kHz mono."""
    command = [ffmpeg_program().path, "-v", "error", "-i", str(path)]
    command += ["-ac", "1", "-ar", str(RATE), "-f", "f32le", "-"]
    return np.frombuffer(
        subprocess.run(command, capture_output=True, check=True).stdout, np.float32
    )


def read_clips(folder: Path) -> list[Clip]:
    """The labelled recordings of a folder."""
    rows = map(json.loads, (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Clip(row["id"], row["lang"], decode(folder / row["file"]), row["transcript"])
        for row in rows
    ]


def wordless() -> list[Clip]:
    """Sound in which nothing is said."""
    return [
        Clip("silence", "", silence(30)),
        Clip("white noise", "", noise(30)),
        Clip("loud noise", "", noise(30, 0.5)),
        Clip("tone", "", tone(30, 0.4)),
        *(Clip(f"music {seed}", "", music(30, seed=seed)) for seed in range(4)),
    ]


def words(text: str, language: str, *, tones: bool) -> list[str]:
    """Lower-case words without punctuation; digits are spelt as they are spoken."""
    digits = _DIGITS.get(language, _DIGITS["vi"])
    lower = re.sub(r"\b1(\d)\b", r" mười \1 ", text.lower()) if language == "vi" else text.lower()
    spelt = "".join(f" {digits[int(c)]} " if c.isdigit() else c for c in lower)
    split = unicodedata.normalize("NFC" if tones else "NFD", spelt)
    if not tones:
        split = "".join(c for c in split if not unicodedata.combining(c)).replace("đ", "d")
    kept = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in split)
    return ["zero" if word == "oh" and language == "en" else word for word in kept.split()]


def edits(gold: Sequence[str], heard: Sequence[str]) -> int:
    """Word edit distance."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(gold, 1):
        before, row[0] = row[0], number
        for column, other in enumerate(heard, 1):
            changed = before + (word != other)
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, changed)
    return row[-1]


def said(heard: Heard) -> str:
    return " ".join(text.text for text in heard.texts)


def measure(say: Printed, listener: SpeechListener, clips: Sequence[Clip]) -> None:
    """Print word error rates, and what each clip was heard as where it differs."""
    totals: dict[str, list[int]] = {}
    seconds = processor = length = 0.0
    for clip in clips:
        started, worked = time.perf_counter(), time.process_time()
        heard = said(listener.hear(Blocks(clip.sound), "m1"))
        seconds += time.perf_counter() - started
        processor += time.process_time() - worked
        length += len(clip.sound) / RATE
        gold = words(clip.transcript, clip.language, tones=True)
        wrong = edits(gold, words(heard, clip.language, tones=True))
        folded = edits(
            words(clip.transcript, clip.language, tones=False),
            words(heard, clip.language, tones=False),
        )
        total = totals.setdefault(clip.language or "no speech", [0, 0, 0])
        for place, value in enumerate((len(gold), wrong, folded)):
            total[place] += value
        if wrong:
            say(f"  {clip.name}: {heard!r}")
    for language, (count, wrong, folded) in totals.items():
        if count:
            rates = f"WER {wrong / count:.3f}, without tones {folded / count:.3f}"
            say(f"{language}: {count} words, {rates}")
        else:
            say(f"{language}: {wrong} words invented")
    say(
        f"{seconds / length:.3f} x real time, {processor / length:.3f} x processor time, "
        f"{60 * seconds / length:.1f} s per minute of audio"
    )


def stream_of(clips: Sequence[Clip], seed: int) -> Clip:
    """The Vietnamese clips one after the other with pauses and a little noise, as one recording."""
    random = np.random.default_rng(seed)
    chosen = [clip for clip in clips if clip.language == "vi"]
    parts: list[np.ndarray] = []
    for index in random.permutation(len(chosen)):
        parts += [chosen[index].sound, silence(random.uniform(0.2, 1.5))]
    order = [chosen[index] for index in np.random.default_rng(seed).permutation(len(chosen))]
    sound = np.concatenate(parts)
    sound = sound + 0.0003 * random.standard_normal(len(sound)).astype(np.float32)
    return Clip(f"stream {seed}", "vi", sound, " ".join(clip.transcript for clip in order))


def show_in_report(say: Printed, clip: Path) -> None:
    """Scan an mp4 that says `clip` after 3 s of music and print its speech."""
    from workers.claims import load_pack
    from workers.engines import EngineChoice, make_engines
    from workers.scan import AdInput, scan_ad

    sound = np.concatenate([music(3, 0.2), decode(clip), silence(1)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.mp4"
        command = [ffmpeg_program().path, "-v", "error", "-f", "f32le", "-ar", str(RATE)]
        command += ["-ac", "1", "-i", "-", "-f", "lavfi", "-i"]
        command += [f"color=white:size=640x360:rate=10:duration={len(sound) / RATE}"]
        command += ["-c:v", "libx264", "-c:a", "aac", "-shortest", str(path)]
        subprocess.run(command, input=sound.tobytes(), check=True)
        report = scan_ad(
            AdInput(media=(path,)), make_engines(EngineChoice()), load_pack("vn")
        ).report
    for text in report.texts:
        if text.source == "speech":
            say(f"{text.start_ms}-{text.end_ms} ms ({text.confidence:.2f}): {text.text}")
    say(str(report.timings_ms))


def main() -> int:
    say = Printed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", type=Path, default=_DEFAULT_CLIPS)
    parser.add_argument("--video", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    for row in listener_status():
        say(f"{row.name}: {'works' if row.works else row.detail}")
    listener = make_listener()
    if arguments.labels.is_dir():
        clips = read_clips(arguments.labels)
        say("clip by clip")
        measure(say, listener, clips)
        say("Vietnamese clips joined into streams")
        measure(say, listener, [stream_of(clips, seed) for seed in range(3)])
    say("no speech")
    measure(say, listener, wordless())
    if arguments.video:
        show_in_report(say, arguments.video)
    say(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    say.save(arguments.out, "listening")
    return 0


if __name__ == "__main__":
    sys.exit(main())
