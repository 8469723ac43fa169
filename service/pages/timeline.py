"""Where on the time axis findings and words stand, as shares of the video's length."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from service.pages.clock import clock
from service.pages.words import Phrase, phrase
from workers.report import Media, ScanReport

LEAST_PERCENT = 0.8
"""Shorter spans are drawn this wide, so that a flash of 40 ms can still be seen and clicked."""

_STEPS_MS = (
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    1_800_000,
    3_600_000,
)
_MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Span:
    """One bar: percent of the axis, what it links to, and what it says."""

    start: float
    width: float
    target: str
    severity: int
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    label: Phrase
    spans: tuple[Span, ...]
    kind: Literal["finding", "words", "gap"]


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """One video: ticks and lanes, findings first."""

    media: Media
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]


def timelines(report: ScanReport, names: Mapping[str, Phrase]) -> list[Timeline]:
    """A timeline for each video of known length."""
    return [
        Timeline(media, _ticks(media.duration_ms), tuple(_lanes(report, media, names)))
        for media in report.media
        if media.kind == "video" and media.duration_ms > 0
    ]


def _ticks(duration_ms: int) -> tuple[Tick, ...]:
    fitting = (step for step in _STEPS_MS if duration_ms / step <= _MOST_TICKS)
    step = next(fitting, -(-duration_ms // _MOST_TICKS))
    last = max(1, duration_ms - step // 3)
    return tuple(Tick(100 * t / duration_ms, clock(t)) for t in range(0, last, step))


def _lanes(report: ScanReport, media: Media, names: Mapping[str, Phrase]) -> Iterable[Lane]:
    times = {text.id: (text.media, text.start_ms, text.end_ms) for text in report.texts}
    by_category: dict[str, dict[tuple[float, float, str], Span]] = defaultdict(dict)
    severity: dict[str, int] = {}
    for finding in report.findings:
        for piece in finding.evidence:
            known = times.get(piece.text_id or "", (None, None, None))
            start = piece.start_ms if piece.start_ms is not None else known[1]
            end = piece.end_ms if piece.end_ms is not None else known[2]
            if start is None or (piece.media or known[0] or media.id) != media.id:
                continue
            words = f"{clock(start)} – {clock(end or start)}: {piece.quote or finding.message.vi}"
            span = _span(
                start, end, media.duration_ms, f"finding-{finding.id}", finding.severity, words
            )
            by_category[finding.category][span.start, span.width, span.target] = span
            severity[finding.category] = max(severity.get(finding.category, 0), finding.severity)
    for category in sorted(by_category, key=lambda one: (-severity[one], one)):
        spans = tuple(by_category[category].values())
        yield Lane(names[category], spans, "finding")
    words_lane = _word_spans(report, media)
    if words_lane:
        yield Lane(phrase("timeline.texts"), tuple(words_lane), "words")
    gap_lane = _gap_spans(report, media)
    if gap_lane:
        yield Lane(phrase("timeline.gaps"), tuple(gap_lane), "gap")


def _word_spans(report: ScanReport, media: Media) -> Sequence[Span]:
    return [
        _span(
            text.start_ms,
            text.end_ms,
            media.duration_ms,
            f"text-{text.id}",
            0,
            f"{clock(text.start_ms)} {text.text}",
        )
        for text in report.texts
        if text.media == media.id and text.start_ms is not None
    ]


def _gap_spans(report: ScanReport, media: Media) -> Sequence[Span]:
    return [
        _span(gap.start_ms, gap.end_ms, media.duration_ms, "coverage", 0, gap.reason)
        for gap in report.coverage.gaps
        if gap.media in (None, media.id) and gap.start_ms is not None
    ]


def _span(
    start: int, end: int | None, duration: int, target: str, severity: int, title: str
) -> Span:
    left = min(100.0 - LEAST_PERCENT, 100 * start / duration)
    width = max(LEAST_PERCENT, 100 * ((end or start) - start) / duration)
    return Span(round(left, 3), round(min(width, 100 - left), 3), target, severity, title)
