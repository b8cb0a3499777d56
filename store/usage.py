"""What runs used: noted run by run, added up by day, person and planner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, and_, case, func, or_
from sqlmodel import Session, col, select

from store.trail import Usage

By = Literal["day", "person", "planner"]
CALL = "call"
"""How the id of a program's call begins: a run without a conversation."""
ENDINGS = ("answered", "needs_approval", "needs_answer", "refused", "failed", "running")
COLUMNS = {"day": col(Usage.day), "person": col(Usage.actor), "planner": col(Usage.planner)}


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run, or an attempt at one, used. Tokens are None where the endpoint did not say."""

    tool_calls: int = 0
    model_calls: int = 0
    input_tokens: int | None = 0
    output_tokens: int | None = 0


@dataclass(frozen=True, slots=True)
class Price:
    """The cost of an attempt in millionths, where it is known, and of which currency."""

    micros: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Summed:
    """What the runs of one group used together: as far as prices and tokens are known.

    `unpriced` runs have ended and have no cost in the currency, `untold` ones no tokens.
    """

    key: tuple[Any, ...]
    runs: int
    endings: dict[str, int]
    tool_calls: int
    model_calls: int
    input_tokens: int
    output_tokens: int
    cost_micros: int | None
    unpriced: int
    untold: int


def is_call(run_id: str | None) -> bool:
    """Whether a program called the tool itself, without a conversation."""
    return run_id is not None and run_id.startswith(f"{CALL}_")


def begin(  # noqa: PLR0913 - what is known of a run when it begins
    session: Session, workspace_id: str, run_id: str, *, day: date, actor: str, planner: str,
    now: datetime,
) -> None:  # fmt: skip
    """Note that a run began; one that goes on after it broke off is counted once."""
    if session.get(Usage, (workspace_id, run_id)) is None:
        made = Usage(
            workspace_id=workspace_id, id=run_id, day=day, actor=actor, planner=planner,
            started_at=now,
        )  # fmt: skip
        session.add(made)
        session.flush()


def add(session: Session, workspace_id: str, run_id: str, spent: Spent, price: Price) -> None:
    """Note what a run has used since it was last noted: those beside it go by that."""
    found = session.get(Usage, (workspace_id, run_id))
    if found is not None:
        _add(found, spent, price)
        session.add(found)
        session.flush()


def end(  # noqa: PLR0913 - how a run ended
    session: Session, workspace_id: str, run_id: str, *, status: str, planner: str, spent: Spent,
    price: Price, now: datetime,
) -> None:  # fmt: skip
    """Note how a run ended, and what it used that has not been noted yet.

    A second attempt adds to the first.
    """
    found = session.get(Usage, (workspace_id, run_id))
    if found is None:
        return
    _add(found, spent, price)
    found.status, found.planner, found.ended_at = status, planner, now
    session.add(found)
    session.flush()


def _add(found: Usage, spent: Spent, price: Price) -> None:
    # Until something is noted a cost of None means nothing; from then on, that it is not known.
    noted = found.ended_at is not None or found.model_calls > 0
    found.tool_calls += spent.tool_calls
    found.model_calls += spent.model_calls
    found.input_tokens = _plus(found.input_tokens, spent.input_tokens)
    found.output_tokens = _plus(found.output_tokens, spent.output_tokens)
    found.cost_micros = _plus(found.cost_micros if noted else 0, price.micros)
    found.currency = None if found.cost_micros is None else price.currency


def lost(session: Session, workspace_id: str, run_id: str, now: datetime) -> None:
    """Note that a run's process died: of the model's calls it had noted at most one is missing.

    Where it had noted none, what it used is not known.
    """
    found = session.get(Usage, (workspace_id, run_id))
    if found is not None:
        if not found.model_calls:
            found.input_tokens = found.output_tokens = None
            found.cost_micros = found.currency = None
        found.status, found.ended_at = "failed", now
        session.add(found)
        session.flush()


def runs_on(session: Session, workspace_id: str, day: date, actor: str | None = None) -> int:
    """How many runs began on a day, of one person if one is named."""
    query = select(func.count()).where(
        col(Usage.workspace_id) == workspace_id, col(Usage.day) == day
    )
    if actor is not None:
        query = query.where(col(Usage.actor) == actor)
    return session.exec(query).one()


def tokens_on(session: Session, workspace_id: str, day: date) -> int:
    """The tokens of a day, as far as endpoints told them."""
    of_both = func.coalesce(Usage.input_tokens, 0) + func.coalesce(Usage.output_tokens, 0)
    query = select(func.coalesce(func.sum(of_both), 0)).where(
        col(Usage.workspace_id) == workspace_id, col(Usage.day) == day
    )
    return int(session.exec(query).one() or 0)


def micros_since(session: Session, workspace_id: str, day: date, currency: str) -> int:
    """The cost since a day, as far as it is known in that currency."""
    query = select(func.coalesce(func.sum(Usage.cost_micros), 0)).where(
        col(Usage.workspace_id) == workspace_id, col(Usage.day) >= day,
        col(Usage.currency) == currency,
    )  # fmt: skip
    return int(session.exec(query).one() or 0)


def summed(  # noqa: PLR0913 - a report is all of these
    session: Session, workspace_id: str, by: Sequence[By], *, since: date, until: date,
    currency: str, actor: str | None = None,
) -> list[Summed]:  # fmt: skip
    """What was used from one day to another, both among them, in groups.

    Args:
        session: A session.
        workspace_id: Where.
        by: What the groups are; none: everything together.
        since: The first day.
        until: The last day.
        currency: Runs that were priced in another one count as having no price.
        actor: Only what this person used.
    """
    keys: list[Any] = [COLUMNS[name] for name in by]
    wanted = [col(Usage.workspace_id) == workspace_id, col(Usage.day).between(since, until)]
    if actor is not None:
        wanted.append(col(Usage.actor) == actor)
    query = select(*keys, *_sums(currency)).where(*wanted).group_by(*keys).order_by(*keys)
    return [_read(row, len(keys)) for row in session.connection().execute(query) if row.runs]


def _sums(currency: str) -> list[Any]:
    priced, ended = col(Usage.currency) == currency, col(Usage.ended_at).is_not(None)
    return [
        func.count().label("runs"),
        *(_counted(col(Usage.status) == ending).label(ending) for ending in ENDINGS),
        *(
            func.coalesce(func.sum(getattr(Usage, name)), 0).label(name)
            for name in ("tool_calls", "model_calls", "input_tokens", "output_tokens")
        ),
        func.sum(case((priced, col(Usage.cost_micros)))).label("cost_micros"),
        _counted(and_(ended, or_(col(Usage.currency).is_(None), ~priced))).label("unpriced"),
        _counted(and_(ended, col(Usage.input_tokens).is_(None))).label("untold"),
    ]


def _counted(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _read(row: Row[Any], keys: int) -> Summed:
    return Summed(
        key=tuple(row[:keys]), runs=row.runs,
        endings={ending: int(getattr(row, ending)) for ending in ENDINGS},
        tool_calls=int(row.tool_calls), model_calls=int(row.model_calls),
        input_tokens=int(row.input_tokens), output_tokens=int(row.output_tokens),
        cost_micros=None if row.cost_micros is None else int(row.cost_micros),
        unpriced=int(row.unpriced), untold=int(row.untold),
    )  # fmt: skip


def _plus(before: int | None, more: int | None) -> int | None:
    return None if before is None or more is None else before + more
