"""`adscan keys`: the API keys of an installation."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import audit
from service.orgs import OPERATOR, open_database
from service.security import ROLES, NewKey, Role, create_key
from service.settings import Settings
from service.store.tables import KeyRow, OrganisationRow, now
from workers.errors import InputError, InputNotFound


class KeyRefused(InputError):
    """The key cannot be made as asked."""

    code = "key_refused"
    default_remedy = f"Choose a role of {', '.join(ROLES)}."


@dataclass(frozen=True, slots=True)
class Key:
    """One key as `adscan keys list` shows it; the secret is known to its holder alone."""

    prefix: str
    organisation: str
    name: str
    role: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def create(
    settings: Settings, organisation: str, name: str, role: Role, days: int | None = None
) -> NewKey:
    """Make a key, valid for `days` or for good; its token is told once, here.

    Raises InputNotFound for an unknown organisation, KeyRefused for an unknown role.
    """
    if role not in ROLES:
        raise KeyRefused(f"{role!r} is no role.")
    database = open_database(settings)
    try:
        with database.write() as session:
            owner = _organisation(session, organisation)
            expires = now() + timedelta(days=days) if days is not None else None
            key = create_key(session, owner.id, name, role, expires_at=expires)
            audit.record(session, owner.id, OPERATOR, "key.create", key.id, role=role)
            return key
    finally:
        database.close()


def list_all(settings: Settings, organisation: str | None = None) -> list[Key]:
    """All keys, of one organisation or of every one. Raises InputNotFound."""
    database = open_database(settings)
    try:
        with database.read() as session:
            query = select(KeyRow, OrganisationRow.slug).join(
                OrganisationRow, OrganisationRow.id == KeyRow.org_id
            )
            if organisation is not None:
                query = query.where(KeyRow.org_id == _organisation(session, organisation).id)
            return [
                Key(
                    prefix=row.prefix,
                    organisation=slug,
                    name=row.name,
                    role=row.role,
                    scopes=tuple(json.loads(row.scopes)),
                    created_at=row.created_at,
                    expires_at=row.expires_at,
                    revoked_at=row.revoked_at,
                )
                for row, slug in session.execute(query.order_by(OrganisationRow.slug, KeyRow.id))
            ]
    finally:
        database.close()


def revoke(settings: Settings, prefix: str) -> None:
    """Refuse a key from now on. Raises InputNotFound for an unknown prefix."""
    database = open_database(settings)
    try:
        with database.write() as session:
            row = session.scalar(select(KeyRow).where(KeyRow.prefix == prefix))
            if row is None:
                raise InputNotFound(f"There is no key {prefix!r}.", "See `adscan keys list`.")
            row.revoked_at = row.revoked_at or now()
            audit.record(session, row.org_id, OPERATOR, "key.revoke", row.id)
    finally:
        database.close()


def _organisation(session: Session, slug: str) -> OrganisationRow:
    row = session.scalar(select(OrganisationRow).where(OrganisationRow.slug == slug))
    if row is None:
        raise InputNotFound(f"There is no organisation {slug!r}.", "See `adscan orgs list`.")
    return row
