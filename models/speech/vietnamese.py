"""Vietnamese speech to words: a streaming conformer with a CTC output over syllable pieces.

The network (package `viet-asr`) takes 43 frames of features and moves on by 40; each step gives 10
output frames of 40 ms and the caches of attention and convolution for the next step.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from models.speech.filterbank import BINS, log_mel
from models.speech.recognition import SAMPLE_RATE, Recognition, Sound, Word

_FRAMES_IN = 43
_FRAMES_STEP = 40
_FRAMES_OUT = 10
_FRAME_OUT_MS = 40
_ATTENTION_CACHE = (1, 12, 4, 40, 224)
_CONVOLUTION_CACHE = (1, 12, 448, 30)
_BLANK = 0
_WORD_START = "▁"
# One step of faint noise before the passage gives the network the left context it was trained
# with, and after it the right context; without them the first and last word are often wrong.
_LEAD = SAMPLE_RATE * 2 // 5
_TAIL = SAMPLE_RATE // 2
_NOISE = 1e-4
_LAST_SYLLABLE_MS = 200


def read_vocabulary(text: str) -> tuple[str, ...]:
    """The pieces of a vocabulary file ("piece number" a line), in the order of their numbers."""
    return tuple(line.rsplit(" ", 1)[0] for line in text.splitlines() if line)


class VietnameseRecogniser:
    """Decodes a passage greedily: the likeliest piece of every output frame."""

    def __init__(self, session: ort.InferenceSession, vocabulary: Sequence[str]) -> None:
        self._session = session
        self._vocabulary = tuple(vocabulary)

    def recognise(self, sound: Sound) -> Recognition:
        """Words of one passage of speech. The confidence is the mean probability of its pieces:
        near 1 for Vietnamese, below 0.6 for other languages and for singing."""
        noise = np.random.default_rng(0)
        padded = np.concatenate(
            [np.zeros(_LEAD, np.float32), sound, np.zeros(_TAIL, np.float32)], dtype=np.float32
        )
        padded += np.float32(_NOISE) * noise.standard_normal(len(padded), dtype=np.float32)
        probabilities = _softmax(self._logits(log_mel(padded)))
        length_ms = 1000 * len(sound) // SAMPLE_RATE
        return _collapse(probabilities, self._vocabulary, length_ms)

    def _logits(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        attention = np.zeros(_ATTENTION_CACHE, np.float32)
        convolution = np.zeros(_CONVOLUTION_CACHE, np.float32)
        steps = []
        for step, start in enumerate(range(0, len(features), _FRAMES_STEP)):
            chunk = features[start : start + _FRAMES_IN]
            if len(chunk) < _FRAMES_IN:
                silence = np.full((_FRAMES_IN - len(chunk), BINS), features.min(), np.float32)
                chunk = np.concatenate([chunk, silence])
            outputs: Any = self._session.run(
                ["output", "r_att_cache", "r_cnn_cache"],
                {
                    "chunk": chunk[None],
                    "offset": np.array([[step * _FRAMES_OUT]], np.int64),
                    "att_cache": attention,
                    "cnn_cache": convolution,
                },
            )
            scores, attention, convolution = outputs
            steps.append(scores[0])
        return np.concatenate(steps)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def _collapse(
    probabilities: NDArray[np.float32], vocabulary: Sequence[str], length_ms: int
) -> Recognition:
    """CTC collapse: repeats merge, blanks vanish; a word's confidence is its weakest piece."""
    best = probabilities.argmax(axis=1)
    lead_ms = 1000 * _LEAD // SAMPLE_RATE
    words: list[Word] = []
    certainties: list[float] = []
    previous = _BLANK
    for frame, piece in enumerate(best.tolist()):
        if piece in (_BLANK, previous):
            previous = piece
            continue
        previous = piece
        text = vocabulary[piece] if piece < len(vocabulary) else ""
        certainty = float(probabilities[frame, piece])
        at_ms = min(max(0, frame * _FRAME_OUT_MS - lead_ms), length_ms)
        certainties.append(certainty)
        end_ms = min(length_ms, at_ms + _LAST_SYLLABLE_MS)
        if text.startswith(_WORD_START) or not words:
            if words and words[-1].end_ms > at_ms:
                last = words[-1]
                words[-1] = Word(last.text, last.start_ms, at_ms, last.confidence)
            words.append(Word(text.removeprefix(_WORD_START), at_ms, end_ms, certainty))
        else:
            last = words[-1]
            weakest = min(last.confidence, certainty)
            words[-1] = Word(last.text + text, last.start_ms, end_ms, weakest)
    kept = tuple(word for word in words if word.text)
    return Recognition(kept, float(np.mean(certainties)) if certainties else 0.0)
