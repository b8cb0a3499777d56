"""Schedules over HTTP: the same tools as in a conversation, under the same checks."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.by_hand import context_for
from api.given import Limit, Text
from api.office import Asker, Store, TheOffice
from api.views import schedules
from store.engine import reading
from tools.parts.scheduling.places import kept
from tools.result import Result
from tools.schedules.change_schedule import change_schedule
from tools.schedules.schedule_work import schedule_work

if TYPE_CHECKING:
    from tools.context import Actor
    from tools.contract import Tool

router = APIRouter(prefix="/schedules", tags=["schedules"])
Kind = Literal["update", "merge", "move", "create", "delete"]
Some = list[Text]
Place = Annotated[Text, Field(max_length=2000)]


class Wanted(BaseModel):
    """A request to be made again and again."""

    model_config = ConfigDict(extra="forbid")

    ask: Text = Field(min_length=1, max_length=8000, examples=["clean up the CRM"])
    when: Text = Field(min_length=1, max_length=500, examples=["every Friday at 16:00"])
    timezone: Text | None = Field(default=None, max_length=64, examples=["Europe/Berlin"])
    destination: Place | Annotated[list[Place], Field(max_length=10)] | None = Field(
        default=None, examples=["email:ops@example.com, slack:#revops"],
        description="Where the digest goes too: a place, or several in a list or by commas.",
    )  # fmt: skip
    draft_only: bool = False
    max_rows: int | None = Field(default=None, ge=1, le=10_000)
    tables: Some = Field(default_factory=list, max_length=50)
    fields: Some = Field(default_factory=list, max_length=200)
    kinds: list[Kind] = Field(default_factory=list, max_length=5)
    min_confidence: float | None = Field(default=None, gt=0, le=1)
    quiet_from: Text | None = Field(default=None, max_length=5, examples=["22:00"])
    quiet_until: Text | None = Field(default=None, max_length=5, examples=["07:00"])
    catch_up: bool = True


class Move(BaseModel):
    """New times."""

    model_config = ConfigDict(extra="forbid")

    when: Text = Field(min_length=1, max_length=500, examples=["every Monday at 9"])


@router.get("")
def listing(office: TheOffice, session: Store) -> schedules.Listing:
    """What is scheduled, when each runs next, and how it last went."""
    return schedules.listing(session, office.workspace.id, _now())


@router.get("/{schedule}")
def show(schedule: Text, office: TheOffice, session: Store, limit: Limit = 20) -> schedules.Page:
    """One schedule with its runs, the newest first."""
    return schedules.page(session, office.workspace.id, schedule, _now(), limit)


@router.post("")
def propose(wanted: Wanted, office: TheOffice, actor: Asker) -> Result:
    """Try a request and propose to make it again and again; it begins once that is approved."""
    given = wanted.model_dump()
    if isinstance(wanted.destination, list):
        given["destination"] = kept(wanted.destination)
    return _call(office, actor, schedule_work, given)


@router.post("/{schedule}/pause")
def pause(schedule: Text, office: TheOffice, actor: Asker) -> schedules.Page:
    """Let no further run begin; one that is under way goes on."""
    return _change(office, actor, schedule, "pause")


@router.post("/{schedule}/resume")
def resume(schedule: Text, office: TheOffice, actor: Asker) -> schedules.Page:
    """Let it go on from now."""
    return _change(office, actor, schedule, "resume")


@router.post("/{schedule}/run")
def run(schedule: Text, office: TheOffice, actor: Asker) -> schedules.Page:
    """Run it once beside its times, as soon as a worker is free."""
    return _change(office, actor, schedule, "run")


@router.post("/{schedule}/cancel")
def cancel(schedule: Text, office: TheOffice, actor: Asker) -> Result:
    """End it for good, and stop a run that is under way at its next step."""
    _known(office, schedule)
    return _call(office, actor, change_schedule, {"action": "cancel", "schedule": schedule})


@router.post("/{schedule}/move")
def move(schedule: Text, to: Move, office: TheOffice, actor: Asker) -> Result:
    """Propose new times; they hold once that is approved."""
    _known(office, schedule)
    given = {"action": "move", "schedule": schedule, "when": to.when}
    return _call(office, actor, change_schedule, given)


def _change(office: TheOffice, actor: "Actor", schedule: str, action: str) -> schedules.Page:
    _known(office, schedule)
    _call(office, actor, change_schedule, {"action": action, "schedule": schedule})
    return _known(office, schedule)


def _known(office: TheOffice, schedule: str) -> schedules.Page:
    """The schedule with exactly this id: a path is no sentence."""
    with reading(office.engine) as session:
        return schedules.page(session, office.workspace.id, schedule, _now(), 20)


def _call(
    office: TheOffice, actor: "Actor", tool: "Tool[Any, Result]", given: dict[str, Any]
) -> Result:
    with context_for(office, actor) as called:
        return tool.run(called, given)


def _now() -> datetime:
    return datetime.now(UTC)
