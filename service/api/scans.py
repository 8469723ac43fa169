"""Scans: submit, read, list, cancel, delete, scan again, judge again."""

import asyncio
import re
import time
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from service.api.access import Reader, Submitter
from service.api.documents import IDEMPOTENCY, SUBMIT_BODY, SUBMIT_RESPONSES
from service.api.intake import Intake, intake
from service.api.paging import PageOf, page_of
from service.api.shapes import (
    CATEGORY,
    Id,
    Instant,
    Platform,
    Scan,
    ScanPage,
    ShortText,
    Status,
)
from service.api.submitting import Answered, audited, carry_out, found, origin_of
from service.api.views import scan_items, scan_view
from service.observability import metrics
from service.parts import Parts, PartsOf
from service.problems import Problem, documented
from service.security import Principal
from service.store import blobs, queue
from service.store.events import END_STATES
from service.store.scans import ScanFilter, Scans
from service.store.tables import ScanRow
from service.submission import (
    KeptFile,
    Submission,
    accept,
)
from workers.report import Verdict

router = APIRouter(prefix="/v1/scans", tags=["scans"])
_WAIT = re.compile(r"(?:^|,)\s*wait\s*=\s*(\d{1,4})\s*(?:$|,|;)")


class ListQuery(BaseModel):
    """Filters of the list; those given must all hold."""

    model_config = ConfigDict(extra="forbid")

    status: Status | None = None
    verdict: Verdict | None = None
    platform: Platform | None = None
    external_id: ShortText | None = None
    batch_id: Id | None = None
    category: Annotated[str, Field(pattern=CATEGORY)] | None = None
    created_after: Instant | None = None
    created_before: Instant | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str, Field(max_length=200)] | None = None


@router.post(
    "",
    status_code=202,
    response_model=Scan,
    responses={**SUBMIT_RESPONSES, **documented(400, 404, 408, 409, 413, 415)},
    openapi_extra=SUBMIT_BODY,
)
async def submit_scan(
    request: Request,
    parts: PartsOf,
    principal: Submitter,
    prefer: Annotated[str | None, Header(max_length=200)] = None,
    idempotency_key: IDEMPOTENCY = None,
) -> Response:
    """Submit one ad to be scanned.

    The answer is 202 with the scan's `Location`. With `Prefer: wait=N` it waits up to N seconds
    for the end and is then 200 with the report. An ad that was scanned before by the same engine
    and rules is answered 200 with that scan, unless `force` is true.
    """
    async with intake(request, parts, principal.org_id) as read:
        submission = read.submission(parts.settings.rule_set)
        answered = await run_in_threadpool(
            _submit, parts, principal, request, submission, idempotency_key, read
        )
    seconds = min(_wait_seconds(prefer), parts.settings.max_wait_seconds)
    if answered.status == 202 and seconds > 0 and answered.scan_id is not None:
        ended = await _ended_within(parts, principal, answered.scan_id, seconds)
        if ended is not None:
            return Response(
                ended.model_dump_json(by_alias=True),
                200,
                {"location": answered.headers["location"], "preference-applied": f"wait={seconds}"},
                "application/json",
            )
    return answered.response()


def _submit(
    parts: Parts,
    principal: Principal,
    request: Request,
    submission: Submission,
    idempotency_key: str | None,
    read: Intake,
) -> Answered:
    fingerprint = parts.catalogue.fingerprint(submission.rule_set)
    origin = origin_of(principal, request)

    def act(session: Session) -> Answered:
        accepted = accept(session, parts.files, submission, origin, fingerprint)
        scan = accepted.scan
        if not accepted.reused:
            audited(session, origin, "scan.create", scan.id)
            metrics.count_submitted(submission.priority)
        view = scan_view(scan, Scans(session, principal.org_id))
        status = 200 if accepted.reused else 202
        return Answered.of(view, status, location=f"/v1/scans/{scan.id}", scan_id=scan.id)

    for file in submission.files:
        if isinstance(file, KeptFile):
            blobs.prepare(parts.database, parts.files, principal.org_id, file.sha256, file.path)
    return carry_out(parts, principal.org_id, "POST /v1/scans", idempotency_key, read.identity, act)


def _wait_seconds(prefer: str | None) -> int:
    found = _WAIT.search(prefer or "")
    return int(found[1]) if found else 0


async def _ended_within(
    parts: Parts, principal: Principal, scan_id: str, seconds: float
) -> Scan | None:
    deadline = time.monotonic() + seconds
    pause = 0.05
    while time.monotonic() < deadline:
        scan = await run_in_threadpool(_ended, parts, principal.org_id, scan_id)
        if scan is not None:
            return scan
        await asyncio.sleep(pause)
        pause = min(0.5, pause * 1.5)
    return None


def _ended(parts: Parts, org_id: str, scan_id: str) -> Scan | None:
    with parts.database.read() as session:
        scans = Scans(session, org_id)
        row = scans.get(scan_id)
        return scan_view(row, scans) if row is not None and row.status in END_STATES else None


@router.get("", response_model=ScanPage, responses=documented(400))
def list_scans(parts: PartsOf, principal: Reader, query: Annotated[ListQuery, Query()]) -> ScanPage:
    """The organisation's scans, newest first."""
    wanted = ScanFilter(**query.model_dump(exclude={"limit", "cursor"}))
    with parts.database.read() as session:
        scans = Scans(session, principal.org_id)
        described = ("scans", principal.org_id, query.model_dump_json(exclude={"limit", "cursor"}))
        page: PageOf[ScanRow] = page_of(
            lambda after, limit: scans.page(wanted, after, limit),
            parts.cursors,
            described,
            query.cursor,
            query.limit,
        )
        return ScanPage(items=scan_items(page.rows, scans), next_cursor=page.next_cursor)


@router.get("/{scan_id}", response_model=Scan, responses=documented(404))
def read_scan(parts: PartsOf, principal: Reader, scan_id: Id) -> Scan:
    """One scan, with its report once there is one."""
    with parts.database.read() as session:
        scans = Scans(session, principal.org_id)
        return scan_view(found(scans, scan_id), scans)


@router.delete("/{scan_id}", status_code=204, responses=documented(404))
def delete_scan(parts: PartsOf, principal: Submitter, scan_id: Id, request: Request) -> Response:
    """Delete a scan, its report, its findings, and media and stills that no other scan uses."""
    origin = origin_of(principal, request)
    with parts.database.write() as session:
        scans = Scans(session, principal.org_id)
        digests = scans.delete(found(scans, scan_id, lock=True))
        audited(session, origin, "scan.delete", scan_id)
    with parts.database.write() as session:
        blobs.delete_unreferenced(session, parts.files, principal.org_id, digests)
    return Response(status_code=204)


@router.post("/{scan_id}/cancel", response_model=Scan, responses=documented(404, 409))
def cancel_scan(parts: PartsOf, principal: Submitter, scan_id: Id, request: Request) -> Scan:
    """Stop a scan that has not ended."""
    origin = origin_of(principal, request)
    with parts.database.write() as session:
        scans = Scans(session, principal.org_id)
        row = found(scans, scan_id, lock=True)
        if not queue.cancel(session, row):
            raise Problem(
                409,
                "scan_ended",
                f"The scan has ended as {row.status}.",
                "Nothing is left to cancel.",
            )
        audited(session, origin, "scan.cancel", scan_id)
        return scan_view(row, scans)
