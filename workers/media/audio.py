"""The sound of a video as 16 kHz mono samples, streamed from ffmpeg in a limited child.

Of more channels than one ffmpeg makes two; those become one here, for in some recordings one is the
other turned round, and their sum is silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import ffmpeg as ffmpeg_python
import numpy as np
from numpy.typing import NDArray

from workers.media.decoding import DecodeGap
from workers.media.ffmpeg import command_line, open_input
from workers.media.info import MediaInfo
from workers.media.limits import Limits
from workers.media.sandbox import Bounds, Child, ChildOverranError
from workers.media.segments import Segment

SAMPLE_RATE = 16_000
_BYTES_PER_SAMPLE = 2
_ENDED_EARLY_MS = 500
_UNIT = np.float32(1 / 32768)
_CANCELLED = 0.05
"""Of the channels' mean power, what their mean must keep; unrelated channels keep 0.5."""


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """Consecutive samples: float32 in -1..1, 16 kHz mono, the first at `start_ms`."""

    start_ms: int
    samples: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AudioOutcome:
    """How much sound was decoded and what is missing of it."""

    decoded_ms: int = 0
    gaps: tuple[DecodeGap, ...] = ()


class AudioStream:
    """Blocks of sound in order of time; use in a `with` block. Silence fills holes between packets,
    so that sample n of the stream is heard n / 16 ms after the start."""

    def __init__(
        self,
        path: Path,
        info: MediaInfo,
        limits: Limits,
        *,
        span: Segment | None = None,
        block_ms: int = 1000,
    ) -> None:
        if not info.has_audio:
            raise ValueError("this file has no sound")
        self._path, self._info, self._limits = path, info, limits
        self._start_ms = span.start_ms if span else 0
        self._end_ms = min(info.audio_end_ms, span.end_ms) if span else info.audio_end_ms
        self._keep_times = info.own_zero or self._start_ms > 0
        self._channels = 1 if info.audio_mono else 2
        self._block = block_ms * SAMPLE_RATE // 1000
        self._child: Child | None = None
        self._samples = 0
        self._gaps: tuple[DecodeGap, ...] = ()

    @property
    def outcome(self) -> AudioOutcome:
        return AudioOutcome(self._samples * 1000 // SAMPLE_RATE, self._gaps)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None

    def __iter__(self) -> Iterator[AudioBlock]:
        if self._end_ms <= self._start_ms:
            return
        width = self._channels * _BYTES_PER_SAMPLE
        raw = memoryview(bytearray(self._block * width))
        self._child = child = Child(self._argv(), self._bounds())
        ended = "the sound decoder stopped"
        try:
            while count := child.read_into(raw):
                coded = np.frombuffer(raw[: count - count % width], dtype="<i2")
                samples = _mixed(coded.reshape(-1, self._channels).astype(np.float32) * _UNIT)
                start = self._start_ms + self._samples * 1000 // SAMPLE_RATE
                self._samples += len(samples)
                yield AudioBlock(start, samples)
            status = child.finish()
            if status < 0:
                ended = f"the sound decoder was killed (signal {-status})"
        except ChildOverranError as overrun:
            ended = f"the sound decoder {overrun}"
        finally:
            self.close()
        reached = self._start_ms + self._samples * 1000 // SAMPLE_RATE
        if reached < self._end_ms - _ENDED_EARLY_MS:
            self._gaps = (DecodeGap(ended, reached, self._end_ms),)

    def _argv(self) -> list[str]:
        start, end = (self._container_seconds(time) for time in (self._start_ms, self._end_ms))
        options: dict[str, object] = {}
        if self._start_ms > 0:
            options = {"ss": f"{start:.6f}", "seek_timestamp": 1, "noaccurate_seek": None}
        source = open_input(self._path, threads=1, max_pixels=self._limits.max_pixels, **options)
        sound = source["a:0"]
        if self._keep_times:
            sound = sound.filter("asetpts", expr=f"PTS-({start:.6f}/TB)")
        sound = sound.filter("aresample", SAMPLE_RATE, **{"async": 1, "first_pts": 0})
        sound = sound.filter("atrim", start=0, end=f"{end - start:.6f}")
        output = ffmpeg_python.output(
            sound, "pipe:1", format="s16le", ac=self._channels, ar=SAMPLE_RATE
        )
        return command_line(output, keep_times=self._keep_times)

    def _container_seconds(self, time_ms: int) -> float:
        return (time_ms + self._info.zero_ms) / 1000

    def _bounds(self) -> Bounds:
        length = (self._end_ms - self._start_ms) / 1000
        seconds = self._limits.stall_seconds + self._limits.wall_factor * length
        return Bounds(
            memory_bytes=self._limits.memory_bytes,
            cpu_seconds=seconds,
            wall_seconds=seconds,
            stall_seconds=self._limits.stall_seconds,
        )


def _mixed(channels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Channels, (n, 1) or (n, 2), as one: their mean or, where they cancel out, the louder."""
    mean = channels.mean(axis=1)
    power = (channels**2).mean(axis=0)
    if (mean**2).mean() < _CANCELLED * power.mean():
        return np.ascontiguousarray(channels[:, power.argmax()])
    return np.asarray(mean, np.float32)
