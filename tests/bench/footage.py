"""What clips show behind their text: soft clouds, busy footage with cuts, slides that stand, shots
from the hand, fast transitions, dim and split pictures, a plain page."""

from collections.abc import Iterator
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.bench.shots import shaken, with_transitions

Ground = Literal["clouds", "footage", "slides", "handheld", "transitions", "dim", "split", "plain"]
Pixels = NDArray[np.uint8]
SCENE_S = 4.0
CROSSFADE_S = 0.4
GRAIN = 3.0
"""Standard deviation of a camera's noise, in grey levels."""
GRAIN_SHIFT = 64
DIM = 0.3
PAPER = (246, 248, 250)


def grounds(
    kind: Ground, width: int, height: int, fps: int, seconds: float, seed: int
) -> Iterator[Pixels]:
    """A fresh (height, width, 3) BGR picture for each frame."""
    rng = np.random.default_rng(seed)
    count = round(seconds * fps)
    if kind == "clouds":
        yield from _clouds(rng, width, height, fps, count)
        return
    if kind == "plain":
        for _ in range(count):
            yield np.full((height, width, 3), PAPER, np.uint8)
        return
    if kind == "transitions":
        scenes = [_scene(rng, width, height) for _ in range(5)]
        yield from with_transitions(scenes, width, height, fps, count)
        return
    scene = round(SCENE_S * fps)
    pictures = [_scene(rng, width, height) for _ in range(-(-count // scene))]
    grain = _Grain(rng, width, height)
    for number in range(count):
        index, within = divmod(number, scene)
        picture = pictures[index]
        if kind == "slides":
            blend = (within - scene) / fps / CROSSFADE_S + 1
            if blend > 0 and index + 1 < len(pictures):
                after = _crop(pictures[index + 1], width, height, 0.5, 0.5)
                now = _crop(picture, width, height, 0.5, 0.5)
                yield cv2.addWeighted(now, 1 - blend, after, blend, 0)  # type: ignore[misc]
            else:
                yield _crop(picture, width, height, 0.5, 0.5).copy()
            continue
        if kind == "handheld":
            moved = shaken(picture, width, height, number / fps)
            yield grain.over(grain.over(_with_movement(moved, index, within / fps)))
            continue
        pan = within / scene
        shown = _crop(picture, width, height, pan if index % 2 else 1 - pan, 0.5 + 0.4 * pan)
        moving = _with_movement(shown.copy(), index, within / fps)
        if kind == "dim":
            moving = np.asarray(cv2.convertScaleAbs(moving, alpha=DIM), np.uint8)
        if kind == "split":
            _split(moving, pictures[-1 - index], pan)
        yield grain.over(moving)


def _split(picture: Pixels, other: Pixels, pan: float) -> None:
    """Lay another shot over the right half, and a small one into a corner, in place."""
    height, width = picture.shape[:2]
    picture[:, width // 2 :] = _crop(other, width - width // 2, height, 1 - pan, pan)
    picture[:, width // 2 - 3 : width // 2 + 3] = 255
    size = (width // 4, height // 4)
    inset = cv2.resize(_crop(other, width, height, pan, 1 - pan), size)
    picture[-size[1] - 20 : -20, 20 : 20 + size[0]] = inset


class _Grain:
    """The noise of a camera's sensor, another on every frame."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        self._rng = rng
        noise = rng.normal(0, GRAIN, (height + GRAIN_SHIFT, width + GRAIN_SHIFT, 1)).round()
        self._up = np.repeat(noise.clip(0, 255).astype(np.uint8), 3, axis=2)
        self._down = np.repeat((-noise).clip(0, 255).astype(np.uint8), 3, axis=2)

    def over(self, picture: Pixels) -> Pixels:
        """The picture with noise."""
        height, width = picture.shape[:2]
        top, left = (int(shift) for shift in self._rng.integers(GRAIN_SHIFT, size=2))
        part = (slice(top, top + height), slice(left, left + width))
        return cv2.subtract(cv2.add(picture, self._up[part]), self._down[part])  # type: ignore[return-value]


def _clouds(
    rng: np.random.Generator, width: int, height: int, fps: int, count: int
) -> Iterator[Pixels]:
    colours = rng.integers(30, 200, (3, 3)).astype(np.float32)
    phase = rng.uniform(0, 6.28, 3)
    x = np.linspace(0, 1, width // 8)[None, :]
    y = np.linspace(0, 1, height // 8)[:, None]
    for number in range(count):
        weights = [
            1.15 + np.sin(2.2 * x + 1.7 * y * (i + 1) + phase[i] + number / fps * (0.35 + 0.15 * i))
            for i in range(3)
        ]
        mixed = sum(w[..., None] * colour for w, colour in zip(weights, colours, strict=True))
        small = np.asarray(mixed / sum(weights)[..., None], np.uint8)
        yield cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)  # type: ignore[misc]


def _scene(rng: np.random.Generator, width: int, height: int) -> Pixels:
    """A picture a little larger than the screen: texture of several sizes, shapes with edges."""
    wide, high = round(width * 1.15), round(height * 1.15)
    base = np.full((high, wide, 3), rng.integers(40, 190, 3), np.float32)
    for cells, strength in ((6, 60), (40, 30), (160, 12)):
        shape = (
            max(2, cells * high // max(wide, high)),
            max(2, cells * wide // max(wide, high)),
            3,
        )
        noise = rng.normal(0, strength, shape).astype(np.float32)
        base += cv2.resize(noise, (wide, high), interpolation=cv2.INTER_CUBIC)
    picture = np.clip(base, 0, 255).astype(np.uint8)
    for _ in range(14):
        centre = (int(rng.integers(wide)), int(rng.integers(high)))
        colour = tuple(int(value) for value in rng.integers(20, 235, 3))
        size = int(rng.integers(high // 20, high // 4))
        if rng.random() < 0.5:
            cv2.circle(picture, centre, size, colour, -1, cv2.LINE_AA)
        else:
            corner = (centre[0] + size, centre[1] + int(size * rng.uniform(0.4, 1.6)))
            cv2.rectangle(picture, centre, corner, colour, -1)
    return cv2.GaussianBlur(picture, (0, 0), 1.2)  # type: ignore[return-value]


def _crop(picture: Pixels, width: int, height: int, across: float, down: float) -> Pixels:
    left = int(across * (picture.shape[1] - width))
    top = int(down * (picture.shape[0] - height))
    return picture[top : top + height, left : left + width]


def _with_movement(picture: Pixels, seed: int, time: float) -> Pixels:
    """Discs and bars that cross the picture, as people and hands do."""
    height, width = picture.shape[:2]
    rng = np.random.default_rng(seed)
    for number in range(6):
        speed, size = rng.uniform(0.1, 0.5) * width, int(rng.uniform(0.03, 0.1) * height)
        x = int((rng.uniform(0, width) + speed * time) % (width + 2 * size)) - size
        y = int(rng.uniform(0, height) + 0.1 * height * np.sin(3 * time + number))
        colour = tuple(int(value) for value in rng.integers(20, 235, 3))
        cv2.ellipse(picture, (x, y), (size, 2 * size), 20 * number, 0, 360, colour, -1, cv2.LINE_AA)
    return picture
