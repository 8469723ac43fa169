"""Adapters of the speech networks: 16 kHz mono sound in, plain values out."""

from models.speech.recognition import SAMPLE_RATE, Recognition, Sound, Word
from models.speech.vietnamese import VietnameseRecogniser
from models.speech.voice_activity import VoiceActivity
from models.speech.whisper import Language, WhisperRecogniser

__all__ = [
    "SAMPLE_RATE",
    "Language",
    "Recognition",
    "Sound",
    "VietnameseRecogniser",
    "VoiceActivity",
    "WhisperRecogniser",
    "Word",
]
