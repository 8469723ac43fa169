"""The mandatory warning: whether it is there, and whether it can be read.

The law sets no millimetres, pixels or seconds (Luật Quảng cáo Đ19.2): it asks that the warning
contrast with its background, be no smaller than the ad's other type and be read at the same speed.
So numbers are measured and reported against the ad itself; what falls clearly short becomes a
finding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from workers.claims.pack import RulePack
from workers.report import Evidence, Text

_SMALLER = 0.75
_LOW_CONTRAST = 3.0
_SYLLABLES_PER_SECOND = 6.0
_MEASURING_ERROR = 1.25


@dataclass(frozen=True, slots=True)
class WarningMeasure:
    """One showing of the warning.

    `height_ratio`: its glyph height to the median of the ad's other lines; `contrast`: ratio of
    luminances to its background, 1-21; `seconds` it was shown or spoken; `syllables_per_second`
    needed to read it in that time; `speed_ratio`: how much faster it was spoken than the rest of
    the speech. None where nothing was measured.
    """

    text: Text
    height_ratio: float | None
    contrast: float | None
    seconds: float | None
    syllables_per_second: float | None
    speed_ratio: float | None

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
        if rate is not None and rate > _SYLLABLES_PER_SECOND:
            faults.append(
                (
                    f"phải đọc {rate:.1f} âm tiết mỗi giây trong {self.seconds:.1f} giây",
                    f"needs {rate:.1f} syllables a second in {self.seconds:.1f} s",
                )
            )
        if self.speed_ratio is not None and self.speed_ratio > _MEASURING_ERROR:
            faults.append(
                (
                    f"đọc nhanh gấp {self.speed_ratio:.1f} lần phần còn lại",
                    f"spoken {self.speed_ratio:.1f} times as fast as the rest",
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
    seconds = _seconds(text)
    syllables = len(text.text.split())
    rate = syllables / seconds if seconds else None
    spoken = text.source == "speech"
    heights = [one.height for one in others if one.source == "screen" and one.height]
    ratio = text.height / median(heights) if text.height and heights and not spoken else None
    rates = [
        len(one.text.split()) / duration
        for one in others
        if one.source == "speech" and (duration := _seconds(one))
    ]
    return WarningMeasure(
        text=text,
        height_ratio=ratio,
        contrast=None if spoken else text.contrast,
        seconds=seconds,
        syllables_per_second=rate,
        speed_ratio=rate / median(rates) if spoken and rate and rates else None,
    )


def _seconds(text: Text) -> float | None:
    if text.start_ms is None or text.end_ms is None or text.end_ms <= text.start_ms:
        return None
    return (text.end_ms - text.start_ms) / 1000
