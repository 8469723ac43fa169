"""Files that arrive in parts: each part is an object of the file store until the file is whole."""

import shutil
import uuid
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store import blobs
from service.store.database import Database
from service.store.files import FileStore, sha256_of
from service.store.tables import UploadPartRow, UploadRow, now
from workers.errors import MediaError
from workers.media.signature import HEAD_BYTES, family
from workers.scratch import scratch


def find(session: Session, org_id: str, upload_id: str, *, lock: bool = False) -> UploadRow | None:
    """The organisation's upload, or None; one that has expired is not there any more."""
    query = select(UploadRow).where(
        UploadRow.id == upload_id, UploadRow.org_id == org_id, UploadRow.expires_at > now()
    )
    return session.scalar(query.with_for_update() if lock else query)


def add_part(session: Session, files: FileStore, upload: UploadRow, start: int, part: Path) -> bool:
    """Append a part at `start`; False when the upload has moved on since. `upload` is locked."""
    if upload.received != start:
        return False
    size = part.stat().st_size
    if size:
        key = f"uploads/{upload.id}/{start}-{uuid.uuid4().hex}"
        files.put(key, part)
        session.add(UploadPartRow(upload_id=upload.id, start=start, size=size, key=key))
        upload.received += size
    return True


def complete(database: Database, files: FileStore, org_id: str, upload_id: str) -> str | None:
    """Join the parts of an upload that has arrived in full; its digest, None while it has not.

    May be called again after a crash. Raises MediaError for what is no media, and forgets it.
    """
    with database.read() as session:
        upload = find(session, org_id, upload_id)
        if upload is None or upload.received < upload.length or upload.sha256 is not None:
            return upload.sha256 if upload else None
        parts = session.scalars(
            select(UploadPartRow)
            .where(UploadPartRow.upload_id == upload_id)
            .order_by(UploadPartRow.start)
        ).all()
    with scratch() as folder:
        whole = folder / "whole"
        with whole.open("wb") as target:
            for part in parts:
                with files.open(part.key) as source:
                    shutil.copyfileobj(source, target, 1 << 20)
        try:
            with whole.open("rb") as head:
                family(head.read(HEAD_BYTES), upload.name or "upload")
        except MediaError:
            with database.write() as session:
                if (row := find(session, org_id, upload_id, lock=True)) is not None:
                    delete(session, files, row)
            raise
        sha256 = sha256_of(whole)
        blobs.prepare(database, files, org_id, sha256, whole)
        with database.write() as session:
            row = find(session, org_id, upload_id, lock=True)
            if row is None:
                return None
            blobs.keep(session, files, org_id, sha256, whole)
            row.sha256 = sha256
            for part in parts:
                stored = session.get(UploadPartRow, (upload_id, part.start))
                if stored is not None:
                    session.delete(stored)
    for part in parts:
        files.delete(part.key)
    return sha256


def delete(session: Session, files: FileStore, upload: UploadRow) -> set[str]:
    """Delete an upload and its parts; digests of the bytes it referred to."""
    parts = session.scalars(select(UploadPartRow).where(UploadPartRow.upload_id == upload.id))
    for part in parts.all():
        files.delete(part.key)
    digests = {upload.sha256} if upload.sha256 else set()
    session.delete(upload)
    return digests


def new(
    org_id: str, length: int, name: str, metadata_header: str, expires_at: datetime
) -> UploadRow:
    """An upload of `length` bytes of which none has arrived."""
    return UploadRow(
        org_id=org_id,
        length=length,
        name=name,
        metadata_header=metadata_header,
        expires_at=expires_at,
    )
