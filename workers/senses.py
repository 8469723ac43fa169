"""What the pipeline asks of its engines; each is chosen by name outside and handed in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from workers.media import AudioBlock, AudioOutcome, Frame
from workers.report import Gap, ModelVersion, Sighting, Text


@dataclass(frozen=True, slots=True)
class Heard:
    """What listening to one file gave: speech as texts, the time heard, and what was not heard."""

    texts: tuple[Text, ...] = ()
    audio_ms: int = 0
    gaps: tuple[Gap, ...] = ()


class SoundStream(Protocol):
    """Consecutive blocks of 16 kHz mono sound; `outcome` tells at the end what is missing."""

    @property
    def outcome(self) -> AudioOutcome: ...

    def __iter__(self) -> Iterator[AudioBlock]: ...


class Listener(Protocol):
    """Turns the sound of one media file into timed words."""

    @property
    def models(self) -> Sequence[ModelVersion]: ...

    def hear(self, stream: SoundStream, media_id: str) -> Heard: ...


class Watch(Protocol):
    """Looks at the frames of one media file as they stream past."""

    def see(self, frame: Frame) -> None: ...

    def sightings(self, texts: Sequence[Text]) -> list[Sighting]:
        """What was seen; `texts` are the words read in the same file, in which labels count."""
        ...

    def codes(self) -> list[Text]:
        """Contents of QR and bar codes, as texts with source `code`."""
        ...


class Looker(Protocol):
    """Makes a `Watch` for each media file."""

    @property
    def models(self) -> Sequence[ModelVersion]: ...

    def watch(self, media_id: str) -> Watch: ...
