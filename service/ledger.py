"""The workers' ledger, kept in the database and the file store."""

import mimetypes
from pathlib import Path
from typing import Protocol, cast

from sqlalchemy import select

from service.store import blobs, parts, queue
from service.store.database import Database
from service.store.files import FileStore, content_key, sha256_of
from service.store.queue import RetryPolicy
from service.store.tables import ReportRow, ScanFileRow, ScanRow, StillRow
from workers.errors import NothingToScan
from workers.ledger import Fault, Job, Level
from workers.report import Ad, ScanReport


class Source(Protocol):
    """Brings media that was named, not uploaded, to a local file. Raises AdscanError."""

    def fetch(self, org_id: str, kind: str, location: str, target: Path) -> None: ...


class DatabaseLedger:
    """Implements `workers.ledger.Ledger`; safe to share between scan and heartbeat threads."""

    def __init__(
        self,
        database: Database,
        files: FileStore,
        source: Source,
        policy: RetryPolicy,
        lease_seconds: float,
    ) -> None:
        self._database = database
        self._files = files
        self._source = source
        self._policy = policy
        self._lease_seconds = lease_seconds

    def lease(self) -> Job | None:
        with self._database.write() as session:
            scan = queue.lease(session, self._lease_seconds)
            if scan is None:
                return None
            assert scan.lease_token is not None
            previous = None
            if scan.kind == "rejudge":
                body = session.scalar(
                    select(ReportRow.body).where(ReportRow.scan_id == scan.parent_id)
                )
                previous = ScanReport.model_validate_json(body) if body else None
            whole = session.get(ScanRow, scan.parent_id) if scan.kind == parts.KIND else scan
            return Job(
                scan_id=scan.id,
                token=scan.lease_token,
                attempt=scan.attempts,
                ad=Ad.model_validate_json((whole or scan).ad),
                level=cast(Level, scan.level),
                rule_set=scan.rule_set,
                request_id=scan.request_id,
                traceparent=scan.traceparent,
                previous=previous,
                part=scan.part,
                parts=parts.ended(session, scan),
            )

    def heartbeat(self, job: Job, progress: float) -> bool:
        with self._database.write() as session:
            return queue.prolong(session, job.scan_id, job.token, self._lease_seconds, progress)

    def fetch(self, job: Job, folder: Path) -> tuple[Path, ...]:
        with self._database.read() as session:
            scan = session.get(ScanRow, job.scan_id)
            whole_id = scan.parent_id if scan is not None and job.part is not None else job.scan_id
            rows = session.scalars(
                select(ScanFileRow)
                .where(ScanFileRow.scan_id == whole_id)
                .order_by(ScanFileRow.position)
            ).all()
        paths = []
        for row in rows:
            path = folder / f"{row.position:03}{Path(row.name).suffix[:16]}"
            if row.sha256 is not None:
                self._files.fetch(content_key(row.org_id, row.sha256), path)
            else:
                assert row.location is not None
                self._source.fetch(row.org_id, row.kind, row.location, path)
                self._keep(row, path)
            paths.append(path)
        return tuple(paths)

    def _keep(self, row: ScanFileRow, path: Path) -> None:
        sha256 = sha256_of(path)
        with self._database.write() as session:
            kept = session.get(ScanFileRow, (row.scan_id, row.position))
            if kept is None:
                raise NothingToScan("The scan was deleted while its media was fetched.")
            blobs.keep(session, self._files, row.org_id, sha256, path)
            kept.sha256, kept.size = sha256, path.stat().st_size

    def succeed(self, job: Job, report: ScanReport, stills: Path) -> bool:
        named = {
            evidence.still.path: evidence.still.sha256
            for finding in report.findings
            for evidence in finding.evidence
            if evidence.still is not None
        }
        with self._database.write() as session:
            scan = queue.held(session, job.scan_id, job.token)
            if scan is None:
                return False
            rows = []
            for path, sha256 in named.items():
                blobs.keep(session, self._files, scan.org_id, sha256, stills / path)
                rows.append(
                    StillRow(
                        scan_id=scan.id,
                        org_id=scan.org_id,
                        path=path,
                        sha256=sha256,
                        media_type=mimetypes.guess_type(path)[0] or "application/octet-stream",
                    )
                )
            queue.succeed(session, scan, report, rows)
            return True

    def divide(self, job: Job, parts: int) -> bool:
        with self._database.write() as session:
            scan = queue.held(session, job.scan_id, job.token)
            if scan is None:
                return False
            queue.divide(session, scan, parts)
            return True

    def succeed_part(self, job: Job, body: str) -> bool:
        with self._database.write() as session:
            part = queue.held(session, job.scan_id, job.token)
            if part is None:
                return False
            queue.succeed_part(session, part, body)
            return True

    def fail(self, job: Job, fault: Fault) -> bool:
        with self._database.write() as session:
            scan = queue.held(session, job.scan_id, job.token)
            if scan is None:
                return False
            queue.fail_attempt(session, scan, fault, self._policy)
            return True
