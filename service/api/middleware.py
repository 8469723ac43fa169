"""What happens around every request: ids, logs, traces, metrics, limits on its body."""

import asyncio
import re
import time

import structlog
from opentelemetry.trace import SpanKind, Status, StatusCode
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.observability import metrics
from service.observability.traces import context_of, tracer
from service.problems import Problem
from service.settings import Settings
from service.store.tables import new_id

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = structlog.get_logger(__name__)


class RequestContext:
    """Gives each request an id, a span and a log line; adds the headers that routes asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else new_id()
        extra: dict[str, str] = {"x-request-id": request_id, "x-content-type-options": "nosniff"}
        scope.setdefault("state", {}).update(request_id=request_id, headers=extra)
        answered = 500
        started = time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = message["status"]
                own = MutableHeaders(scope=message)
                for name, value in extra.items():
                    own[name] = value
            await send(message)

        structlog.contextvars.clear_contextvars()
        with (
            structlog.contextvars.bound_contextvars(request_id=request_id),
            tracer.start_as_current_span(
                "request",
                context_of(headers.get("traceparent", "")),
                SpanKind.SERVER,
                attributes={"http.request.method": scope["method"], "request_id": request_id},
            ) as span,
        ):
            try:
                await self._app(scope, receive, send_with_headers)
            finally:
                seconds = time.perf_counter() - started
                route = getattr(scope.get("route"), "path", "unmatched")
                span.update_name(f"{scope['method']} {route}")
                span.set_attribute("http.response.status_code", answered)
                if answered >= 500:
                    span.set_status(Status(StatusCode.ERROR))
                metrics.observe_request(scope["method"], route, answered, seconds)
                _log.info(
                    "request",
                    method=scope["method"],
                    route=route,
                    status=answered,
                    ms=round(seconds * 1000, 1),
                )


class BodyLimit:
    """Refuses bodies that are too large or too slow, before and while they arrive."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self._limit(headers.get("content-type", ""))
        announced = headers.get("content-length", "")
        received = 0

        async def receive_within_limits() -> Message:
            nonlocal received
            if announced.isdigit() and int(announced) > limit:
                raise _too_large(limit)
            try:
                message = await asyncio.wait_for(receive(), self._settings.body_idle_seconds)
            except TimeoutError:
                raise Problem(
                    408,
                    "too_slow",
                    "The body of the request stopped arriving.",
                    "Send it faster, or upload in parts (/v1/uploads).",
                    {"connection": "close"},
                ) from None
            received += len(message.get("body", b""))
            if received > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, _until_complete(receive_within_limits, receive), send)

    def _limit(self, content_type: str) -> int:
        kind = content_type.partition(";")[0].strip().lower()
        large = kind.startswith(
            ("multipart/", "application/offset+octet-stream", "application/zip")
        )
        if large or kind in ("text/csv", "application/jsonl", "application/x-ndjson"):
            return self._settings.max_upload_bytes + 1024 * 1024
        return self._settings.max_json_bytes


def _until_complete(limited: Receive, plain: Receive) -> Receive:
    """Limits apply to the body; waiting for the client to hang up afterwards may take long."""
    complete = False

    async def receive() -> Message:
        nonlocal complete
        if complete:
            return await plain()
        message = await limited()
        complete = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return receive


def _too_large(limit: int) -> Problem:
    return Problem(
        413,
        "body_too_large",
        f"The body is larger than {limit} bytes.",
        "Send less at once, or upload in parts (/v1/uploads).",
        {"connection": "close"},
    )
