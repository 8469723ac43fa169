"""`adscan serve` and `adscan worker`: the service on this machine, or one part of it."""

from typing import Annotated

import typer
from pydantic import ValidationError

from service.settings import Settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Scans at a time; 0 serves the API alone.")
    ] = None,
) -> None:
    """Start the API and its workers on this machine.

    Without settings everything is embedded: SQLite, files on disk, no server to install. The first
    start prints an API key. PostgreSQL, RabbitMQ or Redis, and S3 are chosen by
    ADSCAN_DATABASE_URL, ADSCAN_BROKER_URL and ADSCAN_FILES_URL.
    """
    from service.serve import run

    chosen = {"host": host, "port": port, "workers": workers}
    run(settings_or_exit(**{name: value for name, value in chosen.items() if value is not None}))


def worker() -> None:
    """Scan what the queue holds, for a deployment whose API runs elsewhere."""
    from service.worker import run

    run(settings_or_exit())


def settings_or_exit(**chosen: object) -> Settings:
    """The settings of the environment with these on top; a usage error when one is wrong."""
    try:
        return Settings(**chosen)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(
            f"ADSCAN_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
            for fault in error.errors()
        )
        raise typer.BadParameter(faults, param_hint="settings") from error
