"""Which rows of a change set a person means: by conditions on the records, or by field."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from store.canonical import sealed_changes
from store.errors import BadInput, NotFound
from store.ledger import ChangeSet
from store.schema import entity
from tools.arguments import Filter
from tools.context import Context
from tools.parts.fields import field_named
from tools.parts.ledger.reading import Names
from tools.parts.query import where

CHUNK = 500
CALLED = frozenset({"name", "account", "company", "company_name", "record", "contact", "deal"})
"""Conditions that may be met by a record's own name."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a change set that is wanted."""

    keep: Sequence[Filter] = ()
    drop: Sequence[Filter] = ()
    fields: Sequence[str] = ()

    def is_whole(self) -> bool:
        """Whether nothing was said to leave anything out."""
        return not (self.keep or self.drop or self.fields)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows to keep (None: all) and to drop, and the condition in words."""

    keep: set[str] | None = None
    drop: set[str] = field(default_factory=set)
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Set:
    """A change set's rows: for each, its table and what it would become."""

    ctx: Context
    tables: Mapping[str, str]
    after: Mapping[str, Mapping[str, Any]]
    names: Names


def chosen_rows(ctx: Context, found: ChangeSet, part: Part) -> Rows:
    """The rows of a change set that a part keeps and drops.

    Raises:
        BadInput: A condition fits none of the tables in the change set.
    """
    changes = sealed_changes(ctx.session, found)
    names = Names(ctx)
    names.learn((c["table_name"], c["row_id"]) for c in changes)
    rows = _Set(
        ctx, {c["row_id"]: c["table_name"] for c in changes}, _results(changes), names
    )  # fmt: skip
    keep: set[str] | None = None
    for given in part.keep:
        met = _met(rows, given)
        keep = met if keep is None else keep & met
    if part.fields:
        of_field = _of_fields(changes, part.fields)
        keep = of_field if keep is None else keep & of_field
    drop = {row for given in part.drop for row in _met(rows, given)}
    return Rows(keep, drop, _words(part))


def _results(changes: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    after: dict[str, dict[str, Any]] = defaultdict(dict)
    for change in changes:
        after[change["row_id"]] |= change["after"]
    return after


def _met(rows: _Set, given: Filter) -> set[str]:
    """The rows that meet one condition, in the store or by what the change says of them."""
    met: set[str] = set()
    fault: BadInput | NotFound | None = None
    for table in set(rows.tables.values()):
        mine = [row for row, of in rows.tables.items() if of == table]
        try:
            met |= _stored(rows.ctx, table, mine, given)
        except (BadInput, NotFound) as error:
            fault = error
        met |= _told(rows, table, mine, given)
    if not met and fault is not None:
        raise fault
    return met


def _stored(ctx: Context, table: str, ids: Sequence[str], given: Filter) -> set[str]:
    model = entity(table).model
    test = where(ctx, table, [given])
    met: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        some = col(model.id).in_(ids[start : start + CHUNK])
        met |= set(ctx.session.exec(select(model.id).where(test, some)))
    return met


def _told(rows: _Set, table: str, ids: Iterable[str], given: Filter) -> set[str]:
    """Rows that meet a condition by their own name, or by the value that they would get."""
    if given.op not in {"is", "is_not", "contains"}:
        return set()
    asked = given.value if isinstance(given.value, list) else [given.value]
    wanted = [str(value).casefold() for value in asked if value is not None]
    spec = field_named(entity(table), given.field)
    met = set()
    for row in ids:
        after = rows.after[row]
        texts = [str(after.get(spec.name) or "")] if spec is not None else []
        if given.field.casefold() in CALLED:
            texts.append(rows.names.of(table, row, after))
        said = any(value in text.casefold() for value in wanted for text in texts)
        if said != (given.op == "is_not") and (texts or given.op == "is_not"):
            met.add(row)
    return met


def _of_fields(changes: Sequence[Mapping[str, Any]], fields: Sequence[str]) -> set[str]:
    """Rows of which only these fields would change."""
    touched: dict[str, set[str]] = defaultdict(set)
    wanted: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        touched[change["row_id"]] |= set(change["after"])
        specs = (field_named(entity(change["table_name"]), name) for name in fields)
        wanted[change["row_id"]] |= {spec.name for spec in specs if spec is not None}
    return {row for row, names in touched.items() if names and names <= wanted[row]}


def _words(part: Part) -> str:
    said = [f"only {_condition(given)}" for given in part.keep]
    said += [f"not {_condition(given)}" for given in part.drop]
    said += [f"only the fields {', '.join(part.fields)}"] if part.fields else []
    return "; ".join(said)


def _condition(given: Filter) -> str:
    value = ", ".join(map(str, given.value)) if isinstance(given.value, list) else given.value
    return f"{given.field} {given.op.replace('_', ' ')} {'' if value is None else value}".strip()
