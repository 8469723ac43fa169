"""Which bytes an organisation keeps, and their deletion when nothing refers to them any more.

Keeping and deleting lock the blob's row, so that bytes deleted for one scan are never missing for
another that was submitted in the same moment.
"""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.store.database import Database
from service.store.files import FileStore, content_key
from service.store.tables import BlobRow, ScanFileRow, StillRow, UploadRow, now
from service.store.upsert import insert_or_update


def prepare(database: Database, files: FileStore, org_id: str, sha256: str, source: Path) -> None:
    """Put the bytes in place before `keep`, so that its transaction stays short.

    They are noted first: if `keep` never follows, they are found and deleted as orphans.
    """
    with database.write() as session:
        _note(session, org_id, sha256, source)
    key = content_key(org_id, sha256)
    if files.size(key) is None:
        files.put(key, source)


def keep(session: Session, files: FileStore, org_id: str, sha256: str, source: Path) -> None:
    """Keep the file at `source`, whose digest is `sha256`, for the organisation."""
    _note(session, org_id, sha256, source)
    key = content_key(org_id, sha256)
    if files.size(key) is None:
        files.put(key, source)


def delete_unreferenced(
    session: Session, files: FileStore, org_id: str, digests: Iterable[str]
) -> int:
    """Delete those of the given bytes that nothing of the organisation refers to; how many."""
    deleted = 0
    for sha256 in sorted(set(digests)):
        row = session.scalar(
            select(BlobRow)
            .where(BlobRow.org_id == org_id, BlobRow.sha256 == sha256)
            .with_for_update()
        )
        if row is None or _referenced(session, org_id, sha256):
            continue
        files.delete(content_key(org_id, sha256))
        session.delete(row)
        session.flush()
        deleted += 1
    return deleted


def _note(session: Session, org_id: str, sha256: str, source: Path) -> None:
    size = source.stat().st_size
    blob = {"org_id": org_id, "sha256": sha256, "size": size, "kept_at": now()}
    insert_or_update(session, BlobRow, blob, keys=("org_id", "sha256"))


def _referenced(session: Session, org_id: str, sha256: str) -> bool:
    return any(
        session.scalar(select(exists().where(table.org_id == org_id, table.sha256 == sha256)))
        for table in (ScanFileRow, StillRow, UploadRow)
    )
