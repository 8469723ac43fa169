"""Brings media that a scan names by URL or object key to a worker's disk."""

from pathlib import Path

from service.outbound import Outbound, Reach
from service.settings import Settings
from service.store.files import FileStore
from workers.errors import InputNotFound, LimitExceeded


class MediaSource:
    """Implements `service.ledger.Source` with the limits of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._outbound = Outbound(Reach(settings.reachable_networks))
        self._max_bytes = settings.max_upload_bytes
        self._seconds = settings.fetch_seconds
        self._objects = objects(settings)

    def fetch(self, org_id: str, kind: str, location: str, target: Path) -> None:
        """Write the media to `target`. Raises AdscanError."""
        if kind == "url":
            self._outbound.download(location, target, self._max_bytes, self._seconds)
            return
        key = f"{org_id}/{location}"
        size = self._objects.size(key) if self._objects is not None else None
        if self._objects is None or size is None:
            raise InputNotFound(f"There is no object {location!r}.", "Check the key.")
        if size > self._max_bytes:
            raise LimitExceeded(f"The object is larger than {self._max_bytes} bytes.")
        self._objects.fetch(key, target)


def objects(settings: Settings) -> FileStore | None:
    """The bucket whose objects scans may name, below `<organisation's id>/`; None if not set up."""
    if not settings.object_bucket:
        return None
    from service.store.s3 import S3Files

    endpoint = str(settings.s3_endpoint_url) if settings.s3_endpoint_url else None
    return S3Files(settings.object_bucket, "", endpoint, settings.s3_region)
