"""What machines ask: whether the service lives, whether it can answer, and its figures."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel

from api.auth.secrets import same
from api.gate import LOOPBACK, is_foreign
from api.office import MaybeKnown, TheOffice
from api.pressure import Turn
from api.watching.readiness import Check, disk_check, open_check, planner_check, store_check
from store.errors import NotSignedIn

router = APIRouter(tags=["health"])
VERSION = "0.1.0"
FORM = "text/plain; version=0.0.4; charset=utf-8"


class Health(BaseModel):
    """Whether the service can answer; with what, for those who have signed in."""

    status: str = "ok"
    version: str = VERSION
    workspace: str | None = None
    name: str | None = None
    planner: str | None = None
    as_of: str | None = None


class Looked(BaseModel):
    """One thing that it needs."""

    name: str
    ok: bool
    said: str | None = None
    hint: str | None = None


class Readiness(BaseModel):
    """Whether to send it messages; what was found is told to those who have signed in."""

    ready: bool
    checks: list[Looked]


@router.get("/health")
def check(request: Request, office: TheOffice, who: MaybeKnown) -> Health:
    """Alive when this answers; it looks at nothing else."""
    if who is None or is_foreign(request.scope):
        return Health()
    settings = office.settings
    model = settings.model.name if settings.planner == "auto" else None
    return Health(
        workspace=office.workspace.id, name=office.workspace.name, planner=model or "embedded",
        as_of=settings.as_of.isoformat() if settings.as_of else None,
    )  # fmt: skip


@router.get("/ready", response_model=Readiness)
async def ready(request: Request, office: TheOffice, who: MaybeKnown, turn: Turn) -> Response:
    """Ready: the store answers and is current, the planner has learned, there is room; else 503."""
    checks = [
        await run_in_threadpool(store_check, office), disk_check(office),
        planner_check(learned=request.app.state.learned.is_set()), open_check(closing=turn.closing),
    ]  # fmt: skip
    known = who is not None and not is_foreign(request.scope)
    well = all(each.ok for each in checks)
    found = Readiness(ready=well, checks=[_looked(each, known=known) for each in checks])
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse(found.model_dump(exclude_none=True), status)


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request, office: TheOffice, turn: Turn) -> Response:
    """Figures for Prometheus: open on this machine, elsewhere with `PITCREW_METRICS__TOKEN`.

    Raises:
        NotSignedIn: It is asked from elsewhere, without that token.
    """
    from api.watching.figures import figures

    _may_count(request, office)
    return Response(figures(office, turn), media_type=FORM)


def _may_count(request: Request, office: TheOffice) -> None:
    token = office.settings.metrics.token
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token is not None and same(token.get_secret_value(), shown):
        return
    here = not is_foreign(request.scope) and request.client and request.client.host in LOOPBACK
    if token is None and here and request.url.hostname in LOOPBACK:
        return
    raise NotSignedIn(
        "These figures are for this machine, or for who has their token.",
        hint="Send PITCREW_METRICS__TOKEN as a bearer token.",
    )


def _looked(check: Check, *, known: bool) -> Looked:
    if not known:
        return Looked(name=check.name, ok=check.ok)
    return Looked(
        name=check.name, ok=check.ok, said=check.said, hint=None if check.ok else check.hint
    )
