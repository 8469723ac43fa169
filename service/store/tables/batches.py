"""Batches of scans, and files that arrive in parts."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.store.tables.base import Table, UtcDateTime, new_id, now

ID = String(36)


class BatchRow(Table):
    """Many scans submitted by one manifest or archive."""

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_org_id_id", "org_id", "id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(200), default="")
    submitted_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class UploadRow(Table):
    """A file that arrives in parts by the tus protocol; `sha256` is set when it is whole."""

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_org_id_id", "org_id", "id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    length: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(255), default="")
    metadata_header: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class UploadPartRow(Table):
    """One received part of an upload, [start, start + size), an object of the file store."""

    __tablename__ = "upload_parts"

    upload_id: Mapped[str] = mapped_column(
        ID, ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True
    )
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(255))
