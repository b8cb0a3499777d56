"""What a workspace may use: looked at as a run begins, under every door and in every process.

Runs are counted as they begin. Tokens and cost are looked at before every call of the language
model and noted after it (`agent/metering.py`), so they end up above what is allowed by no more than
one call of each run that was under way.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from agent.settings import Allowance, Model, Settings
from store import usage
from store.errors import LimitReached
from store.people import Workspace
from store.usage import Price, Spent

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Standing:
    """One limit: how much of it is used, and when it begins anew."""

    name: str
    used: Decimal
    limit: Decimal | None
    resets_at: datetime


def cost(model: Model, spent: Spent) -> Price:
    """What tokens cost at the model's prices; unknown where a price or the tokens are.

    >>> cost(Model(input_price=Decimal("0.15"), output_price=1), Spent(0, 1, 1000, 200)).micros
    350
    >>> cost(Model(), Spent(0, 1, 1000, 200)).micros is None
    True
    """
    if spent.model_calls == 0 and spent.input_tokens == 0:
        return Price(0, model.currency)
    told, prices = (
        (spent.input_tokens, spent.output_tokens),
        (model.input_price, model.output_price),
    )
    if None in told or None in prices:
        return Price(None, model.currency)
    # A price is of a million tokens and a cost is in millionths, so the two cancel out.
    exact = sum((n * p for n, p in zip(told, prices, strict=True) if n and p), Decimal(0))
    return Price(int(exact.to_integral_value(ROUND_HALF_EVEN)), model.currency)


def day_of(workspace: Workspace, now: datetime) -> date:
    """The workspace's own day."""
    return now.astimezone(ZoneInfo(workspace.timezone)).date()


def need_run(
    session: Session, workspace: Workspace, allowed: Allowance, actor: str, now: datetime
) -> None:
    """Let a run begin only while the workspace and the person have runs left today.

    Raises:
        LimitReached: There are none left.
    """
    day = day_of(workspace, now)
    if allowed.runs_per_day is not None or allowed.person_runs_per_day is not None:
        # One at a time counts and begins; PostgreSQL would let several count the same runs.
        session.exec(
            select(Workspace).where(col(Workspace.id) == workspace.id).with_for_update()
        ).one()
    for limit, who, whose in (
        (allowed.runs_per_day, None, "This workspace has"),
        (allowed.person_runs_per_day, actor, "You have"),
    ):
        if limit is not None and usage.runs_on(session, workspace.id, day, who) >= limit:
            wait = _tomorrow(workspace, day) - now
            raise LimitReached(
                f"{whose} used the {limit:,} messages of a day.",
                hint="Ask again tomorrow; PITCREW_ALLOWANCE__* sets how many there may be.",
                retry_after=max(1, int(wait.total_seconds())),
            )


def spent_model(
    session: Session, workspace: Workspace, settings: Settings, now: datetime
) -> str | None:
    """Why the language model is not asked any more; None as long as it may be."""
    allowed, day = settings.allowance, day_of(workspace, now)
    tokens = allowed.tokens_per_day
    if tokens is not None and usage.tokens_on(session, workspace.id, day) >= tokens:
        return f"The {tokens:,} tokens of a day are used, so the embedded planner answered."
    if allowed.cost_per_month is None:
        return None
    used = usage.micros_since(session, workspace.id, day.replace(day=1), settings.model.currency)
    if used < allowed.cost_per_month * MICROS:
        return None
    return (
        f"The {allowed.cost_per_month:,f} {settings.model.currency} that the language model may "
        "cost in a month are used, so the embedded planner answered."
    )


def standings(
    session: Session, workspace: Workspace, settings: Settings, actor: str, now: datetime
) -> list[Standing]:
    """Every limit and how much of it is used, the limits that are not set too."""
    allowed, day, space = settings.allowance, day_of(workspace, now), workspace.id
    micros = usage.micros_since(session, space, day.replace(day=1), settings.model.currency)
    tomorrow, next_month = _tomorrow(workspace, day), _next_month(workspace, day)
    found = (
        ("runs_per_day", usage.runs_on(session, space, day), allowed.runs_per_day, tomorrow),
        ("person_runs_per_day", usage.runs_on(session, space, day, actor),
         allowed.person_runs_per_day, tomorrow),
        ("tokens_per_day", usage.tokens_on(session, space, day), allowed.tokens_per_day, tomorrow),
        ("cost_per_month", Decimal(micros) / MICROS, allowed.cost_per_month, next_month),
    )  # fmt: skip
    return [
        Standing(name, Decimal(used), None if limit is None else Decimal(limit), resets)
        for name, used, limit, resets in found
    ]


def _tomorrow(workspace: Workspace, day: date) -> datetime:
    return _midnight(workspace, day + timedelta(days=1))


def _next_month(workspace: Workspace, day: date) -> datetime:
    return _midnight(workspace, (day.replace(day=1) + timedelta(days=32)).replace(day=1))


def _midnight(workspace: Workspace, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(workspace.timezone))
