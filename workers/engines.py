"""The engines of one worker process, made once and used for every ad."""

from dataclasses import dataclass, field

from workers.reading import OcrEngine, make_engine
from workers.report import ModelVersion
from workers.senses import Listener, Looker


@dataclass(frozen=True, slots=True)
class Engines:
    """How this process reads, listens and looks. A sense that is absent is named in coverage."""

    reader: OcrEngine
    listener: Listener | None = None
    looker: Looker | None = None

    def models(self) -> list[ModelVersion]:
        """Name, version and digest of every model that takes part in a scan."""
        found = list(self.reader.models)
        for sense in (self.listener, self.looker):
            if sense is not None:
                found.extend(sense.models)
        return found


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which engines to make, by name, as settings and command line give them."""

    ocr: str = "ppocr-vi"
    threads: int | None = field(default=None)


def make_engines(choice: EngineChoice) -> Engines:
    """Load the engines. Raises EngineUnavailable with the remedy when one cannot work here."""
    return Engines(reader=make_engine(choice.ocr, threads=choice.threads))
