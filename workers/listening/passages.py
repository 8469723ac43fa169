"""Cut a stream of sound into passages of speech."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.speech import SAMPLE_RATE, Sound, VoiceActivity
from models.speech.voice_activity import WINDOW, WINDOW_MS

_MARGIN_WINDOWS = 300 // WINDOW_MS
_PAUSE_WINDOWS = 900 // WINDOW_MS
_LEAST_SPEECH_WINDOWS = 4
_LONGEST_WINDOWS = 20_000 // WINDOW_MS
_CUT_WITHIN_WINDOWS = 6_000 // WINDOW_MS


@dataclass(frozen=True, slots=True)
class Passage:
    """Someone speaking without a long pause; `start_ms` is media time."""

    start_ms: int
    sound: Sound

    @property
    def end_ms(self) -> int:
        return self.start_ms + 1000 * len(self.sound) // SAMPLE_RATE


def join(passages: Sequence[Passage]) -> Passage:
    """Consecutive passages as one, with silence in between, so that times stay true."""
    start = passages[0].start_ms
    sound = np.zeros((passages[-1].end_ms - start) * SAMPLE_RATE // 1000 + 1, np.float32)
    for passage in passages:
        at = (passage.start_ms - start) * SAMPLE_RATE // 1000
        sound[at : at + len(passage.sound)] = passage.sound[: len(sound) - at]
    return Passage(start, sound)


class PassageCutter:
    """Feeds a stream to voice activity and gives back each passage once it has ended.

    A passage begins where the probability of speech reaches `enter` and ends where it stays below
    `leave` for 0.9 s; it keeps 0.3 s on both sides. Passages longer than 20 s are cut at the
    quietest place of their last 6 s.
    """

    def __init__(self, activity: VoiceActivity, *, enter: float = 0.4, leave: float = 0.25) -> None:
        self._activity = activity
        self._enter = enter
        self._leave = leave
        self._rest = np.zeros(0, np.float32)
        self._windows: list[Sound] = []
        self._probabilities: list[float] = []
        self._first = 0
        self._speaking = False

    def feed(self, sound: Sound) -> list[Passage]:
        """Passages that ended within these samples; samples continue those of the call before."""
        joined = np.concatenate([self._rest, sound])
        whole = len(joined) - len(joined) % WINDOW
        self._rest = joined[whole:]
        probabilities = self._activity.probabilities(joined[:whole])
        ended = []
        for window, probability in zip(
            joined[:whole].reshape(-1, WINDOW), probabilities.tolist(), strict=True
        ):
            self._windows.append(window)
            self._probabilities.append(probability)
            ended += self._step(probability)
        return ended

    def finish(self) -> list[Passage]:
        """The passage that was still going on when the sound ended, if any."""
        missing = -len(self._rest) % WINDOW
        ended = self.feed(np.zeros(missing, np.float32)) if missing else []
        if self._speaking:
            ended += self._take(len(self._windows))
        return ended

    def _step(self, probability: float) -> list[Passage]:
        if not self._speaking:
            if probability >= self._enter:
                self._speaking = True
            else:
                self._forget(max(0, len(self._windows) - _MARGIN_WINDOWS))
            return []
        quiet = self._quiet_windows()
        if quiet >= _PAUSE_WINDOWS:
            return self._take(len(self._windows) - quiet + _MARGIN_WINDOWS)
        if len(self._windows) >= _LONGEST_WINDOWS:
            tail = self._probabilities[-_CUT_WITHIN_WINDOWS:]
            cut = len(self._windows) - len(tail) + int(np.argmin(tail)) + 1
            return self._take(cut, goes_on=True)
        return []

    def _quiet_windows(self) -> int:
        count = 0
        for probability in reversed(self._probabilities):
            if probability >= self._leave:
                break
            count += 1
        return count

    def _take(self, count: int, *, goes_on: bool = False) -> list[Passage]:
        spoken = sum(p >= self._enter for p in self._probabilities[:count])
        passage = Passage(self._first * WINDOW_MS, np.concatenate(self._windows[:count]))
        self._forget(count)
        self._speaking = goes_on
        return [passage] if spoken >= _LEAST_SPEECH_WINDOWS else []

    def _forget(self, count: int) -> None:
        del self._windows[:count]
        del self._probabilities[:count]
        self._first += count
