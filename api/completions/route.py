"""Failures in the shape that clients of OpenAI's API know."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.errors import STATUS, faults, retry_after
from store import errors

KINDS = {
    HTTPStatus.BAD_REQUEST: "invalid_request_error",
    HTTPStatus.NOT_FOUND: "invalid_request_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}


class Fault(BaseModel):
    """What went wrong."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class Faulty(BaseModel):
    """A failed request's answer."""

    error: Fault


class CompletionRoute(APIRoute):
    """A route whose expected failures are told as OpenAI tells its own."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        inner = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await inner(request)
            except RequestValidationError as error:
                place = [str(part) for part in error.errors()[0]["loc"][1:]]
                return _told(HTTPStatus.BAD_REQUEST, faults(error), "bad_input", ".".join(place))
            except errors.PitcrewError as error:
                status = STATUS[type(error)]
                if status == HTTPStatus.UNPROCESSABLE_ENTITY:
                    status = HTTPStatus.BAD_REQUEST
                said = f"{error.message} {error.hint}".strip()
                return _told(status, said, error.code, headers=retry_after(error))

        return answer


def _told(
    status: HTTPStatus, message: str, code: str, param: str | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:  # fmt: skip
    kind = KINDS.get(status, "api_error")
    fault = Fault(message=message, type=kind, param=param or None, code=code)
    return JSONResponse(Faulty(error=fault).model_dump(), status, headers)
