"""The default engine: PP-OCR text detection and adscan's own Vietnamese recogniser."""

from collections.abc import Sequence
from pathlib import Path

from models import manifest
from models.reading import TextDetector, TextRecogniser
from models.runtime import session
from workers.errors import ModelError
from workers.reading.composed import ComposedEngine
from workers.reading.detection import ScaledDetector
from workers.report import ModelVersion

NAME = "ppocr-vi"
DETECTOR = "text-detector"
RECOGNISER = "text-recogniser-vi"


def make(threads: int | None = None) -> ComposedEngine:
    """Load detector and recogniser. Raises ModelError when a file is missing or altered."""
    return ComposedEngine(
        NAME,
        ScaledDetector(TextDetector(session(weights(DETECTOR), threads))),
        make_recogniser(threads),
        models=model_versions(DETECTOR, RECOGNISER),
    )


def make_recogniser(threads: int | None = None) -> TextRecogniser:
    """The Vietnamese recogniser alone. Raises ModelError."""
    return TextRecogniser(session(weights(RECOGNISER), threads))


def check() -> str:
    """What the engine consists of. Raises ModelError when a file is missing or altered."""
    for name in (DETECTOR, RECOGNISER):
        weights(name)
    return "PP-OCR text detection, Vietnamese recogniser of adscan, ONNX Runtime"


def weights(name: str) -> Path:
    """Verified path of a model of the manifest. Raises ModelError."""
    try:
        return manifest.weights(name)
    except manifest.ManifestError as error:
        raise ModelError(f"The reading engine cannot load a model: {error}.") from error


def model_versions(*names: str) -> Sequence[ModelVersion]:
    """Name, version and digest of models of the manifest, as reports carry them."""
    found = [manifest.entry(name) for name in names]
    return [ModelVersion(name=m.name, version=m.version, sha256=m.sha256) for m in found]
