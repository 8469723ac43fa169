"""The engines of one worker process, made once and used for every ad."""

from dataclasses import dataclass
from pathlib import Path

from workers.listening import make_listener
from workers.looking import make_looker
from workers.reading import OcrEngine, make_engine
from workers.report import ModelVersion
from workers.senses import Listener, Looker


@dataclass(frozen=True, slots=True)
class Engines:
    """How this process reads, listens and looks."""

    reader: OcrEngine
    listener: Listener
    looker: Looker

    def models(self) -> list[ModelVersion]:
        """Name, version and digest of every model that takes part in a scan."""
        return [*self.reader.models, *self.listener.models, *self.looker.models]


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which engines to make, by name, as settings and command line give them; `logos` is a folder
    of reference pictures (see `workers.looking.logos`)."""

    ocr: str = "ppocr-vi"
    threads: int | None = None
    logos: Path | None = None


def make_engines(choice: EngineChoice) -> Engines:
    """Load the engines. Raises EngineUnavailable with the remedy when one cannot work here,
    InputNotFound when the folder of logos is missing or holds no usable picture."""
    return Engines(
        reader=make_engine(choice.ocr, choice.threads),
        listener=make_listener(choice.threads),
        looker=make_looker(choice.threads, choice.logos),
    )
