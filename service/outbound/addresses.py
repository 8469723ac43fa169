"""Which network addresses the service may connect to on another's behalf.

A host name is resolved once, every address it has is checked, and the connection is made to one of
those very addresses: a name that resolves differently a moment later (DNS rebinding) gains nothing.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore

from workers.errors import InputError

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 through NAT64 (RFC 6052): the last 32 bits are an IPv4 address."""


class AddressForbidden(InputError):
    """The URL leads to a private, local or reserved address."""

    code = "address_forbidden"
    default_remedy = "Use a URL that is reachable from the public internet."


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


class Reach:
    """Public addresses, and those networks (CIDR) that the operator has opened."""

    def __init__(self, opened: Iterable[str] = ()) -> None:
        self._opened = [ip_network(network) for network in opened]

    def allows(self, text: str) -> bool:
        """Whether a connection to this address may be made."""
        address = ip_address(text.partition("%")[0])
        if isinstance(address, IPv6Address) and (inner := _embedded(address)) is not None:
            address = inner
        if any(address in network for network in self._opened):
            return True
        return address.is_global and not address.is_multicast

    def resolve(self, host: str, port: int) -> list[str]:
        """All addresses of a host. Raises AddressForbidden when any of them is off limits.

        Raises OSError when the name does not resolve.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not all(self.allows(address) for address in addresses):
            raise AddressForbidden("The URL leads to an address that is not public.")
        return addresses


class PinnedBackend(httpcore.SyncBackend):
    """Connects only to addresses that were checked, whatever the name resolves to later."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's checked addresses that answers."""
        try:
            addresses = self._reach.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} does not resolve") from error
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses[:3]:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - the signature is httpcore's
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Never: a URL of another's choosing has no business with local sockets."""
        raise httpcore.ConnectError(f"{path}: local sockets are not reachable")
