"""Footage as telephones take it and editors cut it: shaken by the hand, with fast transitions."""

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
SHOT_S = 2.5
TRANSITION_S = 0.3
FLASH_S = 0.2
SHAKE = 0.012
"""How far the hand moves the picture, as a share of its width."""
TRANSITIONS = ("crossfade", "zoom", "whip", "flash", "cut")


def shaken(picture: Pixels, width: int, height: int, time: float) -> Pixels:
    """A crop of a somewhat larger picture, moved and turned as a hand would at `time` (seconds)."""
    reach = SHAKE * width
    across = reach * (np.sin(7.1 * time) + 0.6 * np.sin(16.7 * time + 1))
    down = reach * (np.sin(8.3 * time + 2) + 0.6 * np.sin(14.9 * time))
    middle = (picture.shape[1] / 2, picture.shape[0] / 2)
    matrix = cv2.getRotationMatrix2D(middle, 1.2 * float(np.sin(5.3 * time)), 1.0)
    matrix[:, 2] += (width / 2 - middle[0] + across, height / 2 - middle[1] + down)
    return _uint8(cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REFLECT))


def hand_move(width: int, time: float) -> tuple[float, float]:
    """(right, down) in pixels: where `shaken` has moved the middle of the picture."""
    reach = SHAKE * width
    across = reach * (np.sin(7.1 * time) + 0.6 * np.sin(16.7 * time + 1))
    down = reach * (np.sin(8.3 * time + 2) + 0.6 * np.sin(14.9 * time))
    return float(across), float(down)


def with_transitions(
    scenes: list[Pixels], width: int, height: int, fps: int, count: int
) -> Iterator[Pixels]:
    """So many frames, each shot going over into the next in another way."""
    ways: dict[str, Callable[[Pixels, Pixels, float], Pixels]] = {
        "crossfade": lambda one, other, share: _uint8(
            cv2.addWeighted(one, 1 - share, other, share, 0)
        ),
        "zoom": _zoom,
        "whip": _whip,
        "flash": _flash,
        "cut": lambda one, other, share: one if share < 0.5 else other,
    }
    shot, passing = round(SHOT_S * fps), round(TRANSITION_S * fps)
    for number in range(count):
        index, within = divmod(number, shot)
        now = shaken(scenes[index % len(scenes)], width, height, number / fps)
        left = shot - within
        if left <= passing:
            after = shaken(scenes[(index + 1) % len(scenes)], width, height, number / fps)
            way = ways[TRANSITIONS[index % len(TRANSITIONS)]]
            now = way(now, after, 1 - left / (passing + 1))
        yield now.copy()


def _zoom(one: Pixels, other: Pixels, share: float) -> Pixels:
    picture = one if share < 0.5 else other
    scale = 1 + 3 * share if share < 0.5 else 1 + 3 * (1 - share)
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 0, scale)
    return _uint8(cv2.GaussianBlur(cv2.warpAffine(picture, matrix, (width, height)), (0, 0), 3))


def _whip(one: Pixels, other: Pixels, share: float) -> Pixels:
    width = one.shape[1]
    move = round(share * width)
    moved = np.concatenate((one[:, move:], other[:, :move]), axis=1)
    return _uint8(cv2.blur(moved, (max(1, width // 12), 1)))


def _flash(one: Pixels, other: Pixels, share: float) -> Pixels:
    picture = one if share < 0.5 else other
    white = np.full_like(picture, 255)
    strength = 1 - abs(2 * share - 1)
    return _uint8(cv2.addWeighted(picture, 1 - strength, white, strength, 0))


def _uint8(image: object) -> Pixels:
    assert isinstance(image, np.ndarray)
    return image
