"""Adapters of the text detection and text recognition networks: pixels in, plain values out."""

from models.reading.text_detector import DetectedText, TextDetector
from models.reading.text_recogniser import Reading, TextRecogniser

__all__ = ["DetectedText", "Reading", "TextDetector", "TextRecogniser"]
