"""Scans made from earlier ones: the same ad scanned again, or what was read judged again."""

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from service.api.access import Submitter
from service.api.documents import IDEMPOTENCY, SUBMIT_RESPONSES
from service.api.shapes import Id, RejudgeRequest, Scan
from service.api.submitting import Answered, audited, carry_out, found, origin_of
from service.api.views import scan_view
from service.parts import Parts, PartsOf
from service.problems import Problem, documented
from service.security import Principal
from service.store.scans import Scans
from service.store.tables import ScanFileRow, ScanRow
from service.submission import PRIORITIES, File, NamedFile, StoredFile, Submission, accept
from workers.report import Ad

router = APIRouter(prefix="/v1/scans", tags=["scans"])


@router.post(
    "/{scan_id}/rescan",
    status_code=202,
    response_model=Scan,
    responses={**SUBMIT_RESPONSES, **documented(404, 409)},
)
def rescan(
    parts: PartsOf,
    principal: Submitter,
    scan_id: Id,
    request: Request,
    idempotency_key: IDEMPOTENCY = None,
) -> Response:
    """Scan the same ad again, by today's engine and rules."""

    def again(earlier: ScanRow, scans: Scans) -> Submission:
        files = tuple(_as_submitted(file) for file in scans.files([earlier.id])[earlier.id])
        return replace(_like(earlier), files=files, force=True)

    return _derive(parts, principal, request, scan_id, idempotency_key, "rescan", again)


@router.post(
    "/{scan_id}/rejudge",
    status_code=202,
    response_model=Scan,
    responses={**SUBMIT_RESPONSES, **documented(400, 404, 409)},
)
def rejudge(
    parts: PartsOf,
    principal: Submitter,
    scan_id: Id,
    request: Request,
    body: RejudgeRequest,
    idempotency_key: IDEMPOTENCY = None,
) -> Response:
    """Judge what a scan read by another rule set, without reading again."""
    rule_set = body.rule_set or parts.settings.rule_set
    parts.catalogue.rule_set(rule_set)

    def judged(earlier: ScanRow, scans: Scans) -> Submission:
        if scans.report(earlier.id) is None:
            raise Problem(
                409,
                "no_report",
                "The scan has no report to judge again.",
                "Wait, or scan it again.",
            )
        return replace(_like(earlier), rule_set=rule_set, kind="rejudge", force=True)

    action = f"rejudge {rule_set}"
    return _derive(parts, principal, request, scan_id, idempotency_key, action, judged)


def _derive(
    parts: Parts,
    principal: Principal,
    request: Request,
    scan_id: str,
    idempotency_key: str | None,
    action: str,
    build: Callable[[ScanRow, Scans], Submission],
) -> Response:
    origin = origin_of(principal, request)

    def act(session: Session) -> Answered:
        scans = Scans(session, principal.org_id)
        submission = build(found(scans, scan_id), scans)
        scan = accept(session, parts.files, submission, origin, "").scan
        audited(session, origin, f"scan.{action.split()[0]}", scan.id, parent=scan_id)
        return Answered.of(scan_view(scan, scans), 202, location=f"/v1/scans/{scan.id}")

    route = f"POST /v1/scans/{scan_id}/{action}"
    return carry_out(parts, principal.org_id, route, idempotency_key, str, act).response()


def _like(earlier: ScanRow) -> Submission:
    names = {number: name for name, number in PRIORITIES.items()}
    return Submission(
        ad=Ad.model_validate_json(earlier.ad),
        files=(),
        level=earlier.level,
        rule_set=earlier.rule_set,
        priority=names[earlier.priority],
        parent_id=earlier.id,
    )


def _as_submitted(file: ScanFileRow) -> File:
    if file.sha256 is not None:
        return StoredFile(file.sha256, file.size or 0, file.name)
    if file.kind == "upload":
        raise Problem(
            409, "media_deleted", "The scan's media is no longer kept.", "Submit the ad again."
        )
    return NamedFile(file.kind, file.location or "", file.name)
