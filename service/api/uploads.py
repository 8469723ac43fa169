"""Resumable upload of large files, by the tus protocol 1.0 (creation, expiration, termination)."""

import base64
import binascii
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from starlette.requests import ClientDisconnect

from service.api.access import Submitter
from service.api.shapes import Id
from service.api.submitting import audited, origin_of
from service.parts import Parts, PartsOf
from service.problems import Problem, documented, invalid, not_found
from service.store import blobs, uploads
from service.store.tables import UploadRow, now
from workers.scratch import scratch

VERSION = "1.0.0"
CHUNK_TYPE = "application/offset+octet-stream"
_TUS = {"tus-resumable": VERSION, "cache-control": "no-store"}
Bytes = Annotated[int, Field(ge=0, le=2**53)]
Length = Annotated[int, Field(ge=1, le=2**53)]
# Declared here and read by hand: tus wants 412 where the framework would answer 422.
_HEADER: dict[str, Any] = {
    "parameters": [
        {
            "name": "Tus-Resumable",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "enum": [VERSION]},
        }
    ]
}


def _speaks_tus(request: Request) -> None:
    request.state.headers.update(_TUS)
    if request.headers.get("tus-resumable") != VERSION:
        raise Problem(
            412,
            "tus_version",
            f"The header Tus-Resumable: {VERSION} is required.",
            "Use a tus 1.0 client.",
            {"tus-version": VERSION},
        )


router = APIRouter(prefix="/v1/uploads", tags=["uploads"])
_Tus = Depends(_speaks_tus)


class Upload(BaseModel):
    """How far an upload has come; `sha256` is there once it is whole and can be scanned."""

    id: str
    length: int
    received: int
    name: str
    sha256: str | None


@router.options("", status_code=204)
def upload_options(parts: PartsOf) -> Response:
    """What this server supports of tus."""
    return Response(
        status_code=204,
        headers={
            **_TUS,
            "tus-version": VERSION,
            "tus-extension": "creation,expiration,termination",
            "tus-max-size": str(parts.settings.max_upload_bytes),
        },
    )


@router.post(
    "",
    status_code=201,
    dependencies=[_Tus],
    response_class=Response,
    responses={201: {"description": "Created; parts go to `Location`"}, **documented(412, 413)},
    openapi_extra=_HEADER,
)
def create_upload(
    request: Request,
    parts: PartsOf,
    principal: Submitter,
    upload_length: Annotated[Length, Header()],
    upload_metadata: Annotated[str, Header(max_length=2000)] = "",
) -> Response:
    """Announce a file of `Upload-Length` bytes; its `Location` takes the parts."""
    if upload_length > parts.settings.max_upload_bytes:
        limit = parts.settings.max_upload_bytes
        raise Problem(413, "limit_exceeded", f"More than {limit} bytes.", "Cut the file.")
    expires = now() + timedelta(seconds=parts.settings.upload_expires_seconds)
    name = _name(upload_metadata)
    with parts.database.write() as session:
        row = uploads.new(principal.org_id, upload_length, name, upload_metadata, expires)
        session.add(row)
        session.flush()
        audited(session, origin_of(principal, request), "upload.create", row.id)
    return Response(status_code=201, headers={"location": f"/v1/uploads/{row.id}", **_state(row)})


@router.head(
    "/{upload_id}",
    dependencies=[_Tus],
    response_class=Response,
    responses=documented(404, 412),
    openapi_extra=_HEADER,
)
def upload_offset(parts: PartsOf, principal: Submitter, upload_id: Id) -> Response:
    """Where the next part must begin."""
    with parts.database.read() as session:
        row = _found(uploads.find(session, principal.org_id, upload_id))
        return Response(status_code=200, headers=_state(row))


@router.get("/{upload_id}", response_model=Upload, responses=documented(404))
def read_upload(parts: PartsOf, principal: Submitter, upload_id: Id) -> Upload:
    """The upload as JSON."""
    with parts.database.read() as session:
        row = _found(uploads.find(session, principal.org_id, upload_id))
        return Upload.model_validate(row, from_attributes=True)


@router.patch(
    "/{upload_id}",
    status_code=204,
    dependencies=[_Tus],
    responses=documented(404, 408, 409, 412, 413, 415),
    openapi_extra={
        **_HEADER,
        "requestBody": {
            "required": True,
            "content": {CHUNK_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        },
    },
)
async def upload_part(
    request: Request,
    parts: PartsOf,
    principal: Submitter,
    upload_id: Id,
    upload_offset: Annotated[Bytes, Header()],
) -> Response:
    """Append a part. What arrives before the connection breaks is kept."""
    if request.headers.get("content-type", "") != CHUNK_TYPE:
        raise Problem(
            415, "unsupported_media_type", f"A part is {CHUNK_TYPE}.", "Set Content-Type."
        )
    org_id = principal.org_id
    row = await run_in_threadpool(_at, parts, org_id, upload_id, upload_offset)
    with scratch() as folder:
        part = folder / "part"
        broken = await _receive(request, part, row.length - upload_offset)
        await run_in_threadpool(_append, parts, org_id, upload_id, upload_offset, part)
    if broken is not None:
        raise broken
    await run_in_threadpool(uploads.complete, parts.database, parts.files, org_id, upload_id)
    with parts.database.read() as session:
        row = _found(uploads.find(session, org_id, upload_id))
        return Response(status_code=204, headers=_state(row))


async def _receive(request: Request, part: Path, room: int) -> Exception | None:
    """Write the body to `part` as far as it comes; why it ended early, if it did."""
    size = 0
    with part.open("wb") as target:
        try:
            async for chunk in request.stream():
                size += len(chunk)
                _check_room(size, room)
                target.write(chunk)
        except ClientDisconnect as error:
            return error
        except Problem as problem:
            if problem.status_code == 408:
                return problem
            raise
    return None


def _check_room(size: int, room: int) -> None:
    if size > room:
        detail = "The part is longer than what is left of the file."
        raise Problem(413, "body_too_large", detail, "Send what is left.")


def _at(parts: Parts, org_id: str, upload_id: str, offset: int) -> UploadRow:
    with parts.database.read() as session:
        row = _found(uploads.find(session, org_id, upload_id))
        if row.received != offset:
            raise _moved(row.received)
        return row


def _append(parts: Parts, org_id: str, upload_id: str, offset: int, part: Path) -> None:
    with parts.database.write() as session:
        row = _found(uploads.find(session, org_id, upload_id, lock=True))
        if not uploads.add_part(session, parts.files, row, offset, part):
            raise _moved(row.received)


@router.delete(
    "/{upload_id}",
    status_code=204,
    dependencies=[_Tus],
    responses=documented(404, 412),
    openapi_extra=_HEADER,
)
def delete_upload(
    request: Request, parts: PartsOf, principal: Submitter, upload_id: Id
) -> Response:
    """Give an upload up and delete what arrived."""
    with parts.database.write() as session:
        row = _found(uploads.find(session, principal.org_id, upload_id, lock=True))
        digests = uploads.delete(session, parts.files, row)
        audited(session, origin_of(principal, request), "upload.delete", upload_id)
    with parts.database.write() as session:
        blobs.delete_unreferenced(session, parts.files, principal.org_id, digests)
    return Response(status_code=204)


def _found(row: UploadRow | None) -> UploadRow:
    if row is None:
        raise not_found("upload")
    return row


def _moved(received: int) -> Problem:
    return Problem(
        409,
        "offset_mismatch",
        f"The upload stands at {received}.",
        "Ask for the offset (HEAD) and go on there.",
        {"upload-offset": str(received)},
    )


def _state(row: UploadRow) -> dict[str, str]:
    headers = {
        "upload-offset": str(row.received),
        "upload-length": str(row.length),
        "upload-expires": format_datetime(row.expires_at, usegmt=True),
    }
    if row.metadata_header:
        headers["upload-metadata"] = row.metadata_header
    return headers


def _name(metadata: str) -> str:
    """The file name in an `Upload-Metadata` header. Raises Problem for a malformed header."""
    name = ""
    for pair in filter(None, (part.strip() for part in metadata.split(","))):
        key, _, value = pair.partition(" ")
        try:
            text = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeError) as error:
            raise invalid("/header/upload-metadata", "The values are not Base64.") from error
        if key == "filename":
            name = Path(text.replace("\\", "/").replace("\0", "")).name[:255]
    return name
