"""The API process: routes, parts, and the background loops that live with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from service import problems
from service.api import (
    batches,
    catalogue,
    derived,
    documents,
    events,
    findings,
    health,
    people,
    scans,
    uploads,
    webhooks,
)
from service.api.middleware import BodyLimit, RequestContext
from service.background.loops import Background
from service.broker import open_broker
from service.catalogue import Catalogue, InstalledCatalogue
from service.cursors import Cursors
from service.observability.logs import configure_logs
from service.observability.traces import configure_traces
from service.outbound import Outbound, Reach
from service.parts import Parts
from service.ratelimit import RateLimit
from service.settings import Settings
from service.store.database import Database
from service.store.files import open_files

_ROUTERS = (scans, derived, events, findings, batches, uploads, webhooks, people, catalogue, health)
_ABOUT = """
Scans advertisements for prohibited medicine and supplement claims. The result is a referral for a
human, never a ruling. Every error is an RFC 9457 problem document with a `code` and a `request_id`.
"""


def create_app(settings: Settings, installed: Catalogue | None = None) -> FastAPI:
    """The API for these settings; its database must have been migrated.

    `installed` replaces the rules and models that come with the installation.
    """
    configure_logs(settings.log_level)
    configure_traces(settings, "adscan-api")
    database = Database(settings.database)
    outbound = Outbound(Reach(settings.reachable_networks))
    files = open_files(settings)
    background = Background(settings, database, files, open_broker(settings), outbound)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        background.start()
        yield
        background.stop()
        database.close()

    app = FastAPI(
        title="adscan",
        version=version("adscan"),
        description=_ABOUT,
        lifespan=lifespan,
        docs_url="/docs" if settings.docs else None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.parts = Parts(
        settings=settings,
        database=database,
        files=files,
        cursors=Cursors(settings.signing_key),
        rate_limit=RateLimit(database, settings.rate_per_minute),
        outbound=outbound,
        catalogue=installed or InstalledCatalogue(settings.ocr_engine),
        nudge=background.nudge,
    )
    for module in _ROUTERS:
        app.include_router(module.router)
    documents.describe(app)
    problems.install(app)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(RequestContext)
    return app
