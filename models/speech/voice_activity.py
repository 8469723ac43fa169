"""Voice activity: the probability of speech in every 32 ms of sound (Silero VAD v6, MIT)."""

from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.speech.recognition import SAMPLE_RATE, Sound

WINDOW = 512
WINDOW_MS = 1000 * WINDOW // SAMPLE_RATE
_CONTEXT = 64
_STATE = (1, 1, 128)


class VoiceActivity:
    """Follows one stream of sound; the network remembers what came before each window."""

    def __init__(self, session: ort.InferenceSession) -> None:
        self._session = session
        self._hidden = np.zeros(_STATE, np.float32)
        self._cell = np.zeros(_STATE, np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)

    def probabilities(self, sound: Sound) -> NDArray[np.float32]:
        """Speech probability of each window, (n,) float32, for n times `WINDOW` samples.

        Calls continue one another: hand in a stream piece by piece. Raises ValueError when the
        number of samples is not a multiple of `WINDOW`.
        """
        if len(sound) % WINDOW:
            raise ValueError(f"{len(sound)} samples are not a whole number of windows")
        if not len(sound):
            return np.zeros(0, np.float32)
        windows = sound.reshape(-1, WINDOW)
        before = np.concatenate([self._context[None], windows[:-1, -_CONTEXT:]])
        self._context = windows[-1, -_CONTEXT:].copy()
        outputs: Any = self._session.run(
            None,
            {
                "input": np.concatenate([before, windows], axis=1),
                "h": self._hidden,
                "c": self._cell,
            },
        )
        probability, self._hidden, self._cell = outputs
        return np.asarray(probability, np.float32).reshape(-1)
