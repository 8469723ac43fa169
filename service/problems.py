"""Every error that the API answers, as RFC 9457 problem documents."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from service.outbound import FetchFailed
from service.store.files import FileStoreError
from workers.errors import (
    AdscanError,
    EngineUnavailable,
    InputError,
    InputNotFound,
    LimitExceeded,
    MediaError,
    RulePackError,
)

MEDIA_TYPE = "application/problem+json"
_REMEDIES = {
    400: "Check how the body is encoded and how many parts it has; /docs shows what is expected.",
    404: "Check the address; /docs lists all of them.",
    405: "Use one of the methods that the header Allow names.",
}
"""For errors that the framework raises by itself."""
_log = structlog.get_logger(__name__)


class FieldError(BaseModel):
    """What is wrong with one field; `pointer` is its path in the request."""

    pointer: str
    detail: str


class ProblemDocument(BaseModel):
    """An RFC 9457 problem. `code` is for programs, `detail` and `remedy` for people."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:adscan:problem:not_found",
                    "title": "Not Found",
                    "status": 404,
                    "code": "not_found",
                    "detail": "There is no such scan.",
                    "remedy": "Check the id.",
                    "request_id": "01935d7e-8a3c-7b1e-9d43-2f6d5c1b0a99",
                    "errors": [],
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    code: str
    detail: str
    remedy: str
    request_id: str
    errors: list[FieldError] = []


class Problem(HTTPException):
    """Raised anywhere below a request to answer it with a problem document."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        remedy: str = "",
        headers: Mapping[str, str] | None = None,
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.code = code
        self.remedy = remedy
        self.errors = list(errors)


def not_found(what: str) -> Problem:
    """The answer for what is not there, or is another organisation's."""
    return Problem(404, "not_found", f"There is no such {what}.", "Check the id.")


def invalid_fields(errors: Sequence[FieldError]) -> Problem:
    """The answer for fields that cannot be accepted."""
    return Problem(
        422,
        "invalid_request",
        "The request cannot be accepted as it is.",
        "Correct the fields named in `errors`.",
        errors=errors,
    )


def invalid(pointer: str, detail: str) -> Problem:
    """The answer for one field that cannot be accepted."""
    return invalid_fields([FieldError(pointer=pointer, detail=detail)])


_STATUS_BY_ERROR: tuple[tuple[type[AdscanError], int], ...] = (
    (LimitExceeded, 413),
    (MediaError, 415),
    (InputNotFound, 404),
    (InputError, 422),
    (FetchFailed, 422),
    (RulePackError, 422),
    (EngineUnavailable, 503),
    (FileStoreError, 503),
)


def problem_of(error: AdscanError) -> Problem:
    """The problem that an expected error of the pipeline or the stores means."""
    status = next((code for kind, code in _STATUS_BY_ERROR if isinstance(error, kind)), 500)
    return Problem(status, error.code, error.detail, error.remedy)


def problem_response(request: Request, problem: Problem) -> JSONResponse:
    """The problem as an answer to this request."""
    document = ProblemDocument(
        type=f"urn:adscan:problem:{problem.code}",
        title=HTTPStatus(problem.status_code).phrase,
        status=problem.status_code,
        code=problem.code,
        detail=str(problem.detail),
        remedy=problem.remedy,
        request_id=getattr(request.state, "request_id", ""),
        errors=problem.errors,
    )
    return JSONResponse(
        document.model_dump(), problem.status_code, dict(problem.headers or {}), MEDIA_TYPE
    )


def _allowed_methods(request: Request) -> str:
    """All methods of the requested path, as OpenAPI has them; the router knows one route's only."""
    found: set[str] = set()
    for template, operations in request.app.openapi()["paths"].items():
        if compile_path(template)[0].match(request.url.path):
            found |= {method.upper() for method in operations}
    return ", ".join(sorted(found))


def _from_http(request: Request, error: HTTPException) -> JSONResponse:
    if not isinstance(error, Problem):
        code = HTTPStatus(error.status_code).name.lower()
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        if error.status_code == 405:
            headers["allow"] = _allowed_methods(request)
        remedy = _REMEDIES.get(error.status_code, "See /docs for what is expected.")
        error = Problem(error.status_code, code, str(error.detail), remedy, headers)
    return problem_response(request, error)


def _from_validation(request: Request, error: RequestValidationError) -> JSONResponse:
    errors = [
        FieldError(pointer="/" + "/".join(map(str, entry["loc"])), detail=entry["msg"])
        for entry in error.errors()
    ]
    return problem_response(request, invalid_fields(errors))


def _from_adscan(request: Request, error: AdscanError) -> JSONResponse:
    problem = problem_of(error)
    if problem.status_code >= 500:
        _log.error("request failed", code=error.code, detail=error.detail)
    return problem_response(request, problem)


def _from_database(request: Request, error: OperationalError) -> JSONResponse:
    _log.error("database unavailable", error=type(error.orig).__name__)
    problem = Problem(
        503,
        "unavailable",
        "The records cannot be reached.",
        "Try again soon.",
        {"retry-after": "5"},
    )
    return problem_response(request, problem)


def _from_anything(request: Request, error: Exception) -> JSONResponse:
    _log.error("request failed", exc_info=error)
    detail = "Something went wrong here."
    remedy = "Try again; if it repeats, report the request_id."
    return problem_response(request, Problem(500, "internal", detail, remedy))


def install(app: FastAPI) -> None:
    """Make `app` answer every error with a problem document."""
    handlers: list[tuple[type[Exception], Any]] = [
        (HTTPException, _from_http),
        (RequestValidationError, _from_validation),
        (AdscanError, _from_adscan),
        (OperationalError, _from_database),
        (Exception, _from_anything),
    ]
    for kind, handler in handlers:
        app.add_exception_handler(kind, handler)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries for these error answers and those every route can give."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "model": ProblemDocument,
            "content": {MEDIA_TYPE: {}},
        }
        for status in sorted({401, 403, 422, 429, 503, *statuses})
    }
