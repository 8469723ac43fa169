"""One ad, straight through: probe, choose frames, read, listen, look, judge, report."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from workers.claims import Judgement, RulePack, judge_ad
from workers.engines import Engines
from workers.errors import AdscanError, InputError, MediaError, NothingToScan
from workers.media import (
    DEFAULT_LIMITS,
    Frame,
    Level,
    Limits,
    MediaInfo,
    MediaSource,
    Segment,
    open_media,
)
from workers.reading import ReadResult, read_picture, read_video
from workers.report import Ad, Coverage, Engine, Gap, Media, RuleSet, ScanReport, Sighting, Text
from workers.senses import Heard, Watch
from workers.stopwatch import Stopwatch

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class AdInput:
    """One creative as submitted: its media files and what the submitter says of it."""

    media: tuple[Path, ...] = ()
    ad: Ad = field(default_factory=Ad)


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """How closely to look, and what one file may cost."""

    level: Level = "standard"
    limits: Limits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The report of a scan. Stills are cut from the media afterwards (`workers.evidence`)."""

    report: ScanReport


@dataclass(frozen=True, slots=True)
class Perceived:
    """Everything the senses took from one media file."""

    media: Media
    texts: list[Text]
    sightings: list[Sighting]
    decoded_ms: int
    frames_sampled: int
    frames_read: int
    misses_shorter_than_ms: int
    audio_ms: int
    gaps: list[Gap]


def scan_ad(
    ad: AdInput,
    engines: Engines,
    pack: RulePack,
    options: ScanOptions | None = None,
    progress: Progress | None = None,
) -> ScanResult:
    """Scan one ad and judge it.

    `progress` is called with the share of the work done, 0-1. An ad with several media files is
    scanned as long as one of them can be read; the others become gaps in its coverage. Raises
    MediaError when none can, NothingToScan when the ad has neither media nor words.
    """
    options = options or ScanOptions()
    watch = Stopwatch()
    perceived: list[Perceived] = []
    gaps: list[Gap] = []
    failures: list[AdscanError] = []
    for number, path in enumerate(ad.media):
        media_id = f"m{number + 1}"
        share = _part_of(progress, number, len(ad.media))
        try:
            perceived.append(perceive(path, media_id, engines, options, watch, share))
        except (MediaError, InputError) as error:
            failures.append(error)
            gaps.append(Gap(stage="probe", reason=error.detail, media=media_id))
    if failures and not perceived:
        raise failures[0]
    report = conclude(ad, perceived, gaps, engines, pack, options, watch)
    if progress:
        progress(1.0)
    return ScanResult(report)


def conclude(
    ad: AdInput,
    perceived: list[Perceived],
    gaps: list[Gap],
    engines: Engines,
    pack: RulePack,
    options: ScanOptions,
    watch: Stopwatch,
) -> ScanReport:
    """Judge what was perceived of an ad, one `Perceived` for each file that could be read.

    `gaps` name what could not be. Raises NothingToScan when there is nothing to judge.
    """
    texts = _numbered([*_caption(ad.ad), *(text for one in perceived for text in one.texts)])
    if not perceived and not texts:
        raise NothingToScan("The ad has neither media nor caption.")
    coverage = _coverage(perceived, gaps, options.level)
    with watch.stage("judge"):
        judgement = judge_ad(
            texts,
            [sighting for one in perceived for sighting in one.sightings],
            ad.ad,
            coverage,
            pack,
            [one.media for one in perceived],
        )
    return _report(ad, engines, pack, perceived, coverage, texts, judgement, watch)


def perceive(
    path: Path,
    media_id: str,
    engines: Engines,
    options: ScanOptions,
    watch: Stopwatch,
    progress: Progress | None = None,
    span: Segment | None = None,
    *,
    hear: bool = True,
) -> Perceived:
    """Look at one media file, or one span of a video, and listen to it unless told not to.

    Raises what opening and decoding raise.
    """
    with watch.stage("probe"):
        source = open_media(path, options.limits)
    looking = engines.looker.watch(media_id)
    with source.frames(media_id, options.level, span=span, progress=progress) as stream:
        frames = _shown_to(looking, watch.timed("decode", iter(stream)), watch)
        with watch.stage("read"):
            reading = _read(source.info, frames, engines)
    outcome = stream.outcome
    heard = listen(source, media_id, engines, watch) if hear else Heard()
    gaps = [
        Gap(
            stage="decode",
            reason=gap.reason,
            media=media_id,
            start_ms=gap.start_ms,
            end_ms=gap.end_ms,
        )
        for gap in outcome.gaps
    ]
    return Perceived(
        media=source.info.to_report(media_id),
        texts=[*reading.texts, *heard.texts, *looking.codes()],
        sightings=looking.sightings(reading.texts),
        decoded_ms=outcome.decoded_ms,
        frames_sampled=outcome.frames_sampled,
        frames_read=reading.frames_read,
        misses_shorter_than_ms=outcome.misses_shorter_than_ms,
        audio_ms=heard.audio_ms,
        gaps=[*gaps, *reading.gaps, *heard.gaps],
    )


def listen(source: MediaSource, media_id: str, engines: Engines, watch: Stopwatch) -> Heard:
    """What is said in one media file; nothing for one without sound."""
    if not source.info.has_audio:
        return Heard()
    with watch.stage("listen"), source.audio() as sound:
        return engines.listener.hear(sound, media_id)


def _shown_to(looking: Watch, frames: Iterator[Frame], watch: Stopwatch) -> Iterator[Frame]:
    for frame in frames:
        with watch.stage("look"):
            looking.see(frame)
        yield frame


def _read(info: MediaInfo, frames: Iterator[Frame], engines: Engines) -> ReadResult:
    if info.kind == "video":
        return read_video(frames, engines.reader)
    pages = [
        read_picture(list(renderings), engines.reader)
        for _, renderings in groupby(frames, key=lambda frame: frame.page)
    ]
    return ReadResult(
        texts=tuple(
            text.model_copy(update={"block": f"{text.block}-p{number}"})
            for number, page in enumerate(pages, 1)
            for text in page.texts
        ),
        frames_read=sum(page.frames_read for page in pages),
        gaps=tuple(gap for page in pages for gap in page.gaps),
    )


def _caption(ad: Ad) -> list[Text]:
    if not ad.caption or not ad.caption.strip():
        return []
    return [Text(id="caption", source="caption", text=ad.caption)]


def _numbered(texts: list[Text]) -> list[Text]:
    return [text.model_copy(update={"id": f"t{number}"}) for number, text in enumerate(texts, 1)]


def _coverage(perceived: list[Perceived], gaps: list[Gap], level: Level) -> Coverage:
    gaps = [*gaps, *(gap for one in perceived for gap in one.gaps)]
    return Coverage(
        level=level,
        misses_shorter_than_ms=max((one.misses_shorter_than_ms for one in perceived), default=0),
        duration_ms=sum(one.media.duration_ms for one in perceived),
        decoded_ms=sum(one.decoded_ms for one in perceived),
        frames_sampled=sum(one.frames_sampled for one in perceived),
        frames_read=sum(one.frames_read for one in perceived),
        audio_ms=sum(one.audio_ms for one in perceived),
        complete=not gaps,
        gaps=gaps,
    )


@cache
def _version() -> str:
    """Looked up once: the package's metadata is a file."""
    return version("adscan")


def _report(
    ad: AdInput,
    engines: Engines,
    pack: RulePack,
    perceived: list[Perceived],
    coverage: Coverage,
    texts: list[Text],
    judgement: Judgement,
    watch: Stopwatch,
) -> ScanReport:
    return ScanReport(
        scan_id=uuid.uuid4().hex,
        created_at=datetime.now(UTC),
        verdict=judgement.verdict,
        score=judgement.score,
        severity=judgement.severity,
        engine=Engine(
            version=_version(),
            rules=RuleSet(id=pack.id, version=pack.version, sha256=pack.sha256),
            models=[*engines.models(), *pack.models()],
        ),
        ad=ad.ad,
        media=[one.media for one in perceived],
        coverage=coverage,
        product_class=judgement.product_class,
        texts=texts,
        sightings=[sighting for one in perceived for sighting in one.sightings],
        entities=list(judgement.entities),
        categories=judgement.categories,
        findings=list(judgement.findings),
        timings_ms=watch.milliseconds(),
    )


def _part_of(progress: Progress | None, number: int, count: int) -> Progress | None:
    if progress is None:
        return None
    return lambda share: progress((number + share) / count)
