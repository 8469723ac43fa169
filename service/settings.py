"""Every choice an operator can make, read from `ADSCAN_*` environment variables.

The defaults are the embedded deployment: SQLite, files on disk and a broker made of files. The full
deployment is the same code with other URLs.
"""

import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MIB = 1024 * 1024
Seconds = Annotated[float, Field(gt=0)]
Days = Annotated[int, Field(ge=1)]


def _default_data_dir() -> Path:
    return Path.home() / ".local" / "share" / "adscan"


class Settings(BaseSettings):
    """One process's settings. Sizes are bytes, times seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="ADSCAN_", extra="forbid", frozen=True)

    data_dir: Path = Field(default_factory=_default_data_dir)
    database_url: str = ""
    """SQLAlchemy URL; empty means a SQLite file in `data_dir`."""
    broker_url: str = ""
    """Celery broker (`amqp://`, `redis://`); empty means message files in `data_dir`."""
    queue: str = "adscan.scans"
    """Name of the queue; installations that share a broker need different ones."""
    files_url: str = ""
    """`file:///folder` or `s3://bucket/prefix`; empty means a folder in `data_dir`."""
    s3_endpoint_url: AnyHttpUrl | None = None
    s3_region: str = "us-east-1"
    object_bucket: str = ""
    """Bucket that scans may name by `source: {kind: object}`; keys begin with the organisation."""
    secret_key: SecretStr | None = None
    """Signs cursors. Empty means a random one kept in `data_dir`; share it between API hosts."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Annotated[int, Field(ge=0, le=256)] = 1
    """Scans that `adscan serve` and `adscan worker` run at once on this machine."""
    docs: bool = True

    max_upload_bytes: int = 2048 * MIB
    max_json_bytes: int = 1 * MIB
    max_files_per_ad: Annotated[int, Field(ge=1, le=100)] = 20
    max_batch_items: Annotated[int, Field(ge=1)] = 10_000
    max_unpacked_bytes: int = 4096 * MIB
    body_idle_seconds: Seconds = 30.0
    """A client that sends nothing for this long in the middle of a body is answered 408."""
    upload_expires_seconds: Seconds = 24 * 3600.0
    max_wait_seconds: Annotated[int, Field(ge=0, le=300)] = 60

    rate_per_minute: Annotated[int, Field(ge=1)] = 600
    """Requests one key may make a minute, at all API processes together."""
    idempotency_hours: Annotated[int, Field(ge=1)] = 24

    lease_seconds: Seconds = 60.0
    heartbeat_seconds: Seconds = 10.0
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 4
    retry_seconds: Seconds = 15.0
    """Wait before the second attempt; it doubles with each further one."""
    scan_seconds: Seconds = 1800.0
    """A scan still running after this long is stopped and recorded as failed."""
    sweep_seconds: Seconds = 5.0
    redispatch_seconds: Seconds = 30.0
    """A dispatched scan that no worker took for this long, with an empty queue, is sent again."""
    queue_window: Annotated[int, Field(ge=1)] = 1000
    """Most messages kept in the broker; the rest wait in the database, the most urgent first."""

    webhook_seconds: Seconds = 15.0
    webhook_retry_seconds: Seconds = 10.0
    webhook_disable_after: Annotated[int, Field(ge=1)] = 20
    """Failed attempts in a row after which an endpoint is switched off."""
    reachable_networks: Annotated[list[str], NoDecode] = []
    """Private networks (CIDR) that URLs and webhooks may reach all the same; none by default."""
    fetch_seconds: Seconds = 120.0

    media_days: Days | None = None
    """Media of finished scans is deleted after this many days; None keeps it."""
    scan_days: Days | None = None
    """Finished scans are deleted with all they hold after this many days; None keeps them."""

    ocr_engine: str = "ppocr-vi"
    logos: Path | None = None
    """Folder of reference pictures of institutions' logos to look for."""
    rule_set: str = "vn"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: AnyHttpUrl | None = None
    """OTLP/HTTP collector for traces; None sends none."""

    @field_validator("reachable_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [part.strip() for part in value.split(",") if part.strip()]
            if isinstance(value, str)
            else value
        )

    @cached_property
    def database(self) -> str:
        """SQLAlchemy URL with the driver this project uses."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'adscan.db'}"
        for prefix in ("postgresql://", "postgres://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url.removeprefix(prefix)
        return self.database_url

    @cached_property
    def files(self) -> str:
        """URL of the file store."""
        return self.files_url or (self.data_dir / "files").absolute().as_uri()

    def environment(self) -> dict[str, str]:
        """The settings that were chosen, as environment variables for a child process."""
        found = {}
        for name in self.model_fields_set:
            value = getattr(self, name)
            if isinstance(value, SecretStr):
                value = value.get_secret_value()
            if value is not None:
                text = ",".join(value) if isinstance(value, list) else str(value)
                found[f"ADSCAN_{name.upper()}"] = text
        return found

    @cached_property
    def signing_key(self) -> bytes:
        """Key that signs cursors; made and kept in `data_dir` when none is set."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        path = self.data_dir / "secret.key"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"secret.{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_bytes(secrets.token_bytes(32))
            try:
                path.hardlink_to(fresh)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
            return path.read_bytes()
