"""The reading engines by name: which there are, which work here, and how to make one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2

from workers.errors import AdscanError, EngineUnavailable
from workers.reading.engine import OcrEngine
from workers.reading.engines import easyocr_engine, ppocr_vi, tesseract_engine

DEFAULT_ENGINE = "ppocr-vi"


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether an engine works on this machine; `remedy` says how to make it work if not."""

    name: str
    works: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class _Maker:
    make: Callable[[int | None], OcrEngine]
    check: Callable[[], str]


_MAKERS = {
    "ppocr-vi": _Maker(ppocr_vi.make, ppocr_vi.check),
    "easyocr": _Maker(easyocr_engine.make, easyocr_engine.check),
    "tesseract": _Maker(tesseract_engine.make, tesseract_engine.check),
}
ENGINE_NAMES: Sequence[str] = tuple(_MAKERS)


def make_engine(name: str = DEFAULT_ENGINE, threads: int | None = None) -> OcrEngine:
    """Load the engine called `name`, to run on `threads` CPUs (all it may use by default).

    OpenCV's own threads are switched off for this process: the pictures of a scan are so many and
    so small that they cost processor time and save none.

    Raises EngineUnavailable when there is no such engine or it cannot work on this machine, with
    the remedy; ModelError when a model file of adscan itself is missing or altered.
    """
    maker = _MAKERS.get(name)
    if maker is None:
        raise EngineUnavailable(
            f"There is no reading engine {name!r}.", f"Choose one of {', '.join(ENGINE_NAMES)}."
        )
    cv2.setNumThreads(1)
    return maker.make(threads)


def engine_status() -> list[EngineStatus]:
    """Each engine's state on this machine, found without loading its models."""
    return [_status(name, maker) for name, maker in _MAKERS.items()]


def _status(name: str, maker: _Maker) -> EngineStatus:
    try:
        return EngineStatus(name, True, maker.check())
    except AdscanError as error:
        return EngineStatus(name, False, error.detail, error.remedy)
