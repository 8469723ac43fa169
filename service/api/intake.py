"""Reading a submission, as multipart form or as JSON, into checked fields and files."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from service.api.faults import field_errors
from service.api.shapes import (
    AdFields,
    ObjectSource,
    ScanForm,
    ScanRequest,
    Source,
    UploadSource,
    UrlSource,
    has_words,
)
from service.parts import Parts
from service.problems import Problem, invalid, invalid_fields
from service.store import uploads
from service.submission import File, KeptFile, NamedFile, StoredFile, Submission
from workers.media.signature import HEAD_BYTES, family
from workers.report import Ad
from workers.scratch import scratch

FILE_FIELDS = ("file", "files")
_CHUNK = 1 << 20
_TEXT_PART_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Intake:
    """A submission as read: its fields, its files, and a text that tells it from any other."""

    fields: AdFields
    files: tuple[File, ...]

    def identity(self) -> str:
        """Equal for two requests that ask for the same."""
        return json.dumps(
            [
                self.fields.model_dump_json(),
                *(
                    f"{file.kind}:{file.location}" if isinstance(file, NamedFile) else file.sha256
                    for file in self.files
                ),
            ]
        )

    def submission(self, rule_set: str) -> Submission:
        """What is asked for, with the installation's rule set where none was named."""
        fields = self.fields
        return Submission(
            ad=Ad(
                external_id=fields.external_id,
                platform=fields.platform,
                advertiser=fields.advertiser,
                caption=fields.caption,
                landing_url=fields.landing_url,
                metadata=fields.metadata,
            ),
            files=self.files,
            level=fields.level,
            rule_set=fields.rule_set or rule_set,
            priority=fields.priority,
            force=fields.force,
        )


@asynccontextmanager
async def intake(request: Request, parts: Parts, org_id: str) -> AsyncIterator[Intake]:
    """Read and check the body; uploaded files live on disk until the block ends.

    Raises Problem or AdscanError for what cannot be accepted.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        yield await _from_json(request, parts, org_id)
    elif kind == "multipart/form-data":
        with scratch() as folder:
            limit = parts.settings.max_files_per_ad
            async with request.form(
                max_files=limit, max_fields=32, max_part_size=_TEXT_PART_BYTES
            ) as form:
                yield await run_in_threadpool(_from_form, form, folder)
    else:
        raise Problem(
            415,
            "unsupported_media_type",
            "The body is neither multipart/form-data nor application/json.",
            "Set the Content-Type header.",
        )


async def _from_json(request: Request, parts: Parts, org_id: str) -> Intake:
    try:
        body = ScanRequest.model_validate_json(await request.body())
    except ValidationError as error:
        raise invalid_fields(field_errors(error, "body")) from error
    sources = body.source if isinstance(body.source, list) else [body.source]
    if not sources and not has_words(body.caption):
        raise invalid("/body/source", "The ad has neither media nor caption.")
    files = await run_in_threadpool(named_files, parts, org_id, sources)
    return Intake(AdFields.model_validate(body.model_dump(exclude={"source"})), files)


def named_files(parts: Parts, org_id: str, sources: list[Source]) -> tuple[File, ...]:
    """The files that these sources mean. Raises Problem or AdscanError for those that are none."""
    return tuple(_named(parts, org_id, source) for source in sources)


def _named(parts: Parts, org_id: str, source: Source) -> File:
    if isinstance(source, UrlSource):
        parts.outbound.check(source.url)
        return NamedFile("url", source.url, Path(source.url.partition("?")[0]).name[:255])
    if isinstance(source, ObjectSource):
        if ".." in source.key.split("/") or not parts.settings.object_bucket:
            raise invalid("/body/source/key", "Objects cannot be named on this installation.")
        return NamedFile("object", source.key, Path(source.key).name[:255])
    assert isinstance(source, UploadSource)
    uploads.complete(parts.database, parts.files, org_id, source.id)
    with parts.database.read() as session:
        upload = uploads.find(session, org_id, source.id)
        if upload is None:
            raise invalid("/body/source/id", "There is no such upload.")
        if upload.sha256 is None:
            raise invalid("/body/source/id", "The upload is not complete.")
        return StoredFile(upload.sha256, upload.length, upload.name)


def _from_form(form: FormData, folder: Path) -> Intake:
    texts: dict[str, object] = {}
    files: list[File] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if name not in FILE_FIELDS:
                raise invalid(f"/body/{name}", "Files go into the field `file`.")
            files.append(_kept(value, folder / str(len(files))))
        elif name in texts:
            raise invalid(f"/body/{name}", "The field is given twice.")
        else:
            texts[name] = _parsed(name, value)
    try:
        fields = ScanForm.model_validate(texts)
    except ValidationError as error:
        raise invalid_fields(field_errors(error, "body")) from error
    if not files and not has_words(fields.caption):
        raise invalid("/body/file", "The ad has neither media nor caption.")
    return Intake(fields, tuple(files))


def _parsed(name: str, value: str) -> object:
    if name != "metadata":
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise invalid("/body/metadata", "This is not JSON.") from error


def _kept(upload: UploadFile, path: Path) -> KeptFile:
    name = Path((upload.filename or "file").replace("\\", "/").replace("\0", "")).name[:255]
    upload.file.seek(0)
    head = upload.file.read(HEAD_BYTES)
    family(head, name)
    digest, size = hashlib.sha256(), 0
    upload.file.seek(0)
    with path.open("wb") as target:
        while chunk := upload.file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return KeptFile(path, digest.hexdigest(), size, name)
