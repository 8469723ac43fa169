"""What OpenAPI says of bodies and headers that the framework cannot derive."""

from typing import Annotated, Any

from fastapi import FastAPI, Header

from service import problems
from service.api.shapes import Scan, ScanForm, ScanRequest

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

_SCHEMAS = "#/components/schemas/{model}"
SUBMIT_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "An ad has media, or a caption that is not blank, or both.",
        "content": {
            "application/json": {"schema": {"$ref": _SCHEMAS.format(model="ScanRequest")}},
            "multipart/form-data": {"schema": {"$ref": _SCHEMAS.format(model="ScanForm")}},
        },
    }
}


def describe(app: FastAPI) -> None:
    """Complete what the framework says of `app` in OpenAPI; call it when all routes are there."""
    derived = app.openapi

    def complete() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = derived()
            document["components"]["schemas"] |= _body_schemas()
            for operations in document["paths"].values():
                for operation in operations.values():
                    for response in operation["responses"].values():
                        _as_problem(response.get("content", {}))
        return derived()

    app.openapi = complete  # type: ignore[method-assign]


def _as_problem(content: dict[str, Any]) -> None:
    """Errors come as problem documents only; the framework notes their schema as plain JSON."""
    if problems.MEDIA_TYPE in content:
        content[problems.MEDIA_TYPE] = content.pop("application/json")


def _body_schemas() -> dict[str, Any]:
    """Schemas of bodies that routes read by themselves."""
    found: dict[str, Any] = {}
    for model in (ScanRequest, ScanForm):
        schema = model.model_json_schema(ref_template=_SCHEMAS)
        found |= schema.pop("$defs", {})
        found[model.__name__] = schema
    found["ScanForm"]["properties"] |= {
        "file": {
            "type": "array",
            "items": {"type": "string", "format": "binary"},
            "maxItems": 20,
            "description": "Pictures or videos of the ad, in order",
        },
        "metadata": {"type": "string", "description": "A JSON object, as text"},
    }
    return found
