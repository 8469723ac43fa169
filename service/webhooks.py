"""Signing events by the Standard Webhooks specification (symmetric, v1)."""

import base64
import hashlib
import hmac
import secrets

_MARK = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret for one endpoint, in the form the specification gives it."""
    return _MARK + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed_headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that identify and sign one message; `timestamp` is in Unix seconds."""
    key = base64.b64decode(secret.removeprefix(_MARK))
    content = f"{message_id}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
