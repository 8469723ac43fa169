"""Teaches schemathesis to send the bodies of this API that are neither JSON nor a form."""

import schemathesis


@schemathesis.serializer("application/zip", "application/jsonl", "application/offset+octet-stream")
def as_bytes(_context: object, value: object) -> bytes:
    """The generated text or bytes as they are."""
    return value if isinstance(value, bytes) else str(value).encode()
