"""All tables; importing this package fills `Table.metadata`."""

from service.store.tables.base import Table, UtcDateTime, new_id, now
from service.store.tables.batches import BatchRow, UploadPartRow, UploadRow
from service.store.tables.hooks import AttemptRow, DeliveryRow, EndpointRow
from service.store.tables.people import (
    AuditRow,
    IdempotencyRow,
    KeyRow,
    OrganisationRow,
    RateBucketRow,
)
from service.store.tables.scans import (
    BlobRow,
    FindingRow,
    OutboxRow,
    ReportRow,
    ScanFileRow,
    ScanRow,
    StillRow,
)

__all__ = [
    "AttemptRow",
    "AuditRow",
    "BatchRow",
    "BlobRow",
    "DeliveryRow",
    "EndpointRow",
    "FindingRow",
    "IdempotencyRow",
    "KeyRow",
    "OrganisationRow",
    "OutboxRow",
    "RateBucketRow",
    "ReportRow",
    "ScanFileRow",
    "ScanRow",
    "StillRow",
    "Table",
    "UploadPartRow",
    "UploadRow",
    "UtcDateTime",
    "new_id",
    "now",
]
