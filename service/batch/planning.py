"""From what the person named (folder, zip, export, manifest, media file) to the ads to scan."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from service.batch.archive import is_archive, is_office_document, unpack
from service.batch.items import BatchItem, BatchPlan, LeftOut
from service.batch.journal import holds_batch
from service.batch.outcome import Failure
from workers.adlibrary import AdRow, Breakdown, Export, read_export
from workers.adlibrary.attaching import MediaFiles, attach
from workers.adlibrary.source import may_be_export
from workers.errors import (
    AdscanError,
    InputForbidden,
    NothingToScan,
    NotMedia,
    TextFile,
)
from workers.media.signature import HEAD_BYTES, family
from workers.report import Ad

_WITH_MEDIA_ELSEWHERE = {
    "meta_api",
    "meta_page_search",
    "meta_web",
    "tiktok_api",
    "tiktok_scraper",
    "google_transparency",
    "ytdlp",
}
_BREAKDOWN = "meta_breakdown"


def plan_batch(path: Path, workplace: Path) -> BatchPlan:
    """Every ad of the input, in an order that only the input decides.

    `workplace` is where an archive is unpacked. Raises InputError when there is nothing to scan.
    """
    if path.is_dir():
        return _scannable(_plan_folder(path, ()), path)
    try:
        packed = is_archive(path)
    except PermissionError as error:
        raise InputForbidden(f"{path} may not be read.") from error
    if packed and is_office_document(path):
        raise _packed(path)
    if packed:
        status = path.stat()
        folder = workplace / f"unpacked-{status.st_size:x}-{status.st_mtime_ns:x}"
        refused = unpack(path, folder)
        left_out = tuple(LeftOut(entry.name, entry.failure) for entry in refused)
        return _scannable(_plan_folder(folder, left_out), path)
    return _scannable(_plan_file(path), path)


def _scannable(plan: BatchPlan, path: Path) -> BatchPlan:
    if not plan.items and set(plan.formats) == {_BREAKDOWN}:
        raise NothingToScan(
            f"{path} only says who saw the ads of another file.",
            "Put it into one folder with the export it belongs to, and name that folder.",
        )
    if not plan.items:
        reasons = "; ".join(entry.failure.detail for entry in plan.left_out[:3])
        raise NothingToScan(f"{path} holds no ad.{' ' + reasons if reasons else ''}")
    return plan


def _plan_folder(folder: Path, left_out: Sequence[LeftOut]) -> BatchPlan:
    media: list[PurePosixPath] = []
    exports: dict[PurePosixPath, Export] = {}
    rejected = list(left_out)
    for name in _walk(folder, rejected):
        try:
            export = _export_in(folder / name)
            if export is None:
                media.append(name)
            else:
                exports[name] = export
        except AdscanError as error:
            rejected.append(LeftOut(str(name), Failure.of(error)))
        except OSError as error:
            rejected.append(
                LeftOut(str(name), Failure("permission_denied", f"{name}: {error.strerror}."))
            )
    return _assembled(folder, exports, MediaFiles(folder, media), rejected, alone=True)


def _plan_file(path: Path) -> BatchPlan:
    folder, name = path.parent, PurePosixPath(path.name)
    export = _export_in(path)
    if export is None:
        return _assembled(folder, {}, MediaFiles(folder, [name]), [], alone=True)
    media = _media_near(folder, export)
    return _assembled(folder, {name: export}, MediaFiles(folder, media), [], alone=False)


def _forbidden(name: str, error: OSError) -> LeftOut:
    return LeftOut(name, Failure("permission_denied", f"{name}: {error.strerror}."))


def _walk(folder: Path, rejected: list[LeftOut]) -> Iterator[PurePosixPath]:
    """Regular files below `folder` in name order, without hidden ones, links and other batches."""

    def note(error: OSError) -> None:
        rejected.append(_forbidden(os.path.relpath(error.filename, folder), error))

    for root, folders, files in os.walk(folder, onerror=note):
        folders[:] = sorted(
            entry
            for entry in folders
            if not entry.startswith(".") and not holds_batch(Path(root, entry))
        )
        for file in sorted(files):
            path = Path(root, file)
            if not file.startswith(".") and path.is_file() and not path.is_symlink():
                yield PurePosixPath(path.relative_to(folder).as_posix())


def _export_in(path: Path) -> Export | None:
    """The ads of an export, known by its content; None for a picture or video.

    Raises AdscanError for what is neither, OSError.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if is_archive(path):
        raise _packed(path)
    if not may_be_export(head):
        family(head, path.name)
        return None
    export = read_export(path)
    if export.formats or _is_empty_answer(head, export):
        return export
    try:
        if family(head, path.name) == "picture":
            return None
    except TextFile:
        pass
    reason = export.faults[0].reason if export.faults else "it has no rows"
    raise NotMedia(
        f"{path.name} holds no ad: {reason}.",
        "A table of your own needs a column `path`, `url` or `text`.",
    )


def _is_empty_answer(head: bytes, export: Export) -> bool:
    """A JSON answer without ads is no fault; a line of text alone is no export."""
    return not export.faults and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def _packed(path: Path) -> NotMedia:
    if is_office_document(path):
        return NotMedia(f"{path.name} is an Office document.", "Save its table as CSV (UTF-8).")
    return NotMedia(
        f"{path.name} is a zip archive within the input.",
        "Unpack it there, or give it to `adscan batch` by itself.",
    )


def _is_media(path: Path) -> bool:
    if path.name.startswith(".") or path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        family(head, path.name)
    except (AdscanError, OSError):
        return False
    return not may_be_export(head)


def _media_near(folder: Path, export: Export) -> list[PurePosixPath]:
    """Files beside the export, and files below its folder that its rows name."""
    named = {ref.path for row in export.rows for ref in row.media if ref.path}
    found: set[PurePosixPath] = set()
    for text in named:
        relative = PurePosixPath(text.replace("\\", "/"))
        inside = not relative.is_absolute() and ".." not in relative.parts
        if inside and (folder / relative).is_file():
            found.add(relative)
    found.update(PurePosixPath(path.name) for path in folder.iterdir() if _is_media(path))
    return sorted(found)


def _assembled(
    folder: Path,
    exports: Mapping[PurePosixPath, Export],
    media: MediaFiles,
    rejected: list[LeftOut],
    *,
    alone: bool,
) -> BatchPlan:
    """Rows with their media, then (if `alone`) the media that no row claims, each as an ad."""
    formats: Counter[str] = Counter()
    shares: dict[str, list[Breakdown]] = {}
    for name, export in exports.items():
        formats.update(export.formats)
        for breakdown in export.breakdowns:
            shares.setdefault(breakdown.external_id, []).append(breakdown)
        for fault in export.faults:
            place = f"{name}, line {fault.line}" if fault.line else f"{name}, {fault.position + 1}"
            rejected.append(LeftOut(place, Failure("unreadable_row", f"{fault.reason}.")))
    attached, unclaimed = attach({name: export.rows for name, export in exports.items()}, media)
    items = [
        _item_of_row(folder, name, row, attached[name, row.position], shares)
        for name, export in exports.items()
        for row in export.rows
    ]
    if alone:
        items += [_item_of_file(folder, name) for name in unclaimed]
    return BatchPlan(tuple(items), tuple(rejected), dict(formats))


def _item_of_file(folder: Path, name: PurePosixPath) -> BatchItem:
    return BatchItem(str(name), (folder / name,), Ad(metadata={"files": [str(name)]}))


def _item_of_row(
    folder: Path,
    export: PurePosixPath,
    row: AdRow,
    files: Sequence[PurePosixPath],
    shares: Mapping[str, Sequence[Breakdown]],
) -> BatchItem:
    addresses = tuple(ref.fetch_url or ref.url or "" for ref in row.media if ref.url)
    failure = None
    if not files and not row.texts:
        failure = _nothing_in(row, [ref.path for ref in row.media if ref.path])
    metadata = {
        "files": [str(file) for file in files],
        "library": _library(row, export, shares.get(row.external_id or "", ())),
    }
    ad = Ad(
        external_id=row.external_id,
        platform=None if row.platform == "unknown" else row.platform,
        advertiser=row.advertiser or row.page,
        caption=row.caption or None,
        landing_url=row.landing_urls[0] if row.landing_urls else None,
        metadata=metadata,
    )
    return BatchItem(
        key=f"{export}#{row.position}",
        media=tuple(folder / file for file in files),
        ad=ad,
        addresses=addresses,
        media_unseen=_some_unseen(row, len(files)),
        failure=failure,
    )


def _some_unseen(row: AdRow, files: int) -> bool:
    """Whether the ad has media that are not among its files, as far as the export tells.

    A row may name one medium by its path and by its address. What yt-dlp names is often renamed
    later, and its side-car speaks of one medium only.
    """
    if not files:
        return bool(row.media) or row.format in _WITH_MEDIA_ELSEWHERE
    named = sum(ref.path is not None for ref in row.media) or len(row.media)
    return row.format != "ytdlp" and files < named


def _nothing_in(row: AdRow, wanting: Sequence[str]) -> Failure:
    if wanting:
        return Failure(
            "media_missing",
            f"The media file {wanting[0]} is not here and the row has no text.",
            "Put the file beside the export.",
        )
    if any(ref.url for ref in row.media):
        return Failure(
            "media_not_fetched",
            "The row has no text, and its media are on the web.",
            "Run again with --fetch.",
        )
    where = f" It can be seen at {row.library_url}." if row.library_url else ""
    return Failure(
        "nothing_to_scan",
        f"The export gives neither text nor media for this ad.{where}",
        "Save a screenshot or the video of it and add that to the folder.",
    )


def _library(row: AdRow, export: PurePosixPath, shares: Sequence[Breakdown]) -> dict[str, Any]:
    """What the export says of the ad beyond the contract's fields; empty fields are left out."""
    fields: dict[str, Any] = {
        "format": row.format,
        "file": str(export),
        "position": row.position,
        "page": row.page,
        "page_id": row.page_id,
        "advertiser_id": row.advertiser_id,
        "library_url": row.library_url,
        "landing_urls": list(row.landing_urls),
        "first_shown": row.first_shown.isoformat() if row.first_shown else None,
        "last_shown": row.last_shown.isoformat() if row.last_shown else None,
        "active": row.active,
        "reach": [row.reach.lower, row.reach.upper] if row.reach else None,
        "spend": [row.spend.lower, row.spend.upper] if row.spend else None,
        "currency": row.currency,
        "countries": list(row.countries),
        "placements": list(row.placements),
        "group_id": row.group_id,
        "media_urls": [ref.url for ref in row.media if ref.url],
        "warnings": list(row.warnings),
        "viewers": [{**share.group, "share": share.share} for share in shares],
    }
    return {name: value for name, value in fields.items() if value not in (None, [], "")}
