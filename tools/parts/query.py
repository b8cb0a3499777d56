"""Conditions as people give them, turned into one boolean expression over a table.

Every expression includes the workspace and live rows, and reaches other tables by subqueries only,
so that any select over the table may use it. Works on SQLite and PostgreSQL alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, not_, or_, select

from store.changes import resolved
from store.errors import BadInput, NotFound
from store.schema import Kind, entity
from tools.arguments import Filter
from tools.context import Context
from tools.parts import comparing
from tools.parts.attribution import Standing, standing_of
from tools.parts.fields import NAMES, Meaning, field_named, meaning
from tools.parts.paths import alive, column, matches, passing, present, table_of
from tools.parts.sight import in_sight
from tools.parts.spelling import known, myself, once_named, records_named, same_text

IDS = frozenset({"id", "record id", "record_id", "external_id", "external id", "id in the source"})
"""What people call the id of a record, ours or its source's."""
EITHER = "either"
"""The field of a condition that is met when one of several is."""
NAMED_IDS = 3
"""More ids than this are counted, and not read out."""
MERGES = frozenset({"account", "contact", "lead"})
"""Tables whose records may have been merged away under another name."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that has been understood: what it is in words, and in SQL."""

    label: str
    text: str
    test: ColumnElement[bool]
    given: Filter


def where(ctx: Context, table: str, filters: Sequence[Filter]) -> ColumnElement[bool]:
    """The rows of `table` that meet every filter, in this workspace, live and for the asker to see.

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
    mine = alive(table_of(table), ctx.workspace.id)
    return and_(mine, *in_sight(ctx, table), *(c.test for c in read))


def conditions(ctx: Context, table: str, filters: Sequence[Filter]) -> list[Condition]:
    """Each filter understood; raises as `where` does."""
    return [_condition(ctx, table, given) for given in filters]


def in_words(read: Sequence[Condition]) -> str:
    """The conditions as a reply says them: `region East, amount at least $500`."""
    return ", ".join(c.text for c in read)


def _condition(ctx: Context, table: str, given: Filter) -> Condition:
    if given.either:
        return _either(ctx, table, given)
    if given.field.casefold() in IDS and given.op in {"is", "is_not"} and given.value:
        return _by_id(ctx, table, given)
    found = meaning(table, given.field)
    if given.op in {"missing", "present"} or found.children:
        return _presence(ctx, table, found, given)
    if given.value is None or given.value == []:
        raise BadInput(f"The condition on {found.label} has no value.", hint="Give it a value.")
    other = _other_field(table, found, given)
    if other is not None:
        words, test = comparing.beside(found, given, other, table_of(table).c[other.paths[0][0]])
        return _made(ctx, table, found, given, f"{found.label} {words}", test)
    if found.kind in comparing.ORDERED:
        words, test = comparing.ordered(ctx, found, given)
        return _made(ctx, table, found, given, f"{found.label} {words}", test)
    return _text(ctx, table, found, given)


def _either(ctx: Context, table: str, given: Filter) -> Condition:
    """Several conditions of which one is enough."""
    if given.field != EITHER:
        raise BadInput(
            f"The condition on {given.field!r} holds others besides.",
            hint=f"Give those in `{EITHER}` the field `{EITHER}`, and all of them there.",
        )
    read = conditions(ctx, table, given.either)
    labels, texts = dict.fromkeys(c.label for c in read), [c.text for c in read]
    return Condition(" or ".join(labels), " or ".join(texts), or_(*(c.test for c in read)), given)


def _by_id(ctx: Context, table: str, given: Filter) -> Condition:
    """Records by their own id or that of their source; a merged one's leads to the survivor."""
    asked = [str(v) for v in (given.value if isinstance(given.value, list) else [given.value])]
    into = resolved(ctx.session, ctx.workspace.id, table, asked)
    gone = [one for one in asked if one not in into]
    if gone:
        raise NotFound(
            f"There is no {entity(table).label} with the id {gone[0]!r}.",
            hint="Look it up by its name.",
        )
    test = table_of(table).c.id.in_(sorted(set(into.values())))
    no = "not " if given.op == "is_not" else ""
    few = len(asked) <= NAMED_IDS
    said = no + " or ".join(_names(ctx, table, into)) if few else f"id {no}one of {len(asked)}"
    return Condition("id", said, not_(test) if no else test, given)


def _names(ctx: Context, table: str, into: Mapping[str, str]) -> list[str]:
    """What records are called that were asked for by their ids; the id of one without a name."""
    source = table_of(table)
    called = column(source, NAMES[table]) if table in NAMES else source.c.id
    mine = (alive(source, ctx.workspace.id), source.c.id.in_(list(into.values())))
    rows = select(source.c.id, called).where(*mine, *in_sight(ctx, table))
    names = {row[0]: row[1] for row in ctx.session.execute(rows)}
    return [f"{names.get(to) or asked}" for asked, to in into.items()]


def _made(
    ctx: Context, table: str, found: Meaning, given: Filter, text: str, test: comparing.Test
) -> Condition:
    standing = _standing(ctx, table, found)
    holds = matches(ctx.workspace.id, table, found.paths, test, standing=standing)
    return Condition(found.label, text, not_(holds) if given.op == "is_not" else holds, given)


def _presence(ctx: Context, table: str, found: Meaning, given: Filter) -> Condition:
    if found.children:
        there = _has_children(ctx, table, found.children)
    elif found.kind in comparing.ORDERED or found.kind is Kind.FLAG:
        there = present(ctx.workspace.id, table, found.paths, _standing(ctx, table, found))
    else:
        standing = _standing(ctx, table, found)
        there = matches(
            ctx.workspace.id, table, found.paths, lambda value: value != "", standing=standing
        )
    without = given.op == "missing" or (bool(found.children) and given.value in (0, False))
    text = f"{'without' if without else 'with'} {found.label}"
    return Condition(found.label, text, not_(there) if without else there, given)


def _standing(ctx: Context, table: str, found: Meaning) -> Standing | None:
    """Where people stood, when a condition looks at the team or the manager of a person."""
    if not any(passing(table, path[:n]) for path in found.paths for n in range(2, len(path))):
        return None
    return standing_of(ctx)


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


def _other_field(table: str, found: Meaning, given: Filter) -> Meaning | None:
    """The field of the same record that a value names: `closed after expected close`."""
    spec = field_named(entity(table), given.value) if isinstance(given.value, str) else None
    if spec is None or found.kind not in comparing.ORDERED - {Kind.FLAG}:
        return None
    return meaning(table, spec.name) if found.paths != ((spec.name,),) else None


_READS = {"contains": ("containing", "icontains"),
          "starts_with": ("starting with", "istartswith")}  # fmt: skip
"""How a text may read: in words, and the test of a column."""


def _text(ctx: Context, table: str, found: Meaning, given: Filter) -> Condition:
    asked = [str(v) for v in (given.value if isinstance(given.value, list) else [given.value])]
    if given.op in _READS:
        words, test = _READS[given.op]
        words = f"{found.label} {words} {' or '.join(asked)!r}"
        return _made(
            ctx, table, found, given, words,
            lambda v: or_(*(getattr(v, test)(a, autoescape=True) for a in asked)),
        )  # fmt: skip
    if given.op not in {"is", "is_not"}:
        raise BadInput(
            f"{found.label.capitalize()} cannot be compared with {given.op!r}.",
            hint="Use is, is_not, contains, starts_with, missing or present.",
        )
    asked = [myself(ctx, value) if found.target == "user" else value for value in asked]
    records = {i: name for value in asked for i, name in _named(ctx, table, found, value)}
    named = [value for value in asked if value not in records.values()]
    spellings = [known(ctx, found, value) for value in named]
    every = [spelling for one in spellings for spelling in one.values]
    no = "not " if given.op == "is_not" else ""
    said = dict.fromkeys([*(one.said for one in spellings), *records.values()])
    text = f"{found.label} {no}{' or '.join(said)}"
    made = _made(ctx, table, found, given, text, lambda value: same_text(value, every))
    return replace(made, test=_or_one_of(ctx, table, found, records, made)) if records else made


def _named(ctx: Context, table: str, found: Meaning, value: str) -> list[tuple[str, str]]:
    """The records that a value names otherwise than by the name that they have now."""
    own_name = found.ends == ((table, NAMES.get(table)),)
    if found.target is None and own_name and table in MERGES:
        return [(row_id, value) for row_id in once_named(ctx, table, value)]
    return records_named(ctx, found, value)


def _or_one_of(
    ctx: Context, table: str, found: Meaning, records: dict[str, str], made: Condition
) -> ColumnElement[bool]:
    """The condition, widened to records that were named by an id or an address."""
    references = tuple(path[:-1] for path in found.paths if len(path) > 1)
    these = matches(ctx.workspace.id, table, references, lambda value: value.in_(list(records)))
    if found.target is None:
        these = table_of(table).c.id.in_(list(records))
    return and_(made.test, not_(these)) if made.given.op == "is_not" else or_(made.test, these)
