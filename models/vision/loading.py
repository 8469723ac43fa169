"""Make the image networks from the files that the manifest describes.

Every function raises ManifestError when a file is missing or altered.
"""

import json

from models.manifest import ManifestError, weights
from models.runtime import session
from models.vision.face_detector import FaceDetector
from models.vision.scene_network import SceneNetwork

SCENES = "scene-network"
FACES = "face-detector"


def scene_network(threads: int | None = None) -> tuple[SceneNetwork, dict[str, float]]:
    """The scene network and, for each label it was calibrated for, the least probability."""
    opened = session(weights(SCENES), threads)
    facts = opened.get_modelmeta().custom_metadata_map
    try:
        heads = json.loads(facts["heads"])
        thresholds = {head["label"]: float(head["threshold"]) for head in heads}
    except (KeyError, TypeError, ValueError) as error:
        raise ManifestError(f"{SCENES}: the file does not name its heads") from error
    return SceneNetwork(opened, tuple(thresholds)), thresholds


def face_detector(threads: int | None = None) -> FaceDetector:
    """The face detector."""
    return FaceDetector(session(weights(FACES), threads))
