"""Pictures of the evidence: cut from the media, boxed, saved and named in the report by hash."""

import contextlib
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from workers.errors import InputError, MediaError
from workers.evidence.boxing import boxed_still, contrast, contrast_inside
from workers.evidence.cropping import in_one_view
from workers.evidence.fetching import frames_at
from workers.media.frame import Frame, Pixels
from workers.report import Evidence, Finding, Media, Polygon, ScanReport, Still, Text

STILLS = "stills"
COVER = "cover.jpg"
COVER_SIDE = 640
JPEG_QUALITY = 84

FetchFrames = Callable[[Path, Media, Sequence[int]], Iterator[Frame]]
"""Frames shown at the given times of a media file, in order of time; a transparent picture comes
once for each backdrop."""


Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """One still to make: a frame of a media file and the outlines to box on it."""

    media: str
    time_ms: int
    outlines: tuple[Outline, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    media: str
    time_ms: int
    outline: Outline


def save_stills(
    report: ScanReport,
    media_paths: Mapping[str, Path],
    folder: Path,
    fetch: FetchFrames = frames_at,
) -> ScanReport:
    """Cut a still for every piece of evidence with a place on screen; return the report with them.

    The pieces of one finding that stand on the same frame share a still. Stills go to
    `folder`/stills as JPEG; a small `cover.jpg` of the first media goes to `folder`. Evidence whose
    frame cannot be decoded again stays without a still. Raises OSError when the folder cannot be
    written.
    """
    shots = _shots(report)
    saved: dict[Shot, Still] = {}
    for media in report.media:
        path = media_paths.get(media.id)
        if path is None:
            continue
        wanted = sorted({shot for shot in shots.values() if shot.media == media.id}, key=_order)
        cover = _cover_time(media, wanted) if media is report.media[0] else None
        with contextlib.suppress(MediaError, InputError):
            _save_media(path, media, wanted, cover, folder, fetch, saved)
    return _with_stills(report, shots, saved)


def _shots(report: ScanReport) -> dict[tuple[str, int], Shot]:
    """The still that shows each evidence, by (finding id, position)."""
    texts = {text.id: text for text in report.texts}
    sizes = {media.id: (media.width, media.height) for media in report.media}
    found: dict[tuple[str, int], Shot] = {}
    for finding in report.findings:
        by_frame: dict[tuple[str, int], dict[int, Outline]] = defaultdict(dict)
        for number, evidence in enumerate(finding.evidence):
            place = _place(evidence, texts.get(evidence.text_id or ""))
            if place is not None and place.media in sizes:
                by_frame[place.media, place.time_ms][number] = place.outline
        for (media, time_ms), outlines in by_frame.items():
            for group in in_one_view(*sizes[media], outlines):
                boxed = tuple(dict.fromkeys(outlines[number] for number in group))
                for number in group:
                    found[finding.id, number] = Shot(media, time_ms, boxed)
    return found


def _place(evidence: Evidence, text: Text | None) -> _Place | None:
    polygon: Polygon | None = evidence.polygon or (text.polygon if text else None)
    media = evidence.media or (text.media if text else None)
    if media is None or not polygon or len(polygon) < 3:
        return None
    times = (evidence.frame_ms, text.frame_ms if text else None, evidence.start_ms)
    time_ms = next((time for time in times if time is not None), 0)
    return _Place(media, time_ms, tuple(polygon))


def _order(shot: Shot) -> tuple[int, tuple[Outline, ...]]:
    return shot.time_ms, shot.outlines


def _cover_time(media: Media, wanted: Sequence[Shot]) -> int:
    if wanted:
        return wanted[0].time_ms
    return media.duration_ms // 3


def _save_media(
    path: Path,
    media: Media,
    wanted: Sequence[Shot],
    cover_ms: int | None,
    folder: Path,
    fetch: FetchFrames,
    saved: dict[Shot, Still],
) -> None:
    times = {shot.time_ms for shot in wanted}
    if cover_ms is not None:
        times.add(cover_ms)
    if not times:
        return
    clearest: dict[Shot | str, float] = {}
    for time_ms, frame in _by_time(fetch(path, media, sorted(times)), sorted(times)):
        if time_ms == cover_ms and _clearer(clearest, COVER, contrast(frame.pixels)):
            _write_jpeg(_small(frame.pixels), folder / COVER)
        for shot in wanted:
            if shot.time_ms != time_ms:
                continue
            polygons = [list(outline) for outline in shot.outlines]
            if _clearer(clearest, shot, contrast_inside(frame, polygons)):
                name = f"{STILLS}/{media.id}-{time_ms:07d}-{_digest(shot)}.jpg"
                sha256 = _write_jpeg(boxed_still(frame, polygons), folder / name)
                saved[shot] = Still(path=name, sha256=sha256)


def _clearer(clearest: dict[Shot | str, float], key: Shot | str, found: float) -> bool:
    """Whether this backdrop shows it better than those before; of a frame there may be two."""
    if found <= clearest.get(key, -1.0):
        return False
    clearest[key] = found
    return True


def _by_time(frames: Iterator[Frame], times: Sequence[int]) -> Iterator[tuple[int, Frame]]:
    """Each frame with the wanted time that it is nearest to."""
    for frame in frames:
        yield min(times, key=lambda time: abs(time - frame.time_ms)), frame


def _digest(shot: Shot) -> str:
    return hashlib.sha256(repr(shot).encode()).hexdigest()[:8]


def _small(pixels: Pixels) -> Pixels:
    """At most `COVER_SIDE` on the longer side; of a long picture the beginning only."""
    height, width = pixels.shape[:2]
    part = pixels[: round(width * 1.6), : round(height * 2.2)]
    scale = min(1.0, COVER_SIDE / max(part.shape[:2]))
    size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _write_jpeg(pixels: Pixels, path: Path) -> str:
    """Write the picture and return the SHA-256 of the file."""
    _, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    content = encoded.tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _with_stills(
    report: ScanReport, shots: Mapping[tuple[str, int], Shot], saved: Mapping[Shot, Still]
) -> ScanReport:
    def with_still(finding: Finding, number: int) -> Evidence:
        piece = finding.evidence[number]
        shot = shots.get((finding.id, number))
        if shot is None or shot not in saved:
            return piece
        return piece.model_copy(update={"still": saved[shot]})

    findings = [
        finding.model_copy(
            update={"evidence": [with_still(finding, n) for n in range(len(finding.evidence))]}
        )
        for finding in report.findings
    ]
    return report.model_copy(update={"findings": findings})
