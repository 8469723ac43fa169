"""A video in small gray pictures, closer together than its moments.

Two copies of a video, one of them cut, have no moments in common. But whatever moment is kept of
the one, the strip of the other holds a picture of nearly the same instant.
"""

import struct
from dataclasses import dataclass
from typing import Final

from workers.matching.comparing import PICTURE_SIDE, Gray, written
from workers.matching.sizes import shrunk

_QUALITY: Final = 60
_COUNT = struct.Struct("<H")
_HEAD = struct.Struct("<qI")


@dataclass(frozen=True, slots=True)
class Strip:
    """Times in ms, rising, and the picture of each (see `comparing.written`); of a still picture
    there are none."""

    times: tuple[int, ...] = ()
    pictures: tuple[bytes, ...] = ()

    def __len__(self) -> int:
        return len(self.times)

    def to_bytes(self) -> bytes:
        """`from_bytes` gives the same strip back."""
        parts = [_COUNT.pack(len(self))]
        for time, picture in zip(self.times, self.pictures, strict=True):
            parts += [_HEAD.pack(time, len(picture)), picture]
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Strip":
        times, pictures, at = [], [], _COUNT.size
        for _ in range(_COUNT.unpack_from(data)[0]):
            time, size = _HEAD.unpack_from(data, at)
            at += _HEAD.size
            times.append(time)
            pictures.append(data[at : at + size])
            at += size
        return cls(tuple(times), tuple(pictures))


NO_STRIP: Final = Strip()


class StripMaker:
    """Takes pictures in order of time; one that is given again is kept once."""

    def __init__(self) -> None:
        self._times: list[int] = []
        self._pictures: list[bytes] = []

    def add(self, time_ms: int, gray: Gray) -> None:
        """The whole gray picture at that time."""
        if not self._times or time_ms > self._times[-1]:
            self._times.append(time_ms)
            self._pictures.append(written(shrunk(gray, PICTURE_SIDE), _QUALITY))

    def made(self) -> Strip:
        return Strip(tuple(self._times), tuple(self._pictures))
