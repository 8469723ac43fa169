"""Listening to speech under music, to singing, and to short passages in two languages.

    python -m tests.bench.bench_listening_mixed [--labels DIR] [--part music|singing|language ...]
                                                [--out DIR]

`music` mixes recorded voices (`tests.bench.voices`) with made music (`tests.bench.backing`) at
several signal-to-noise ratios. `singing` gives the voices the pitch of a melody, and sings vowels
without words. `language` cuts the clips of `--labels` (see `bench_listening`) and the voices into
passages of several lengths, clean and under music, and counts in which language each was written.

A text is nonsense where fewer than half of its words were said; it is confident where its
confidence is at least that at which Vietnamese needs no second opinion.
"""

import argparse
import itertools
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

from tests.bench.backing import KINDS, backing, mixed, sung, vowels
from tests.bench.bench_listening import Blocks, Clip, edits, read_clips, words
from tests.bench.printed import Printed
from tests.bench.voices import RATE, voices
from workers.listening import SpeechListener, make_listener
from workers.listening.transcribing import SURE
from workers.senses import Heard

PARTS = ("music", "singing", "language")
RATIOS_DB = (20, 10, 5, 0, -5, -10)
LENGTHS_S = (1, 2, 4, 8)
BANDS = (0.0, 0.6, 0.7, 0.8, 0.9, 1.01)
_DEFAULT_CLIPS = Path(__file__).resolve().parents[3] / "shared" / "data" / "dev" / "speech"


@dataclass(slots=True)
class Tally:
    """Words said, edits, texts and their confidence, and passages that became gaps."""

    said: int = 0
    edited: int = 0
    reported: int = 0
    true: int = 0
    gaps: int = 0
    nonsense: list[float] = field(default_factory=list)
    texts: list[tuple[float, int, int]] = field(default_factory=list)
    """Of each text: confidence, words, and how many of them were said."""

    def add(self, heard: Heard, transcript: str, language: str) -> None:
        """One clip and what was said in it."""
        gold = words(transcript, language, tones=True)
        everything: list[str] = []
        for text in heard.texts:
            told = words(text.text, language, tones=True)
            true = matched(gold, told)
            everything += told
            self.reported += len(told)
            self.true += true
            self.texts.append((text.confidence, len(told), true))
            if true < len(told) / 2:
                self.nonsense.append(text.confidence)
        self.said += len(gold)
        self.edited += edits(gold, everything)
        self.gaps += len(heard.gaps)

    def line(self) -> str:
        """The figures."""
        error = f"WER {self.edited / self.said:.3f}, " if self.said else ""
        true = (
            f"{self.true / self.reported:.2f} of them said, " if self.said and self.reported else ""
        )
        mean = np.mean([text[0] for text in self.texts]) if self.texts else 0.0
        confident = sum(one >= SURE for one in self.nonsense)
        return (
            f"{error}{self.reported} words reported, {true}{len(self.texts)} texts of mean "
            f"confidence {mean:.2f}, {self.gaps} gaps, nonsense {len(self.nonsense)}, "
            f"confident {confident}"
        )


def by_confidence(say: Printed, tallies: Sequence[Tally]) -> None:
    """Print how many words of texts of each confidence were said."""
    texts = [text for tally in tallies for text in tally.texts]
    for least, most in itertools.pairwise(BANDS):
        within = [text for text in texts if least <= text[0] < most]
        told, true = (sum(text[place] for text in within) for place in (1, 2))
        if told:
            say(f"confidence {least:.2f} to {most:.2f}: {true} of {told} words said")


def matched(gold: Sequence[str], told: Sequence[str]) -> int:
    """How many words told were said, in order."""
    blocks = SequenceMatcher(None, gold, told, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def hear(listener: SpeechListener, sound: np.ndarray) -> Heard:
    quiet = np.zeros(RATE // 2, np.float32)
    return listener.hear(Blocks(np.concatenate([quiet, sound.astype(np.float32), quiet])), "m1")


def under_music(say: Printed, listener: SpeechListener, clips: Sequence[Clip]) -> list[Tally]:
    """Print errors and confidence for each ratio of voice to music, after those of the voices."""
    tally = Tally()
    for clip in clips:
        tally.add(hear(listener, clip.sound), clip.transcript, clip.language)
    say(f"voices alone: {tally.line()}")
    tallies = [tally]
    for kind in KINDS:
        for ratio in RATIOS_DB:
            tally = Tally()
            for number, clip in enumerate(clips):
                music = backing(kind, len(clip.sound) / RATE, seed=number)
                heard = hear(listener, mixed(clip.sound, music, ratio))
                tally.add(heard, clip.transcript, clip.language)
            say(f"{kind}, voice {ratio:+d} dB: {tally.line()}")
            tallies.append(tally)
    return tallies


def singing(say: Printed, listener: SpeechListener, clips: Sequence[Clip]) -> list[Tally]:
    """Print what becomes of words that are sung, alone and with chords, and of mere vowels."""
    tallies = []
    for name, ratio in (("sung words alone", None), ("sung words over chords", 5)):
        tally = Tally()
        for number, clip in enumerate(clips):
            song = sung(clip.sound, seed=number)
            if ratio is not None:
                song = mixed(song, backing("chords", len(song) / RATE, seed=number), ratio)
            tally.add(hear(listener, song), clip.transcript, clip.language)
        say(f"{name}: {tally.line()}")
        tallies.append(tally)
    for name, ratio in (("sung vowels alone", None), ("sung vowels over chords", 5)):
        tally = Tally()
        for seed in range(8):
            song = vowels(6, seed=seed)
            if ratio is not None:
                song = mixed(song, backing("chords", 6, seed=seed), ratio)
            tally.add(hear(listener, song), "", "vi")
        say(f"{name}: {tally.line()}")
        tallies.append(tally)
    return tallies


def languages(say: Printed, listener: SpeechListener, clips: Sequence[Clip]) -> None:
    """Print in which language passages of each length were written."""
    for setting, ratio in (("clean", None), ("over chords at 10 dB", 10)):
        for language in ("vi", "en"):
            for length in LENGTHS_S:
                counts = {"right": 0, "wrong": 0, "gap": 0, "nothing": 0}
                said = [clip.sound for clip in clips if clip.language == language]
                for number, piece in enumerate(pieces(said, length)):
                    music = backing("chords", length, seed=number)
                    sound = piece if ratio is None else mixed(piece, music, ratio)
                    counts[routed(hear(listener, sound), language)] += 1
                told = ", ".join(f"{count} {name}" for name, count in counts.items())
                say(f"{language}, passages of {length} s, {setting}: {told}")


def pieces(clips: Sequence[np.ndarray], seconds: float) -> list[np.ndarray]:
    """The clips one after the other, cut into pieces of that length; the rest is dropped."""
    if not clips:
        return []
    sound, size = np.concatenate(clips), round(seconds * RATE)
    return [sound[start : start + size] for start in range(0, len(sound) - size + 1, size)]


def routed(heard: Heard, language: str) -> str:
    """Whether a passage was written in its language, told by the letters of its words."""
    if not heard.texts:
        return "gap" if heard.gaps else "nothing"
    written = " ".join(text.text for text in heard.texts)
    return "right" if ("vi" if is_vietnamese(written) else "en") == language else "wrong"


def is_vietnamese(text: str) -> bool:
    """Whether a text has letters that English has not."""
    return any(letter.isalpha() and not letter.isascii() for letter in text)


def main() -> int:
    say = Printed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", type=Path, default=_DEFAULT_CLIPS)
    parser.add_argument("--part", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    listener = make_listener()
    spoken = [Clip(voice.name, "vi", voice.sound, voice.transcript) for voice in voices()]
    tallies = []
    if "music" in arguments.part:
        tallies += under_music(say, listener, spoken)
    if "singing" in arguments.part:
        tallies += singing(say, listener, spoken)
    by_confidence(say, tallies)
    if "language" in arguments.part:
        labelled = read_clips(arguments.labels) if arguments.labels.is_dir() else []
        languages(say, listener, [*spoken, *labelled])
    say.save(arguments.out, "listening-mixed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
