"""Which ads show the same media as an earlier one: byte for byte, or changed on the way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from workers.matching.fingerprint import MediaFingerprint
from workers.matching.index import CreativeIndex


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


def near_duplicates(
    media: Iterable[Sequence[MediaFingerprint]],
) -> Iterator[Duplicate | None]:
    """For each ad the earlier one it shows again, changed; None for an original.

    Only originals are compared with, so that a cluster has one centre. Ads without media that
    could be fingerprinted are nobody's copy.
    """
    index = CreativeIndex()
    for number, files in enumerate(media):
        found = index.search(files)
        if found:
            yield Duplicate(int(found[0].name), found[0].kind, found[0].distance)
        else:
            index.add(str(number), files)
            yield None
