"""Rows as the API shows them."""

import json
from collections.abc import Sequence
from typing import Any

from service.api.shapes import Fault, FindingItem, MediaItem, Scan, ScanItem
from service.store.scans import Scans
from service.store.tables import FindingRow, ScanFileRow, ScanRow
from service.submission import PRIORITIES
from workers.report import ScanReport

_PRIORITY_NAMES = {number: name for name, number in PRIORITIES.items()}


def _fields(row: ScanRow, files: Sequence[ScanFileRow]) -> dict[str, Any]:
    error = None
    if row.error_code is not None:
        error = Fault(
            code=row.error_code, detail=row.error_detail or "", remedy=row.error_remedy or ""
        )
    return {
        "id": row.id,
        "status": row.status,
        "kind": row.kind,
        "progress": row.progress,
        "priority": _PRIORITY_NAMES[row.priority],
        "level": row.level,
        "rule_set": row.rule_set,
        "external_id": row.external_id,
        "platform": row.platform,
        "batch_id": row.batch_id,
        "parent_id": row.parent_id,
        "attempts": row.attempts,
        "created_at": row.created_at,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
        "media": [
            MediaItem.model_validate(
                {
                    "kind": file.kind,
                    "name": file.name,
                    "location": file.location,
                    "sha256": file.sha256,
                    "size": file.size,
                }
            )
            for file in files
        ],
        "verdict": row.verdict,
        "score": row.score,
        "severity": row.severity,
        "error": error,
    }


def scan_items(rows: Sequence[ScanRow], scans: Scans) -> list[ScanItem]:
    """Scans without their reports."""
    files = scans.files([row.id for row in rows])
    return [ScanItem.model_validate(_fields(row, files[row.id])) for row in rows]


def scan_view(row: ScanRow, scans: Scans) -> Scan:
    """A scan with its report."""
    body = scans.report(row.id)
    report = ScanReport.model_validate_json(body) if body else None
    return Scan.model_validate({**_fields(row, scans.files([row.id])[row.id]), "report": report})


def finding_item(row: FindingRow) -> FindingItem:
    """A finding as a resource of its own."""
    return FindingItem.model_validate(
        {"id": row.id, "scan_id": row.scan_id, "finding": json.loads(row.body)}
    )
