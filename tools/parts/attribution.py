"""Whom a record counts for: the team that its owner was in then, and the reps who share a deal.

Reps change teams and managers. A record counts with the team and the manager that its owner had on
the record's own day: the day a deal closed, a lead was created, an activity happened, a quota
began; what has no such day, an open deal among them, counts as of today. Days of which no
membership is kept count with where the person stands now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Subquery,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.util import ClauseAdapter

from tools.context import Context
from tools.parts.clock import local_day
from tools.parts.paths import alive, table_of

PERSONAL = frozenset({"owner", "team", "manager"})
"""The dimensions by which the reps who share a deal are told apart."""
MILLION, ABOUT = 1_000_000, 5_000
"""Shares are counted in millionths; sums this near to the whole are the whole."""
UPTO, BEFORE = "amount_upto", "amount_before"
"""Of a deal's amount: what goes to the reps up to and with one, and to those before."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where people stood on the day of a record."""

    workspace_id: str
    today: date
    timezone: str

    def held(
        self, table: str, source: FromClause, user_id: ColumnElement[str], step: str, now: Any
    ) -> ColumnElement[Any]:
        """The team or manager of a user on the day of a row of `table`; else what they have now."""
        member, day = table_of("team_membership").alias(), self._day(table, source)
        then = (
            select(member.c[step])
            .where(
                alive(member, self.workspace_id), member.c.user_id == user_id,
                member.c[step].is_not(None), member.c.starts_on <= day,
                or_(member.c.ends_on.is_(None), member.c.ends_on >= day),
            )
            .order_by(member.c.starts_on.desc(), member.c.id)
            .limit(1)
        )  # fmt: skip
        return func.coalesce(then.correlate_except(member).scalar_subquery(), now)

    def _day(self, table: str, source: FromClause) -> ColumnElement[Any]:
        today = literal(self.today)
        if table == "opportunity":
            return case((source.c.closed_on <= self.today, source.c.closed_on), else_=today)
        days = {"lead": "created_on", "quota": "starts_on"}
        if table in days:
            return func.coalesce(source.c[days[table]], today)
        if table == "activity":
            return local_day(source.c.occurred_at, self.timezone)
        return today


def standing_of(ctx: Context) -> Standing | None:
    """Where people stood, when the workspace keeps any of it."""
    if not _any(ctx, "team_membership"):
        return None
    return Standing(ctx.workspace.id, ctx.today, ctx.workspace.timezone)


def shares_deals(ctx: Context, dimensions: Sequence[str]) -> bool:
    """Whether figures by or of these dimensions depend on how deals are shared among reps."""
    return bool(PERSONAL & set(dimensions)) and _any(ctx, "deal_split")


class SeenDeals:
    """Other rows in place of the table of deals: as they were noted, or one for each rep."""

    def __init__(self, root: Subquery) -> None:
        self.root = root
        deal = table_of("opportunity")
        self._adapter = ClauseAdapter(
            self.root, adapt_on_names=True,
            include_fn=lambda column: getattr(column, "table", None) is deal,
        )  # fmt: skip

    @property
    def by_rep(self) -> bool:
        """Whether each rep who is credited with a deal has a row of it."""
        return UPTO in self.root.c

    def over(self, expression: ColumnElement[Any]) -> ColumnElement[Any]:
        """The expression, over these rows instead of the table's."""
        adapted: ColumnElement[Any] = self._adapter.traverse(expression)
        return adapted

    def credited(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """What a rep is credited with of a value that is so much of a deal's amount.

        An amount in a foreign currency is converted up to the rep's share and up to the one before:
        the difference loses no cent, where each share converted by itself would.
        """
        return self.over(self._of(value, UPTO)) - self.over(self._of(value, BEFORE))

    def _of(self, value: ColumnElement[Any], name: str) -> ColumnElement[Any]:
        amount, instead = table_of("opportunity").c.amount_cents, self.root.c[name]
        replaced: ColumnElement[Any] = visitors.replacement_traverse(
            value, {}, lambda element, **_: instead if element is amount else None
        )
        return replaced


def shared_deals(workspace_id: str, of: Subquery | None = None) -> Subquery:
    """Deals with one row for each rep who is credited; the parts add up to the cent.

    Args:
        workspace_id: Whose deals.
        of: Rows in place of the table, such as deals as they were on a past day.
    """
    deal: FromClause = table_of("opportunity") if of is None else of
    parts = _parts(workspace_id)
    kept = [c for c in deal.c if c.name not in {"owner_id", "amount_cents"}]
    cents, alone = deal.c.amount_cents, parts.c.user_id.is_(None)
    upto = _boundary(cents, parts.c.upto, parts.c.whole)
    before = _boundary(cents, parts.c.upto - parts.c.share, parts.c.whole)
    return (
        select(
            *kept, func.coalesce(parts.c.user_id, deal.c.owner_id).label("owner_id"),
            case((alone, cents), else_=upto - before).label("amount_cents"),
            case((alone, cents), else_=upto).label(UPTO),
            case((alone, 0), else_=before).label(BEFORE),
        )
        .select_from(deal.outerjoin(parts, parts.c.opportunity_id == deal.c.id))
        .where(alive(deal, workspace_id))
        .subquery("shared_deal")
    )  # fmt: skip


def _parts(workspace_id: str) -> Subquery:
    """Each rep's share in millionths, and the sum of shares up to and with it."""
    split = table_of("deal_split").alias()
    share = cast(func.round(split.c.share * MILLION), BigInteger)
    deal = split.c.opportunity_id
    total = func.sum(share).over(partition_by=deal)
    return (
        select(
            deal, split.c.user_id, share.label("share"),
            cast(func.sum(share).over(partition_by=deal, order_by=split.c.id), BigInteger).label(
                "upto"
            ),
            cast(case((func.abs(total - MILLION) <= ABOUT, total), else_=MILLION),
                 BigInteger).label("whole"),
        )
        .where(alive(split, workspace_id))
        .subquery()
    )  # fmt: skip


def _boundary(
    cents: ColumnElement[int], upto: ColumnElement[int], whole: ColumnElement[int]
) -> ColumnElement[int]:
    """So much of an amount, rounded half up: differences of boundaries lose no cent."""
    return (cents * upto * 2 + whole) // (whole * 2)


def _any(ctx: Context, table: str) -> bool:
    source = table_of(table)
    found = select(source.c.id).where(alive(source, ctx.workspace.id)).limit(1)
    return ctx.session.execute(found).first() is not None
