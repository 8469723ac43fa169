"""Listening: find speech in the sound of a file and write down what is said, with times."""

from workers.listening.delivery import LoudnessCurve, delivered
from workers.listening.engine import (
    ListenerStatus,
    SpeechListener,
    listener_status,
    make_listener,
)
from workers.listening.passages import Passage, PassageCutter

__all__ = [
    "ListenerStatus",
    "LoudnessCurve",
    "Passage",
    "PassageCutter",
    "SpeechListener",
    "delivered",
    "listener_status",
    "make_listener",
]
