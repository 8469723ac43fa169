"""Whose portraits a pile of photographs holds."""

from collections.abc import Sequence

import cv2
import numpy as np

from models.training.vision.portraits import Portrait, portrait
from models.vision import Face, FaceDetector


def distinct(photos: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The photographs without those that a theme brings twice."""
    known: dict[bytes, np.ndarray] = {}
    for photo in photos:
        thumb = cv2.resize(photo, (8, 8), interpolation=cv2.INTER_AREA)
        known.setdefault((thumb // 8).tobytes(), photo)
    return list(known.values())


def people_in(photos: Sequence[np.ndarray], detector: FaceDetector) -> list[list[Portrait]]:
    """The portraits, those of one face (as shown twice in a theme) together."""
    people: list[list[Portrait]] = []
    seen: list[np.ndarray] = []
    for photo in photos:
        faces = [one for one in detector.detect(photo) if one.score >= 0.7]
        large = [one for one in faces if one.width > 0.12 * photo.shape[1]]
        if len(large) != 1 or len(faces) > 1:
            continue
        head = view_of_head(photo, large[0])
        thumb = cv2.resize(head, (24, 24), interpolation=cv2.INTER_AREA)
        thumb = (thumb - thumb.mean()) / (thumb.std() + 1e-6)
        alike = [float((thumb * other).mean()) for other in seen]
        if alike and max(alike) > 0.9:
            people[int(np.argmax(alike))].append(portrait(photo, large[0]))
        else:
            seen.append(thumb)
            people.append([portrait(photo, large[0])])
    return people


def view_of_head(photo: np.ndarray, face: Face) -> np.ndarray:
    """The square around a face."""
    top, left = max(0, int(face.top)), max(0, int(face.left))
    return photo[top : int(face.bottom), left : int(face.right)].astype(np.float32)
