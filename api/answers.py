"""JSON responses whose Decimals are numbers; apart from `api/exact.py`, which a terminal uses."""

from typing import Any

from fastapi.responses import JSONResponse

from api.exact import dumps


class ExactJSON(JSONResponse):
    """A JSON response whose Decimals are numbers."""

    def render(self, content: Any) -> bytes:
        """The body's bytes."""
        return dumps(content).encode()
