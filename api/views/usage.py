"""What was used, as the doors show it: one's own, and for an admin everybody's."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, Field
from sqlmodel import Session

from agent.allowance import MICROS, day_of, standings
from store import members, usage
from store.errors import BadInput
from store.people import Workspace
from store.usage import By, Summed
from tools.context import Actor

if TYPE_CHECKING:
    from agent.settings import Settings

DAYS = 30
MOST_DAYS = 400


class Used(BaseModel):
    """What runs used together."""

    runs: int
    answered: int
    needs_approval: int
    needs_answer: int
    refused: int
    failed: int
    running: int
    tool_calls: int
    model_calls: int = Field(description="Of a language model.")
    input_tokens: int
    output_tokens: int
    cost: Decimal | None = Field(description="As far as prices are known; none: nothing is.")
    unpriced_runs: int = Field(description="Ended, with no cost known: `cost` is without them.")
    untold_runs: int = Field(description="Whose endpoint did not tell the tokens.")


class UsedBy(Used):
    """The same of one group; what the groups are not by is null."""

    day: date | None = None
    person: str | None = Field(default=None, description="The id: an e-mail, or `operator`.")
    name: str | None = Field(default=None, description="The person's name, if they are a member.")
    planner: str | None = Field(
        default=None,
        description="`embedded`, the model's name, or `program` for a tool called over MCP.",
    )


class Limit(BaseModel):
    """One limit of `PITCREW_ALLOWANCE__*`."""

    name: Literal["runs_per_day", "person_runs_per_day", "tokens_per_day", "cost_per_month"]
    used: Decimal
    limit: Decimal | None = Field(description="None: not set.")
    resets_at: datetime


class UsageView(BaseModel):
    """What was used from `since` to `until`, both among them."""

    since: date
    until: date
    currency: str
    whose: Literal["everybody", "yours"]
    by: list[By]
    total: Used
    rows: list[UsedBy]
    limits: list[Limit]


def view(  # noqa: PLR0913, PLR0917 - a report is all of these
    session: Session, workspace: Workspace, settings: "Settings", asker: Actor, by: Sequence[By],
    days: tuple[date | None, date | None], now: datetime,
) -> UsageView:  # fmt: skip
    """What was used; of the last 30 days unless told otherwise.

    Raises:
        BadInput: The days are the wrong way round, or too many.
    """
    since, until = _days(days, day_of(workspace, now))
    currency, own = settings.model.currency, None if asker.role == "admin" else asker.id
    by = list(dict.fromkeys(by))

    def found(groups: Sequence[By]) -> list[Summed]:
        return usage.summed(session, workspace.id, groups, since=since, until=until,
                            currency=currency, actor=own)  # fmt: skip

    names = {m.email: m.name for m in members.every(session, workspace.id)}
    [whole] = found([]) or [NOTHING]
    return UsageView(
        since=since, until=until, currency=currency, whose="yours" if own else "everybody",
        by=list(by), total=Used(**_said(whole)),
        rows=[_row(each, by, names) for each in found(by)] if by else [],
        limits=[
            Limit(name=s.name, used=s.used, limit=s.limit, resets_at=s.resets_at)
            for s in standings(session, workspace, settings, asker.id, now)
        ],
    )  # fmt: skip


NOTHING = Summed((), 0, dict.fromkeys(usage.ENDINGS, 0), 0, 0, 0, 0, None, 0, 0)


def _days(given: tuple[date | None, date | None], today: date) -> tuple[date, date]:
    until = given[1] or max(today, given[0] or today)
    since = given[0] or until - timedelta(days=DAYS - 1)
    if since > until:
        raise BadInput(f"{since} comes after {until}.", hint="Give the earlier day as `since`.")
    if (until - since).days >= MOST_DAYS:
        raise BadInput(
            f"{since} to {until} is more than {MOST_DAYS} days.", hint="Ask for a shorter time."
        )
    return since, until


def _row(found: Summed, by: Sequence[By], names: dict[str, str]) -> UsedBy:
    keys: dict[str, Any] = dict(zip(by, found.key, strict=True))
    return UsedBy(**keys, name=names.get(keys.get("person", "")), **_said(found))


def _said(found: Summed) -> dict[str, Any]:
    micros = found.cost_micros
    return {
        "runs": found.runs, **found.endings, "tool_calls": found.tool_calls,
        "model_calls": found.model_calls, "input_tokens": found.input_tokens,
        "output_tokens": found.output_tokens, "unpriced_runs": found.unpriced,
        "untold_runs": found.untold,
        "cost": None if micros is None else Decimal(micros) / MICROS,
    }  # fmt: skip
