"""Cut a stream of sound into passages of speech."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.speech import SAMPLE_RATE, Sound, VoiceActivity
from models.speech.voice_activity import WINDOW, WINDOW_MS
from workers.listening.tone_removal import ToneRemover

_MARGIN_WINDOWS = 300 // WINDOW_MS
_PAUSE_WINDOWS = 900 // WINDOW_MS
_LEAST_SPEECH_WINDOWS = 4
LEAST_VOICE_MS = 768
"""So much speech is hardly chance, measured on music by `tests.bench.bench_listening_music`."""
_LONGEST_WINDOWS = 20_000 // WINDOW_MS
_CUT_WITHIN_WINDOWS = 6_000 // WINDOW_MS


@dataclass(frozen=True, slots=True)
class Passage:
    """Someone speaking without a long pause; `start_ms` is media time.

    `voiced`: so much of it sounds like a voice without its held notes, too, that it was not
    understood if no words come of it. Water, sirens and sung vowels do not.
    """

    start_ms: int
    sound: Sound
    voiced: bool = False

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
    return Passage(start, sound, any(passage.voiced for passage in passages))


class PassageCutter:
    """Feeds a stream to voice activity and gives back each passage once it has ended.

    Two ears listen, each with the network's memory of its own: one to the sound as it is, one to
    the sound without held notes, which hears a voice that music drowns for the first. The surer one
    counts. A passage begins where the probability of speech reaches `enter` and ends where it stays
    below `leave` for 0.9 s; it keeps 0.3 s on both sides. Passages longer than 20 s are cut at the
    quietest place of their last 6 s.
    """

    def __init__(
        self,
        plain: VoiceActivity,
        toneless: VoiceActivity,
        *,
        enter: float = 0.4,
        leave: float = 0.25,
        least_voice_ms: int = LEAST_VOICE_MS,
    ) -> None:
        self._plain, self._toneless = plain, toneless
        self._remover = ToneRemover()
        self._enter = enter
        self._leave = leave
        self._least_voice = least_voice_ms // WINDOW_MS
        self._rest = np.zeros(0, np.float32)
        self._toneless_rest = np.zeros(0, np.float32)
        self._waiting: deque[tuple[Sound, float]] = deque()
        self._windows: list[Sound] = []
        self._probabilities: list[float] = []
        self._by_ear: list[tuple[bool, bool]] = []
        self._first = 0
        self._speaking = False

    def feed(self, sound: Sound) -> list[Passage]:
        """Passages that ended within these samples; samples continue those of the call before."""
        windows, self._rest = _windows(self._rest, sound)
        heard = self._plain.probabilities(windows.reshape(-1))
        self._waiting.extend(zip(windows, heard.tolist(), strict=True))
        return self._listen(self._remover.feed(sound))

    def finish(self) -> list[Passage]:
        """The passages that were still going on when the sound ended."""
        missing = -len(self._rest) % WINDOW
        ended = self.feed(np.zeros(missing, np.float32)) if missing else []
        ended += self._listen(self._remover.finish())
        if self._speaking:
            ended += self._take(len(self._windows))
        return ended

    def _listen(self, toneless: Sound) -> list[Passage]:
        windows, self._toneless_rest = _windows(self._toneless_rest, toneless)
        ended = []
        for other in self._toneless.probabilities(windows.reshape(-1)).tolist():
            window, probability = self._waiting.popleft()
            self._windows.append(window)
            self._probabilities.append(max(probability, other))
            self._by_ear.append((probability >= self._enter, other >= self._enter))
            ended += self._step(self._probabilities[-1])
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
        plain, toneless = (sum(ear) for ear in zip(*self._by_ear[:count], strict=True))
        voiced = toneless >= self._least_voice
        passage = Passage(self._first * WINDOW_MS, np.concatenate(self._windows[:count]), voiced)
        self._forget(count)
        self._speaking = goes_on
        return [passage] if plain >= _LEAST_SPEECH_WINDOWS or voiced else []

    def _forget(self, count: int) -> None:
        del self._windows[:count]
        del self._probabilities[:count]
        del self._by_ear[:count]
        self._first += count


def _windows(rest: Sound, sound: Sound) -> tuple[Sound, Sound]:
    """Whole windows, (n, `WINDOW`), and the samples left over."""
    joined = np.concatenate([rest, sound])
    whole = len(joined) - len(joined) % WINDOW
    return joined[:whole].reshape(-1, WINDOW), joined[whole:]
