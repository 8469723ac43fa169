"""A scan's progress as server-sent events, until it ends."""

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from service.api.access import Reader
from service.api.shapes import Id
from service.api.submitting import found
from service.parts import Parts, PartsOf
from service.problems import documented
from service.store.events import END_STATES
from service.store.scans import Scans

router = APIRouter(prefix="/v1/scans", tags=["scans"])
_EVENT = {
    "type": "object",
    "properties": {
        "event": {"type": "string", "enum": ["progress", "end"]},
        "data": {"type": "string", "description": "JSON: status and progress (0-1)"},
    },
    "required": ["event", "data"],
}
_POLL_SECONDS = 0.5
_COMMENT_EVERY = 30


@router.get(
    "/{scan_id}/events",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Events `progress`, then one `end`; data is JSON: status, progress",
            "content": {"text/event-stream": {"schema": _EVENT}},
        },
        **documented(404),
    },
)
async def scan_events(
    request: Request, parts: PartsOf, principal: Reader, scan_id: Id
) -> StreamingResponse:
    """Follow a scan until it ends or is deleted."""
    await run_in_threadpool(_state, parts, principal.org_id, scan_id, must_exist=True)
    return StreamingResponse(
        _events(request, parts, principal.org_id, scan_id),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _events(request: Request, parts: Parts, org_id: str, scan_id: str) -> AsyncIterator[str]:
    told: tuple[str, float] | None = None
    quiet = 0
    while not await request.is_disconnected():
        state = await run_in_threadpool(_state, parts, org_id, scan_id)
        ended = state is None or state[0] in END_STATES
        if state != told or ended:
            status, progress = state or ("deleted", 1.0)
            data = json.dumps({"status": status, "progress": progress})
            yield f"event: {'end' if ended else 'progress'}\ndata: {data}\n\n"
            told, quiet = state, 0
        if ended:
            return
        quiet += 1
        if quiet % _COMMENT_EVERY == 0:
            yield ": still there\n\n"
        await asyncio.sleep(_POLL_SECONDS)


def _state(
    parts: Parts, org_id: str, scan_id: str, *, must_exist: bool = False
) -> tuple[str, float] | None:
    with parts.database.read() as session:
        scans = Scans(session, org_id)
        row = found(scans, scan_id) if must_exist else scans.get(scan_id)
        return None if row is None else (row.status, row.progress)
