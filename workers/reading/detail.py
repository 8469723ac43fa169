"""Whether a line of text still looks the same letter by letter.

As a whole a line looks alike before and after one digit of it has changed; here each stretch of
about a letter has to.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.media.frame import Pixels
from workers.reading.crops import crop_line
from workers.reading.engine import TextRegion

Detail = NDArray[np.uint8]

_WIDTH, _HEIGHT = 256, 32
_STRETCH = 12
_BESIDE, _ABOVE = 3, 1
"""By how many columns and rows the box of a line is found elsewhere the next time."""
_EMPTY = 0.5
_SAME = 0.8


def detail(image: Pixels, region: TextRegion) -> Detail:
    """A small grey picture of the line."""
    crop = cv2.cvtColor(crop_line(image, region), cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.resize(crop, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def is_same(one: Detail, other: Detail) -> bool:
    """Whether every stretch of `other`, and the upper half of each, is found in `one` about where
    it is; those that hold hardly anything, as between words, do not count.

    Marks of tone are small beside letters: they show in the upper half by itself.
    """
    least = _EMPTY * float(other.std())
    for rows in (slice(_ABOVE, _HEIGHT - _ABOVE), slice(_ABOVE, _HEIGHT // 2)):
        band = one[rows.start - _ABOVE : rows.stop + _ABOVE]
        for left in range(0, _WIDTH - _STRETCH + 1, _STRETCH // 2):
            stretch = other[rows, left : left + _STRETCH]
            if float(stretch.std()) < least:
                continue
            around = band[:, max(0, left - _BESIDE) : left + _STRETCH + _BESIDE]
            if float(cv2.matchTemplate(around, stretch, cv2.TM_CCOEFF_NORMED).max()) < _SAME:
                return False
    return True
