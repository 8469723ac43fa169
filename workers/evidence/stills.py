"""Pictures of the evidence: cut from the media, boxed, saved and named in the report by hash."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from workers.errors import MediaError
from workers.evidence.boxing import boxed_still, contrast_inside
from workers.evidence.fetching import frames_at
from workers.media.frame import Frame, Pixels
from workers.report import Evidence, Finding, Media, Polygon, ScanReport, Still, Text

STILLS = "stills"
COVER = "cover.jpg"
COVER_SIDE = 640
JPEG_QUALITY = 88

FetchFrames = Callable[[Path, Media, Sequence[int]], Iterator[Frame]]
"""Frames shown at the given times of a media file, in order of time; a transparent picture comes
once for each backdrop."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one piece of evidence can be seen: media, time and outline."""

    media: str
    time_ms: int
    polygon: tuple[tuple[float, float], ...]


def save_stills(
    report: ScanReport,
    media_paths: Mapping[str, Path],
    folder: Path,
    fetch: FetchFrames = frames_at,
) -> ScanReport:
    """Cut a still for every piece of evidence with a place on screen; return the report with them.

    Stills go to `folder`/stills as JPEG; a small `cover.jpg` of the first media goes to `folder`.
    Evidence whose frame cannot be decoded again stays without a still. Raises OSError when the
    folder cannot be written.
    """
    places = _places(report)
    saved: dict[Place, Still] = {}
    for media in report.media:
        path = media_paths.get(media.id)
        if path is None:
            continue
        wanted = sorted({p for p in places.values() if p.media == media.id}, key=_reading_order)
        cover = _cover_time(media, wanted) if media is report.media[0] else None
        try:
            _save_media(path, media, wanted, cover, folder, fetch, saved)
        except MediaError:
            continue
    return _with_stills(report, places, saved)


def _places(report: ScanReport) -> dict[tuple[str, int], Place]:
    """Place of each evidence by (finding id, position)."""
    texts = {text.id: text for text in report.texts}
    found: dict[tuple[str, int], Place] = {}
    for finding in report.findings:
        for number, evidence in enumerate(finding.evidence):
            place = _place(evidence, texts.get(evidence.text_id or ""))
            if place is not None:
                found[finding.id, number] = place
    return found


def _place(evidence: Evidence, text: Text | None) -> Place | None:
    polygon: Polygon | None = evidence.polygon or (text.polygon if text else None)
    media = evidence.media or (text.media if text else None)
    if media is None or not polygon or len(polygon) < 3:
        return None
    times = (evidence.frame_ms, text.frame_ms if text else None, evidence.start_ms)
    time_ms = next((time for time in times if time is not None), 0)
    return Place(media, time_ms, tuple(polygon))


def _reading_order(place: Place) -> tuple[int, float]:
    return place.time_ms, min(y for _, y in place.polygon)


def _cover_time(media: Media, wanted: Sequence[Place]) -> int:
    if wanted:
        return wanted[0].time_ms
    return media.duration_ms // 3


def _save_media(
    path: Path,
    media: Media,
    wanted: Sequence[Place],
    cover_ms: int | None,
    folder: Path,
    fetch: FetchFrames,
    saved: dict[Place, Still],
) -> None:
    times = {place.time_ms for place in wanted}
    if cover_ms is not None:
        times.add(cover_ms)
    if not times:
        return
    best: dict[Place, float] = {}
    for time_ms, frame in _by_time(fetch(path, media, sorted(times)), sorted(times)):
        if time_ms == cover_ms and not (folder / COVER).exists():
            _write_jpeg(_small(frame.pixels), folder / COVER)
        for place in wanted:
            if place.time_ms != time_ms:
                continue
            contrast = contrast_inside(frame, list(place.polygon))
            if contrast <= best.get(place, -1.0):
                continue
            best[place] = contrast
            name = f"{STILLS}/{media.id}-{time_ms:07d}-{_digest(place)}.jpg"
            picture = boxed_still(frame, [list(place.polygon)])
            saved[place] = Still(path=name, sha256=_write_jpeg(picture, folder / name))


def _by_time(frames: Iterator[Frame], times: Sequence[int]) -> Iterator[tuple[int, Frame]]:
    """Each frame with the wanted time that it is nearest to."""
    for frame in frames:
        yield min(times, key=lambda time: abs(time - frame.time_ms)), frame


def _digest(place: Place) -> str:
    return hashlib.sha256(repr(place).encode()).hexdigest()[:8]


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
    report: ScanReport, places: Mapping[tuple[str, int], Place], saved: Mapping[Place, Still]
) -> ScanReport:
    findings: list[Finding] = []
    for finding in report.findings:
        evidence = [
            piece.model_copy(update={"still": saved[place]})
            if (place := places.get((finding.id, number))) in saved
            else piece
            for number, piece in enumerate(finding.evidence)
        ]
        findings.append(finding.model_copy(update={"evidence": evidence}))
    return report.model_copy(update={"findings": findings})
