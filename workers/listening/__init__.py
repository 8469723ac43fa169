"""Listening: find speech in the sound of a file and write down what is said, with times."""

from workers.listening.delivery import LoudnessCurve, delivered
from workers.listening.engine import (
    ListenerStatus,
    SpeechListener,
    listener_status,
    make_listener,
)
from workers.listening.passages import Passage, PassageCutter
from workers.listening.spoken_sentence import SpokenSentence, find_spoken

__all__ = [
    "ListenerStatus",
    "LoudnessCurve",
    "Passage",
    "PassageCutter",
    "SpeechListener",
    "SpokenSentence",
    "delivered",
    "find_spoken",
    "listener_status",
    "make_listener",
]
