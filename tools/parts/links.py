"""Conditions on linked records, turned into one boolean expression over a table.

`Accounts without open deals`, `with at least 3 contacts in Germany`, `whose owner has left`: each
becomes a subquery of its own, so that it fits into any select over the table, on every database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, not_, select

from store import schema
from store.errors import BadInput
from store.schema import Kind
from tools.arguments import Filter, Link
from tools.context import Context
from tools.parts import records
from tools.parts.calendars import calendar_for
from tools.parts.fields import meaning
from tools.parts.paths import alive, table_of
from tools.parts.periods import Span, resolve
from tools.parts.query import Condition, conditions
from tools.parts.routes import Route, route

DEEPEST = 3
"""Links of links of links: nobody asks for more, and every level is a subquery."""
MOST = 12
"""Conditions in one question, at every level together."""
CLOSED = frozenset({"won", "lost", "closed"})


@dataclass(frozen=True, slots=True)
class Linked:
    """A condition on linked records, understood: in words, and in SQL."""

    text: str
    test: ColumnElement[bool]
    through: str | None = None


def linked(ctx: Context, table: str, links: Sequence[Link]) -> list[Linked]:
    """Each condition on linked records, understood.

    Raises:
        BadInput: The tables are not linked, a condition cannot be read, or there are too many.
        NotFound: A condition names a value that is not in the store.
    """
    if sum(_size(link) for link in links) > MOST:
        raise BadInput(
            f"That is more than {MOST} conditions on linked records.", hint="Ask in two steps."
        )
    return [_linked(ctx, table, link, depth=1) for link in links]


def _size(link: Link) -> int:
    return 1 + len(link.where) + sum(_size(inner) for inner in link.links)


def _linked(ctx: Context, table: str, link: Link, depth: int) -> Linked:
    if depth > DEEPEST:
        raise BadInput(f"Links go at most {DEEPEST} deep.", hint="Ask in two steps.")
    way = route(table, link.table)
    least, most = bounds(link)
    inner, words = _inner(ctx, way.table, link, depth)
    tests = [_holds(ctx, table, way, inner, least)] if least else []
    if most is not None:
        # At most two means: not three or more. Those with none at all are among them.
        tests.append(not_(_holds(ctx, table, way, inner, most + 1)))
    return Linked(_in_words(way, link, words), and_(*tests), _through(way))


def bounds(link: Link) -> tuple[int, int | None]:
    """The least and the most linked records that a condition allows.

    Raises:
        BadInput: A number is needed and there is none.
    """
    if link.op in {"with", "without"}:
        return (1, None) if link.op == "with" else (0, 0)
    if link.count is None:
        raise BadInput(f"{link.op!r} on {link.table} needs a number.", hint="Give `count`.")
    n = link.count
    if n == 0 and link.op == "at_least":
        raise BadInput(f"At least 0 {link.table} is no condition.", hint="Use 1, or `without`.")
    return {"at_least": (n, None), "at_most": (0, n), "exactly": (n, n)}[link.op]


def _inner(
    ctx: Context, table: str, link: Link, depth: int
) -> tuple[ColumnElement[bool], list[str]]:
    """What a linked record must meet, as a test over its table, and in words."""
    read = conditions(ctx, table, link.where)
    deeper = [_linked(ctx, table, below, depth + 1) for below in link.links]
    tests = [alive(table_of(table), ctx.workspace.id), *(c.test for c in read)]
    tests += [below.test for below in deeper]
    words = [_said(table, c) for c in read if c.given != _adjective(table, link)]
    words += [below.text for below in deeper]
    if link.period is not None:
        span, day = span_of(ctx, table, link.period, link.where)
        tests.append(records.within(ctx, table, day, span))
        words.append(f"{schema.entity(table).field(day).label} in {span.label}")
    return and_(*tests), words


def span_of(ctx: Context, table: str, period: str, where: Sequence[Filter]) -> tuple[Span, str]:
    """The period asked for, and the day of a record that it is about.

    Raises:
        BadInput: The records carry no day, or the words are no period.
    """
    entity = schema.entity(table)
    day = records.DAYS.get(table)
    if day is None:
        raise BadInput(f"{entity.plural.capitalize()} carry no day for a period to apply to.")
    if table == "opportunity":
        day = _deal_day(where) or day
    ahead = day == "expected_close_on"
    return resolve(period, ctx.today, calendar_for(ctx.workspace), ahead=ahead), day


def _deal_day(where: Sequence[Filter]) -> str | None:
    """Won and lost deals are dated by their last day, open ones by the day they are due."""
    fields = {meaning("opportunity", f.field).paths[0][-1]: f for f in where
              if not f.either and f.op != "missing"}  # fmt: skip
    status = fields.get("status") or fields.get("stage")
    if "loss_reason" in fields:
        return "closed_on"
    if status is None or status.op != "is":
        return None
    asked = status.value if isinstance(status.value, list) else [status.value]
    # A stage may be called as a status is: `Won`, `Closed Lost`.
    said = {str(value).casefold().split()[-1] for value in asked if value}
    return "closed_on" if said <= CLOSED else "expected_close_on" if said == {"open"} else None


def _holds(
    ctx: Context, table: str, way: Route, inner: ColumnElement[bool], least: int
) -> ColumnElement[bool]:
    """Whether a record has at least so many linked ones that meet the inner test."""
    here = way.steps[0].here(table_of(table))
    return and_(here.is_not(None), here.in_(_keys(ctx, way, inner, least)))


def _keys(ctx: Context, way: Route, inner: ColumnElement[bool], least: int) -> Select[Any]:
    """The keys by which records that have so many linked ones are found."""
    end = table_of(way.table)
    source: FromClause = end
    if len(way.steps) == 1:
        there = way.steps[0].there(end)
    else:
        middle = table_of(way.steps[0].table).alias()
        there, last = way.steps[0].there(middle), way.steps[1]
        source = middle.join(end, last.here(middle) == last.there(end))
        inner = and_(alive(middle, ctx.workspace.id), inner)
    keys = select(there).select_from(source).where(there.is_not(None), inner).correlate(None)
    if least == 1:
        return keys
    return keys.group_by(there).having(func.count() >= least)


def _adjective(table: str, link: Link) -> Filter | None:
    """The one condition that reads best in front of a noun: `open deals`."""
    if table != "opportunity":
        return None
    return next((f for f in link.where if f.field == "status" and isinstance(f.value, str)
                 and f.op == "is"), None)  # fmt: skip


def _said(table: str, condition: Condition) -> str:
    if condition.given.either or meaning(table, condition.given.field).kind is not Kind.FLAG:
        return condition.text
    return f"{'' if condition.text.endswith(' yes') else 'not '}{condition.label}"


def _in_words(way: Route, link: Link, words: Sequence[str]) -> str:
    """`without open deals`, `whose owner is not active`, `with at least 3 contacts (...)`."""
    such = f" ({', '.join(words)})" if words else ""
    if way.single:
        if link.op == "with" and words and not link.links and _all_flags(way.table, link):
            return f"whose {way.label} is {' and '.join(words)}"
        return f"{'without' if link.op == 'without' else 'with'} {way.label}{such}"
    first = _adjective(way.table, link)
    front = f"{first.value} " if first else ""
    if link.op in {"with", "without"}:
        return f"{link.op} {front}{way.plural}{such}"
    noun = way.label if link.count == 1 else way.plural
    return f"with {link.op.replace('_', ' ')} {link.count:,} {front}{noun}{such}"


def _all_flags(table: str, link: Link) -> bool:
    return all(not f.either and meaning(table, f.field).kind is Kind.FLAG for f in link.where)


def _through(way: Route) -> str | None:
    """How the records are linked, where it is not plain."""
    if len(way.steps) == 1:
        return None
    middle = schema.entity(way.steps[0].table)
    return f"{way.plural} are found through the {middle.label}"
