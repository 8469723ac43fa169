"""The mandatory warning: whether it is there, and whether it can be read.

The law sets no millimetres, pixels or seconds (Luật Quảng cáo Đ19.2): it asks that the warning
contrast with its background, be no smaller than the ad's other type and be read at the same speed
and volume. So numbers are measured and reported against the ad itself; what falls clearly short
becomes a finding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from workers.claims.pack import RulePack
from workers.report import Evidence, Text

_SMALLER = 0.75
_LOW_CONTRAST = 3.0
_SYLLABLES_PER_SECOND = 6.0
_FASTER = 1.25
_QUIETER_DB = 6.0
"""Voices vary by a few dB from sentence to sentence; 6 dB is half the amplitude."""


@dataclass(frozen=True, slots=True)
class WarningMeasure:
    """One showing of the warning.

    `height_ratio`: its glyph height to the median of the ad's other lines; `contrast`: ratio of
    luminances to its background, 1-21; `seconds` it was shown or spoken; `syllables_per_second`
    needed to read it in that time, or spoken; `speed_ratio`: how much faster it was spoken than
    the rest of the speech; `quieter_db`: how much quieter. None where nothing was measured.
    """

    text: Text
    height_ratio: float | None
    contrast: float | None
    seconds: float | None
    syllables_per_second: float | None
    speed_ratio: float | None
    quieter_db: float | None

    @property
    def faults_vi(self) -> list[str]:
        """What falls short, in Vietnamese, with the numbers."""
        return [vi for vi, _ in self._faults()]

    @property
    def faults_en(self) -> list[str]:
        """What falls short, in English, with the numbers."""
        return [en for _, en in self._faults()]

    def _faults(self) -> list[tuple[str, str]]:
        faults = []
        if self.height_ratio is not None and self.height_ratio < _SMALLER:
            percent = round(self.height_ratio * 100)
            faults.append(
                (f"cỡ chữ bằng {percent}% chữ khác", f"type at {percent}% of the ad's other type")
            )
        if self.contrast is not None and self.contrast < _LOW_CONTRAST:
            faults.append(
                (f"độ tương phản {self.contrast:.1f}:1", f"contrast {self.contrast:.1f}:1")
            )
        rate = self.syllables_per_second
        shown = self.text.source == "screen"
        if shown and rate is not None and rate > _SYLLABLES_PER_SECOND:
            faults.append(
                (
                    f"phải đọc {rate:.1f} âm tiết mỗi giây trong {self.seconds:.1f} giây",
                    f"needs {rate:.1f} syllables a second in {self.seconds:.1f} s",
                )
            )
        if self.speed_ratio is not None and self.speed_ratio > _FASTER:
            faults.append(
                (
                    f"đọc nhanh gấp {self.speed_ratio:.1f} lần phần còn lại",
                    f"spoken {self.speed_ratio:.1f} times as fast as the rest",
                )
            )
        if self.quieter_db is not None and self.quieter_db > _QUIETER_DB:
            faults.append(
                (
                    f"đọc nhỏ hơn phần còn lại {self.quieter_db:.0f} dB",
                    f"spoken {self.quieter_db:.0f} dB more quietly than the rest",
                )
            )
        return faults


def find_warnings(texts: Sequence[Text], pack: RulePack) -> list[Text]:
    """The texts that state the mandatory warning, whole or in part."""
    return [text for text in texts if _states_warning(text.text, pack)]


def measure_warnings(texts: Sequence[Text], pack: RulePack) -> list[WarningMeasure]:
    """How each showing of the warning compares with the rest of the ad."""
    shown = find_warnings(texts, pack)
    ids = {text.id for text in shown}
    blocks = {(text.media, text.block) for text in shown if text.block is not None}
    others = [
        text
        for text in texts
        if text.id not in ids and (text.media, text.block) not in blocks and text.text.strip()
    ]
    return [_measured(text, others) for text in shown if text.source in ("screen", "speech")]


def best_legibility(measures: Sequence[WarningMeasure]) -> WarningMeasure | None:
    """The showing with the fewest faults: one good showing satisfies the law."""
    return min(measures, key=lambda measure: len(measure.faults_en), default=None)


def evidence_of(measure: WarningMeasure) -> Evidence:
    """Evidence pointing at one showing of the warning."""
    text = measure.text
    return Evidence(
        kind="speech" if text.source == "speech" else "text",
        text_id=text.id,
        media=text.media,
        quote=text.text,
        span=(0, len(text.text)),
        start_ms=text.start_ms,
        end_ms=text.end_ms,
        frame_ms=text.frame_ms,
        polygon=text.polygon,
        confidence=text.confidence,
    )


def _states_warning(text: str, pack: RulePack) -> bool:
    occurrences = pack.occurrences(text)
    return any(occurrences.matches(pattern) for pattern in pack.mandatory_warning)


def _measured(text: Text, others: Sequence[Text]) -> WarningMeasure:
    if text.source == "speech":
        return _spoken(text, [one for one in others if one.source == "speech"])
    seconds = _seconds(text)
    heights = [one.height for one in others if one.source == "screen" and one.height]
    return WarningMeasure(
        text=text,
        height_ratio=text.height / median(heights) if text.height and heights else None,
        contrast=text.contrast,
        seconds=seconds,
        syllables_per_second=len(text.text.split()) / seconds if seconds else None,
        speed_ratio=None,
        quieter_db=None,
    )


def _spoken(text: Text, others: Sequence[Text]) -> WarningMeasure:
    rate = text.syllables_per_second
    rates = [one.syllables_per_second for one in others if one.syllables_per_second]
    levels = [one.loudness_db for one in others if one.loudness_db is not None]
    level = text.loudness_db
    return WarningMeasure(
        text=text,
        height_ratio=None,
        contrast=None,
        seconds=_seconds(text),
        syllables_per_second=rate,
        speed_ratio=rate / median(rates) if rate and rates else None,
        quieter_db=median(levels) - level if level is not None and levels else None,
    )


def _seconds(text: Text) -> float | None:
    if text.start_ms is None or text.end_ms is None or text.end_ms <= text.start_ms:
        return None
    return (text.end_ms - text.start_ms) / 1000
