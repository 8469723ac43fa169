"""Forgets what need not be kept: by the retention policy, and what was abandoned."""

from datetime import timedelta

from sqlalchemy import delete, exists, select, update

from service.settings import Settings
from service.store import blobs, uploads
from service.store.database import Database
from service.store.events import END_STATES
from service.store.files import FileStore
from service.store.scans import Scans
from service.store.tables import (
    BlobRow,
    IdempotencyRow,
    ScanFileRow,
    ScanRow,
    StillRow,
    UploadRow,
    now,
)

_CHUNK = 200
_ORPHANED_AFTER = timedelta(hours=1)


class Retention:
    """Each step works in small transactions and goes on at the next call."""

    def __init__(self, settings: Settings, database: Database, files: FileStore) -> None:
        self._settings = settings
        self._database = database
        self._files = files

    def forget(self) -> None:
        """Delete all that is due."""
        self.delete_old_scans()
        self.delete_old_media()
        self.delete_expired_uploads()
        self.delete_orphans()
        with self._database.write() as session:
            oldest = now() - timedelta(hours=self._settings.idempotency_hours)
            session.execute(delete(IdempotencyRow).where(IdempotencyRow.created_at < oldest))
        # Last: a bucket may not allow its parts to be listed.
        self._files.delete_unfinished(now() - _ORPHANED_AFTER)

    def delete_old_scans(self) -> int:
        """Delete finished scans older than `scan_days` with all they hold; how many."""
        if self._settings.scan_days is None:
            return 0
        oldest = now() - timedelta(days=self._settings.scan_days)
        freed: list[tuple[str, set[str]]] = []
        with self._database.write() as session:
            rows = session.scalars(
                select(ScanRow)
                .where(ScanRow.finished_at < oldest, ScanRow.status.in_(END_STATES))
                .limit(_CHUNK)
            ).all()
            for row in rows:
                freed.append((row.org_id, Scans(session, row.org_id).delete(row)))
        self._release(freed)
        return len(freed)

    def delete_old_media(self) -> int:
        """Delete the media of scans finished longer ago than `media_days`; how many files."""
        if self._settings.media_days is None:
            return 0
        oldest = now() - timedelta(days=self._settings.media_days)
        with self._database.write() as session:
            rows = session.execute(
                select(
                    ScanFileRow.scan_id,
                    ScanFileRow.position,
                    ScanFileRow.org_id,
                    ScanFileRow.sha256,
                )
                .join(ScanRow, ScanRow.id == ScanFileRow.scan_id)
                .where(
                    ScanRow.finished_at < oldest,
                    ScanRow.status.in_(END_STATES),
                    ScanFileRow.sha256.is_not(None),
                )
                .limit(_CHUNK)
            ).all()
            for scan_id, position, _, _ in rows:
                session.execute(
                    update(ScanFileRow)
                    .where(ScanFileRow.scan_id == scan_id, ScanFileRow.position == position)
                    .values(sha256=None)
                )
        self._release([(org_id, {sha256}) for _, _, org_id, sha256 in rows if sha256])
        return len(rows)

    def delete_expired_uploads(self) -> int:
        """Delete uploads, whole or not, that are past their time; how many."""
        with self._database.write() as session:
            rows = session.scalars(
                select(UploadRow).where(UploadRow.expires_at < now()).limit(_CHUNK)
            ).all()
            freed = [(row.org_id, uploads.delete(session, self._files, row)) for row in rows]
        self._release(freed)
        return len(freed)

    def delete_orphans(self) -> int:
        """Delete bytes that nothing refers to, left by a process that died; how many."""
        referenced = [
            exists().where(table.org_id == BlobRow.org_id, table.sha256 == BlobRow.sha256)
            for table in (ScanFileRow, StillRow, UploadRow)
        ]
        with self._database.read() as session:
            rows = session.execute(
                select(BlobRow.org_id, BlobRow.sha256)
                .where(BlobRow.kept_at < now() - _ORPHANED_AFTER, *[~found for found in referenced])
                .limit(_CHUNK)
            ).all()
        self._release([(org_id, {sha256}) for org_id, sha256 in rows])
        return len(rows)

    def _release(self, freed: list[tuple[str, set[str]]]) -> None:
        for org_id, digests in freed:
            with self._database.write() as session:
                blobs.delete_unreferenced(session, self._files, org_id, digests)
