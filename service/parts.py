"""The parts that one API process is made of, opened once and shared by its requests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from service.catalogue import Catalogue
from service.cursors import Cursors
from service.outbound import Outbound
from service.ratelimit import RateLimit
from service.settings import Settings
from service.store.database import Database
from service.store.files import FileStore


@dataclass(frozen=True, slots=True)
class Parts:
    """What routes work with. `nudge` says that the outbox holds something new."""

    settings: Settings
    database: Database
    files: FileStore
    cursors: Cursors
    rate_limit: RateLimit
    outbound: Outbound
    catalogue: Catalogue
    nudge: Callable[[], None]


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsOf = Annotated[Parts, Depends(_parts)]
