"""What the OpenAPI schema says beside what the routes say themselves."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from api.errors import PROBLEM

ONCE: dict[str, Any] = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "The same request under the same key is carried out once; for 24 hours it is "
    "answered again. Another request under it, or the same one while it is being worked on, is a "
    "409.",
}  # fmt: skip


def describe(app: FastAPI) -> None:
    """Let the schema tell of the header that every request with an effect may have.

    And that failures are of a media type of their own, which FastAPI cannot be told.
    """
    written = app.openapi

    def schema() -> dict[str, Any]:
        if app.openapi_schema is None:
            for methods in written()["paths"].values():
                for method in methods.keys() & {"post", "put", "patch", "delete"}:
                    methods[method].setdefault("parameters", []).append(ONCE)
                for content in _failures(methods):
                    content[PROBLEM] = content.pop("application/json")
        return written()

    app.openapi = schema  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _failures(methods: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What each documented failure of some operations holds."""
    for operation in methods.values():
        for answer in operation.get("responses", {}).values():
            content = answer.get("content", {})
            said = content.get("application/json", {}).get("schema", {})
            if said.get("$ref", "").endswith("/Problem"):
                yield content
