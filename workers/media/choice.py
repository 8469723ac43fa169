"""Which frames of a video show something new."""

import cv2
import numpy as np
from numpy.typing import NDArray

_LOOK_WIDTH = 320
_BLOCK = 8
_CHANGED_BLOCK = 10.0


class FrameChooser:
    """Compares each frame, shrunk, with the last one that was new, block by block."""

    def __init__(self) -> None:
        self._reference: NDArray[np.float32] | None = None

    def is_new(self, luma: NDArray[np.uint8]) -> bool:
        """Whether any block of `luma` (height, width) differs from the last new frame."""
        height, width = luma.shape
        scale = min(1.0, _LOOK_WIDTH / width)
        size = (max(_BLOCK, round(width * scale)), max(_BLOCK, round(height * scale)))
        look = cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(np.float32)
        if self._reference is not None and not self._differs(look, self._reference):
            return False
        self._reference = look
        return True

    @staticmethod
    def _differs(look: NDArray[np.float32], reference: NDArray[np.float32]) -> bool:
        blocks = (max(1, look.shape[1] // _BLOCK), max(1, look.shape[0] // _BLOCK))
        change = cv2.resize(cv2.absdiff(look, reference), blocks, interpolation=cv2.INTER_AREA)
        return bool(change.max() > _CHANGED_BLOCK)
