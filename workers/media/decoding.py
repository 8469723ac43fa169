"""What decoding hands over: frames one by one and, at the end, what could not be decoded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol, Self

from workers.media.frame import Frame

Level = Literal["fast", "standard", "thorough"]
Progress = Callable[[float], None]
"""Called with the share (0-1) of media time that is done."""


@dataclass(frozen=True, slots=True)
class DecodeGap:
    """Media time (or, for a still, a part of the picture) that was not seen, and why."""

    reason: str
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class DecodeOutcome:
    """What happened while frames were delivered. `complete` means that nothing is missing."""

    decoded_ms: int = 0
    frames_sampled: int = 0
    frames_delivered: int = 0
    misses_shorter_than_ms: int = 0
    gaps: tuple[DecodeGap, ...] = field(default=())

    @property
    def complete(self) -> bool:
        return not self.gaps


class FrameStream(Protocol):
    """Frames in order of time. Use as a context manager: leaving it ends the decoder.

    `outcome` grows while frames are taken and is final once iteration has ended. A decoder that
    dies does not raise: what it did not deliver is a gap of the outcome.
    """

    @property
    def outcome(self) -> DecodeOutcome: ...

    def __iter__(self) -> Iterator[Frame]: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...
