"""Whether this process lives and can serve, and its metrics."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from service.observability import metrics
from service.parts import PartsOf
from service.store.files import FileStoreError

router = APIRouter(tags=["operations"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Which parts can be used."""

    status: Literal["ok", "unavailable"]
    database: bool
    files: bool


@router.get("/healthz/live", response_model=Alive)
def live() -> Alive:
    """Always 200 while the process answers; restart it when it does not."""
    return Alive()


@router.get("/healthz/ready", response_model=Readiness, responses={503: {"model": Readiness}})
def ready(parts: PartsOf, response: Response) -> Readiness:
    """200 when scans can be accepted. The broker may be away: they then wait in the database."""
    database = files = True
    try:
        parts.database.ping()
    except SQLAlchemyError:
        database = False
    try:
        parts.files.ping()
    except FileStoreError:
        files = False
    well = database and files
    response.status_code = 200 if well else 503
    return Readiness(status="ok" if well else "unavailable", database=database, files=files)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def prometheus(parts: PartsOf) -> Response:
    """Metrics in the Prometheus text format. They name no organisation and no ad."""
    return Response(
        metrics.exposition(parts.database), media_type="text/plain; version=0.0.4; charset=utf-8"
    )
