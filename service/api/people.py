"""The organisation's own keys, and its audit log."""

import json
from datetime import datetime, timedelta
from typing import Annotated, Any, cast

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from service.api.access import Auditor, KeyKeeper
from service.api.paging import PageOf, page_of
from service.api.shapes import Id
from service.api.shapes import Request as Body
from service.api.submitting import audited, origin_of
from service.parts import PartsOf
from service.problems import Problem, documented, invalid, not_found
from service.security import Role, Scope, create_key
from service.store.tables import AuditRow, KeyRow, now

router = APIRouter(prefix="/v1", tags=["access"])


class KeyRequest(Body):
    """A key to be made. Without `scopes` it has all that its role has."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    role: Role
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=5)] | None = None
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None


class KeyItem(BaseModel):
    """A key; `prefix` is the part of it that may be shown."""

    id: str
    prefix: str
    name: str
    role: Role
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class CreatedKey(KeyItem):
    """A key at the only moment when it is shown."""

    key: str


class KeyList(BaseModel):
    """All keys of the organisation."""

    items: list[KeyItem]


class AuditEntry(BaseModel):
    """One decision or change."""

    id: str
    at: datetime
    actor: str
    action: str
    object_id: str
    request_id: str
    detail: dict[str, Any]


class AuditPage(BaseModel):
    """Entries, newest first."""

    items: list[AuditEntry]
    next_cursor: str | None


class AuditQuery(BaseModel):
    """A page of the audit log."""

    model_config = ConfigDict(extra="forbid")

    action: Annotated[str, Field(pattern=r"^[a-z.]{1,64}$")] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str, Field(max_length=200)] | None = None


@router.post("/keys", status_code=201, response_model=CreatedKey, responses=documented(400))
def make_key(
    request: Request, parts: PartsOf, principal: KeyKeeper, body: KeyRequest
) -> CreatedKey:
    """Make a key for this organisation; it is shown in this answer and never again."""
    expires = None
    if body.expires_in_days is not None:
        expires = now() + timedelta(days=body.expires_in_days)
    scopes = tuple(body.scopes) if body.scopes is not None else None
    with parts.database.write() as session:
        try:
            made = create_key(session, principal.org_id, body.name, body.role, scopes, expires)
        except ValueError as error:
            raise invalid("/body/scopes", "The role does not have all of these.") from error
        audited(session, origin_of(principal, request), "key.create", made.id, role=body.role)
        row = session.get_one(KeyRow, made.id)
        return CreatedKey(**_key(row).model_dump(), key=made.token)


@router.get("/keys", response_model=KeyList, responses=documented())
def list_keys(parts: PartsOf, principal: KeyKeeper) -> KeyList:
    """The organisation's keys."""
    with parts.database.read() as session:
        rows = session.scalars(
            select(KeyRow).where(KeyRow.org_id == principal.org_id).order_by(KeyRow.id)
        )
        return KeyList(items=[_key(row) for row in rows])


@router.delete("/keys/{key_id}", status_code=204, responses=documented(404, 409))
def revoke_key(request: Request, parts: PartsOf, principal: KeyKeeper, key_id: Id) -> Response:
    """Refuse a key from now on."""
    with parts.database.write() as session:
        row = session.get(KeyRow, key_id)
        if row is None or row.org_id != principal.org_id:
            raise not_found("key")
        if row.id == principal.key_id:
            detail = "A key cannot revoke itself."
            raise Problem(409, "own_key", detail, "Use another key, or `adscan keys revoke`.")
        row.revoked_at = row.revoked_at or now()
        audited(session, origin_of(principal, request), "key.revoke", key_id)
    return Response(status_code=204)


@router.get("/audit", response_model=AuditPage, responses=documented(400))
def read_audit(
    parts: PartsOf, principal: Auditor, query: Annotated[AuditQuery, Query()]
) -> AuditPage:
    """What was decided and changed in this organisation, and by whom."""
    wanted = select(AuditRow).where(AuditRow.org_id == principal.org_id)
    if query.action is not None:
        wanted = wanted.where(AuditRow.action == query.action)
    with parts.database.read() as session:

        def fetch(after: str | None, limit: int) -> list[AuditRow]:
            page = wanted.where(AuditRow.id < after) if after is not None else wanted
            return list(session.scalars(page.order_by(AuditRow.id.desc()).limit(limit)))

        page: PageOf[AuditRow] = page_of(
            fetch,
            parts.cursors,
            ("audit", principal.org_id, query.action or ""),
            query.cursor,
            query.limit,
        )
        return AuditPage(
            items=[
                AuditEntry(
                    id=row.id,
                    at=row.at,
                    actor=row.actor,
                    action=row.action,
                    object_id=row.object_id,
                    request_id=row.request_id,
                    detail=json.loads(row.detail),
                )
                for row in page.rows
            ],
            next_cursor=page.next_cursor,
        )


def _key(row: KeyRow) -> KeyItem:
    return KeyItem(
        id=row.id,
        prefix=row.prefix,
        name=row.name,
        role=cast(Role, row.role),
        scopes=json.loads(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
