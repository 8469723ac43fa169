"""Tests that need a server run wherever it can be reached.

`make test` has to work on a machine without PostgreSQL, RabbitMQ and Redis: what the embedded parts
can do is tested with them, and the header names the servers whose tests are left out. The gate
(`.ci/run`) sets ADSCAN_REQUIRE_SERVERS, which makes their absence a failure.
"""

import os
import re
import socket
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

import pytest

SERVERS = {
    "postgresql": ("ADSCAN_TEST_POSTGRES", "postgresql://127.0.0.1:5432"),
    "rabbitmq": ("ADSCAN_TEST_RABBITMQ", "amqp://127.0.0.1:5672"),
    "redis": ("ADSCAN_TEST_REDIS", "redis://127.0.0.1:6379"),
}
REQUIRED = bool(os.environ.get("ADSCAN_REQUIRE_SERVERS"))


@cache
def absent() -> frozenset[str]:
    """Servers that nothing answers for."""
    return frozenset(name for name in SERVERS if not _listens(name))


def _listens(name: str) -> bool:
    variable, default = SERVERS[name]
    url = urlsplit(os.environ.get(variable, default))
    address = (url.hostname or "127.0.0.1", url.port or urlsplit(default).port)
    try:
        socket.create_connection(address, timeout=2).close()
    except OSError:
        return False
    return True


def servers_of(item: pytest.Item) -> set[str]:
    """Servers that a test's parameters name."""
    parameters = getattr(item, "callspec", None)
    return set(re.split(r"[^a-z]+", parameters.id)) & SERVERS.keys() if parameters else set()


def pytest_report_header() -> list[str]:
    lines = []
    for name in sorted(absent()):
        fate = "its tests will fail" if REQUIRED else "its tests are left out"
        lines.append(f"{name}: not reachable, {fate}; start it or set {SERVERS[name][0]}")
    return lines


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if REQUIRED or not absent():
        return
    left_out: Sequence[pytest.Item] = [item for item in items if servers_of(item) & absent()]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
