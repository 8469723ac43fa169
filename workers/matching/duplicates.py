"""Which ads show the same media as an earlier one, byte for byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Duplicate:
    """This ad's media are those of the ad at position `of`; `distance` is 0 for equal bytes."""

    of: int
    kind: Literal["exact", "near"]
    distance: float


def exact_duplicates(digests: Sequence[Sequence[str | None]]) -> list[Duplicate | None]:
    """For each ad (the SHA-256 of its media files in order) the first ad with equal files.

    An ad without media, or with a file that could not be read, is no one's duplicate.
    """
    first: dict[tuple[str | None, ...], int] = {}
    found: list[Duplicate | None] = []
    for number, files in enumerate(digests):
        known = tuple(files)
        if not known or None in known:
            found.append(None)
            continue
        original = first.setdefault(known, number)
        found.append(None if original == number else Duplicate(original, "exact", 0.0))
    return found
