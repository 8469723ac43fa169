"""Whether two shots show the same, whatever a re-upload did to one of them."""

from collections.abc import Iterator
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

    def held_against(self, kept: Shot, *, mirrored: bool, hashed: bool) -> Comparison | None:
        """The comparison by which the two are the same, None when they are not."""
        comparisons = self.comparisons(kept, mirrored=mirrored, hashed=hashed)
        return next((found for found in comparisons if found.same), None)

    def comparisons(self, kept: Shot, *, mirrored: bool, hashed: bool) -> Iterator[Comparison]:
        """The two laid over each other by their points, and by their nearest hashes if `hashed`."""
        picture, points = self.mirrored if mirrored else (self._picture, self.shot.points)
        other = opened(kept.picture)
        agreed = agreement(points, kept.points)
        if agreed and agreed.points >= POINTS_NEEDED:
            yield compare(picture, other, agreed.placement)
        if hashed:
            yield compare(picture, other, self._placement(kept, mirrored=mirrored))

    def _placement(self, kept: Shot, *, mirrored: bool) -> Placement:
        """The parts whose hashes are nearest, laid over each other."""
        hashes = self.shot.mirrored if mirrored else self.shot.hashes
        far = np.bitwise_count(hashes[:, None] ^ kept.hashes[None]).sum(axis=2)
        mine, theirs = np.unravel_index(int(np.argmin(far)), far.shape)
        box, target = self.shot.boxes[mine], kept.boxes[theirs]
        return laid_over(box.mirrored() if mirrored else box, target)
