"""Events for webhooks, recorded in the transaction that makes them true."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.tables import BatchRow, DeliveryRow, EndpointRow, ScanRow, new_id, now
from service.store.upsert import insert_if_absent

END_STATES = ("succeeded", "partial", "failed", "cancelled")
ATTEMPTS = 8
"""Tries that a webhook delivery is given."""
EVENT_TYPES = (*(f"scan.{state}" for state in END_STATES), "batch.completed")


def record(
    session: Session, org_id: str, type_: str, event_id: str, at: datetime, data: dict[str, Any]
) -> int:
    """Queue one event for each endpoint that wants its type, once for each; how many were new."""
    body = json.dumps(
        {"type": type_, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": data},
        ensure_ascii=False,
    )
    endpoints = session.scalars(
        select(EndpointRow).where(EndpointRow.org_id == org_id, EndpointRow.disabled_at.is_(None))
    )
    return sum(
        insert_if_absent(
            session,
            DeliveryRow,
            {
                "id": new_id(),
                "org_id": org_id,
                "endpoint_id": endpoint.id,
                "event_id": event_id,
                "type": type_,
                "body": body,
                "allowed_attempts": ATTEMPTS,
            },
            keys=("endpoint_id", "event_id"),
        )
        for endpoint in endpoints.all()
        if type_ in json.loads(endpoint.events)
    )


def scan_ended(session: Session, scan: ScanRow) -> None:
    """Record that a scan has reached its end, and its batch's end if it was the last."""
    assert scan.finished_at is not None
    record(
        session,
        scan.org_id,
        f"scan.{scan.status}",
        f"{scan.id}.ended",
        scan.finished_at,
        {
            "scan_id": scan.id,
            "external_id": scan.external_id,
            "batch_id": scan.batch_id,
            "status": scan.status,
            "verdict": scan.verdict,
            "score": scan.score,
            "severity": scan.severity,
            "error_code": scan.error_code,
        },
    )
    if scan.batch_id is not None:
        _batch_ended(session, scan.batch_id)


def _batch_ended(session: Session, batch_id: str) -> None:
    # The lock makes two scans that end at once see each other's end.
    batch = session.scalar(select(BatchRow).where(BatchRow.id == batch_id).with_for_update())
    assert batch is not None
    session.flush()
    unfinished = session.scalar(
        select(ScanRow.id)
        .where(ScanRow.batch_id == batch_id, ScanRow.status.not_in(END_STATES))
        .limit(1)
    )
    if unfinished is None:
        data = {"batch_id": batch_id}
        record(session, batch.org_id, "batch.completed", f"{batch_id}.completed", now(), data)
