"""Orders as tests give them, and what their proposals hold."""

from sqlmodel import select

from store.ledger import Change
from tools.arguments import FieldValue, Filter


def to(field, value):
    return [FieldValue(field=field, value=value)]


def of(field, value, op="is"):
    return [Filter(field=field, op=op, value=value)]


def after(ctx, result, table="opportunity"):
    query = select(Change).where(Change.change_set_id == result.change_sets[0].id)
    return {c.row_id: c.after for c in ctx.session.exec(query) if c.table_name == table}
