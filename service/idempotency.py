"""`Idempotency-Key`: a request repeated with the same key gets the first one's answer."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from service.problems import Problem
from service.store.database import Database
from service.store.tables import IdempotencyRow, now
from service.store.upsert import insert_if_absent

_ABANDONED_AFTER = timedelta(minutes=2)
"""An answer that is missing for so long will not come: the process that owed it has died."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it was given the first time."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One key of one organisation while its request is carried out."""

    org_id: str
    key: str

    def answer(self, session: Session, status: int, headers: Mapping[str, str], body: str) -> None:
        """Keep the answer, in the transaction that makes it true."""
        session.execute(
            update(IdempotencyRow)
            .where(IdempotencyRow.org_id == self.org_id, IdempotencyRow.key == self.key)
            .values(status=status, headers=json.dumps(dict(headers)), body=body)
        )

    def release(self, database: Database) -> None:
        """Forget a request that failed, so that it can be made again. Keeps a given answer."""
        with database.write() as session:
            session.execute(
                delete(IdempotencyRow).where(
                    IdempotencyRow.org_id == self.org_id,
                    IdempotencyRow.key == self.key,
                    IdempotencyRow.status.is_(None),
                )
            )


def fingerprint(*parts: str) -> str:
    """Digest of what makes two requests the same."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def claim(database: Database, org_id: str, key: str, digest: str) -> Slot | StoredAnswer:
    """Claim the key for a request with this fingerprint, or get the answer given before.

    Raises Problem 422 when the key was used for another request, 409 when that is in progress.
    """
    with database.write() as session:
        values = {"org_id": org_id, "key": key, "fingerprint": digest, "created_at": now()}
        if insert_if_absent(session, IdempotencyRow, values, keys=("org_id", "key")):
            return Slot(org_id, key)
        row = session.get(IdempotencyRow, (org_id, key), with_for_update=True)
        if row is None:
            raise _in_flight()
        if row.fingerprint != digest:
            raise Problem(
                422,
                "idempotency_key_reused",
                "This Idempotency-Key was used for a different request.",
                "Use a new key for a new request.",
            )
        if row.status is not None:
            return StoredAnswer(row.status, json.loads(row.headers), row.body)
        if row.created_at > now() - _ABANDONED_AFTER:
            raise _in_flight()
        row.created_at = now()
        return Slot(org_id, key)


def _in_flight() -> Problem:
    return Problem(
        409,
        "request_in_progress",
        "A request with this Idempotency-Key is in progress.",
        "Try again in a moment.",
        {"retry-after": "1"},
    )
