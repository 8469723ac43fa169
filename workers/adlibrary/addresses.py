"""URLs of an export, made fit to keep: secrets and click tracking out, wrappers opened."""

import re
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

_SECRET = re.compile(
    r"""access_?token|.*token|session(id)?|sid|auth|authorization|api_?key|key|secret|password
    |sig|signature|x-signature|x-expires|expires?|policy|key-pair-id|hmac|hash|hdnea|hdnts
    |x-amz-.*|x-goog-.*|x-bogus|_signature|mstoken|ttwid|lsig|sparams
    |oh|oe|_nc_.*|ccb|__gda__|efg|stp""",
    re.IGNORECASE | re.VERBOSE,
)
_TRACKING = re.compile(r"fbclid|gclid|gbraid|wbraid|dclid|ttclid|msclkid|igshid|mibextid|zarsrc")
_SIGNED_PATH = re.compile(r"^/[0-9a-f]{32}/[0-9a-f]{8}(?=/)")
_WRAPPERS = {"l.facebook.com", "lm.facebook.com", "l.instagram.com", "l.messenger.com"}


def clean_url(url: Any) -> str | None:
    """`url` without user names, secrets, signatures and click ids; None unless http or https."""
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    if host in _WRAPPERS:
        target = parse_qs(parts.query).get("u", [""])[0]
        if urlsplit(target).hostname not in (*_WRAPPERS, None):
            return clean_url(target)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _SECRET.fullmatch(name) and not _TRACKING.fullmatch(name)
    ]
    path = _SIGNED_PATH.sub("", parts.path) if "tiktokcdn" in host else parts.path
    netloc = f"[{host}]" if ":" in host else host
    if port:
        netloc = f"{netloc}:{port}"
    fragment = "" if "=" in parts.fragment else parts.fragment
    return urlunsplit((parts.scheme.lower(), netloc, path, urlencode(query), fragment))


def clean_urls(*urls: Any) -> tuple[str, ...]:
    """Each usable URL once, in order."""
    return tuple(dict.fromkeys(url for raw in urls if (url := clean_url(raw))))


_URL_IN_TEXT = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_DROPPED_KEYS = {"http_headers", "cookies", "cookie", "access_token", "authorization", "set_cookie"}


def without_secrets(value: Any) -> Any:
    """A copy of a JSON value with headers and cookies dropped and every URL in it cleaned."""
    if isinstance(value, dict):
        return {
            key: without_secrets(item)
            for key, item in value.items()
            if str(key).lower() not in _DROPPED_KEYS
        }
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    if isinstance(value, str) and "://" in value:
        return _URL_IN_TEXT.sub(lambda found: clean_url(found.group()) or "", value)
    return value
