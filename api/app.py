"""The application: the doors around one office."""

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from starlette.routing import Route

from api import chat
from api.completions import routes as completions
from api.described import describe
from api.errors import Problem, answer_errors
from api.gate import LOOPBACK, LoopbackGate
from api.lifetime import lifetime
from api.mcp.server import McpDoor
from api.office import TheOffice
from api.once import OnceGate
from api.pressure import Line
from api.routes import change_sets, dashboard, imports, records
from store.errors import Refused

if TYPE_CHECKING:
    from agent.setup import Office

STATIC = Path(__file__).parent / "static"
VERSION = "0.1.0"
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": status.phrase}
    for status in (
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,
    )
}
ROUTERS = (
    chat.router, change_sets.router, records.router, imports.router, dashboard.router,
    completions.router,
)  # fmt: skip
health = APIRouter()


class Health(BaseModel):
    """Whether the service can answer, and with what."""

    status: str = "ok"
    version: str = VERSION
    workspace: str
    name: str
    planner: str
    as_of: str | None


@health.get("/health", tags=["health"])
def check(office: TheOffice) -> Health:
    """Ready when this answers."""
    settings = office.settings
    model = settings.model.name if settings.planner == "auto" else None
    return Health(
        workspace=office.workspace.id, name=office.workspace.name, planner=model or "embedded",
        as_of=settings.as_of.isoformat() if settings.as_of else None,
    )  # fmt: skip


def build(office: "Office") -> FastAPI:
    """An app around the given office; tests hand in their own."""
    # The built-in documentation pages load scripts from elsewhere; the schema itself does not.
    app = FastAPI(
        title="Pitcrew", version=VERSION, docs_url=None, redoc_url=None, lifespan=lifetime
    )
    app.state.office = office
    app.state.line = Line(office.settings.chats)
    app.include_router(health)
    for router in ROUTERS:
        app.include_router(router, prefix="/v1", responses=PROBLEMS)
    app.state.mcp = McpDoor(office, app.state.line)
    app.router.routes.append(Route("/mcp", app.state.mcp))
    answer_errors(app)
    describe(app)
    app.add_middleware(OnceGate)
    app.add_middleware(LoopbackGate)
    app.mount("/", StaticFiles(directory=STATIC, html=True), name="page")
    return app


def check_host(host: str) -> None:
    """Refuse to listen where others can reach a service that has no accounts.

    Raises:
        Refused: The host is not this machine's loopback.
    """
    if host not in LOOPBACK:
        raise Refused(
            f"Pitcrew has no accounts yet, so it does not listen on {host}: anyone who reached it "
            "could read and change your data.",
            hint="Use --host 127.0.0.1, and a tunnel such as `ssh -L` from another machine.",
        )
