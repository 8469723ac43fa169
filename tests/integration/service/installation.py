"""A whole installation in one process: the API, its records, and a worker that takes turns."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from cheap import CheapCatalogue, cheap_scan
from fastapi.testclient import TestClient

from service.app import create_app
from service.fetching import MediaSource
from service.ledger import DatabaseLedger
from service.parts import Parts
from service.security import Role, create_key
from service.settings import Settings
from service.store.queue import RetryPolicy
from service.store.tables import OrganisationRow
from workers.ledger import Scanner
from workers.turn import Outcome, take_turn


def png(colour: int = 0) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes([0, colour, colour, colour]))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@dataclass
class Installation:
    """The API's client side for several organisations, and the hand that moves the work on."""

    settings: Settings
    client: TestClient
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def parts(self) -> Parts:
        parts: Parts = self.client.app.state.parts  # type: ignore[attr-defined]
        return parts

    def key(self, organisation: str = "hanoi", role: Role = "admin") -> str:
        """A key of the organisation with this role; both are made when first asked for."""
        if (organisation, role) not in self.tokens:
            with self.parts.database.write() as session:
                org_id = self.org_id(organisation)
                made = create_key(session, org_id, "test", role)
                self.tokens[organisation, role] = made.token
        return self.tokens[organisation, role]

    def org_id(self, organisation: str = "hanoi") -> str:
        with self.parts.database.read() as session:
            found = session.query(OrganisationRow).filter_by(slug=organisation).one_or_none()
            if found is not None:
                return found.id
        with self.parts.database.write() as session:
            row = OrganisationRow(slug=organisation, name=organisation.title())
            session.add(row)
            session.flush()
            return row.id

    def call(
        self,
        method: str,
        path: str,
        *,
        organisation: str = "hanoi",
        role: Role = "admin",
        headers: dict[str, str] | None = None,
        **request: Any,
    ) -> httpx.Response:
        """One request with the organisation's key."""
        own = {"authorization": f"Bearer {self.key(organisation, role)}", **(headers or {})}
        response: httpx.Response = self.client.request(method, path, headers=own, **request)
        return response

    def submit(self, caption: str = "words", picture: bytes | None = None, **options: Any) -> str:
        """Submit one picture with a caption; the scan's id."""
        response = self.call(
            "POST",
            "/v1/scans",
            files={"file": ("ad.png", picture or png(), "image/png")},
            data={"caption": caption, **options.pop("data", {})},
            **options,
        )
        assert response.status_code == 202, response.text
        return str(response.json()["id"])

    def work(self, turns: int = 50, scan: Scanner = cheap_scan) -> list[Outcome]:
        """Take turns as a worker does until nothing waits; how each ended."""
        settings = self.settings
        ledger = DatabaseLedger(
            self.parts.database,
            self.parts.files,
            MediaSource(settings),
            RetryPolicy(settings.max_attempts, settings.retry_seconds),
            settings.lease_seconds,
        )
        outcomes: list[Outcome] = []
        while len(outcomes) < turns:
            outcome = take_turn(ledger, scan, settings.heartbeat_seconds)
            if outcome == "idle":
                break
            outcomes.append(outcome)
        return outcomes


Install = Callable[..., Installation]


def installed(template: Path, folder: Path, **choices: Any) -> Installation:
    """An installation on a copy of a migrated database; enter its `client` before use."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "adscan.db").write_bytes(template.read_bytes())
    settings = Settings(
        **{
            "data_dir": folder,
            "log_level": "error",
            "retry_seconds": 0.001,
            "rate_per_minute": 100_000,
            **choices,
        }
    )
    app = create_app(settings, CheapCatalogue())
    client = TestClient(app, raise_server_exceptions=False)
    return Installation(settings, client)
