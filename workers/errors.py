"""Everything that can go wrong with one ad, as a small tree of typed errors.

Each error knows a stable `code` (for programs), a `detail` (what happened to which input) and a
`remedy` (what the person can do). The command line and the API map this tree once.
"""

from typing import ClassVar


class AdscanError(Exception):
    """Base of all expected errors. `detail` and `remedy` are one-line English sentences."""

    code: ClassVar[str] = "internal"
    default_remedy: ClassVar[str] = "Report this with the command that caused it."

    def __init__(self, detail: str, remedy: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy or self.default_remedy

    def __str__(self) -> str:
        return f"{self.detail} {self.remedy}"


class InputError(AdscanError):
    """The input as named cannot be opened at all."""


class InputNotFound(InputError):
    code = "not_found"
    default_remedy = "Check the path."


class InputForbidden(InputError):
    code = "permission_denied"
    default_remedy = "Give the current user read permission."


class NothingToScan(InputError):
    code = "nothing_to_scan"
    default_remedy = "Name a picture, a video, or a folder that holds some."


class MediaError(AdscanError):
    """The file was opened, but it is not media that can be looked at."""


class EmptyFile(MediaError):
    code = "empty_file"
    default_remedy = "Export or download the file again; it has no content."


class NotMedia(MediaError):
    code = "not_media"
    default_remedy = "Submit a picture or a video."


class TextFile(NotMedia):
    """It is text, and no page or drawing written as text."""

    default_remedy = "To check words alone, use `adscan judge`."


class PlaylistRefused(MediaError):
    code = "playlist_refused"
    default_remedy = "Download the video itself and submit that file."


class UnreadableMedia(MediaError):
    code = "unreadable_media"
    default_remedy = (
        "Try to play it; if it is broken, download it again or convert it to MP4 (H.264)."
    )


class EncryptedMedia(MediaError):
    code = "encrypted_media"
    default_remedy = "Submit a copy without DRM, for example a screen recording."


class AudioOnly(MediaError):
    code = "audio_only"
    default_remedy = "Submit the video, or transcribe it and use `adscan judge`."


class LimitExceeded(MediaError):
    code = "limit_exceeded"
    default_remedy = "Reduce the file, or raise the limit in the settings."


class EngineUnavailable(AdscanError):
    """A reading, listening or looking engine cannot work on this machine."""

    code = "engine_unavailable"
    default_remedy = "Run `adscan doctor` to see what is missing."


class ModelError(AdscanError):
    """A model file is missing, or is not the one the manifest describes."""

    code = "model_error"
    default_remedy = "Reinstall adscan; run `adscan models` to see which file is wrong."


class RulePackError(AdscanError):
    """A rule pack cannot be found, parsed or validated."""

    code = "rule_pack_error"
    default_remedy = "Run `adscan rules test` on the pack to see each fault."


class OutputError(AdscanError):
    """Results could not be written."""

    code = "output_error"
    default_remedy = "Choose a folder you may write to, with enough free space."
