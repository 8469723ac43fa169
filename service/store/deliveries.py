"""Webhook deliveries between their event and their arrival; all organisations' at once."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.queue import RetryPolicy
from service.store.tables import AttemptRow, DeliveryRow, EndpointRow, now

GONE = 410


@dataclass(frozen=True, slots=True)
class Parcel:
    """One event on its way to one endpoint."""

    delivery_id: str
    number: int
    url: str
    secret: str
    event_id: str
    body: str


@dataclass(frozen=True, slots=True)
class Result:
    """How one attempt went: the answer's status, or why there was none."""

    status: int | None
    error: str | None
    duration_ms: int

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def take_due(session: Session, limit: int, seconds: float) -> list[Parcel]:
    """Take deliveries that are due; they are due again after `seconds` unless they are settled."""
    rows = session.execute(
        select(DeliveryRow, EndpointRow)
        .join(EndpointRow, EndpointRow.id == DeliveryRow.endpoint_id)
        .where(
            DeliveryRow.state == "pending",
            DeliveryRow.due_at <= now(),
            EndpointRow.disabled_at.is_(None),
        )
        .order_by(DeliveryRow.due_at)
        .limit(limit)
        .with_for_update(of=DeliveryRow, skip_locked=True)
    ).all()
    parcels = []
    for delivery, endpoint in rows:
        delivery.attempts += 1
        delivery.due_at = now() + timedelta(seconds=seconds)
        parcels.append(
            Parcel(
                delivery.id,
                delivery.attempts,
                endpoint.url,
                endpoint.secret,
                delivery.event_id,
                delivery.body,
            )
        )
    return parcels


def settle(
    session: Session, parcel: Parcel, result: Result, policy: RetryPolicy, disable_after: int
) -> None:
    """Note how an attempt went: arrived, to be tried again, or given up.

    An endpoint that answers 410, or fails `disable_after` times in a row, is switched off.
    """
    delivery = session.get(DeliveryRow, parcel.delivery_id, with_for_update=True)
    if delivery is None or delivery.attempts != parcel.number:
        return
    session.add(
        AttemptRow(
            delivery_id=delivery.id,
            number=parcel.number,
            status=result.status,
            error=result.error,
            duration_ms=result.duration_ms,
        )
    )
    endpoint = session.get(EndpointRow, delivery.endpoint_id, with_for_update=True)
    assert endpoint is not None
    if result.arrived:
        delivery.state, delivery.delivered_at = "delivered", now()
        endpoint.failures = 0
        return
    endpoint.failures += 1
    if endpoint.failures >= disable_after or result.status == GONE:
        endpoint.disabled_at = endpoint.disabled_at or now()
    if delivery.attempts >= delivery.allowed_attempts or result.status == GONE:
        delivery.state = "failed"
    else:
        delivery.due_at = now() + policy.wait(delivery.attempts)
