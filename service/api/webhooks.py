"""Webhook endpoints, and the log of what was delivered to them."""

import json
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.api.access import HookKeeper
from service.api.paging import PageOf, page_of
from service.api.shapes import Id, Url
from service.api.shapes import Request as Body
from service.api.submitting import audited, origin_of
from service.parts import PartsOf
from service.problems import Problem, documented, not_found
from service.store.events import ATTEMPTS
from service.store.tables import AttemptRow, DeliveryRow, EndpointRow, now
from service.webhooks import new_secret

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])
MAX_ENDPOINTS = 20
EventType = Literal[
    "scan.succeeded", "scan.partial", "scan.failed", "scan.cancelled", "batch.completed"
]
Events = Annotated[list[EventType], Field(min_length=1, max_length=5)]


class EndpointRequest(Body):
    """Where events go, and which."""

    url: Url
    events: Events


class EndpointChange(Body):
    """What to change; `enabled: true` switches an endpoint on again."""

    events: Events | None = None
    enabled: bool | None = None


class Endpoint(BaseModel):
    """An endpoint without its secret. `failures` counts failed attempts since the last success."""

    id: str
    url: str
    events: list[EventType]
    enabled: bool
    failures: int
    created_at: datetime


class NewEndpoint(Endpoint):
    """An endpoint at the only moment when its secret is shown."""

    secret: str


class EndpointList(BaseModel):
    """All endpoints of the organisation."""

    items: list[Endpoint]


class Attempt(BaseModel):
    """One try: the answer's status, or why there was none."""

    number: int
    at: datetime
    status: int | None
    error: str | None
    duration_ms: int


class Delivery(BaseModel):
    """One event for one endpoint."""

    id: str
    event_id: str
    type: EventType
    state: Literal["pending", "delivered", "failed"]
    created_at: datetime
    delivered_at: datetime | None
    attempts: list[Attempt]


class DeliveryPage(BaseModel):
    """Deliveries, newest first."""

    items: list[Delivery]
    next_cursor: str | None


class DeliveryQuery(BaseModel):
    """Filters of the delivery log."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["pending", "delivered", "failed"] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str, Field(max_length=200)] | None = None


@router.post("", status_code=201, response_model=NewEndpoint, responses=documented(400, 409))
def create_endpoint(
    request: Request, parts: PartsOf, principal: HookKeeper, body: EndpointRequest
) -> NewEndpoint:
    """Register an endpoint. Its secret, shown here only, verifies the signatures of events."""
    parts.outbound.check(body.url)
    with parts.database.write() as session:
        count = session.scalar(
            select(func.count())
            .select_from(EndpointRow)
            .where(EndpointRow.org_id == principal.org_id)
        )
        if (count or 0) >= MAX_ENDPOINTS:
            detail = f"There are {MAX_ENDPOINTS} endpoints already."
            raise Problem(409, "too_many_endpoints", detail, "Delete one.")
        row = EndpointRow(
            org_id=principal.org_id,
            url=body.url,
            events=json.dumps(list(dict.fromkeys(body.events))),
            secret=new_secret(),
        )
        session.add(row)
        session.flush()
        audited(session, origin_of(principal, request), "webhook.create", row.id)
    return NewEndpoint(**_shown(row).model_dump(), secret=row.secret)


@router.get("", response_model=EndpointList, responses=documented())
def list_endpoints(parts: PartsOf, principal: HookKeeper) -> EndpointList:
    """The organisation's endpoints."""
    with parts.database.read() as session:
        rows = session.scalars(
            select(EndpointRow)
            .where(EndpointRow.org_id == principal.org_id)
            .order_by(EndpointRow.id)
        )
        return EndpointList(items=[_shown(row) for row in rows])


@router.get("/{endpoint_id}", response_model=Endpoint, responses=documented(404))
def read_endpoint(parts: PartsOf, principal: HookKeeper, endpoint_id: Id) -> Endpoint:
    """One endpoint."""
    with parts.database.read() as session:
        return _shown(_found(session, principal.org_id, endpoint_id))


@router.patch("/{endpoint_id}", response_model=Endpoint, responses=documented(400, 404))
def change_endpoint(
    request: Request,
    parts: PartsOf,
    principal: HookKeeper,
    endpoint_id: Id,
    body: EndpointChange,
) -> Endpoint:
    """Change an endpoint's events, switch it off, or on again."""
    with parts.database.write() as session:
        row = _found(session, principal.org_id, endpoint_id)
        if body.events is not None:
            row.events = json.dumps(list(dict.fromkeys(body.events)))
        if body.enabled is True:
            row.disabled_at, row.failures = None, 0
        elif body.enabled is False:
            row.disabled_at = row.disabled_at or now()
        audited(session, origin_of(principal, request), "webhook.change", row.id)
        return _shown(row)


@router.delete("/{endpoint_id}", status_code=204, responses=documented(404))
def delete_endpoint(
    request: Request, parts: PartsOf, principal: HookKeeper, endpoint_id: Id
) -> Response:
    """Delete an endpoint with its delivery log."""
    with parts.database.write() as session:
        session.delete(_found(session, principal.org_id, endpoint_id))
        audited(session, origin_of(principal, request), "webhook.delete", endpoint_id)
    return Response(status_code=204)


@router.get(
    "/{endpoint_id}/deliveries", response_model=DeliveryPage, responses=documented(400, 404)
)
def list_deliveries(
    parts: PartsOf,
    principal: HookKeeper,
    endpoint_id: Id,
    query: Annotated[DeliveryQuery, Query()],
) -> DeliveryPage:
    """What was sent to an endpoint, and how each attempt went."""
    with parts.database.read() as session:
        _found(session, principal.org_id, endpoint_id)
        wanted = select(DeliveryRow).where(DeliveryRow.endpoint_id == endpoint_id)
        if query.state is not None:
            wanted = wanted.where(DeliveryRow.state == query.state)

        def fetch(after: str | None, limit: int) -> list[DeliveryRow]:
            page = wanted.where(DeliveryRow.id < after) if after is not None else wanted
            return list(session.scalars(page.order_by(DeliveryRow.id.desc()).limit(limit)))

        page: PageOf[DeliveryRow] = page_of(
            fetch,
            parts.cursors,
            ("deliveries", endpoint_id, query.state or ""),
            query.cursor,
            query.limit,
        )
        return DeliveryPage(
            items=[_delivery(session, row) for row in page.rows], next_cursor=page.next_cursor
        )


@router.post(
    "/{endpoint_id}/deliveries/{delivery_id}/redeliver",
    status_code=202,
    response_model=Delivery,
    responses=documented(404),
)
def redeliver(
    request: Request, parts: PartsOf, principal: HookKeeper, endpoint_id: Id, delivery_id: Id
) -> Delivery:
    """Send an event again, with as many tries as a new one."""
    with parts.database.write() as session:
        _found(session, principal.org_id, endpoint_id)
        row = session.get(DeliveryRow, delivery_id)
        if row is None or row.endpoint_id != endpoint_id:
            raise not_found("delivery")
        row.state, row.due_at, row.delivered_at = "pending", now(), None
        row.allowed_attempts = row.attempts + ATTEMPTS
        audited(session, origin_of(principal, request), "webhook.redeliver", delivery_id)
        session.flush()
        return _delivery(session, row)


def _found(session: Session, org_id: str, endpoint_id: str) -> EndpointRow:
    row = session.get(EndpointRow, endpoint_id)
    if row is None or row.org_id != org_id:
        raise not_found("webhook endpoint")
    return row


def _shown(row: EndpointRow) -> Endpoint:
    return Endpoint(
        id=row.id,
        url=row.url,
        events=json.loads(row.events),
        enabled=row.disabled_at is None,
        failures=row.failures,
        created_at=row.created_at,
    )


def _delivery(session: Session, row: DeliveryRow) -> Delivery:
    attempts = session.scalars(
        select(AttemptRow).where(AttemptRow.delivery_id == row.id).order_by(AttemptRow.number)
    )
    return Delivery.model_validate(
        {
            "id": row.id,
            "event_id": row.event_id,
            "type": row.type,
            "state": row.state,
            "created_at": row.created_at,
            "delivered_at": row.delivered_at,
            "attempts": [
                {
                    "number": attempt.number,
                    "at": attempt.at,
                    "status": attempt.status,
                    "error": attempt.error,
                    "duration_ms": attempt.duration_ms,
                }
                for attempt in attempts
            ],
        }
    )
