"""Findings and their stills as resources."""

from collections.abc import Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from service.api.access import Reader
from service.api.paging import PageOf, page_of
from service.api.shapes import CATEGORY, FindingPage, Id, StillItem, StillList
from service.api.submitting import found
from service.api.views import finding_item
from service.parts import PartsOf
from service.problems import documented, not_found
from service.store.files import content_key
from service.store.scans import Scans
from service.store.tables import FindingRow

router = APIRouter(prefix="/v1", tags=["findings"])
_CHUNK = 1 << 16


class FindingQuery(BaseModel):
    """Filters of the list of findings."""

    model_config = ConfigDict(extra="forbid")

    category: Annotated[str, Field(pattern=CATEGORY)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str, Field(max_length=200)] | None = None


@router.get("/findings", response_model=FindingPage, responses=documented(400))
def list_findings(
    parts: PartsOf, principal: Reader, query: Annotated[FindingQuery, Query()]
) -> FindingPage:
    """Findings of all the organisation's scans, newest first."""
    with parts.database.read() as session:
        return _page(parts, Scans(session, principal.org_id), principal.org_id, query, None)


@router.get("/scans/{scan_id}/findings", response_model=FindingPage, responses=documented(400, 404))
def list_scan_findings(
    parts: PartsOf, principal: Reader, scan_id: Id, query: Annotated[FindingQuery, Query()]
) -> FindingPage:
    """Findings of one scan."""
    with parts.database.read() as session:
        scans = Scans(session, principal.org_id)
        found(scans, scan_id)
        return _page(parts, scans, principal.org_id, query, scan_id)


def _page(
    parts: PartsOf, scans: Scans, org_id: str, query: FindingQuery, scan_id: str | None
) -> FindingPage:
    page: PageOf[FindingRow] = page_of(
        lambda after, limit: scans.findings(after, limit, scan_id, query.category),
        parts.cursors,
        ("findings", org_id, scan_id or "", query.category or ""),
        query.cursor,
        query.limit,
    )
    return FindingPage(items=[finding_item(row) for row in page.rows], next_cursor=page.next_cursor)


@router.get("/scans/{scan_id}/stills", response_model=StillList, responses=documented(404))
def list_stills(parts: PartsOf, principal: Reader, scan_id: Id) -> StillList:
    """The evidence pictures of a scan."""
    with parts.database.read() as session:
        scans = Scans(session, principal.org_id)
        found(scans, scan_id)
        items = [
            StillItem(
                path=still.path,
                sha256=still.sha256,
                media_type=still.media_type,
                url=f"/v1/scans/{scan_id}/stills/{still.sha256}",
            )
            for still in scans.stills(scan_id)
        ]
    return StillList(items=items)


@router.get(
    "/scans/{scan_id}/stills/{sha256}",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The picture",
            "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
        },
        **documented(404),
    },
)
def read_still(
    parts: PartsOf,
    principal: Reader,
    scan_id: Id,
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")],
) -> StreamingResponse:
    """The bytes of one evidence picture."""
    with parts.database.read() as session:
        scans = Scans(session, principal.org_id)
        found(scans, scan_id)
        stills = {still.sha256: still for still in scans.stills(scan_id)}
    if sha256 not in stills:
        raise not_found("still")
    file = parts.files.open(content_key(principal.org_id, sha256))
    return StreamingResponse(
        _chunks(file),
        media_type=stills[sha256].media_type,
        headers={"etag": f'"{sha256}"', "content-security-policy": "default-src 'none'; sandbox"},
    )


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
