"""Adapters of the image networks: (height, width, 3) BGR pixels in, plain values out."""

from models.vision.face_detector import Face, FaceDetector
from models.vision.pair_head import FaceIn, PairHead, PanelLook, skin_share, worth_a_look
from models.vision.scene_network import SceneNetwork, SceneView, Spot

__all__ = [
    "Face",
    "FaceDetector",
    "FaceIn",
    "PairHead",
    "PanelLook",
    "SceneNetwork",
    "SceneView",
    "Spot",
    "skin_share",
    "worth_a_look",
]
