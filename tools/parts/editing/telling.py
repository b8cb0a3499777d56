"""How an order is told: its title, its rows before and after, and what is left alone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from store.schema import FieldSpec, Kind, entity
from tools.context import Context
from tools.parts.editing.effects import moved, names_of
from tools.parts.editing.listed import said_of
from tools.parts.editing.orders import Order, counted
from tools.parts.paths import alive, table_of
from tools.result import Cell, Table

SHOWN = 100
CENTS = 100
NAMED_SETS = 3


def title(found: Order, conditions: str) -> str:
    """What the order does, and to how many of which records."""
    words = " and ".join(one.words for one in found.settings)
    return f"{words[0].upper()}{words[1:]} on {found.noun}{f' ({conditions})' * bool(conditions)}"


def table(ctx: Context, found: Order) -> Table:
    """The records with what they hold now and would hold then."""
    kind = entity(found.table)
    ids = list(found.after)[:SHOWN]
    specs = [one.spec for one in found.settings]
    own = {spec.name for spec in specs}
    names = names_of(ctx, _referred(found, ids))
    also = any(found.after[i].keys() - own for i in ids)
    rows = []
    for row_id in ids:
        row, after = found.rows[row_id], {**found.rows[row_id], **found.after[row_id]}
        cells: list[Cell] = [name_of(row)]
        for spec in specs:
            cells += [_cell(one[spec.name], spec, names) for one in (row, after)]
        rows.append([*cells, *([_more(found, row_id, own)] if also else [])])
    pairs = [f"{spec.label} {when}" for spec in specs for when in ("now", "then")]
    codes = {found.rows[i].get("currency") or ctx.workspace.currency for i in found.after}
    units = [_unit(spec.kind, codes) for spec in specs for _ in (0, 1)]
    return Table(
        name="fields_to_set", title=f"{found.noun} to change",
        columns=[kind.label, *pairs, *(["also"] if also else [])],
        units=["text", *units, *(["text"] if also else [])], rows=rows, total=len(found.after),
        row_table=found.table, row_ids=ids,
    )  # fmt: skip


def name_of(row: Mapping[str, Any]) -> str:
    """What a record is called."""
    full = " ".join(part for part in (row.get("first_name"), row.get("last_name")) if part)
    return str(row.get("name") or full or row.get("email") or row["id"])


def notes(ctx: Context, found: Order, waiting: Mapping[str, tuple[int, bool]]) -> list[str]:
    """What is left alone and why, what follows from the order, and what else waits."""
    told = [
        f"{counted(found.table, count)} left alone: {why}." for why, count in found.left.items()
    ]
    if found.same:
        has = "has" if found.same == 1 else "have"
        told.append(f"{counted(found.table, found.same)} {has} it already and stay as they are.")
    told += _follows(ctx, found)
    for set_id, (count, _) in list(waiting.items())[:NAMED_SETS]:
        told.append(
            f"{counted(found.table, count)} of these would be changed by {set_id} too, which waits:"
            " what is approved first stands, and the other skips them."
        )
    return told


def _follows(ctx: Context, found: Order) -> list[str]:
    told = []
    ended = [after for _, after in moved(found, "status") if after["status"] != "open"]
    if any(after["status"] == "lost" and not after["loss_reason"] for after in ended):
        told.append("The loss reason stays empty: only the owner knows it.")
    priceless = sum(after["status"] == "won" and after["amount_cents"] is None for after in ended)
    if priceless:
        told.append(f"{counted('opportunity', priceless)} would be won without an amount.")
    if found.table == "account" and moved(found, "owner_id"):
        told += _children(ctx, found)
    return told


def _children(ctx: Context, found: Order) -> list[str]:
    """Deals and contacts do not change hands with their account, unless somebody says so."""
    deal, ids = table_of("opportunity"), [row["id"] for row, _ in moved(found, "owner_id")]
    count = 0
    for start in range(0, len(ids), SHOWN):
        query = select(func.count()).select_from(deal).where(
            alive(deal, ctx.workspace.id), deal.c.status == "open",
            deal.c.account_id.in_(ids[start : start + SHOWN]),
        )  # fmt: skip
        count += ctx.session.scalar(query) or 0
    if not count:
        return []
    deals = "deal keeps its owner" if count == 1 else "deals keep their owners"
    return [f"Their {count:,} open {deals}; say so if they are to go along."]


def _referred(found: Order, ids: Sequence[str]) -> set[str]:
    names = [one.spec.name for one in found.settings if one.spec.target]
    rows = [each for i in ids for each in (found.rows[i], found.after[i])]
    return {str(row[name]) for row in rows for name in names if row.get(name)}


def _cell(value: Any, spec: FieldSpec, names: Mapping[str, str]) -> Cell:
    if value is None:
        return None
    if spec.kind is Kind.MONEY:
        return Decimal(value) / CENTS
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date | int):
        return value
    if spec.target:
        return names.get(str(value), str(value))
    return said_of(spec, str(value))


def _unit(kind: Kind, codes: set[str]) -> str:
    """What a column is measured in; amounts of several currencies are plain numbers."""
    money = next(iter(codes)) if len(codes) == 1 else "number"
    return {Kind.MONEY: money, Kind.NUMBER: "count", Kind.DATE: "date"}.get(kind, "text")


def _more(found: Order, row_id: str, own: set[str]) -> str:
    kind = entity(found.table)
    return ", ".join(
        f"{kind.field(name).label} {'emptied' if value is None else value}"
        for name, value in found.after[row_id].items()
        if name not in own
    )
