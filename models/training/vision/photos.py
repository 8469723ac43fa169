"""Read the photographs to train on."""

from pathlib import Path

import cv2
import numpy as np

_PHOTO_SIDE = 900


def read_photos(folder: Path) -> list[np.ndarray]:
    """Every picture below a folder, reduced to at most 900 pixels, tiny ones left out."""
    photos = []
    for path in sorted(folder.rglob("*")):
        photo = cv2.imread(str(path), cv2.IMREAD_COLOR) if path.is_file() else None
        if photo is None:
            continue
        scale = min(1.0, _PHOTO_SIDE / max(photo.shape[:2]))
        photo = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if min(photo.shape[:2]) >= 64:
            photos.append(photo)
    return photos
