"""Whether two shots show the same, whatever a re-upload did to one of them."""

import numpy as np

from workers.matching.comparing import WHOLE, Comparison, Gray, Placement, compare, opened
from workers.matching.fingerprint import Shot
from workers.matching.points import Points, agreement, picture_points

POINTS_NEEDED = 8
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
            self._mirrored = turned, picture_points(turned)
        return self._mirrored

    def held_against(self, kept: Shot, *, mirrored: bool, whole: bool) -> Comparison | None:
        """The comparison by which the two are the same, None when they are not.

        They are laid over each other by their points, and corner on corner if `whole`.
        """
        picture, points = self.mirrored if mirrored else (self._picture, self.shot.points)
        other = opened(kept.picture)
        for placement in _placements(points, kept.points, whole=whole):
            found = compare(picture, other, placement)
            if found.same:
                return found
        return None


def _placements(one: Points, other: Points, *, whole: bool) -> list[Placement]:
    agreed = agreement(one, other)
    found = [agreed.placement] if agreed and agreed.points >= POINTS_NEEDED else []
    return [*found, WHOLE] if whole else found
