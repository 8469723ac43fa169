"""What OpenAPI says of bodies and headers that the framework cannot derive."""

from typing import Annotated, Any

from fastapi import Header

from service.api.shapes import WORDS, Scan, ScanForm, ScanRequest

IDEMPOTENCY = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,255}$",
        description="A repeated request with the same key gets the first one's answer.",
    ),
]
_LOCATION = {
    "Location": {
        "description": "Where the scan can be read",
        "schema": {"type": "string"},
    }
}
SUBMIT_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Scan,
        "description": "Scanned before by the same engine and rules, or ended within `wait`",
        "headers": _LOCATION,
    },
    202: {"model": Scan, "description": "Accepted", "headers": _LOCATION},
}


_WORDS = {
    "required": ["caption"],
    "properties": {"caption": {"type": "string", "pattern": WORDS}},
}
"""An ad without media has a caption that is not blank."""


def _form_schema() -> dict[str, Any]:
    schema = ScanForm.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    schema["title"] = "ScanForm"
    schema["anyOf"] = [{"required": ["file"]}, _WORDS]
    schema["properties"]["file"] = {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "minItems": 1,
        "maxItems": 20,
        "description": "Pictures or videos of the ad, in order",
    }
    schema["properties"]["metadata"] = {"type": "string", "description": "A JSON object, as text"}
    return schema


def _json_schema() -> dict[str, Any]:
    schema = ScanRequest.model_json_schema()
    definitions = schema.pop("$defs", {})
    inlined: dict[str, Any] = _inlined(schema, definitions)
    media = {"anyOf": [{"type": "object"}, {"type": "array", "minItems": 1}]}
    inlined["anyOf"] = [{"required": ["source"], "properties": {"source": media}}, _WORDS]
    return inlined


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:
    """The schema with its definitions in place: OpenAPI knows no `$defs` inside a body."""
    if isinstance(node, dict):
        if "$ref" in node:
            return _inlined(definitions[node["$ref"].rpartition("/")[2]], definitions)
        return {
            key: _inlined(value, definitions)
            for key, value in node.items()
            if key != "discriminator"
        }
    if isinstance(node, list):
        return [_inlined(item, definitions) for item in node]
    return node


SUBMIT_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": _json_schema()},
            "multipart/form-data": {"schema": _form_schema()},
        },
    }
}
