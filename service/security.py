"""API keys, what they may do, and who is asking."""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.tables import KeyRow, OrganisationRow, now

Scope = Literal["scans:read", "scans:write", "webhooks:manage", "keys:manage", "audit:read"]
Role = Literal["viewer", "inspector", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
ROLES: dict[Role, tuple[Scope, ...]] = {
    "viewer": ("scans:read",),
    "inspector": ("scans:read", "scans:write"),
    "admin": SCOPES,
}
_MARK = "adscan"


@dataclass(frozen=True, slots=True)
class Principal:
    """The organisation and key behind a request."""

    org_id: str
    org_slug: str
    key_id: str
    scopes: frozenset[str]

    @property
    def actor(self) -> str:
        """How the audit log names this key."""
        return f"key:{self.key_id}"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the only moment when its `token` is known."""

    id: str
    prefix: str
    token: str


def create_key(
    session: Session,
    org_id: str,
    name: str,
    role: Role,
    scopes: tuple[Scope, ...] | None = None,
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key with the scopes of its role, or fewer. Raises ValueError when asked for more."""
    granted = ROLES[role] if scopes is None else scopes
    if not set(granted) <= set(ROLES[role]):
        raise ValueError(f"the role {role} does not have all of these scopes")
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    row = KeyRow(
        org_id=org_id,
        prefix=prefix,
        secret_sha256=_digest(secret),
        name=name,
        role=role,
        scopes=json.dumps(granted),
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    return NewKey(row.id, prefix, f"{_MARK}_{prefix}_{secret}")


def principal_of(session: Session, token: str) -> Principal | None:
    """Who presents this token; None when it is unknown, expired, revoked or its owner disabled."""
    mark, _, rest = token.partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != _MARK or not prefix or not secret:
        return None
    found = session.execute(
        select(KeyRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == KeyRow.org_id)
        .where(KeyRow.prefix == prefix)
    ).one_or_none()
    expected = found[0].secret_sha256 if found else _digest("")
    if not hmac.compare_digest(_digest(secret), expected) or found is None:
        return None
    key, organisation = found
    if key.revoked_at or organisation.disabled_at or (key.expires_at and key.expires_at <= now()):
        return None
    return Principal(key.org_id, organisation.slug, key.id, frozenset(json.loads(key.scopes)))


def _digest(secret: str) -> str:
    # The secret has 256 bits of randomness: a slow hash would protect nothing more.
    return hashlib.sha256(secret.encode()).hexdigest()
