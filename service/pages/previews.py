"""Pictures inside a page: small copies as data addresses, so that one file is enough to read it."""

import base64
import io
from pathlib import Path

from PIL import Image, UnidentifiedImageError

STILL_SIDE = 760
CARD_SIDE = 420

_QUALITY = 80


def preview(path: Path, side: int) -> str | None:
    """A copy of the picture no longer than `side` as a data address; None when it is not there."""
    try:
        with Image.open(path) as picture:
            picture.thumbnail((side, side), Image.Resampling.LANCZOS)
            copy = io.BytesIO()
            picture.convert("RGB").save(copy, "JPEG", quality=_QUALITY, optimize=True)
    except (OSError, UnidentifiedImageError):
        return None
    return "data:image/jpeg;base64," + base64.b64encode(copy.getvalue()).decode("ascii")
