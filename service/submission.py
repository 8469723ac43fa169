"""Accepting an ad: its files are kept, its scan is committed together with its announcement."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from service.store import blobs, queue
from service.store.files import FileStore
from service.store.scans import Scans
from service.store.tables import ScanFileRow, ScanRow, now
from workers.report import Ad

PRIORITIES = {"interactive": 0, "normal": 1, "batch": 2}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Bytes on this machine's disk, to be kept with the scan."""

    path: Path
    sha256: str
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes that the organisation's file store has already."""

    sha256: str
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class NamedFile:
    """Media that a worker will fetch: a URL, or a key of the object bucket."""

    kind: str
    location: str
    name: str


File = KeptFile | StoredFile | NamedFile


@dataclass(frozen=True, slots=True)
class Submission:
    """An ad to be scanned, all its fields checked."""

    ad: Ad
    files: tuple[File, ...]
    level: str
    rule_set: str
    priority: str
    force: bool = False
    kind: str = "scan"
    parent_id: str | None = None
    batch_id: str | None = None

    def content_key(self, engine_fingerprint: str) -> str | None:
        """Digest of all that decides the result; None when media is yet to be fetched."""
        digests = [file.sha256 for file in self.files if not isinstance(file, NamedFile)]
        if len(digests) < len(self.files) or self.kind != "scan":
            return None
        parts = [engine_fingerprint, self.level, *digests, self.ad.model_dump_json()]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """Who submits, by which request."""

    org_id: str
    actor: str
    request_id: str
    traceparent: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The scan that answers a submission; `reused` when it had been done before."""

    scan: ScanRow
    reused: bool


def accept(
    session: Session, files: FileStore, submission: Submission, origin: Origin, fingerprint: str
) -> Accepted:
    """Record a submission in the caller's transaction, unless its result is there already."""
    content_key = submission.content_key(fingerprint)
    if content_key is not None and not submission.force:
        earlier = Scans(session, origin.org_id).finished_like(content_key)
        if earlier is not None:
            return Accepted(earlier, reused=True)
    scan = ScanRow(
        org_id=origin.org_id,
        batch_id=submission.batch_id,
        parent_id=submission.parent_id,
        kind=submission.kind,
        submitted_by=origin.actor,
        request_id=origin.request_id,
        traceparent=origin.traceparent,
        priority=PRIORITIES[submission.priority],
        level=submission.level,
        rule_set=submission.rule_set,
        ad=submission.ad.model_dump_json(),
        external_id=submission.ad.external_id,
        platform=submission.ad.platform,
        content_key=content_key,
    )
    session.add(scan)
    session.flush()
    _add_files(session, files, scan, submission.files)
    queue.announce(session, scan, now())
    return Accepted(scan, reused=False)


def _add_files(session: Session, files: FileStore, scan: ScanRow, given: Sequence[File]) -> None:
    for position, file in enumerate(given):
        row = ScanFileRow(
            scan_id=scan.id, position=position, org_id=scan.org_id, kind="upload", name=file.name
        )
        if isinstance(file, NamedFile):
            row.kind, row.location = file.kind, file.location
        else:
            row.sha256, row.size = file.sha256, file.size
        if isinstance(file, KeptFile):
            blobs.keep(session, files, scan.org_id, file.sha256, file.path)
        session.add(row)
    session.flush()
