"""Scans, what they look at and what they found."""

from datetime import datetime

from sqlalchemy import BigInteger, Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Table, UtcDateTime, new_id, now

ID = String(36)
SHA256 = String(64)
_QUEUED = text("status = 'queued'")
_RUNNING = text("status = 'running'")


class ScanRow(Table):
    """One scan, from submission to its end. The truth about what is to be done.

    `lease_token` names the one attempt that may write the result; each lease replaces it. A lower
    `priority` is more urgent. The parts of a divided scan are rows of the `kind` "part" below their
    `parent_id`; they are work, not scans that anyone asked for, and go when the scan ends.
    """

    __tablename__ = "scans"
    __table_args__ = (
        Index("ix_scans_org_id_id", "org_id", "id"),
        Index("ix_scans_org_id_status_id", "org_id", "status", "id"),
        Index("ix_scans_org_id_verdict_id", "org_id", "verdict", "id"),
        Index("ix_scans_org_id_platform_id", "org_id", "platform", "id"),
        Index("ix_scans_org_id_external_id_id", "org_id", "external_id", "id"),
        Index("ix_scans_org_id_content_key", "org_id", "content_key"),
        Index("ix_scans_batch_id_id", "batch_id", "id"),
        Index("ix_scans_parent_id_part", "parent_id", "part"),
        Index(
            "ix_scans_queue",
            "priority",
            "id",
            sqlite_where=_QUEUED,
            postgresql_where=_QUEUED,
        ),
        Index("ix_scans_leases", "lease_until", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    batch_id: Mapped[str | None] = mapped_column(ID, ForeignKey("batches.id"))
    parent_id: Mapped[str | None] = mapped_column(ID)
    part: Mapped[int | None] = mapped_column()
    kind: Mapped[str] = mapped_column(String(16), default="scan")
    submitted_by: Mapped[str] = mapped_column(String(64))
    request_id: Mapped[str] = mapped_column(String(64), default="")
    traceparent: Mapped[str] = mapped_column(String(64), default="")

    status: Mapped[str] = mapped_column(String(16), default="queued")
    priority: Mapped[int] = mapped_column(default=1)
    level: Mapped[str] = mapped_column(String(16))
    rule_set: Mapped[str] = mapped_column(String(64))
    ad: Mapped[str] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(String(255))
    platform: Mapped[str | None] = mapped_column(String(64))
    content_key: Mapped[str | None] = mapped_column(SHA256)

    progress: Mapped[float] = mapped_column(Float, default=0.0)
    attempts: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    lease_token: Mapped[str | None] = mapped_column(ID)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    error_code: Mapped[str | None] = mapped_column(String(64))
    error_detail: Mapped[str | None] = mapped_column(Text)
    error_remedy: Mapped[str | None] = mapped_column(Text)
    verdict: Mapped[str | None] = mapped_column(String(16))
    score: Mapped[float | None] = mapped_column(Float)
    severity: Mapped[int | None] = mapped_column()


class ScanFileRow(Table):
    """One media file of a scan: kept bytes, or a URL or object the worker has yet to fetch."""

    __tablename__ = "scan_files"
    __table_args__ = (Index("ix_scan_files_org_id_sha256", "org_id", "sha256"),)

    scan_id: Mapped[str] = mapped_column(
        ID, ForeignKey("scans.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    org_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(255), default="")
    location: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(SHA256)
    size: Mapped[int | None] = mapped_column(BigInteger)


class ReportRow(Table):
    """The scan's report, the exact JSON text that the pipeline gave."""

    __tablename__ = "reports"

    scan_id: Mapped[str] = mapped_column(
        ID, ForeignKey("scans.id", ondelete="CASCADE"), primary_key=True
    )
    body: Mapped[str] = mapped_column(Text)


class FindingRow(Table):
    """One finding of a report, kept apart so that findings can be listed across scans."""

    __tablename__ = "findings"
    __table_args__ = (
        Index("ix_findings_org_id_id", "org_id", "id"),
        Index("ix_findings_org_id_category_id", "org_id", "category", "id"),
        Index("ix_findings_scan_id", "scan_id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ID)
    scan_id: Mapped[str] = mapped_column(ID, ForeignKey("scans.id", ondelete="CASCADE"))
    category: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(String(64))
    severity: Mapped[int] = mapped_column()
    score: Mapped[float] = mapped_column(Float)
    body: Mapped[str] = mapped_column(Text)


class StillRow(Table):
    """A picture of the evidence; its bytes lie in the file store."""

    __tablename__ = "stills"
    __table_args__ = (Index("ix_stills_org_id_sha256", "org_id", "sha256"),)

    scan_id: Mapped[str] = mapped_column(
        ID, ForeignKey("scans.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(String(255), primary_key=True)
    org_id: Mapped[str] = mapped_column(ID)
    sha256: Mapped[str] = mapped_column(SHA256)
    media_type: Mapped[str] = mapped_column(String(64))


class BlobRow(Table):
    """Bytes that an organisation has in the file store. Locked while they are kept or deleted."""

    __tablename__ = "blobs"

    org_id: Mapped[str] = mapped_column(ID, primary_key=True)
    sha256: Mapped[str] = mapped_column(SHA256, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class OutboxRow(Table):
    """A scan that waits to be announced to the workers; written with the scan, in one commit."""

    __tablename__ = "outbox"

    scan_id: Mapped[str] = mapped_column(
        ID, ForeignKey("scans.id", ondelete="CASCADE"), primary_key=True
    )
    priority: Mapped[int] = mapped_column()
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
