"""Make the image networks from the files that the manifest describes.

Every function raises ManifestError when a file is missing or altered.
"""

import json
from dataclasses import dataclass

from models.manifest import ManifestError, weights
from models.runtime import session
from models.vision.face_detector import FaceDetector
from models.vision.pair_head import PairHead
from models.vision.scene_network import SceneNetwork

PAIRS = "pair-head"
SCENES = "scene-network"
FACES = "face-detector"


@dataclass(frozen=True, slots=True)
class SceneLabel:
    """A label of the scene network, the least probability at which it counts as seen, and whether
    it is told of whole pictures only."""

    name: str
    least: float
    whole_only: bool


def scene_network(threads: int | None = None) -> tuple[SceneNetwork, tuple[SceneLabel, ...]]:
    """The scene network and the labels it was trained for."""
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
    return SceneNetwork(opened, [label.name for label in labels]), labels


def face_detector(threads: int | None = None) -> FaceDetector:
    """The face detector."""
    return FaceDetector(session(weights(FACES), threads))


def pair_head(network: SceneNetwork) -> PairHead:
    """The head that tells before-and-after pairs; it sees with the scene network."""
    return PairHead.load(weights(PAIRS), network)
