"""Packet times of a file, as ffmpeg's `framecrc` writer lists them without decoding anything."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

_NO_TIME = -(1 << 62)
_KEY = 0x1
_DISCARD = 0x4


@dataclass(slots=True)
class PacketTrack:
    """Packets of one stream in the order of the file, times in units of `time_base` seconds."""

    media_type: str = ""
    codec: str = ""
    width: int = 0
    height: int = 0
    pixel_aspect: Fraction = Fraction(1)
    time_base: Fraction = Fraction(1, 1000)
    times: "array[int]" = field(default_factory=lambda: array("q"))
    durations: "array[int]" = field(default_factory=lambda: array("q"))
    key_times: "array[int]" = field(default_factory=lambda: array("q"))
    guessed: int = 0
    """Packets without a presentation time, listed by their decoding time."""

    def __len__(self) -> int:
        return len(self.times)

    def milliseconds(self, ticks: float) -> float:
        return float(ticks * self.time_base * 1000)

    @property
    def first_ms(self) -> float:
        return self.milliseconds(min(self.times)) if self.times else 0.0

    @property
    def last_ms(self) -> float:
        return self.milliseconds(max(self.times)) if self.times else 0.0

    @property
    def end_ms(self) -> float:
        """When the last packet in order of presentation stops, by its own duration or, lacking
        one, by the usual distance of packets."""
        if not self.times:
            return 0.0
        last = int(np.argmax(np.frombuffer(self.times, dtype=np.int64)))
        length = self.durations[last] or self.usual_interval
        return self.milliseconds(self.times[last] + length)

    @property
    def usual_interval(self) -> int:
        intervals = self.intervals()
        return int(np.median(intervals)) if len(intervals) else 0

    def intervals(self) -> NDArray[np.int64]:
        """Distances between neighbours in order of presentation; equal times count once."""
        times: NDArray[np.int64] = np.unique(np.frombuffer(self.times, dtype=np.int64))
        return times[1:] - times[:-1]

    @property
    def longest_interval_ms(self) -> float:
        intervals = self.intervals()
        return self.milliseconds(int(intervals.max())) if len(intervals) else 0.0

    def variable_rate(self) -> bool:
        """Whether more than 1 % of the intervals differ from the usual one by over 10 % (and by
        more than the 1 ms to which Matroska rounds, twice)."""
        intervals = self.intervals()
        if len(intervals) < 2:
            return False
        usual = float(np.median(intervals))
        slack = max(0.1 * usual, 0.002 / float(self.time_base))
        odd = np.abs(intervals - usual) > slack
        return bool(np.count_nonzero(odd) > 0.01 * len(intervals))

    def key_frame_gap_ms(self) -> int | None:
        """Longest time without a key frame, the stretch after the last one included."""
        if not self.key_times or not self.times:
            return None
        marks = np.unique(np.append(np.frombuffer(self.key_times, dtype=np.int64), max(self.times)))
        longest = int(np.max(np.diff(marks))) if len(marks) > 1 else 0
        return round(self.milliseconds(longest))


def read_packets(lines: Iterable[str]) -> dict[int, PacketTrack]:
    """Parse `framecrc` output; keys are output stream numbers. Unknown lines are passed over."""
    tracks: dict[int, PacketTrack] = {}
    for line in lines:
        if line.startswith("#"):
            _read_header(line, tracks)
        else:
            _read_packet(line, tracks)
    return tracks


def _read_header(line: str, tracks: dict[int, PacketTrack]) -> None:
    name, _, rest = line[1:].partition(" ")
    number, _, value = rest.partition(": ")
    if not number.isdigit():
        return
    track = tracks.setdefault(int(number), PacketTrack())
    value = value.strip()
    match name:
        case "tb":
            track.time_base = _fraction(value, "/") or track.time_base
        case "media_type":
            track.media_type = value
        case "codec_id":
            track.codec = value
        case "dimensions":
            width, _, height = value.partition("x")
            if width.isdigit() and height.isdigit():
                track.width, track.height = int(width), int(height)
        case "sar":
            track.pixel_aspect = _fraction(value, "/") or Fraction(1)


def _read_packet(line: str, tracks: dict[int, PacketTrack]) -> None:
    parts = line.split(",", 7)
    if len(parts) < 6:
        return
    try:
        number, decode, present, length = (int(part) for part in parts[:4])
        flags = int(parts[6].strip()[2:], 16) if len(parts) > 6 and " F=" in parts[6] else _KEY
    except ValueError:
        return
    track = tracks.get(number)
    if track is None or flags & _DISCARD:
        return
    time = present if present > _NO_TIME else decode
    if time <= _NO_TIME:
        return
    track.guessed += present <= _NO_TIME
    track.times.append(time)
    track.durations.append(max(0, length))
    if flags & _KEY:
        track.key_times.append(time)


def _fraction(text: str, separator: str) -> Fraction | None:
    over, _, under = text.partition(separator)
    try:
        value = Fraction(int(over), int(under))
    except (ValueError, ZeroDivisionError):
        return None
    return value if value > 0 else None
