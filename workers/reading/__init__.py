"""Reading: find text in pictures and video, read it, join it into lines, blocks and tracks."""

from workers.reading.engine import Detector, Line, OcrEngine, Recogniser, TextRegion
from workers.reading.picture import ReadResult, read_picture
from workers.reading.registry import (
    DEFAULT_ENGINE,
    ENGINE_NAMES,
    EngineStatus,
    engine_status,
    make_engine,
)
from workers.reading.segments import join_tracks
from workers.reading.video import TrackBuilder, read_video

__all__ = [
    "DEFAULT_ENGINE",
    "ENGINE_NAMES",
    "Detector",
    "EngineStatus",
    "Line",
    "OcrEngine",
    "ReadResult",
    "Recogniser",
    "TextRegion",
    "TrackBuilder",
    "engine_status",
    "join_tracks",
    "make_engine",
    "read_picture",
    "read_video",
]
