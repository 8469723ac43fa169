"""Makes a library of ads as exports hold them: few creatives, most of them uploaded many times.

    python -m tests.bench.library FOLDER --ads 10000 [--words 3333] [--creatives 160]
        [--changed 56] [--clips 10] [--moving 0]

The same arguments give the same library. `words` of the ads are words alone. Of the rest,
`creatives` pictures, `clips` of slowly zoomed ones and `moving` video ads are made, `changed` are
copies of the pictures that were encoded again, cut, mirrored and so on (and where there are any,
half of the clips have one too), and all others are uploads of the same file. The order is mixed.
"""

import argparse
import json
import sys
from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np

from tests.bench.creatives import creative
from tests.bench.moving import write_moving
from tests.bench.slides import CLIP_CHANGES, changed_clip, write_clip
from tests.bench.variations import VARIATIONS
from workers.media.frame import Pixels

_TEXTS = (
    "Viên uống {name} giúp khỏi hẳn bệnh sau {n} ngày, cam kết không tái phát",
    "{name}: điều trị tận gốc, hết đau sau {n} liệu trình, gọi 0900 000 {n:03d}",
    "Trà {name} mới về, hương thơm dịu, giao hàng trong {n} giờ",
    "Hội thảo dinh dưỡng {name} lần thứ {n}, vào cửa tự do",
)
_NAMES = ("An Mộc", "Cúc Vàng", "Lá Xanh", "Mật Nhân", "Quế Hương", "Sen Tâm", "Thảo Linh")


@dataclass(frozen=True, slots=True)
class LibrarySize:
    """How many ads, and of how many creatives and changed copies; `side` is the longest of a
    picture in pixels."""

    ads: int = 10_000
    words: int = 3333
    creatives: int = 160
    changed: int = 56
    clips: int = 10
    moving: int = 0
    side: int = 480


@dataclass(frozen=True, slots=True)
class _Made:
    """A file that is uploaded again later."""

    data: bytes
    ending: str


def make_library(folder: Path, size: LibrarySize) -> dict[str, int]:
    """Write `folder/ads.jsonl` and the media it names; returns how many ads of each kind."""
    (folder / "media").mkdir(parents=True)
    rng = np.random.default_rng(size.ads)
    made = _creatives(folder, size, rng)
    counts = {kind: len(files) for kind, files in made.items()}
    files = [file for kind in made.values() for file in kind]
    again = size.ads - size.words - len(files)
    assert again >= 0, "more creatives than ads"
    files += [files[int(rng.integers(len(files)))] for _ in range(again)]
    counts |= {"equal files": again, "words alone": size.words}
    rows = []
    for number, file in enumerate(files):
        name = f"media/f{number:05d}{file.ending}"
        (folder / name).write_bytes(file.data)
        rows.append({"id": f"f{number}", "path": name, **_words(number, rng, 0.3)})
    rows += [{"id": f"t{number}", **_words(number, rng, 1.0)} for number in range(size.words)]
    order = rng.permutation(len(rows)).tolist()
    lines = (json.dumps(rows[place], ensure_ascii=False) for place in order)
    (folder / "ads.jsonl").write_text("\n".join(lines), "utf-8")
    return counts


def _creatives(folder: Path, size: LibrarySize, rng: np.random.Generator) -> dict[str, list[_Made]]:
    """All files that differ, by kind."""
    pictures = [_small(creative(number), size.side) for number in range(size.creatives)]
    found = {"pictures": [_jpeg(picture, 88) for picture in pictures]}
    for number in range(size.changed if pictures else 0):
        kind = list(VARIATIONS)[number % len(VARIATIONS)]
        picture = pictures[int(rng.integers(len(pictures)))]
        made = _jpeg(VARIATIONS[kind](picture, rng), int(rng.integers(60, 95)))
        found.setdefault(kind, []).append(made)
    clip, changed = folder / "clip.mp4", folder / "changed.mp4"
    for number in range(size.clips):
        write_clip(clip, 1000 + number)
        found.setdefault("clips", []).append(_Made(clip.read_bytes(), ".mp4"))
        if size.changed and number % 2:
            kind = list(CLIP_CHANGES)[number // 2 % len(CLIP_CHANGES)]
            changed_clip(clip, kind, changed)
            found.setdefault("changed clips", []).append(_Made(changed.read_bytes(), ".mp4"))
    for number in range(size.moving):
        clip.unlink(missing_ok=True)
        write_moving(clip, number)
        found.setdefault("moving", []).append(_Made(clip.read_bytes(), ".mp4"))
    clip.unlink(missing_ok=True)
    changed.unlink(missing_ok=True)
    return found


def _small(pixels: Pixels, side: int) -> Pixels:
    scale = side / max(pixels.shape[:2])
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _jpeg(pixels: Pixels, quality: int) -> _Made:
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return _Made(data.tobytes(), ".jpg")


def _words(number: int, rng: np.random.Generator, share: float) -> dict[str, str]:
    page = {
        "page": f"Trang {number % 97}",
        "date": f"2026-{number % 9 + 1:02d}-{number % 27 + 1:02d}",
    }
    if rng.random() > share:
        return page
    text = _TEXTS[int(rng.integers(len(_TEXTS)))]
    name = _NAMES[int(rng.integers(len(_NAMES)))]
    return {**page, "text": text.format(name=name, n=int(rng.integers(1, 99)))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    add_size(parser)
    chosen = parser.parse_args()
    print(make_library(chosen.folder, size_of(chosen)))
    return 0


def add_size(parser: argparse.ArgumentParser) -> None:
    """Options for the size of a library."""
    usual = LibrarySize()
    for field in fields(LibrarySize):
        parser.add_argument(f"--{field.name}", type=int, default=getattr(usual, field.name))


def size_of(chosen: argparse.Namespace) -> LibrarySize:
    """The size that those options say."""
    return LibrarySize(*(getattr(chosen, field.name) for field in fields(LibrarySize)))


if __name__ == "__main__":
    sys.exit(main())
