"""Tesseract as recogniser behind adscan's text detection.

Tesseract alone misses text on designed backgrounds, so it is given one line at a time. The program
is called as a process, all lines of a picture in one call.
"""

import csv
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from models.reading import Reading, TextDetector
from models.runtime import session
from workers.errors import EngineUnavailable
from workers.media.frame import Pixels
from workers.reading.composed import ComposedEngine
from workers.reading.detection import ScaledDetector
from workers.reading.engines.ppocr_vi import DETECTOR, model_versions, weights
from workers.report import ModelVersion
from workers.scratch import scratch

NAME = "tesseract"
LANGUAGE = "vie"
LINE_HEIGHT = 64
BORDER = 16
SECONDS_PER_LINE = 5
REMEDY = "Install it with its Vietnamese data (Debian: tesseract-ocr tesseract-ocr-vie)."


def make(threads: int | None = None) -> ComposedEngine:
    """The engine. Raises EngineUnavailable when Tesseract or its Vietnamese data is absent."""
    program, version = _installed()
    return ComposedEngine(
        NAME,
        ScaledDetector(TextDetector(session(weights(DETECTOR), threads))),
        TesseractRecogniser(program, threads or 1),
        models=[
            *model_versions(DETECTOR),
            ModelVersion(name=f"tesseract-{LANGUAGE}", version=version),
        ],
    )


def check() -> str:
    """What was found. Raises EngineUnavailable."""
    program, version = _installed()
    weights(DETECTOR)
    return f"Tesseract {version} with Vietnamese data ({program}), PP-OCR text detection"


class TesseractRecogniser:
    """Reads crops of single lines with the `tesseract` program."""

    def __init__(self, program: str, threads: int = 1) -> None:
        self._program = program
        self._environment = {**os.environ, "OMP_THREAD_LIMIT": str(threads)}

    def recognise(self, crops: Sequence[Pixels]) -> list[Reading]:
        """Readings of (height, width, 3) BGR crops, in their order.

        Raises EngineUnavailable when the program fails or takes too long.
        """
        if not crops:
            return []
        with scratch() as folder:
            names = [folder / f"{index:05d}.png" for index in range(len(crops))]
            for name, crop in zip(names, crops, strict=True):
                cv2.imwrite(str(name), black_on_white(crop))
            pages = folder / "lines.txt"
            pages.write_text("\n".join(str(name) for name in names), encoding="utf-8")
            table = self._run(pages, len(crops))
        return _readings(table, len(crops))

    def _run(self, pages: Path, count: int) -> str:
        command = [self._program, str(pages), "stdout", "-l", LANGUAGE, "--psm", "7", "tsv"]
        try:
            done = subprocess.run(  # noqa: S603
                command,
                capture_output=True,
                check=True,
                timeout=30 + SECONDS_PER_LINE * count,
                env=self._environment,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineUnavailable(f"Tesseract failed: {error}.", REMEDY) from error
        return done.stdout.decode("utf-8", "replace")


def black_on_white(crop: Pixels) -> Pixels:
    """The crop as Tesseract likes it: grey, of print size, dark text on light, with a border."""
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    factor = LINE_HEIGHT / grey.shape[0]
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    width = max(8, round(grey.shape[1] * factor))
    grey = cv2.resize(grey, (width, LINE_HEIGHT), interpolation=method)
    _, parted = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    edge = np.concatenate([parted[0], parted[-1], parted[:, 0], parted[:, -1]])
    if np.mean(edge) < 127:
        parted = cv2.bitwise_not(parted)
    bordered = cv2.copyMakeBorder(
        parted, BORDER, BORDER, BORDER, BORDER, cv2.BORDER_CONSTANT, value=(255,)
    )
    return np.asarray(bordered, np.uint8)


def _readings(table: str, count: int) -> list[Reading]:
    words: list[list[tuple[str, float]]] = [[] for _ in range(count)]
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        word, confidence = (row.get("text") or "").strip(), float(row.get("conf") or -1)
        page = int(row.get("page_num") or 0) - 1
        if word and confidence >= 0 and 0 <= page < count:
            words[page].append((word, confidence / 100))
    return [_reading(found) for found in words]


def _reading(words: Sequence[tuple[str, float]]) -> Reading:
    if not words:
        return Reading("", 0.0)
    length = sum(len(word) for word, _ in words)
    confidence = sum(len(word) * share for word, share in words) / length
    return Reading(" ".join(word for word, _ in words), min(1.0, confidence))


def _installed() -> tuple[str, str]:
    program = shutil.which("tesseract")
    if program is None:
        raise EngineUnavailable("The program tesseract is not installed.", REMEDY)
    languages = _output(program, "--list-langs").split()
    if LANGUAGE not in languages:
        raise EngineUnavailable("Tesseract has no Vietnamese data.", REMEDY)
    version = _output(program, "--version").split()
    return program, version[1] if len(version) > 1 else "unknown"


def _output(program: str, option: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603
            [program, option], capture_output=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineUnavailable(f"Tesseract cannot be run: {error}.", REMEDY) from error
    return (done.stdout or done.stderr).decode("utf-8", "replace")
