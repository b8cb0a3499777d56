"""How an error leaves the service over HTTP: one JSON shape, and a status for each class."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import Scope

from store import errors

log = logging.getLogger(__name__)

STATUS: dict[type[errors.PitcrewError], HTTPStatus] = {
    errors.BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.NotSignedIn: HTTPStatus.UNAUTHORIZED,
    errors.Refused: HTTPStatus.FORBIDDEN,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.NotReady: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.LimitReached: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Upstream: HTTPStatus.BAD_GATEWAY,
}


PROBLEM = "application/problem+json"
"""The media type of RFC 9457."""


class Problem(BaseModel):
    """What every failed request answers: RFC 9457's members, and what to do instead.

    `detail` and `message` are the same sentence: the one is the standard's name, the other that of
    every other door.
    """

    type: str = Field(default="about:blank", examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no change set 'chg_1'."])
    code: str = Field(examples=["not_found"])
    message: str = Field(examples=["There is no change set 'chg_1'."])
    hint: str = Field(default="", examples=["`GET /v1/change-sets` lists them."])


def problem(
    code: str, message: str, hint: str, status: int, headers: dict[str, str] | None = None
) -> JSONResponse:
    """A failed request's answer."""
    made = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=message, code=code, message=message,
        hint=hint,
    )  # fmt: skip
    return JSONResponse(made.model_dump(), status, headers, PROBLEM)


def told(error: errors.PitcrewError) -> JSONResponse:
    """An expected error as an answer."""
    return problem(error.code, error.message, error.hint, STATUS[type(error)], retry_after(error))


def retry_after(error: errors.PitcrewError) -> dict[str, str]:
    """The header that says when to try again, where that is known."""
    seconds = error.facts.get("retry_after")
    return {} if seconds is None else {"retry-after": str(seconds)}


def route_of(scope: Scope) -> str:
    """The path that was asked for, with names in place of what it is about."""
    if not isinstance(scope.get("route"), Route):
        return "(none)"
    names = {str(value): f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    return "/".join(names.get(part, part) for part in scope["path"].split("/"))


def faults(error: RequestValidationError) -> str:
    """What a malformed request lacks, in a line."""
    return "; ".join(
        f"{'.'.join(map(str, e['loc'][1:])) or 'body'}: {e['msg']}" for e in error.errors()
    )


def answer_errors(app: FastAPI) -> None:
    """Give every failure one JSON shape; an unexpected one is logged as the bug that it is."""

    @app.exception_handler(errors.PitcrewError)
    async def expected(request: Request, error: errors.PitcrewError) -> JSONResponse:
        told_of = {"method": request.method, "route": route_of(request.scope), "code": error.code}
        log.info("a request was refused", extra=told_of)
        return told(error)

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        return problem("bad_input", faults(error), "/openapi.json says what it takes.", 422)

    @app.exception_handler(HTTPException)
    async def no_such_page(_request: Request, error: HTTPException) -> JSONResponse:
        code = "not_found" if error.status_code == HTTPStatus.NOT_FOUND else "bad_input"
        return problem(
            code, f"{error.detail}.", "/openapi.json lists the paths.", error.status_code
        )

    @app.exception_handler(Exception)
    async def bug(request: Request, error: Exception) -> JSONResponse:
        where = {"method": request.method, "route": route_of(request.scope)}
        log.error("a request failed", extra=where, exc_info=error)
        return problem(
            "bug",
            "Something went wrong here; it was logged.",
            "The log is in the home folder.",
            500,
        )
