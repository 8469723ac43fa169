"""Brings the media that rows name by address, when the person asked for it.

Addresses of an export are of others' choosing: the download itself must refuse private addresses
and bound size and time. What was fetched stays, so that a resumed run fetches nothing twice.
"""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from service.batch.items import BatchItem, BatchPlan, LeftOut
from service.batch.outcome import Failure
from workers.adlibrary.addresses import clean_url
from workers.errors import AdscanError, OutputError

FETCHED = "fetched"

Download = Callable[[str, Path], None]
"""Writes what is at the address to the path. Raises AdscanError."""


def with_fetched(plan: BatchPlan, out: Path, download: Download) -> BatchPlan:
    """The plan with media fetched for ads that have none at hand.

    What cannot be fetched is listed as left out; the ad is then judged by its words, or fails for
    that reason if it has none.
    """
    folder = out / FETCHED
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}.") from error
    left_out = list(plan.left_out)
    items = tuple(_fetched(item, folder, download, left_out) for item in plan.items)
    return replace(plan, items=items, left_out=tuple(left_out))


def _fetched(
    item: BatchItem, folder: Path, download: Download, left_out: list[LeftOut]
) -> BatchItem:
    if item.media or not item.addresses:
        return item
    found = []
    failures = []
    for address in item.addresses:
        # Named by the address without its signature, which changes from export to export.
        public = clean_url(address) or address
        path = folder / sha256(public.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        try:
            if not path.exists():
                _download(address, path, download)
        except AdscanError as error:
            failures.append(Failure.of(error))
            left_out.append(LeftOut(f"{item.key} {public}", failures[-1]))
        else:
            found.append(path)
    if not found:
        return replace(item, failure=failures[0]) if item.failure else item
    missing = len(found) < len(item.addresses)
    return replace(item, media=tuple(found), media_unseen=missing, failure=None)


def _download(address: str, path: Path, download: Download) -> None:
    unfinished = path.with_name(f"{path.name}.part")
    try:
        download(address, unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
