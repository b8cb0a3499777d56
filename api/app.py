"""The application: the doors around one office."""

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from starlette.routing import Route

from api import chat
from api.auth.door import SignedIn
from api.completions import routes as completions
from api.described import describe
from api.errors import Problem, answer_errors
from api.gate import Gate
from api.lifetime import lifetime
from api.mcp.server import McpDoor
from api.office import MaybeKnown, TheOffice
from api.once import OnceGate
from api.pressure import Line
from api.routes import (
    change_sets,
    dashboard,
    imports,
    keys,
    members,
    records,
    schedules,
    signing_in,
    single_sign_on,
    webhooks,
)

if TYPE_CHECKING:
    from agent.setup import Office

STATIC = Path(__file__).parent / "static"
VERSION = "0.1.0"
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": status.phrase}
    for status in (
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,
    )
}
ROUTERS = (
    chat.router, change_sets.router, records.router, imports.router, dashboard.router,
    completions.router, signing_in.router, single_sign_on.router, members.router, keys.router,
    webhooks.router, schedules.router,
)  # fmt: skip
health = APIRouter()


class Health(BaseModel):
    """Whether the service can answer; with what, for those who have signed in."""

    status: str = "ok"
    version: str = VERSION
    workspace: str | None = None
    name: str | None = None
    planner: str | None = None
    as_of: str | None = None


@health.get("/health", tags=["health"])
def check(office: TheOffice, who: MaybeKnown) -> Health:
    """Ready when this answers."""
    if who is None:
        return Health()
    settings = office.settings
    model = settings.model.name if settings.planner == "auto" else None
    return Health(
        workspace=office.workspace.id, name=office.workspace.name, planner=model or "embedded",
        as_of=settings.as_of.isoformat() if settings.as_of else None,
    )  # fmt: skip


def build(office: "Office", *, loopback: bool = True) -> FastAPI:
    """An app around the given office; tests hand in their own.

    Args:
        office: What it answers from.
        loopback: Whether only this machine can reach it; else nobody is taken for its owner.
    """
    # The built-in documentation pages load scripts from elsewhere; the schema itself does not.
    app = FastAPI(
        title="Pitcrew", version=VERSION, docs_url=None, redoc_url=None, lifespan=lifetime
    )
    app.state.office, app.state.loopback = office, loopback
    app.state.line = Line(office.settings.chats)
    app.include_router(health)
    for router in ROUTERS:
        app.include_router(router, prefix="/v1", responses=PROBLEMS)
    app.state.mcp = McpDoor(office, app.state.line)
    app.router.routes.append(Route("/mcp", app.state.mcp))
    answer_errors(app)
    describe(app)
    app.add_middleware(OnceGate)
    app.add_middleware(SignedIn)
    app.add_middleware(Gate)
    app.mount("/", StaticFiles(directory=STATIC, html=True), name="page")
    return app
