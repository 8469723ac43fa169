"""Make the recognisers from the files that the manifest describes.

Every function raises ManifestError when a file is missing or altered. The two recognisers come in
packages of their own (the `listen` extra); voice activity is part of adscan.
"""

from models.manifest import ManifestError, entry, fault, weights
from models.runtime import session
from models.speech.shared_object import LibraryFormatError, SharedObject
from models.speech.vietnamese import VietnameseRecogniser, read_vocabulary
from models.speech.voice_activity import VoiceActivity
from models.speech.whisper import WhisperRecogniser

VOICE_ACTIVITY = "silero-vad"
VIETNAMESE = "vietasr"
WHISPER = ("whisper-base-part1", "whisper-base-part2")
_WHISPER_TEXTS = ("config.json", "tokenizer.json", "vocabulary.txt")


class VoiceActivityFactory:
    """Opens the network once and starts a fresh `VoiceActivity` for each stream of sound."""

    def __init__(self) -> None:
        self._session = session(weights(VOICE_ACTIVITY), threads=1)

    def __call__(self) -> VoiceActivity:
        return VoiceActivity(self._session)


def vietnamese_recogniser(threads: int | None = None) -> VietnameseRecogniser:
    """The Vietnamese recogniser, from the constants of its package's library."""
    try:
        library = SharedObject(weights(VIETNAMESE))
        network = library.blob("vietasr_asr_model_onnx")
        pieces = library.blob("vietasr_asr_vocab").decode("utf-8")
    except (LibraryFormatError, UnicodeDecodeError) as error:
        raise ManifestError(f"{VIETNAMESE}: {error}") from error
    return VietnameseRecogniser(session(network, threads), read_vocabulary(pieces))


def whisper_recogniser(threads: int) -> WhisperRecogniser:
    """Whisper base, its two halves joined in memory."""
    halves = [weights(name) for name in WHISPER]
    files = {name: (halves[0].parent / name).read_bytes() for name in _WHISPER_TEXTS}
    files["preprocessor_config.json"] = b"{}"
    files["model.bin"] = b"".join(half.read_bytes() for half in halves)
    try:
        return WhisperRecogniser(files, threads)
    except ImportError as error:
        raise ManifestError("whisper-base: package faster-whisper is not installed") from error


def speech_fault(name: str) -> str | None:
    """Why the model `name` cannot be used here, in one line; None when it can."""
    return fault(entry(name))
