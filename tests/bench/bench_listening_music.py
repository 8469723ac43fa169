"""Noticing a voice under music: what is missed, and what music is taken for a voice.

    python -m tests.bench.bench_listening_music [--music DIR ...] [--part noticing|hearing ...]
                                                [--out DIR]

Each DIR is searched for sound files; of each file two stretches of 40 s are taken. Debian's
packages of game music do well: `apt-get download NAME && dpkg -x NAME_* DIR/NAME`. Some hold songs:
words heard in those are no error.
Without DIR the music is made (`tests.bench.backing`).

`noticing` cuts passages with one ear (the sound as it is) and with both, at several thresholds: the
share of the time of recorded voices (`tests.bench.voices`) that lies in a passage, the voices of
which nothing does, and the seconds taken for a voice in a minute of music alone. `hearing` lets the
whole listener hear the same.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from models.speech.loading import VoiceActivityFactory
from tests.bench.backing import KINDS, backing
from tests.bench.bench_listening import Blocks
from tests.bench.bench_listening_mixed import Tally
from tests.bench.printed import Printed
from tests.bench.voices import RATE, Voice, decoded, voices
from workers.listening import Passage, PassageCutter, SpeechListener, make_listener

PARTS = ("noticing", "hearing")
RATIOS_DB = (5, 0, -5, -10)
THRESHOLDS = ((0.2, 0.1), (0.3, 0.15), (0.4, 0.25), (0.5, 0.25))
LEAST_MS = (128, 384, 768, 1280)
_SUFFIXES = (".ogg", ".mp3", ".wav", ".flac", ".opus", ".m4a")
_STRETCH = 40 * RATE
_SKIP = 15 * RATE
_LEAD = 3 * RATE


class Deaf:
    """An ear that notices nothing."""

    def probabilities(self, sound: np.ndarray) -> np.ndarray:
        return np.zeros(len(sound) // 512, np.float32)


def stretches(folders: Sequence[Path]) -> Iterator[tuple[str, np.ndarray]]:
    """Music with the name of its folder or kind."""
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix.lower() in _SUFFIXES:
                sound = decoded(file)
                for start in (_SKIP, _SKIP + 2 * _STRETCH):
                    part = sound[start : start + _STRETCH]
                    if len(part) >= _STRETCH // 2 and np.abs(part).max() > 0.02:
                        yield folder.name, part
    if not folders:
        for kind in KINDS:
            for seed in range(4):
                yield kind, 0.5 * backing(kind, _STRETCH / RATE, seed=seed)


def spoken_over(music: np.ndarray, voice: Voice, ratio_db: float) -> np.ndarray:
    """3 s of music, then a voice with it, then 3 s of music again, all at one level."""
    stretch = music[: 2 * _LEAD + len(voice.sound)]
    voiced = stretch[_LEAD : _LEAD + len(voice.sound)]
    gain = np.sqrt((voiced**2).mean() * 10 ** (ratio_db / 10) / (voice.sound**2).mean())
    both = stretch.copy()
    both[_LEAD : _LEAD + len(voiced)] += gain * voice.sound[: len(voiced)]
    return (both / max(1.0, float(np.abs(both).max()))).astype(np.float32)


def cut(sound: np.ndarray, cutter: PassageCutter) -> list[Passage]:
    return [*cutter.feed(sound), *cutter.finish()]


def seconds(passages: Sequence[Passage], start: float, end: float) -> float:
    """How much of a span lies in passages."""
    return sum(
        max(0.0, min(end, one.end_ms / 1000) - max(start, one.start_ms / 1000)) for one in passages
    )


def noticing(
    say: Printed, music: Sequence[tuple[str, np.ndarray]], spoken: Sequence[Voice]
) -> None:
    """Print the curve of voices noticed and music taken for voices."""
    ear = VoiceActivityFactory()
    settings = [(name, *threshold, least) for name, *threshold, least in _settings()]
    for name, enter, leave, least in settings:

        def fresh(name: str = name, enter=enter, leave=leave, least=least) -> PassageCutter:
            other = ear() if name == "both ears" else Deaf()
            return PassageCutter(ear(), other, enter=enter, leave=leave, least_voice_ms=least)

        taken = minutes = 0.0
        for _, sound in music:
            taken += seconds(cut(sound, fresh()), 0, len(sound) / RATE)
            minutes += len(sound) / RATE / 60
        figures = []
        for ratio in RATIOS_DB:
            shares = []
            for number, (_, sound) in enumerate(music):
                voice = spoken[number % len(spoken)]
                start, end = _LEAD / RATE, (_LEAD + len(voice.sound)) / RATE
                passages = cut(spoken_over(sound, voice, ratio), fresh())
                shares.append(seconds(passages, start, end) / (end - start))
            missed = sum(share < 0.1 for share in shares)
            figures.append(f"{ratio:+d} dB {np.mean(shares):.2f} ({missed})")
        say(
            f"{name}, enter {enter}, leave {leave}, at least {least} ms: "
            f"{taken / minutes:.2f} s/min false, noticed (missed of {len(music)}): "
            + ", ".join(figures)
        )


def _settings() -> Iterator[tuple[str, float, float, int]]:
    for name in ("one ear", "both ears"):
        for enter, leave in THRESHOLDS:
            yield name, enter, leave, 768
    for least in LEAST_MS:
        yield "both ears", 0.4, 0.25, least


def hearing(
    say: Printed,
    listener: SpeechListener,
    music: Sequence[tuple[str, np.ndarray]],
    spoken: Sequence[Voice],
) -> None:
    """Print what the listener makes of the music alone and of voices under it."""
    for kind in dict.fromkeys(name for name, _ in music):
        sounds = [sound for name, sound in music if name == kind]
        minutes = sum(len(sound) for sound in sounds) / RATE / 60
        words = gaps = spoilt = 0.0
        started = time.process_time()
        for sound in sounds:
            heard = listener.hear(Blocks(sound), "m1")
            words += sum(len(text.text.split()) for text in heard.texts)
            gaps += sum((gap.end_ms or 0) - (gap.start_ms or 0) for gap in heard.gaps) / 1000
            spoilt += bool(heard.gaps or heard.texts)
        worked = time.process_time() - started
        say(
            f"{kind} alone, {minutes:.1f} min in {len(sounds)} stretches: {words:.0f} words "
            f"heard, gaps of {gaps / minutes:.2f} s/min, {spoilt:.0f} stretches with either, "
            f"{worked / 60 / minutes:.3f} x processor time"
        )
        for ratio in RATIOS_DB:
            tally, silent = Tally(), 0
            for number, sound in enumerate(sounds):
                voice = spoken[number % len(spoken)]
                heard = listener.hear(Blocks(spoken_over(sound, voice, ratio)), "m1")
                tally.add(heard, voice.transcript, "vi")
                silent += not heard.texts and not heard.gaps
            say(f"{kind}, voice {ratio:+d} dB: {tally.line()}, neither words nor gap {silent}")


def main() -> int:
    say = Printed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--music", type=Path, nargs="*", default=[])
    parser.add_argument("--part", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    music, spoken = list(stretches(arguments.music)), voices()
    if "noticing" in arguments.part:
        noticing(say, music, spoken)
    if "hearing" in arguments.part:
        hearing(say, make_listener(), music, spoken)
    say.save(arguments.out, "listening-music")
    return 0


if __name__ == "__main__":
    sys.exit(main())
