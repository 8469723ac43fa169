"""Logos of institutions, matched against a folder of reference pictures.

The folder is the operator's: one picture for each logo, its file name (without suffix) is the
institution's identifier. adscan ships no logo of anyone. Matching is geometric (SIFT features,
Lowe 2004, and a homography), so a logo must be there as drawn, not merely similar.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.errors import InputNotFound
from workers.media.frame import Pixels
from workers.report import Polygon

_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp"}
_REFERENCE_SIDE = 320
_FRAME_SIDE = 960
_DISTINCT = 0.75
_LEAST_INLIERS = 10
_LEAST_INLIER_SHARE = 0.5
LEAST_SHARE = 0.12
"""Share of a reference's points that must agree: a few of them agree with print by chance."""
_MOST_ERROR_PIXELS = 4.0
_LARGEST_STRETCH = 3.0


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo that was found; the polygon is where its reference picture lies, `share` how many of
    the reference's points agree, 0-1."""

    name: str
    polygon: Polygon
    confidence: float
    share: float


@dataclass(frozen=True, slots=True)
class _Reference:
    name: str
    corners: NDArray[np.float32]
    points: NDArray[np.float32]
    descriptors: NDArray[np.float32]


class LogoMatcher:
    """Finds the logos of one folder in pictures."""

    def __init__(self, folder: Path, *, least_share: float = LEAST_SHARE) -> None:
        """Raises InputNotFound when the folder does not exist or holds no usable picture."""
        self._least_share = least_share
        if not folder.is_dir():
            raise InputNotFound(f"The folder of logos {folder} does not exist.")
        self._sift: Any = cv2.SIFT_create(nfeatures=1500)  # type: ignore[attr-defined]
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
        references = (self._reference(path) for path in files)
        self._references = [one for one in references if one is not None]
        if not self._references:
            raise InputNotFound(f"The folder of logos {folder} holds no usable picture.")

    @property
    def names(self) -> Sequence[str]:
        return [reference.name for reference in self._references]

    def find(self, pixels: Pixels) -> list[Logo]:
        """Logos in a (height, width, 3) BGR picture."""
        points, descriptors, size = self._features(pixels, _FRAME_SIDE)
        if descriptors is None or len(points) < _LEAST_INLIERS:
            return []
        found = (self._match(one, points, descriptors, size) for one in self._references)
        return [logo for logo in found if logo is not None]

    def _reference(self, path: Path) -> _Reference | None:
        pixels = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        if pixels is None:
            return None
        points, descriptors, (width, height) = self._features(
            np.asarray(pixels, np.uint8), _REFERENCE_SIDE
        )
        if descriptors is None or len(points) < _LEAST_INLIERS:
            return None
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        return _Reference(path.stem, corners, points, descriptors)

    def _features(
        self, pixels: Pixels, side: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32] | None, tuple[int, int]]:
        height, width = pixels.shape[:2]
        scale = side / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
        keypoints, descriptors = self._sift.detectAndCompute(grey, None)
        points = np.array([point.pt for point in keypoints], np.float32).reshape(-1, 2)
        return points, descriptors, size

    def _match(
        self,
        reference: _Reference,
        points: NDArray[np.float32],
        descriptors: NDArray[np.float32],
        size: tuple[int, int],
    ) -> Logo | None:
        pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(reference.descriptors, descriptors, k=2)
        good = [p[0] for p in pairs if len(p) == 2 and p[0].distance < _DISTINCT * p[1].distance]
        if len(good) < _LEAST_INLIERS:
            return None
        theirs = reference.points[[match.queryIdx for match in good]]
        ours = points[[match.trainIdx for match in good]]
        homography, mask = cv2.findHomography(theirs, ours, cv2.RANSAC, _MOST_ERROR_PIXELS)
        if homography is None:
            return None
        inliers = int(mask.sum())
        least = max(_LEAST_INLIERS, self._least_share * len(reference.points))
        if inliers < least or inliers < _LEAST_INLIER_SHARE * len(good):
            return None
        corners = cv2.perspectiveTransform(reference.corners[None], homography)[0]
        if not _plausible(np.asarray(corners, np.float32)):
            return None
        polygon = [
            (min(1.0, max(0.0, float(x) / size[0])), min(1.0, max(0.0, float(y) / size[1])))
            for x, y in corners
        ]
        return Logo(reference.name, polygon, inliers / len(good), inliers / len(reference.points))


def _plausible(corners: NDArray[np.float32]) -> bool:
    """Whether a projected rectangle is still a convex one of sensible shape."""
    if not cv2.isContourConvex(corners):
        return False
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    opposite = max(
        sides[0] / sides[2], sides[2] / sides[0], sides[1] / sides[3], sides[3] / sides[1]
    )
    return bool(sides.min() > 12 and opposite < _LARGEST_STRETCH)
