"""One ad of a batch, before it is scanned."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from service.batch.outcome import Failure
from workers.report import Ad


@dataclass(frozen=True, slots=True)
class BatchItem:
    """What is to be scanned together as one ad.

    `key` names it within the batch and is the same in every run over the same input: the path of
    its file, or `<export file>#<position>`. `addresses` are media on the web, fetched only on
    request. `media_unseen`: the ad has pictures or videos that are not at hand. `failure` says
    why nothing can be scanned.
    """

    key: str
    media: tuple[Path, ...]
    ad: Ad
    addresses: tuple[str, ...] = ()
    media_unseen: bool = False
    failure: Failure | None = None

    def stamp(self) -> str:
        """Changes when a media file or the ad's words change; cheap, reads no content."""
        files = []
        for path in self.media:
            try:
                status = path.stat()
                files.append([path.name, status.st_size, status.st_mtime_ns])
            except OSError:
                files.append([path.name, None, None])
        text = json.dumps([files, self.ad.model_dump(mode="json")], sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in the input that is no ad, or that could not be read as one."""

    name: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """All ads of an input in a fixed order, and what was left out. `formats` counts records."""

    items: tuple[BatchItem, ...]
    left_out: tuple[LeftOut, ...]
    formats: dict[str, int]
