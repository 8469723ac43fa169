"""What heads for kinds of things find: curves on labelled pictures, and false alarms elsewhere.

    python -m tests.bench.bench_kinds [--heads FILE] [--labels DIR ...]
                                    [--apart FOLDER --fitted FOLDER]

`--heads` is a file written by `models.training.vision.train_kinds`, the shipped one unless given.
`--labels` are folders with `labels.jsonl`; which of their pictures show what was told by eye and
stands in `kinds_seen.json` by id, pictures in which it cannot be told are left out. `--apart` holds
photographs of other packages (see `bench_pairs_apart`); those that are also in `--fitted`, the
folder that the heads were trained with, are left out. Intervals are Wilson's at 95 %.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.manifest import weights
from models.training.vision.photos import read_photos
from models.vision import SceneNetwork
from models.vision.linear_heads import LinearHeads, SceneLabel
from models.vision.loading import KINDS, scene_network
from tests.bench.bench_looking import area_under_curve, read_labelled
from tests.bench.bench_pairs_apart import LEAST_SIDE, key
from tests.bench.printed import Printed
from workers.looking.tiles import tiles

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "dev"
_DEFAULT = tuple(_SHARED / name for name in ("ads", "images", "products"))
_SEEN = Path(__file__).with_name("kinds_seen.json")
_LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9)
_PRECISE = 0.9


@dataclass(frozen=True, slots=True)
class Scored:
    """A picture's probabilities by label; `id` is empty for one from elsewhere."""

    id: str
    scores: dict[str, float]


def interval(found: int, of: int) -> tuple[float, float]:
    """Wilson's interval at 95 % for a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, found / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return float(max(0.0, middle - reach)), float(min(1.0, middle + reach))


def recall_at(precision: float, positive: Sequence[float], negative: Sequence[float]) -> float:
    """The highest recall of any limit at which so many of those found are right."""
    best = 0
    for limit in positive:
        right = sum(score >= limit for score in positive)
        wrong = sum(score >= limit for score in negative)
        if right >= precision * (right + wrong):
            best = max(best, right)
    return best / max(1, len(positive))


def scores(
    scene: SceneNetwork, labels: Sequence[SceneLabel], pixels: np.ndarray
) -> dict[str, float]:
    """How probable each label is, below its limit too."""
    views = [scene.view(tile.pixels) for tile in tiles(pixels)]
    return {
        label.name: max(
            (view.whole(label.name) if label.whole_only else view.best(label.name)).probability
            for view in views
        )
        for label in labels
    }


def photos_apart(folder: Path | None, fitted: Path | None) -> list[np.ndarray]:
    """The photographs of a folder, each once, without those in `fitted`."""
    if folder is None or fitted is None:
        return []
    known = {key(photo) for photo in read_photos(fitted)}
    found = []
    for photo in read_photos(folder):
        if min(photo.shape[:2]) >= LEAST_SIDE and key(photo) not in known:
            known.add(key(photo))
            found.append(photo)
    return found


def curve(
    say: Printed, label: SceneLabel, pictures: Sequence[Scored], apart: Sequence[Scored]
) -> None:
    """Print one label's figures at several limits and at its own."""
    seen = json.loads(_SEEN.read_text(encoding="utf-8"))[label.name]
    shown, unclear = set(seen["shown"]), set(seen["unclear"])
    told = [one for one in pictures if one.id not in unclear]
    positive = [one.scores[label.name] for one in told if one.id in shown]
    negative = [one.scores[label.name] for one in told if one.id not in shown]
    others = [one.scores[label.name] for one in apart]
    say(
        f"{label.name}: {len(positive)} with, {len(negative)} without, AUC "
        f"{area_under_curve(positive, negative):.3f}; {len(others)} from elsewhere, AUC "
        f"{area_under_curve(positive, others):.3f}"
    )
    say(f"  recall at precision {_PRECISE}: {recall_at(_PRECISE, positive, negative):.2f} at best")
    for level in sorted({*_LEVELS, label.least}):
        right = sum(score >= level for score in positive)
        wrong = sum(score >= level for score in negative)
        low, high = interval(right, right + wrong)
        least, most = interval(right, len(positive))
        own = " (its own limit)" if level == label.least else ""
        say(
            f"  {level:.3f}{own}: precision {right / max(1, right + wrong):.2f} "
            f"[{low:.2f}, {high:.2f}], recall {right}/{len(positive)} = "
            f"{right / max(1, len(positive)):.2f} [{least:.2f}, {most:.2f}], "
            f"elsewhere {sum(score >= level for score in others)} of {len(others)}"
        )


def main() -> int:
    say = Printed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--heads", type=Path)
    parser.add_argument("--labels", type=Path, nargs="*", default=list(_DEFAULT))
    parser.add_argument("--apart", type=Path)
    parser.add_argument("--fitted", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    if arguments.apart and not arguments.fitted:
        parser.error("--apart needs --fitted")
    heads = LinearHeads.load(arguments.heads or weights(KINDS))
    scene, _ = scene_network(kinds=heads)
    pictures = [
        Scored(one.name, scores(scene, heads.labels, one.pixels))
        for folder in filter(Path.is_dir, arguments.labels)
        for one in read_labelled(folder)
    ]
    apart = [
        Scored("", scores(scene, heads.labels, photo))
        for photo in photos_apart(arguments.apart, arguments.fitted)
    ]
    for label in heads.labels:
        curve(say, label, pictures, apart)
    say.save(arguments.out, "kinds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
