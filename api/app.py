"""The application: the doors around one office."""

from http import HTTPStatus
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.routing import Route

from api import chat
from api.auth.door import SignedIn
from api.bodies import Bounded
from api.completions import routes as completions
from api.described import describe
from api.errors import Problem, answer_errors
from api.gate import Gate
from api.lifetime import lifetime
from api.live import Live
from api.mcp.server import McpDoor
from api.once import OnceGate
from api.pressure import Line
from api.routes import (
    change_sets,
    conversations,
    dashboard,
    imports,
    keys,
    knowledge,
    members,
    records,
    runs,
    schedules,
    settings,
    signing_in,
    single_sign_on,
    usage,
    watching,
    webhooks,
)
from api.watching.requests import Watched

if TYPE_CHECKING:
    from agent.setup import Office
    from api.slack.worker import Worker

STATIC = Path(__file__).parent / "static"
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
    chat.router, runs.router, conversations.router, change_sets.router, records.router,
    imports.router, dashboard.router, completions.router, signing_in.router, single_sign_on.router,
    members.router, keys.router, webhooks.router, schedules.router, knowledge.router,
    settings.router, usage.router,
)  # fmt: skip


def _slack(app: FastAPI, office: "Office") -> "Worker | None":
    """The door for Slack's events and who answers them; None where that is not set up."""
    secret = office.settings.slack.signing_secret
    if secret is None or office.settings.slack.bot_token is None:
        return None
    from api.slack.door import routes
    from api.slack.running import worker_of

    worker = worker_of(office)
    app.include_router(routes(office, secret.get_secret_value(), worker.wake.set))
    return worker


def build(office: "Office", *, loopback: bool = True, learned: Event | None = None) -> FastAPI:
    """An app around the given office; tests hand in their own.

    Args:
        office: What it answers from.
        loopback: Whether only this machine can reach it; else nobody is taken for its owner.
        learned: Set once the planner has learned its playbooks; without one it has.
    """
    # The built-in documentation pages load scripts from elsewhere; the schema itself does not.
    app = FastAPI(
        title="Pitcrew", version=watching.VERSION, docs_url=None, redoc_url=None, lifespan=lifetime
    )
    app.state.office, app.state.loopback = office, loopback
    app.state.line, app.state.learned = Line(office.settings.chats), learned or _set()
    app.state.live = Live()
    app.include_router(watching.router)
    for router in ROUTERS:
        app.include_router(router, prefix="/v1", responses=PROBLEMS)
    app.state.mcp = McpDoor(office, app.state.line)
    app.router.routes.append(Route("/mcp", app.state.mcp))
    app.state.slack = _slack(app, office)
    answer_errors(app)
    describe(app)
    app.add_middleware(OnceGate)
    app.add_middleware(Bounded)
    app.add_middleware(SignedIn)
    app.add_middleware(Gate)
    app.add_middleware(Watched)
    app.mount("/", StaticFiles(directory=STATIC, html=True), name="page")
    return app


def _set() -> Event:
    made = Event()
    made.set()
    return made
