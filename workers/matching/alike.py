"""Whether two shots show the same, whatever a re-upload did to one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from workers.matching.comparing import (
    PICTURE_SIDE,
    Comparison,
    Gray,
    Placement,
    compare,
    laid_over,
    opened,
)
from workers.matching.fingerprint import Shot
from workers.matching.points import Points, agreement, picture_points

POINTS_NEEDED: Final = 8
"""Points that must agree before the two are laid over each other by them."""


@dataclass(frozen=True, slots=True)
class Laid:
    """One picture laid over another, by how many points (0 by hashes), and what came of it."""

    placement: Placement
    points: int
    comparison: Comparison


class Asked:
    """A shot that is held against others; its mirror image is made once, when it is needed."""

    def __init__(self, shot: Shot) -> None:
        self.shot = shot
        self._picture = opened(shot.picture)
        self._mirrored: tuple[Gray, Points] | None = None

    @property
    def mirrored(self) -> tuple[Gray, Points]:
        """The mirror image and its points."""
        if self._mirrored is None:
            turned = np.ascontiguousarray(self._picture[:, ::-1])
            share = min(1.0, PICTURE_SIDE / max(turned.shape))
            self._mirrored = turned, picture_points(turned, share)
        return self._mirrored

    def laid_over(self, kept: Shot, *, mirrored: bool, hashed: bool) -> Iterator[Laid]:
        """The two laid over each other by their points, and by their nearest hashes if `hashed`."""
        picture, points = self.mirrored if mirrored else (self._picture, self.shot.points)
        other = opened(kept.picture)
        agreed = agreement(points, kept.points)
        if agreed and agreed.points >= POINTS_NEEDED:
            comparison = compare(picture, other, agreed.placement)
            yield Laid(agreed.placement, agreed.points, comparison)
        if hashed:
            placement = self._placement(kept, mirrored=mirrored)
            yield Laid(placement, 0, compare(picture, other, placement))

    def _placement(self, kept: Shot, *, mirrored: bool) -> Placement:
        """The parts whose hashes are nearest, laid over each other."""
        hashes = self.shot.mirrored if mirrored else self.shot.hashes
        far = np.bitwise_count(hashes[:, None] ^ kept.hashes[None]).sum(axis=2)
        mine, theirs = np.unravel_index(int(np.argmin(far)), far.shape)
        box, target = self.shot.boxes[mine], kept.boxes[theirs]
        return laid_over(box.mirrored() if mirrored else box, target)
