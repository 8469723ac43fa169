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
from workers.claims.passages import Passage, single, spoken_passages
from workers.claims.spoken import part_of, together
from workers.report import Evidence, Text

_SMALLER = 0.75
_LOW_CONTRAST = 3.0
_SYLLABLES_PER_SECOND = 6.0
_FASTER = 1.25
_QUIETER_DB = 6.0
"""Voices vary by a few dB from sentence to sentence; 6 dB is half the amplitude."""
_JOINING_WORDS = 4
"""As many words may stand between two parts of one spoken warning, and so few beside it are no
sentence to compare it with."""


@dataclass(frozen=True, slots=True)
class WarningMeasure:
    """One showing of the warning: `text`, and where that stands in the report's texts.

    `height_ratio`: its glyph height to the median of the ad's other lines; `contrast`: ratio of
    luminances to its background, 1-21; `seconds` it was shown or spoken; `syllables_per_second`
    needed to read it in that time, or spoken; `speed_ratio`: how much faster it was spoken than
    the rest of the speech; `quieter_db`: how much quieter. None where nothing was measured.
    """

    text: Text
    evidence: tuple[Evidence, ...]
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
    """How each showing of the warning compares with the rest of the ad.

    On screen a showing is a text; a spoken one is a stretch of words, wherever texts begin and end.
    """
    shown = find_warnings([text for text in texts if text.source == "screen"], pack)
    ids = {text.id for text in shown}
    blocks = {(text.media, text.block) for text in shown if text.block is not None}
    others = [
        text
        for text in texts
        if text.source == "screen"
        and text.id not in ids
        and (text.media, text.block) not in blocks
        and text.text.strip()
    ]
    measures = [_shown(text, others) for text in shown]
    for media in dict.fromkeys(text.media for text in texts if text.source == "speech"):
        measures += _spoken([text for text in texts if text.media == media], pack)
    return measures


def best_legibility(measures: Sequence[WarningMeasure]) -> WarningMeasure | None:
    """The showing with the fewest faults: one good showing satisfies the law."""
    return min(measures, key=lambda measure: len(measure.faults_en), default=None)


def _states_warning(text: str, pack: RulePack) -> bool:
    occurrences = pack.occurrences(text)
    return any(occurrences.matches(pattern) for pattern in pack.mandatory_warning)


def _shown(text: Text, others: Sequence[Text]) -> WarningMeasure:
    seconds = _seconds(text)
    heights = [one.height for one in others if one.height]
    return WarningMeasure(
        text=text,
        evidence=tuple(single(text).evidence(0, len(text.text))),
        height_ratio=text.height / median(heights) if text.height and heights else None,
        contrast=text.contrast,
        seconds=seconds,
        syllables_per_second=len(text.text.split()) / seconds if seconds else None,
        speed_ratio=None,
        quieter_db=None,
    )


def _spoken(texts: Sequence[Text], pack: RulePack) -> list[WarningMeasure]:
    """The warnings said in one media file."""
    said: list[tuple[Text, list[Evidence]]] = []
    others: list[Text] = []
    for passage in spoken_passages(texts):
        stated = _stated(passage, pack)
        said += [
            (together(_parts(passage, begin, end)), passage.evidence(begin, end))
            for begin, end in stated
        ]
        edges = [0, *(edge for span in stated for edge in span), len(passage.text)]
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            others += _beside(passage, begin, end)
    return [_compared(text, evidence, others) for text, evidence in said]


def _stated(passage: Passage, pack: RulePack) -> list[tuple[int, int]]:
    """From which character to which the warning is said, in order."""
    occurrences = pack.occurrences(passage.text)
    words = occurrences.words
    spans: list[tuple[int, int]] = []
    for start, end in sorted(
        (found.start, found.end)
        for pattern in pack.mandatory_warning
        for found in occurrences.matches(pattern)
    ):
        if spans and start <= spans[-1][1] + _JOINING_WORDS:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return [(words.start[start], words.end[end - 1]) for start, end in spans]


def _parts(passage: Passage, begin: int, end: int) -> list[Text]:
    """The texts, or parts of them, in which characters of a passage lie."""
    parts = []
    for part, offset in zip(passage.parts, passage.starts, strict=True):
        first, last = max(0, begin - offset), min(len(part.text), end - offset)
        if part.text[max(0, first) : max(0, last)].strip():
            parts.append(part_of(part, first, last))
    return parts


def _beside(passage: Passage, begin: int, end: int) -> list[Text]:
    """What else is said between two characters of a passage, where it is enough to compare."""
    known = [
        part
        for part, offset in zip(passage.parts, passage.starts, strict=True)
        if part.words is not None or begin <= offset <= end - len(part.text)
    ]
    return [
        part
        for part in _parts(passage, begin, end)
        if part in known or (part.words and len(part.words) > _JOINING_WORDS)
    ]


def _compared(text: Text, evidence: Sequence[Evidence], others: Sequence[Text]) -> WarningMeasure:
    rate = text.syllables_per_second
    rates = [one.syllables_per_second for one in others if one.syllables_per_second]
    levels = [one.loudness_db for one in others if one.loudness_db is not None]
    level = text.loudness_db
    return WarningMeasure(
        text=text,
        evidence=tuple(evidence),
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
