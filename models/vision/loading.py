"""Make the image networks from the files that the manifest describes.

Every function raises ManifestError when a file is missing or altered.
"""

import json

from models.manifest import ManifestError, weights
from models.runtime import session
from models.vision.face_detector import FaceDetector
from models.vision.linear_heads import LinearHeads, SceneLabel
from models.vision.pair_head import PairHead
from models.vision.scene_network import SceneNetwork

PAIRS = "pair-head"
SCENES = "scene-network"
KINDS = "kind-heads"
FACES = "face-detector"


def scene_network(
    threads: int | None = None, kinds: LinearHeads | None = None
) -> tuple[SceneNetwork, tuple[SceneLabel, ...]]:
    """The scene network and the labels of its heads, within its file and beside it; `kinds` take
    the place of the heads beside it."""
    opened = session(weights(SCENES), threads)
    facts = opened.get_modelmeta().custom_metadata_map
    try:
        heads = json.loads(facts["heads"])
        labels = tuple(
            SceneLabel(str(head["label"]), float(head["threshold"]), bool(head["whole_only"]))
            for head in heads
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ManifestError(f"{SCENES}: the file does not name its heads") from error
    kinds = LinearHeads.load(weights(KINDS)) if kinds is None else kinds
    network = SceneNetwork(opened, [label.name for label in labels], kinds)
    return network, (*labels, *kinds.labels)


def face_detector(threads: int | None = None) -> FaceDetector:
    """The face detector."""
    return FaceDetector(session(weights(FACES), threads))


def pair_head(network: SceneNetwork) -> PairHead:
    """The head that tells before-and-after pairs; it sees with the scene network."""
    return PairHead.load(weights(PAIRS), network)
