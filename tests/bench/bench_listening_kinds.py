"""Listening to the same voices as they reach us: sped up, band-limited, coded, echoing, one-sided.

    python -m tests.bench.bench_listening_kinds [--kind NAME ...] [--out DIR]

The recorded voices (`tests.bench.voices`), a pause between each two, are put into one video of each
kind and heard through the decoder, as a scan hears them. Printed are word errors, gaps, and
how much of the time in which a voice speaks lies in the texts heard.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.bench.bench_listening import edits, words
from tests.bench.printed import Printed
from tests.bench.voices import RATE, Voice, voices
from workers.listening import make_listener
from workers.media import ffmpeg_program, open_media

_PAUSE = np.zeros(RATE, np.float32)


@dataclass(frozen=True, slots=True)
class Kind:
    """How the voices are changed: ffmpeg filters, options of the sound's encoder, when the sound
    begins in the video, how much faster it runs, how much longer the picture lasts than it."""

    filters: str = "anull"
    encoder: tuple[str, ...] = ("-c:a", "aac", "-b:a", "128k")
    starts_s: float = 0.0
    speed: float = 1.0
    picture_s: float = 0.0
    suffix: str = ".mp4"
    chatter_db: float | None = None


_ECHO = "aecho=0.8:0.7:23|41|67|97|131:0.5|0.4|0.3|0.25|0.2"
_NARROW = "highpass=f=300,lowpass=f=3400,aresample=8000"
KINDS = {
    "as recorded": Kind(),
    "1.25 times as fast": Kind("atempo=1.25", speed=1.25),
    "1.5 times as fast": Kind("atempo=1.5", speed=1.5),
    "1.75 times as fast": Kind("atempo=1.75", speed=1.75),
    "telephone, 8 kHz": Kind(_NARROW),
    "AAC 32 kbit/s": Kind(encoder=("-c:a", "aac", "-b:a", "32k")),
    "MP3 32 kbit/s": Kind(encoder=("-c:a", "libmp3lame", "-b:a", "32k")),
    "Opus 12 kbit/s": Kind(encoder=("-c:a", "libopus", "-b:a", "12k"), suffix=".mkv"),
    "echo of a hall": Kind(_ECHO),
    "chatter 10 dB below": Kind(chatter_db=10),
    "chatter 5 dB below": Kind(chatter_db=5),
    "clipped by 20 dB": Kind("volume=20dB,alimiter=limit=1:level=0,asoftclip=type=hard"),
    "40 dB quieter": Kind("volume=-40dB"),
    "left channel only": Kind("pan=stereo|c0=c0|c1=0*c0"),
    "right channel turned round": Kind("pan=stereo|c0=c0|c1=-1*c0"),
    "centre of 5.1": Kind("pan=5.1|c0=0*c0|c1=0*c0|c2=c0|c3=0*c0|c4=0*c0|c5=0*c0"),
    "22.05 kHz": Kind("aresample=22050"),
    "48 kHz": Kind("aresample=48000"),
    "96 kHz": Kind("aresample=96000"),
    "sound begins 2.5 s late": Kind(starts_s=2.5),
    "sound ends 10 s after the picture": Kind(picture_s=-10.0),
    "picture ends 10 s after the sound": Kind(picture_s=10.0),
}


@dataclass(slots=True)
class Spoken:
    """The voices one after the other, and when each begins and ends in seconds."""

    sound: np.ndarray
    spans: list[tuple[float, float]] = field(default_factory=list)


def joined(spoken: Sequence[Voice]) -> Spoken:
    parts, spans, at = [_PAUSE], [], len(_PAUSE)
    for voice in spoken:
        spans.append((at / RATE, (at + len(voice.sound)) / RATE))
        parts += [voice.sound, _PAUSE]
        at += len(voice.sound) + len(_PAUSE)
    return Spoken(np.concatenate(parts), spans)


def chatter(sound: np.ndarray, spoken: Sequence[Voice], ratio_db: float) -> np.ndarray:
    """The sound with several of the voices talking backwards at once behind it."""
    behind = np.zeros(len(sound), np.float32)
    for number, voice in enumerate([*spoken, *spoken]):
        turned = np.roll(np.resize(voice.sound[::-1], len(sound)), number * RATE)
        behind += turned / np.sqrt((turned**2).mean())
    gain = np.sqrt((sound**2).mean() / (behind**2).mean() / 10 ** (ratio_db / 10))
    return sound + gain * behind


def video(path: Path, sound: np.ndarray, kind: Kind) -> Path:
    """A grey picture with this sound."""
    coded = path.with_name("sound.mkv")
    ffmpeg = [ffmpeg_program().path, "-v", "error", "-y"]
    command = [*ffmpeg, "-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "-"]
    command += ["-af", kind.filters, *kind.encoder, str(coded)]
    subprocess.run(command, input=sound.astype(np.float32).tobytes(), check=True)
    length = len(sound) / RATE / kind.speed + kind.starts_s + kind.picture_s
    command = [*ffmpeg, "-f", "lavfi"]
    command += ["-i", f"color=gray:size=160x120:rate=5:duration={length}"]
    command += ["-itsoffset", str(kind.starts_s), "-i", str(coded)]
    command += ["-map", "0:v", "-map", "1:a", "-c:v", "libx264", "-c:a", "copy", str(path)]
    subprocess.run(command, check=True)
    return path


def inside(one: tuple[float, float], others: Sequence[tuple[float, float]]) -> float:
    """How many seconds of a span lie in others."""
    return sum(max(0.0, min(one[1], end) - max(one[0], start)) for start, end in others)


def main() -> int:
    say = Printed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kind", nargs="*", choices=KINDS, default=list(KINDS))
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    listener, spoken = make_listener(), voices()
    whole = joined(spoken)
    gold = words(" ".join(voice.transcript for voice in spoken), "vi", tones=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.kind:
            kind = KINDS[name]
            sound = whole.sound
            if kind.chatter_db is not None:
                sound = chatter(sound, spoken, kind.chatter_db)
            path = video(Path(folder) / f"kind{kind.suffix}", sound, kind)
            with open_media(path).audio() as stream:
                heard = listener.hear(stream, "m1")
            told = words(" ".join(text.text for text in heard.texts), "vi", tones=True)
            spoken_at = [
                (kind.starts_s + start / kind.speed, kind.starts_s + end / kind.speed)
                for start, end in whole.spans
            ]
            heard_at = [
                ((text.start_ms or 0) / 1000, (text.end_ms or 0) / 1000) for text in heard.texts
            ]
            length = sum(end - start for start, end in spoken_at)
            found = sum(inside(one, heard_at) for one in spoken_at) / length
            say(
                f"{name}: WER {edits(gold, told) / len(gold):.3f}, {len(heard.gaps)} gaps, "
                f"{found:.2f} of the voices' time lies in texts"
            )
    say.save(arguments.out, "listening-kinds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
