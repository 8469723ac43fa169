"""Who may call a route: the key, its rate limit, its scopes."""

from typing import Annotated

import structlog
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.parts import Parts, PartsOf
from service.problems import Problem
from service.ratelimit import Allowance
from service.security import Principal, Scope, principal_of

_bearer = HTTPBearer(auto_error=False, description="An API key, as `adscan keys create` shows it.")


async def _authenticated(
    request: Request,
    parts: PartsOf,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Principal:
    found = None
    if credentials is not None:
        found = await run_in_threadpool(_look_up, parts, credentials.credentials)
    if found is None:
        raise Problem(
            401,
            "unauthenticated",
            "A valid API key is required.",
            "Send the header `Authorization: Bearer <key>`.",
            {"www-authenticate": "Bearer"},
        )
    principal, allowance = found
    structlog.contextvars.bind_contextvars(org=principal.org_slug, key_id=principal.key_id)
    request.state.headers.update(allowance.headers())
    if not allowance.allowed:
        raise Problem(429, "rate_limited", "This key asks too often.", "Wait, then try again.")
    return principal


def _look_up(parts: Parts, token: str) -> tuple[Principal, Allowance] | None:
    with parts.database.read() as session:
        principal = principal_of(session, token)
    return None if principal is None else (principal, parts.rate_limit.take(principal.key_id))


class Requires:
    """Dependency: the caller, who must have `scope`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __call__(self, principal: Annotated[Principal, Depends(_authenticated)]) -> Principal:
        if self._scope not in principal.scopes:
            raise Problem(
                403,
                "forbidden",
                f"This key lacks the scope {self._scope}.",
                "Use a key that has it.",
            )
        return principal


Reader = Annotated[Principal, Depends(Requires("scans:read"))]
Submitter = Annotated[Principal, Depends(Requires("scans:write"))]
HookKeeper = Annotated[Principal, Depends(Requires("webhooks:manage"))]
KeyKeeper = Annotated[Principal, Depends(Requires("keys:manage"))]
Auditor = Annotated[Principal, Depends(Requires("audit:read"))]
