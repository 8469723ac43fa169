"""A small HTTP client for URLs of others' choosing: bounded in time, size and reach."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpcore

from service.outbound.addresses import AddressForbidden, PinnedBackend, Reach
from workers.errors import AdscanError, InputError, LimitExceeded

USER_AGENT = "adscan"
_MAX_REDIRECTS = 5
_MAX_URL = 4096
_REDIRECTS = (301, 302, 303, 307, 308)
_CONNECT_SECONDS = 10.0
_STALL_SECONDS = 20.0


class UrlRefused(InputError):
    """The URL is not one that the service fetches."""

    code = "url_refused"
    default_remedy = "Give an http or https URL without user name and password."


class FetchFailed(AdscanError):
    """The other server did not give the file; it may later."""

    code = "fetch_failed"
    default_remedy = "Check that the URL opens without logging in, or upload the file."


class FetchRefused(InputError):
    """The other server answered that it will not give the file."""

    code = "fetch_refused"
    default_remedy = "Check that the URL opens without logging in, or upload the file."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to a POST."""

    status: int
    duration_ms: int


def checked_url(url: str) -> str:
    """The URL if its form is acceptable. Raises UrlRefused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UrlRefused("The URL cannot be parsed.") from error
    if parts.scheme not in ("http", "https"):
        raise UrlRefused("The URL is neither http nor https.")
    if not parts.hostname or port == 0 or len(url) > _MAX_URL:
        raise UrlRefused("The URL names no host.")
    if parts.username is not None or parts.password is not None:
        raise UrlRefused("The URL holds a user name or password.")
    if not url.isascii() or any(character <= " " or character == "\x7f" for character in url):
        raise UrlRefused("The URL holds characters that must be percent-encoded.")
    return url


class Outbound:
    """Makes requests within `reach`. Each uses a fresh connection, so that each is checked."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._tls = ssl.create_default_context()

    def check(self, url: str) -> None:
        """Raise what a request to this URL would raise before any connection is made."""
        parts = urlsplit(checked_url(url))
        assert parts.hostname is not None
        try:
            self._reach.resolve(parts.hostname, parts.port or 443)
        except (OSError, UnicodeError) as error:
            raise FetchFailed("The host of the URL does not resolve.") from error

    def download(self, url: str, target: Path, max_bytes: int, seconds: float) -> None:
        """Write what the URL gives to `target`, following redirects; each hop is checked anew.

        Raises UrlRefused, AddressForbidden, FetchRefused, FetchFailed or LimitExceeded.
        """
        deadline = time.monotonic() + seconds
        for _ in range(_MAX_REDIRECTS + 1):
            location = self._download_once(checked_url(url), target, max_bytes, deadline)
            if location is None:
                return
            url = urljoin(url, location)
        raise FetchRefused(f"The URL redirects more than {_MAX_REDIRECTS} times.")

    def _download_once(self, url: str, target: Path, max_bytes: int, deadline: float) -> str | None:
        """None when `target` holds the answer, else where to look instead."""
        try:
            with (
                self._pool() as pool,
                pool.stream(
                    "GET",
                    url,
                    headers={"user-agent": USER_AGENT, "accept": "video/*, image/*, */*;q=0.1"},
                    extensions=_timeouts(deadline - time.monotonic()),
                ) as response,
            ):
                headers = {name.lower(): value for name, value in response.headers}
                if response.status in _REDIRECTS and b"location" in headers:
                    return headers[b"location"].decode("latin-1")
                _check_status(response.status)
                if int(headers.get(b"content-length", b"0")) > max_bytes:
                    raise LimitExceeded(f"The file is larger than {max_bytes} bytes.")
                _write(response, target, max_bytes, deadline)
                return None
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise FetchFailed(f"The server did not answer well: {type(error).__name__}.") from error
        except (ValueError, httpcore.UnsupportedProtocol) as error:
            raise FetchFailed("The server's answer makes no sense.") from error

    def post(self, url: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer:
        """Send `body`; redirects are not followed and the answer's body is not read.

        Raises UrlRefused, AddressForbidden or FetchFailed.
        """
        started = time.monotonic()
        try:
            with (
                self._pool() as pool,
                pool.stream(
                    "POST",
                    checked_url(url),
                    headers=[("user-agent", USER_AGENT), *headers.items()],
                    content=body,
                    extensions=_timeouts(seconds),
                ) as response,
            ):
                return Answer(response.status, round((time.monotonic() - started) * 1000))
        except httpcore.TimeoutException as error:
            raise FetchFailed("The endpoint did not answer in time.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise FetchFailed(
                f"The endpoint could not be reached: {type(error).__name__}."
            ) from error

    def _pool(self) -> httpcore.ConnectionPool:
        return httpcore.ConnectionPool(
            ssl_context=self._tls, network_backend=PinnedBackend(self._reach), retries=0
        )


def _timeouts(seconds: float) -> dict[str, dict[str, float]]:
    left = max(0.1, seconds)
    return {
        "timeout": {
            "connect": min(_CONNECT_SECONDS, left),
            "read": min(_STALL_SECONDS, left),
            "write": min(_STALL_SECONDS, left),
            "pool": left,
        }
    }


def _check_status(status: int) -> None:
    if status in (408, 425, 429) or status >= 500:
        raise FetchFailed(f"The server answered {status}.")
    if status != 200:
        raise FetchRefused(f"The server answered {status}.")


def _write(response: httpcore.Response, target: Path, max_bytes: int, deadline: float) -> None:
    size = 0
    with target.open("wb") as file:
        for chunk in response.iter_stream():
            size += len(chunk)
            if size > max_bytes:
                raise LimitExceeded(f"The file is larger than {max_bytes} bytes.")
            if time.monotonic() > deadline:
                raise FetchFailed("The server sent too slowly.")
            file.write(chunk)


__all__ = ["AddressForbidden", "Answer", "FetchFailed", "FetchRefused", "Outbound", "UrlRefused"]
