"""URLs of others' choosing: only public addresses, bounded in time and size."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from receivers import LOOPBACK, Receiver, receiving

from service.outbound import AddressForbidden, FetchFailed, Outbound, Reach, UrlRefused
from service.outbound.client import FetchRefused
from workers.errors import LimitExceeded


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def opened() -> Outbound:
    return Outbound(Reach(LOOPBACK))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:0:0:0:0:0:f5ff:fffe",
    ],
)
def test_addresses_that_are_not_public_are_out_of_reach(address: str) -> None:
    assert not Reach().allows(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_within_reach(address: str) -> None:
    assert Reach().allows(address)


def test_a_network_the_operator_opened_is_within_reach() -> None:
    reach = Reach(["10.1.0.0/16"])
    assert reach.allows("10.1.2.3")
    assert not reach.allows("10.2.2.3")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "gopher://x",
        "http://",
        "http:///x",
        "http://user:secret@example.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        "//example.org/",
        "http://example.org/" + "x" * 5000,
        "http://[::1/",
    ],
)
def test_urls_of_a_bad_form_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(UrlRefused):
        Outbound(Reach()).download(url, tmp_path / "x", 10, 5)


def test_a_private_server_is_never_contacted(server: Receiver, tmp_path: Path) -> None:
    closed = Outbound(Reach())
    with pytest.raises(AddressForbidden):
        closed.download(server.url, tmp_path / "x", 100, 5)
    with pytest.raises(AddressForbidden):
        closed.post(server.url, {}, b"{}", 5)
    assert server.received == []


def test_a_redirect_to_a_private_address_is_not_followed(tmp_path: Path, server: Receiver) -> None:
    with receiving() as inner:
        server.status, server.headers = 302, {"location": inner.url.replace("127.0.0.1", "[::1]")}
        with pytest.raises(AddressForbidden):
            Outbound(Reach(LOOPBACK)).download(server.url, tmp_path / "x", 100, 5)
        server.headers = {"location": "file:///etc/passwd"}
        with pytest.raises(UrlRefused):
            Outbound(Reach(LOOPBACK)).download(server.url, tmp_path / "x", 100, 5)
        assert inner.received == []


def test_a_name_that_changes_its_address_is_checked_at_the_connection(
    server: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["8.8.8.8", "127.0.0.1"])

    def resolve(_host: str, port: int, **_options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    outbound = Outbound(Reach())
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    outbound.check("http://rebinding.example/")
    with pytest.raises(AddressForbidden):
        outbound.download("http://rebinding.example/", tmp_path / "x", 100, 5)
    assert server.received == []


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resolve(_host: str, port: int, **_options: Any) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("8.8.8.8", "10.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(AddressForbidden):
        Outbound(Reach()).check("http://mixed.example/")


def test_a_file_is_fetched_through_redirects(
    server: Receiver, opened: Outbound, tmp_path: Path
) -> None:
    with receiving() as origin:
        origin.body = b"picture"
        server.status, server.headers = 302, {"location": f"{origin.url}/there"}
        opened.download(server.url, tmp_path / "x", 100, 10)
    assert (tmp_path / "x").read_bytes() == b"picture"
    assert origin.received[0][0] == "/there"


def test_endless_redirects_end(server: Receiver, opened: Outbound, tmp_path: Path) -> None:
    server.status, server.headers = 302, {"location": "/again"}
    with pytest.raises(FetchRefused):
        opened.download(server.url, tmp_path / "x", 100, 10)
    assert len(server.received) == 6


def test_more_than_allowed_is_not_fetched(
    server: Receiver, opened: Outbound, tmp_path: Path
) -> None:
    server.body = b"x" * 200
    with pytest.raises(LimitExceeded):
        opened.download(server.url, tmp_path / "x", 100, 10)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, FetchRefused), (403, FetchRefused), (500, FetchFailed), (429, FetchFailed)],
)
def test_refusals_are_final_and_failures_are_not(
    server: Receiver, opened: Outbound, tmp_path: Path, status: int, kind: type[Exception]
) -> None:
    server.status = status
    with pytest.raises(kind):
        opened.download(server.url, tmp_path / "x", 100, 10)


def test_a_server_that_hangs_costs_its_time_limit(
    server: Receiver, opened: Outbound, tmp_path: Path
) -> None:
    server.delay = 3
    with pytest.raises(FetchFailed):
        opened.download(server.url, tmp_path / "x", 100, 0.5)
