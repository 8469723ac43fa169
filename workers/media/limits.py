"""How much one file may cost. Passed in by the caller, never read from the environment here."""

import os
from dataclasses import dataclass

MIB = 1024 * 1024
_LARGE_FRAME = 1920 * 1088


def available_cpus() -> int:
    """Processors this process may use, by its affinity mask."""
    return len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one input and on every child process that touches it.

    A hostile file can cost at most this much; an ordinary phone video or screenshot stays far
    below. `wall_factor` adds decoding time in proportion to the media's own length.
    """

    max_file_bytes: int = 8 * 1024 * MIB
    max_pixels: int = 72_000_000
    """Pixels of one picture or video frame, checked on the header before anything is decoded."""
    max_side: int = 50_000
    """Width or height of one picture, in pixels."""
    max_duration_ms: int = 12 * 3600 * 1000
    max_pages: int = 200
    """Pages of a multi-page picture, and frames of an animated one times ten."""
    probe_seconds: float = 25.0
    """Wall clock for looking at headers and packet times."""
    picture_seconds: float = 25.0
    """Wall clock for decoding one picture with all its pages."""
    stall_seconds: float = 25.0
    """Wall clock that a decoder may stay silent before it is killed."""
    wall_factor: float = 20.0
    """Decoding may take `stall_seconds` plus this many times the length of the media."""
    memory_bytes: int = 2048 * MIB
    """Address space of one child process."""
    output_bytes: int = 64 * MIB
    """What a child may print when its output is collected as a whole."""
    threads: int = 0
    """Decoder threads; 0 means as many as `decoder_threads` says."""

    def decoder_threads(self, pixels: int) -> int:
        """Threads for a video of so many pixels a frame, at most 4.

        One processor is left to whoever reads the frames meanwhile: a decoder's threads cost each
        other time. Frames beyond 1080p take longer to decode than to read; they get all processors.
        """
        processors = available_cpus()
        reading = 0 if pixels > _LARGE_FRAME else 1
        return self.threads or min(4, max(1, processors - reading))


DEFAULT_LIMITS = Limits()
