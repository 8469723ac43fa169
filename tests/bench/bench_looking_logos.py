"""Logos: how many pasted ones are found, by size, and how many are found where none is.

    python -m tests.bench.bench_looking_logos [--labels DIR ...] [--pictures 60] [--out DIR]

Draws twelve emblems, some of which bear the same words, and lays one on every second labelled
picture (see `bench_looking`), 60 to 240 pixels wide, tilted and compressed; the other pictures stay
as they are. Prints what the shipped limit finds, and what stricter and laxer shares of a
reference's points would: a limit is only as good as the distance between the two.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.drawing.lettering import HEAVY, load_font
from tests.bench.bench_looking import _DEFAULT, read_labelled
from tests.bench.printed import Printed
from workers.looking import LogoMatcher
from workers.looking.logos import LEAST_SHARE

SHARES = (0.06, 0.09, 0.12, 0.15)
EMBLEMS = 12
SIDE = 300
_NAMES = ("VIEN", "CUC", "SO Y TE", "HOI", "BENH VIEN", "TRUONG")


def emblem(seed: int) -> np.ndarray:
    """A round or square badge with a ring, a star of some points, bars and a name, BGR."""
    random = np.random.default_rng(seed)
    colours = [tuple(int(c) for c in random.integers(0, 200, 3)) for _ in range(3)]
    picture = Image.new("RGB", (SIDE, SIDE), "white")
    draw = ImageDraw.Draw(picture)
    outline = draw.ellipse if seed % 2 else draw.rectangle
    outline((8, 8, SIDE - 8, SIDE - 8), outline=colours[0], width=int(random.integers(8, 18)))
    points = int(random.integers(5, 12))
    turns = np.arange(2 * points) * np.pi / points + random.uniform(0, 1)
    reach = np.where(np.arange(2 * points) % 2, random.uniform(25, 50), random.uniform(60, 85))
    star = [
        (SIDE / 2 + r * np.cos(t), 0.42 * SIDE + r * np.sin(t))
        for t, r in zip(turns, reach, strict=True)
    ]
    draw.polygon(star, fill=colours[1])
    for _ in range(int(random.integers(2, 5))):
        x, y = random.integers(50, SIDE - 90, 2).tolist()
        wide, high = random.integers(10, 40, 2).tolist()
        draw.rectangle((x, y, x + wide, y + high), fill=colours[2])
    name = f"{_NAMES[seed % len(_NAMES)]} {chr(65 + seed)}{seed}"
    size = min(40, round(1.6 * 0.7 * SIDE / len(name)))
    draw.text((SIDE / 2, 0.8 * SIDE), name, colours[0], load_font(HEAVY, size), anchor="mm")
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])


def pasted(
    page: np.ndarray, logo: np.ndarray, width: int, random: np.random.Generator
) -> np.ndarray:
    """The page with the logo on it, tilted by up to 12 degrees, as a JPEG shows it."""
    height, across = page.shape[:2]
    scale = width / logo.shape[1]
    turn = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), random.uniform(-12, 12), scale)
    half = round(0.7 * width)
    middle = random.uniform((half, half), (across - half, height - half))
    turn[:, 2] += middle - SIDE / 2
    placed = cv2.warpAffine(logo, turn, (across, height), flags=cv2.INTER_AREA)
    inside = cv2.warpAffine(np.full(logo.shape[:2], 255, np.uint8), turn, (across, height)) > 127
    both = np.where(inside[..., None], placed, page)
    coded = cv2.imencode(".jpg", both, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(50, 90))])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR))


def measure(say: Printed, pages: Sequence[np.ndarray], folder: Path) -> None:
    """Print what each limit finds."""
    random = np.random.default_rng(0)
    drawn = [emblem(seed) for seed in range(EMBLEMS)]
    for number, one in enumerate(drawn):
        cv2.imwrite(str(folder / f"emblem-{number}.png"), one)
    matcher = LogoMatcher(folder, least_share=min(SHARES))
    shown: list[tuple[np.ndarray, str, int]] = []
    for number, page in enumerate(pages):
        width = int(random.integers(60, 240))
        if number % 2 or min(page.shape[:2]) < 1.5 * width:
            shown.append((page, "", 0))
        else:
            name = number // 2 % EMBLEMS
            shown.append((pasted(page, drawn[name], width, random), f"emblem-{name}", width))
    found = [{logo.name: logo.share for logo in matcher.find(page)} for page, _, _ in shown]
    told = [(seen, name, width) for seen, (_, name, width) in zip(found, shown, strict=True)]
    for share in SHARES:
        parts = []
        for least, most in ((60, 120), (120, 240)):
            within = [
                seen.get(name, 0.0) >= share for seen, name, width in told if least <= width < most
            ]
            parts.append(f"{sum(within)} of {len(within)} at {least} to {most} pixels")
        others, strangers = (
            sum(
                one >= share
                for seen, name, _ in told
                if bool(name) == pasted_one
                for other, one in seen.items()
                if other != name
            )
            for pasted_one in (True, False)
        )
        mark = ", as shipped" if share == LEAST_SHARE else ""
        say(
            f"share {share:.2f}{mark}: found {', '.join(parts)}; taken for another "
            f"emblem {others}, found where none is {strangers} of {EMBLEMS} x "
            f"{sum(not name for _, name, _ in told)}"
        )


def main() -> int:
    say = Printed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", type=Path, nargs="*", default=list(_DEFAULT))
    parser.add_argument("--pictures", type=int, default=60)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    pages = [
        one.pixels
        for folder in arguments.labels
        if folder.is_dir()
        for one in read_labelled(folder)
    ]
    order = np.random.default_rng(1).permutation(len(pages))[: arguments.pictures]
    with tempfile.TemporaryDirectory() as folder:
        measure(say, [pages[index] for index in order], Path(folder))
    say.save(arguments.out, "looking-logos")
    return 0


if __name__ == "__main__":
    sys.exit(main())
