"""Carrying out a request that makes something, at most once for each `Idempotency-Key`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from service import audit
from service.idempotency import Slot, StoredAnswer, claim, fingerprint
from service.observability.traces import current_traceparent
from service.parts import Parts
from service.problems import not_found
from service.security import Principal
from service.store.scans import Scans
from service.store.tables import ScanRow
from service.submission import Origin


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer about to be given, and perhaps kept to be given again."""

    status: int
    headers: Mapping[str, str]
    body: str
    scan_id: str | None = None

    @classmethod
    def of(
        cls, view: BaseModel, status: int, location: str, scan_id: str | None = None
    ) -> "Answered":
        """The answer that shows `view` and says where it is."""
        return cls(status, {"location": location}, view.model_dump_json(by_alias=True), scan_id)

    def response(self) -> Response:
        """The answer as it goes out."""
        return Response(self.body, self.status, dict(self.headers), "application/json")


def carry_out(
    parts: Parts,
    org_id: str,
    route: str,
    idempotency_key: str | None,
    identity: Callable[[], str],
    act: Callable[[Session], Answered],
) -> Answered:
    """Run `act` in one transaction and announce what it made.

    With a key, an equal request (`route` and `identity`) that was carried out before gets the
    answer given then, and the answer is kept in the transaction that makes it true.
    """
    slot: Slot | None = None
    if idempotency_key is not None:
        claimed = claim(parts.database, org_id, idempotency_key, fingerprint(route, identity()))
        if isinstance(claimed, StoredAnswer):
            headers = {**claimed.headers, "idempotency-replayed": "true"}
            return Answered(claimed.status, headers, claimed.body)
        slot = claimed
    try:
        with parts.database.write() as session:
            answered = act(session)
            if slot is not None:
                slot.answer(session, answered.status, answered.headers, answered.body)
    except BaseException:
        if slot is not None:
            slot.release(parts.database)
        raise
    parts.nudge()
    return answered


def found(scans: Scans, scan_id: str, *, lock: bool = False) -> ScanRow:
    """The organisation's scan. Raises Problem 404 for another's as for one that never was."""
    row = scans.get(scan_id, lock=lock)
    if row is None:
        raise not_found("scan")
    return row


def origin_of(principal: Principal, request: Request) -> Origin:
    """Who asks, by which request."""
    return Origin(
        principal.org_id, principal.actor, request.state.request_id, current_traceparent()
    )


def audited(session: Session, origin: Origin, action: str, object_id: str, **detail: Any) -> None:
    """Note in the audit log what this request does, in the transaction that does it."""
    audit.record(
        session, origin.org_id, origin.actor, action, object_id, origin.request_id, **detail
    )
