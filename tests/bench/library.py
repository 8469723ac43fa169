"""Makes a library of ads of any size: pictures, their changed copies, clips, rows of words.

    python -m tests.bench.library FOLDER --ads 10000 [--videos 200] [--copies 0.5]

The same arguments give the same library. Pictures come from `tests.bench.creatives`, clips from the
project's samples: encoded again, faster, or cut.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from tests.bench.creatives import ROOT, creative
from tests.bench.variations import VARIATIONS
from workers.media import ffmpeg_program

_TEXTS = (
    "Viên uống {name} giúp khỏi hẳn bệnh sau {n} ngày, cam kết không tái phát",
    "{name}: điều trị tận gốc, hết đau sau {n} liệu trình, gọi 0900 000 {n:03d}",
    "Trà {name} mới về, hương thơm dịu, giao hàng trong {n} giờ",
    "Hội thảo dinh dưỡng {name} lần thứ {n}, vào cửa tự do",
)
_NAMES = ("An Mộc", "Cúc Vàng", "Lá Xanh", "Mật Nhân", "Quế Hương", "Sen Tâm", "Thảo Linh")
_CLIP_CHANGES = {
    "re-encode": ["-crf", "34"],
    "speed": ["-vf", "setpts=PTS/1.15", "-an"],
    "cut": ["-ss", "1", "-t", "4"],
}


def make_library(folder: Path, ads: int, videos: int, copies: float) -> dict[str, int]:
    """Write the library; returns how many ads of each kind it holds.

    Of the pictures, the share `copies` are changed copies, an equal number each kind of change and
    of equal bytes. A third of all ads are rows of words.
    """
    (folder / "media").mkdir(parents=True)
    pictures = ads - ads // 3 - videos
    made = {"originals": 0, "equal": 0, "words": 0, "videos": 0, **dict.fromkeys(VARIATIONS, 0)}
    rng = np.random.default_rng(ads)
    kinds = ["equal", *VARIATIONS]
    rows = []
    for number in range(pictures):
        name = f"media/p{number:05d}.jpg"
        originals = made["originals"]
        if originals > 10 and rng.random() < copies:
            kind = kinds[int(rng.integers(len(kinds)))]
            _copy(folder, name, int(rng.integers(originals)), kind, rng)
        else:
            kind = "originals"
            _write(folder / name, creative(originals))
        made[kind] += 1
        rows.append({"id": f"p{number}", "path": name, **_words(number, rng, 0.3)})
    for number in range(ads // 3):
        rows.append({"id": f"t{number}", **_words(number, rng, 1.0)})
        made["words"] += 1
    for number in range(videos):
        name = f"media/v{number:05d}.mp4"
        _clip(folder / name, number)
        rows.append({"id": f"v{number}", "path": name})
        made["videos"] += 1
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "ads.jsonl").write_text("\n".join(lines), "utf-8")
    return {kind: count for kind, count in made.items() if count}


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


def _copy(folder: Path, name: str, original: int, kind: str, rng: np.random.Generator) -> None:
    pixels = creative(original)
    if kind == "equal":
        _write(folder / name, pixels)
    else:
        _write(folder / name, VARIATIONS[kind](pixels, rng), quality=int(rng.integers(60, 95)))


def _write(path: Path, pixels: np.ndarray, quality: int = 88) -> None:
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    path.write_bytes(data.tobytes())


def _clip(path: Path, number: int) -> None:
    samples = sorted((ROOT / "samples" / "ads").glob("*.mp4"))
    change = list(_CLIP_CHANGES.values())[number // len(samples) % len(_CLIP_CHANGES)]
    source = samples[number % len(samples)]
    command = [ffmpeg_program().path, "-v", "error", "-y", "-i", str(source), *change, str(path)]
    subprocess.run(command, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ads", type=int, default=10_000)
    parser.add_argument("--videos", type=int, default=0)
    parser.add_argument("--copies", type=float, default=0.5)
    chosen = parser.parse_args()
    print(make_library(chosen.folder, chosen.ads, chosen.videos, chosen.copies))
    return 0


if __name__ == "__main__":
    sys.exit(main())
