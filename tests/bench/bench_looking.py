"""Looking: precision and recall of every label, time for each frame, memory.

    python -m tests.bench.bench_looking [--labels DIR ...] [--words] [--out DIR]

`--labels` are folders with `labels.jsonl` (one object a line: file, and what the picture shows in
`visual` or `labels`). Before-and-after is measured by the look of its panels alone, and with
`--words` also as a scan tells it, which reads every picture for labels such as "SAU 30 NGÀY".
What looking adds to the scan of a video is measured by `tests.bench.bench_looking_cost`, heads for
kinds of things, which the folders do not name, by `tests.bench.bench_kinds`.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from PIL import Image

from models.vision import SceneNetwork
from models.vision.linear_heads import SceneLabel
from models.vision.loading import scene_network
from tests.bench.printed import Printed
from workers.engines import EngineChoice, make_engines
from workers.looking import SceneLooker, make_looker
from workers.looking.tiles import tiles
from workers.media.frame import Frame
from workers.reading import OcrEngine, read_picture
from workers.senses import Watch

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "dev"
_DEFAULT = tuple(_SHARED / name for name in ("ads", "images", "products"))
_GOLD = {
    "product_package": {"product_package", "pill_bottle", "cosmetic_package", "medicine_box"},
    "white_coat": {"doctor_white_coat"},
    "stethoscope": {"stethoscope"},
    "before_after": {"before_after"},
    "face": {"person", "doctor_white_coat", "face_closeup", "medical_uniform"},
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One labelled picture."""

    name: str
    pixels: np.ndarray
    labels: frozenset[str]


@dataclass(slots=True)
class Score:
    """Scores of one label over pictures with and without it; 0 stands for not reported."""

    with_label: list[float]
    without: list[float]

    def add(self, labelled: bool, confidence: float) -> None:
        """The next picture."""
        (self.with_label if labelled else self.without).append(confidence)

    def line(self, label: str) -> str:
        """Precision and recall at the shipped threshold, and the area under the curve."""
        right = sum(score > 0 for score in self.with_label)
        wrong = sum(score > 0 for score in self.without)
        precision = right / max(1, right + wrong)
        recall = right / max(1, len(self.with_label))
        false_rate = wrong / max(1, len(self.without))
        return (
            f"{label}: precision {precision:.2f}, recall {recall:.2f}, false alarms "
            f"{false_rate:.3f} ({len(self.with_label)} with, {len(self.without)} without)"
        )


def read_labelled(folder: Path) -> Iterator[Shown]:
    """The labelled pictures of a folder."""
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        with Image.open(folder / row["file"]) as picture:
            pixels = np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
        shown = row.get("visual", row.get("labels", []))
        yield Shown(row["id"], pixels, frozenset(shown))


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Probability that a picture with the label scores above one without it."""
    if not positive or not negative:
        return float("nan")
    one, other = np.array(positive)[:, None], np.array(negative)[None, :]
    return float(((one > other) + 0.5 * (one == other)).mean())


def probability(scene: SceneNetwork, label: SceneLabel, pixels: np.ndarray) -> float:
    """How probable a label is, below its threshold too."""
    views = [scene.view(tile.pixels) for tile in tiles(pixels)]
    spots = [
        view.whole(label.name) if label.whole_only else view.best(label.name) for view in views
    ]
    return max(spot.probability for spot in spots)


def seen_in(looker: SceneLooker, pixels: np.ndarray, shown_to_ms: int) -> Watch:
    """A watch that has looked at one picture, which was on screen for so long (0: a still)."""
    watch = looker.watch("m1")
    watch.see(Frame("m1", 0, pixels, shown_to_ms=shown_to_ms))
    return watch


def measure(
    say: Printed, looker: SceneLooker, pictures: Sequence[Shown], reader: OcrEngine | None
) -> None:
    """Print every label's figures and the time for each picture."""
    for way, shown_to_ms in (("still pictures", 0), ("the same as frames of a video", 1000)):
        wall, worked = time.perf_counter(), time.process_time()
        watches = [seen_in(looker, shown.pixels, shown_to_ms) for shown in pictures]
        wall, worked = time.perf_counter() - wall, time.process_time() - worked
        per_picture = 1000 / len(pictures)
        say(
            f"{way}: {wall * per_picture:.0f} ms each, "
            f"{worked * per_picture:.0f} ms of processor time"
        )
        scores = {label: Score([], []) for label in _GOLD}
        told = Score([], [])
        for shown, watch in zip(pictures, watches, strict=True):
            seen = {one.label: one.confidence for one in watch.sightings([])}
            for label, gold in _GOLD.items():
                scores[label].add(bool(shown.labels & gold), seen.get(label, 0.0))
            if reader is not None and not shown_to_ms:
                texts = read_picture([Frame("m1", 0, shown.pixels)], reader).texts
                pairs = [s.confidence for s in watch.sightings(texts) if s.label == "before_after"]
                told.add(bool(shown.labels & _GOLD["before_after"]), max(pairs, default=0.0))
        for label, score in scores.items():
            say(score.line(label))
        if told.with_label:
            say(told.line("before_after with the words read"))
    scene, known = scene_network()
    for label in (one for one in known if one.name in _GOLD):
        curve = Score([], [])
        for shown in pictures:
            curve.add(
                bool(shown.labels & _GOLD[label.name]), probability(scene, label, shown.pixels)
            )
        say(f"{label.name}: AUC {area_under_curve(curve.with_label, curve.without):.3f}")


def codes(say: Printed, looker: SceneLooker) -> None:
    """Print how many drawn codes are read when shrunk, turned, blurred and compressed."""
    random = np.random.default_rng(0)
    read, total = [0, 0], 0
    for number in range(60):
        text = f"https://example.vn/{number:04d}"
        kind = zxingcpp.BarcodeFormat.QRCode
        code = np.asarray(zxingcpp.create_barcode(text, kind).to_image(scale=8))
        side = int(random.integers(90, 260))
        small = cv2.resize(code, (side, side), interpolation=cv2.INTER_AREA)
        page = np.full((720, 1280, 3), random.integers(120, 256, 3), np.uint8)
        top, left = int(random.integers(0, 720 - side)), int(random.integers(0, 1280 - side))
        page[top : top + side, left : left + side] = small[:, :, None]
        turn = cv2.getRotationMatrix2D((640, 360), float(random.uniform(-15, 15)), 0.8)
        page = cv2.warpAffine(page, turn, (1280, 720), borderValue=(200, 200, 200))
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(40, 90))]
        page = cv2.imdecode(cv2.imencode(".jpg", page, quality)[1], cv2.IMREAD_COLOR)
        for index, shown_to_ms in enumerate((0, 1000)):
            watch = seen_in(looker, page, shown_to_ms)
            read[index] += text in {one.text for one in watch.codes()}
        total += 1
    say(f"qr_code: {read[0]} of {total} read in still pictures, {read[1]} in frames of a video")


def main() -> int:
    say = Printed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", type=Path, nargs="*", default=list(_DEFAULT))
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    looker = make_looker()
    pictures = [
        one for folder in arguments.labels if folder.is_dir() for one in read_labelled(folder)
    ]
    if pictures:
        reader = make_engines(EngineChoice()).reader if arguments.words else None
        measure(say, looker, pictures, reader)
    codes(say, looker)
    say(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    say.save(arguments.out, "looking")
    return 0


if __name__ == "__main__":
    sys.exit(main())
