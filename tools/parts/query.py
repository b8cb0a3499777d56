"""Conditions as people give them, turned into one boolean expression over a table.

Every expression includes the workspace and live rows, and reaches other tables by subqueries only,
so that any select over the table may use it. Works on SQLite and PostgreSQL alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from store.errors import BadInput, NotFound
from store.schema import Kind, entity
from tools.arguments import Filter
from tools.context import Context
from tools.parts import comparing
from tools.parts.dimensions import distinct
from tools.parts.fields import Meaning, meaning
from tools.parts.paths import (
    alive,
    column,
    matches,
    present,
    squeezed,
    table_of,
)

NAMED_OTHERWISE = frozenset({"user", "account", "contact", "team", "opportunity"})
"""Tables whose records may be named by an id, an address or a domain instead of their name."""
NEAR_ENOUGH = 60
"""Of 100, rapidfuzz's ratio above which a value is offered as a near miss."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that has been understood: what it is in words, and in SQL."""

    label: str
    text: str
    test: ColumnElement[bool]
    given: Filter


def where(ctx: Context, table: str, filters: Sequence[Filter]) -> ColumnElement[bool]:
    """The rows of `table` that meet every filter, in this workspace and live.

    Args:
        ctx: Whose rows, and what today is.
        table: The table's name in `store.schema`.
        filters: Conditions over its fields, dimensions and the records it points to.

    Raises:
        BadInput: A field, operator or value that cannot be used.
        NotFound: A value that the store does not have; the hint lists near misses.
    """
    return all_of(ctx, table, conditions(ctx, table, filters))


def all_of(ctx: Context, table: str, read: Sequence[Condition]) -> ColumnElement[bool]:
    """The rows that meet conditions which have been read already."""
    return and_(alive(table_of(table), ctx.workspace.id), *(c.test for c in read))


def conditions(ctx: Context, table: str, filters: Sequence[Filter]) -> list[Condition]:
    """Each filter understood; raises as `where` does."""
    return [_condition(ctx, table, given) for given in filters]


def in_words(read: Sequence[Condition]) -> str:
    """The conditions as a reply says them: `region East, amount at least $500`."""
    return ", ".join(c.text for c in read)


def _condition(ctx: Context, table: str, given: Filter) -> Condition:
    found = meaning(table, given.field)
    if given.op in {"missing", "present"} or found.children:
        return _presence(ctx, table, found, given)
    if given.value is None or given.value == []:
        raise BadInput(f"The condition on {found.label} has no value.", hint="Give it a value.")
    if found.kind in comparing.ORDERED:
        words, test = comparing.ordered(ctx, found, given)
        return _made(ctx, table, found, given, f"{found.label} {words}", test)
    return _text(ctx, table, found, given)


def _made(
    ctx: Context, table: str, found: Meaning, given: Filter, text: str, test: comparing.Test
) -> Condition:
    holds = matches(ctx.workspace.id, table, found.paths, test)
    return Condition(found.label, text, not_(holds) if given.op == "is_not" else holds, given)


def _presence(ctx: Context, table: str, found: Meaning, given: Filter) -> Condition:
    if found.children:
        there = _has_children(ctx, table, found.children)
    elif found.kind in comparing.ORDERED or found.kind is Kind.FLAG:
        there = present(ctx.workspace.id, table, found.paths)
    else:
        there = matches(ctx.workspace.id, table, found.paths, lambda value: value != "")
    without = given.op == "missing" or (bool(found.children) and given.value in (0, False))
    text = f"{'without' if without else 'with'} {found.label}"
    return Condition(found.label, text, not_(there) if without else there, given)


def _has_children(
    ctx: Context, table: str, children: tuple[str, str, str | None]
) -> ColumnElement[bool]:
    child, reference, status = children
    other = table_of(child).alias()
    rows = select(other.c[reference]).where(
        alive(other, ctx.workspace.id), other.c[reference].is_not(None)
    )
    if status is not None:
        rows = rows.where(other.c.status == status)
    return table_of(table).c.id.in_(rows)


def _text(ctx: Context, table: str, found: Meaning, given: Filter) -> Condition:
    asked = [str(v) for v in (given.value if isinstance(given.value, list) else [given.value])]
    if given.op == "contains":
        joined = " or ".join(asked)
        return _made(ctx, table, found, given, f"{found.label} containing {joined!r}",
                     lambda v: or_(*(v.icontains(a, autoescape=True) for a in asked)))  # fmt: skip
    if given.op not in {"is", "is_not"}:
        raise BadInput(f"{found.label.capitalize()} cannot be compared with {given.op!r}.",
                       hint="Use is, is_not, contains, missing or present.")  # fmt: skip
    records = {i: name for value in asked for i, name in _records(ctx, found, value)}
    named = [value for value in asked if value not in records.values()]
    known = [name for value in named for name in _known(ctx, found, value)]
    no = "not " if given.op == "is_not" else ""
    text = f"{found.label} {no}{' or '.join(dict.fromkeys([*known, *records.values()]))}"
    made = _made(ctx, table, found, given, text, lambda value: same_text(value, known))
    return replace(made, test=_or_one_of(ctx, table, found, records, made)) if records else made


def _or_one_of(
    ctx: Context, table: str, found: Meaning, records: dict[str, str], made: Condition
) -> ColumnElement[bool]:
    """The condition, widened to records that were named by an id or an address."""
    references = tuple(path[:-1] for path in found.paths if len(path) > 1)
    these = matches(ctx.workspace.id, table, references, lambda value: value.in_(list(records)))
    return and_(made.test, not_(these)) if made.given.op == "is_not" else or_(made.test, these)


def _records(ctx: Context, found: Meaning, value: str) -> list[tuple[str, str]]:
    """The records that a value names by id, address or as `Name (id)`, and the value itself."""
    if found.target is None or found.target not in NAMED_OTHERWISE:
        return []
    source = table_of(found.target)
    written = re.fullmatch(r".+ \(([\w-]+)\)", value)
    names = {f.name for f in entity(found.target).fields} & {"email", "domain", "external_id"}
    same = [func.lower(source.c[name]) == value.lower() for name in sorted(names)]
    same.append(source.c.id.in_([value, *([written[1]] if written else [])]))
    rows = select(source.c.id).where(alive(source, ctx.workspace.id), or_(*same)).limit(50)
    return [(row[0], value) for row in ctx.session.execute(rows)]


def same_text(value: ColumnElement[Any], asked: Sequence[str]) -> ColumnElement[bool]:
    """Whether a value is one of those asked for, without regard to case."""
    # SQLite's lower() knows ASCII only, so the exact spelling is tried as well.
    lowered = {text.lower() for text in asked} | {_ascii_lower(text) for text in asked}
    return or_(value.in_(asked), func.lower(value).in_(sorted(lowered)))


def _ascii_lower(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def _known(ctx: Context, found: Meaning, value: str) -> list[str]:
    """The spellings under which the store knows a value; itself when the field is free text."""
    if found.target == "user" and value.casefold() in {"me", "my", "mine", "myself"}:
        value = ctx.actor.name
    if not found.ends:
        return [value]
    spellings = _spelled(ctx, found, value)
    if spellings or not found.strict:
        return spellings or [value]
    return [_nearest(ctx, found, value)]


def _spelled(ctx: Context, found: Meaning, value: str) -> list[str]:
    spellings: list[str] = []
    for table, name in dict.fromkeys(found.ends):
        source = table_of(table)
        held = column(source, name)
        same = [same_text(held, [value])]
        if table == "product" or name == "product":
            same.append(squeezed(held) == value.replace(" ", "").lower())
        rows = ctx.session.execute(
            select(held).where(alive(source, ctx.workspace.id), or_(*same)).distinct().limit(50)
        )
        spellings += [str(row[0]) for row in rows if row[0] is not None]
    return list(dict.fromkeys(spellings))


def _nearest(ctx: Context, found: Meaning, value: str) -> str:
    """The one value that holds all the words of `value`; else what is near is offered."""
    every = distinct(ctx.session, ctx.workspace.id, list(dict.fromkeys(found.ends)))
    words = set(value.casefold().split())
    holding = [v for v in every if words and words <= set(v.casefold().split())]
    if len(holding) == 1:
        return holding[0]
    if holding:
        shown = ", ".join(holding[:8])
        raise BadInput(f"Which {found.label} is {value!r}: {shown}?", hint=f"One of: {shown}.")
    near = process.extract(
        value, every, scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=NEAR_ENOUGH, limit=5
    )
    offered = [match[0] for match in near] or every[:8]
    raise NotFound(
        f"There is no {found.label} called {value!r}.",
        hint=f"{'Near' if near else 'There are'}: {', '.join(offered)}." if offered
        else f"No {found.label} is recorded at all.",
    )  # fmt: skip
