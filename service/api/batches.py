"""Batches: many ads by one manifest or archive, counted and streamed back together."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from service.api.access import Reader, Submitter
from service.api.documents import IDEMPOTENCY
from service.api.intake import Intake, named_files
from service.api.paging import PageOf, page_of
from service.api.shapes import Id, ShortText, has_words
from service.api.submitting import Answered, audited, carry_out, origin_of
from service.api.views import scan_view
from service.archives import read_archive
from service.manifests import BatchLine, Format, read_lines, refused
from service.observability import metrics
from service.outbound import FetchFailed
from service.parts import Parts, PartsOf
from service.problems import FieldError, Problem, documented, invalid, not_found
from service.security import Principal
from service.store import blobs, queue
from service.store.batches import Batches
from service.store.files import sha256_of
from service.store.scans import Scans
from service.store.tables import BatchRow
from service.submission import KeptFile, Submission, accept
from workers.errors import InputError
from workers.scratch import scratch

router = APIRouter(prefix="/v1/batches", tags=["batches"])
JSONL = "application/jsonl"
_CHUNK = 50
BatchFormat = Format | Literal["zip"]
FORMATS: dict[str, BatchFormat] = {
    JSONL: "jsonl",
    "application/x-ndjson": "jsonl",
    "text/csv": "csv",
    "application/zip": "zip",
}


class Counts(BaseModel):
    """How many of a batch's scans are in each status."""

    queued: int = 0
    running: int = 0
    succeeded: int = 0
    partial: int = 0
    failed: int = 0
    cancelled: int = 0


class Batch(BaseModel):
    """A batch and how far it has come."""

    id: str
    name: str
    created_at: datetime
    total: int
    counts: Counts


class BatchPage(BaseModel):
    """Batches, newest first."""

    items: list[Batch]
    next_cursor: str | None


class BatchQuery(BaseModel):
    """A page of the list of batches."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str, Field(max_length=200)] | None = None


_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            JSONL: {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.post(
    "",
    status_code=202,
    response_model=Batch,
    responses=documented(400, 404, 408, 409, 413, 415),
    openapi_extra=_BODY,
)
async def submit_batch(
    request: Request,
    parts: PartsOf,
    principal: Submitter,
    name: Annotated[ShortText, Query(max_length=200)] = "",
    idempotency_key: IDEMPOTENCY = None,
) -> Response:
    """Submit many ads: all of them, or none when a line is at fault.

    A manifest has one ad a line (JSONL) or row (CSV: columns `url`, `object` or `upload` for the
    media, and the fields of a scan). A zip holds media, and may hold `manifest.jsonl` or
    `manifest.csv` whose `file` names one of them. Scans of a batch have the priority `batch` unless
    their line says otherwise.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in FORMATS:
        raise Problem(
            415,
            "unsupported_media_type",
            f"A batch is one of {', '.join(FORMATS)}.",
            "Set the Content-Type header.",
        )
    with scratch() as folder:
        body = folder / "body"
        with body.open("wb") as target:
            async for chunk in request.stream():
                target.write(chunk)
        answered = await run_in_threadpool(
            _submit, parts, principal, request, FORMATS[kind], body, name, idempotency_key
        )
    return answered.response()


def _submit(
    parts: Parts,
    principal: Principal,
    request: Request,
    kind: BatchFormat,
    body: Path,
    name: str,
    idempotency_key: str | None,
) -> Answered:
    submissions = _submissions(parts, principal.org_id, kind, body)
    fingerprints = {
        rule_set: parts.catalogue.fingerprint(rule_set)
        for rule_set in {submission.rule_set for submission in submissions}
    }
    for submission in submissions:
        for file in submission.files:
            if isinstance(file, KeptFile):
                blobs.prepare(parts.database, parts.files, principal.org_id, file.sha256, file.path)
    origin = origin_of(principal, request)

    def act(session: Session) -> Answered:
        batch = BatchRow(org_id=principal.org_id, name=name, submitted_by=principal.actor)
        session.add(batch)
        session.flush()
        for submission in submissions:
            # A scan belongs to one batch: an earlier result is not taken over into this one.
            own = replace(submission, batch_id=batch.id, force=True)
            accept(session, parts.files, own, origin, fingerprints[own.rule_set])
            metrics.count_submitted(own.priority)
        audited(session, origin, "batch.create", batch.id, scans=len(submissions))
        view = _views(Batches(session, principal.org_id), [batch])[0]
        return Answered.of(view, 202, location=f"/v1/batches/{batch.id}")

    route = f"POST /v1/batches?name={name}"
    return carry_out(parts, principal.org_id, route, idempotency_key, lambda: sha256_of(body), act)


def _submissions(parts: Parts, org_id: str, kind: BatchFormat, body: Path) -> list[Submission]:
    limit = parts.settings.max_batch_items
    with body.open("rb") as stream:
        if kind == "zip":
            unpacked = body.with_name("unpacked")
            unpacked.mkdir()
            ads = read_archive(stream, unpacked, limit, parts.settings.max_unpacked_bytes)
        else:
            ads = [(line, ()) for line in read_lines(kind, stream, limit)]
    return [
        _submission(parts, org_id, number, line, kept) for number, (line, kept) in enumerate(ads, 1)
    ]


def _submission(
    parts: Parts, org_id: str, number: int, line: BatchLine, kept: tuple[KeptFile, ...]
) -> Submission:
    sources = line.source if isinstance(line.source, list) else [line.source]
    try:
        files = (*kept, *named_files(parts, org_id, sources))
    except (InputError, FetchFailed) as error:
        raise refused(
            [FieldError(pointer=f"/body/{number}/source", detail=error.detail)]
        ) from error
    if line.file is not None and not kept:
        raise invalid(f"/body/{number}/file", "Only a zip can hold the files it names.")
    if not files and not has_words(line.caption):
        raise invalid(f"/body/{number}", "The ad has neither media nor caption.")
    submission = Intake(line, files).submission(parts.settings.rule_set)
    if "priority" not in line.model_fields_set:
        submission = replace(submission, priority="batch")
    return submission


@router.get("", response_model=BatchPage, responses=documented(400))
def list_batches(
    parts: PartsOf, principal: Reader, query: Annotated[BatchQuery, Query()]
) -> BatchPage:
    """The organisation's batches."""
    with parts.database.read() as session:
        batches = Batches(session, principal.org_id)
        page: PageOf[BatchRow] = page_of(
            batches.page, parts.cursors, ("batches", principal.org_id), query.cursor, query.limit
        )
        return BatchPage(items=_views(batches, page.rows), next_cursor=page.next_cursor)


@router.get("/{batch_id}", response_model=Batch, responses=documented(404))
def read_batch(parts: PartsOf, principal: Reader, batch_id: Id) -> Batch:
    """One batch and its counts."""
    with parts.database.read() as session:
        batches = Batches(session, principal.org_id)
        return _views(batches, [_found(batches, batch_id)])[0]


@router.get(
    "/{batch_id}/results",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "One scan a line, as `/v1/scans/{id}` shows it",
            "content": {JSONL: {"schema": {"type": "string"}}},
        },
        **documented(404),
    },
)
def batch_results(parts: PartsOf, principal: Reader, batch_id: Id) -> StreamingResponse:
    """All scans of the batch, ended or not, as lines of JSON in the order submitted."""
    with parts.database.read() as session:
        _found(Batches(session, principal.org_id), batch_id)
    return StreamingResponse(_lines(parts, principal.org_id, batch_id), media_type=JSONL)


def _lines(parts: Parts, org_id: str, batch_id: str) -> Iterator[str]:
    after = ""
    while True:
        # A transaction for each chunk: a slow reader must not hold one open.
        with parts.database.read() as session:
            rows = Batches(session, org_id).scans(batch_id, after, _CHUNK)
            scans = Scans(session, org_id)
            lines = [scan_view(row, scans).model_dump_json(by_alias=True) + "\n" for row in rows]
        yield from lines
        if len(rows) < _CHUNK:
            return
        after = rows[-1].id


@router.post("/{batch_id}/cancel", response_model=Batch, responses=documented(404))
def cancel_batch(request: Request, parts: PartsOf, principal: Submitter, batch_id: Id) -> Batch:
    """Stop all scans of the batch that have not ended."""
    with parts.database.write() as session:
        batches = Batches(session, principal.org_id)
        batch = _found(batches, batch_id)
        for scan in batches.unfinished(batch_id):
            queue.cancel(session, scan)
        audited(session, origin_of(principal, request), "batch.cancel", batch_id)
        return _views(batches, [batch])[0]


def _found(batches: Batches, batch_id: str) -> BatchRow:
    row = batches.get(batch_id)
    if row is None:
        raise not_found("batch")
    return row


def _views(batches: Batches, rows: Sequence[BatchRow]) -> list[Batch]:
    counts = batches.counts([row.id for row in rows])
    return [
        Batch(
            id=row.id,
            name=row.name,
            created_at=row.created_at,
            total=sum(counts[row.id].values()),
            counts=Counts(**counts[row.id]),
        )
        for row in rows
    ]
