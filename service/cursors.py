"""Opaque cursors: a position in a list, bound to the list's filters, signed against tampering."""

import base64
import binascii
import hashlib
import hmac

from service.problems import Problem

_SIGNATURE_BYTES = 12


class Cursors:
    """Makes and reads cursors with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, last_id: str, *list_of: str) -> str:
        """A cursor that continues after `last_id` in the list that `list_of` describes."""
        body = last_id.encode()
        return base64.urlsafe_b64encode(self._sign(body, list_of) + body).decode().rstrip("=")

    def read(self, cursor: str, *list_of: str) -> str:
        """The id to continue after. Raises Problem 400 for a cursor not made for this list."""
        try:
            raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
            signature, body = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
            if hmac.compare_digest(signature, self._sign(body, list_of)):
                return body.decode()
        except (UnicodeError, binascii.Error, ValueError):
            pass
        raise Problem(
            400,
            "invalid_cursor",
            "The cursor was not made by this list with these filters.",
            "Start again without a cursor.",
        )

    def _sign(self, body: bytes, list_of: tuple[str, ...]) -> bytes:
        message = b"\0".join([body, *(part.encode() for part in list_of)])
        return hmac.new(self._key, message, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
