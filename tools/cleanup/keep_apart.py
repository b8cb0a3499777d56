"""A person's word that records are different: kept, listed, and taken back on their word."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal

from sqlmodel import col, select

from store.canonical import sealed_changes
from store.changes import keep_apart as remember
from store.changes import may_be_one, pairs_of, subset
from store.changes.approval import rejected
from store.errors import BadInput, NotFound
from store.ledger import ChangeSet, NotDuplicate
from store.schema import entity
from tools.arguments import ChangeSetId, Filters, RecordIds, TableName, choice
from tools.contract import Context, Result, tool
from tools.parts.ledger.asking import Groups
from tools.parts.ledger.choosing import in_state
from tools.parts.ledger.grouping import items_of
from tools.parts.ledger.reading import Names
from tools.parts.ledger.selecting import Part, selected
from tools.parts.matching.records import TABLES
from tools.parts.merging.effects import foretold
from tools.parts.paths import table_of
from tools.parts.query import where as rows_where
from tools.result import Table

MOST = 40
SHOWN = 50
PAIR = 2

Action = Annotated[
    Literal["remember", "list", "forget"],
    choice(
        list=("show", "list", "which", "who did we say", "what did we say", "see the", "display"),
        forget=("forget", "may be merged again", "can be merged again", "allow merging", "allow",
                "are duplicates after all", "same after all", "remove the pair", "take back",
                "no longer apart", "stop treating", "stop keeping", "not different after all",
                "are the same", "let them be merged", "can merge", "unmark", "propose them again"),
    ),
]  # fmt: skip


@tool(effect="proposes", role="ops_manager", at_once=("remember", "forget"))
def keep_apart(
    ctx: Context,
    *,
    action: Action = "remember",
    table: TableName | None = None,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
    records: RecordIds = [],  # noqa: B006 - as above
    groups: Groups = [],  # noqa: B006 - as above
    change_set: ChangeSetId | None = None,
) -> Result:
    """Remember that records are different and must not be merged; list or forget such pairs.

    Said of a proposal to merge, it holds for its merges, and the proposal is turned down or left
    with the others. What was said is never proposed again until somebody takes it back.

    Args:
        action: Remember that they are different, list what was said, or forget it.
        table: account, contact or lead.
        where: The records that are different, as conditions.
        records: Their ids.
        groups: Of a proposal to merge, only these groups.
        change_set: The proposal to merge that is meant; none for the one that waits.

    Raises:
        BadInput: It is not said which records, or there are too many or too few.
        NotFound: There is no such change set.
    """
    ids = _ids(ctx, table, where, records)
    if action == "list":
        return _listed(ctx, table, ids)
    if action == "forget":
        return _forgotten(ctx, table, ids)
    if ids:
        name = table or TABLES[0]
        if not PAIR <= len(ids) <= MOST:
            raise BadInput(
                f"{len(ids):,} {entity(name).plural} are meant; a pair or a few can be told apart.",
                hint="Name the records, for example by their names or ids.",
            )
        return _remembered(ctx, name, [sorted(ids)])
    return _of_proposal(ctx, change_set, groups)


def _ids(
    ctx: Context, table: str | None, where: Filters, records: Sequence[str]
) -> set[str]:  # fmt: skip
    if records:
        return _there(ctx, table or TABLES[0], records)
    if not where:
        return set()
    name = table or TABLES[0]
    # "Never merge A and B" negates the merging, not the names.
    meant = [f.model_copy(update={"op": "is"}) if f.op == "is_not" else f for f in where]
    query = select(table_of(name).c.id).where(rows_where(ctx, name, meant))
    return set(ctx.session.connection().scalars(query))


def _there(ctx: Context, table: str, records: Sequence[str]) -> set[str]:
    """The records that were named, all of which there must be."""
    query = select(table_of(table).c.id).where(
        rows_where(ctx, table, []), table_of(table).c.id.in_(list(records))
    )
    found = set(ctx.session.connection().scalars(query))
    if missing := sorted(set(records) - found):
        raise NotFound(
            f"There is no {table} {', '.join(missing)}.", hint="Look them up with find_records."
        )
    return found


def _remembered(ctx: Context, table: str, groups: Sequence[Sequence[str]]) -> Result:
    pairs = [pair for ids in groups for pair in pairs_of(ids)]
    new = remember(ctx.session, ctx.workspace.id, table, pairs, by=ctx.actor.id, now=ctx.now)
    figure = ctx.figure(
        "pairs_told_apart", new, "count", label="pairs told apart", n=len(pairs),
        definition="Pairs of records that a person said are different, and that were not known.",
        formula="count of new pairs", row_table=table,
        row_ids=[row_id for ids in groups for row_id in ids],
    )  # fmt: skip
    noun = "pair" if new == 1 else "pairs"
    say = (
        f"{figure.text} {noun} of {entity(table).plural} will not be proposed as duplicates again."
    )
    if not new:
        say = f"That was known: those {entity(table).plural} are not proposed as duplicates."
    rows = _kept(ctx, table, {row_id for ids in groups for row_id in ids})
    return Result(
        say=say, figures=[figure], tables=[_table(ctx, rows)],
        notes=["To take it back, say “they may be merged again”."],
        facts={"table": table, "pairs": len(pairs), "new": new},
    )  # fmt: skip


def _of_proposal(ctx: Context, change_set: str | None, groups: Sequence[int]) -> Result:
    """Tell apart the records that a proposal would merge, and take its merges off the table."""
    waiting = [
        c for c in in_state(ctx, ("draft",))
        if int(c.counts.get("merges", 0)) and change_set in {None, c.id}
    ]  # fmt: skip
    here = [c for c in waiting if c.conversation_id and c.conversation_id == ctx.conversation_id]
    if not (here or len(waiting) == 1):
        raise BadInput(
            "It is not said which records are different.",
            hint="Name them, as in: Acme Foods and Acme Labs are different companies.",
        )
    found = (here or waiting)[0]
    chosen = set(selected(ctx, found, Part(groups=tuple(groups))).numbers)
    items = [i for i in items_of(sealed_changes(ctx.session, found)) if i.number in chosen]
    by_table: dict[str, list[list[str]]] = {}
    for item in items:
        for merge in item.merges[:1]:
            ids = [merge["after"]["merged_into"], *(one["row_id"] for one in item.merges)]
            by_table.setdefault(merge["table_name"], []).append(ids)
    results = [_remembered(ctx, table, some) for table, some in by_table.items()]
    return Result(
        say=" ".join(result.say for result in results),
        figures=[figure for result in results for figure in result.figures],
        tables=[table for result in results for table in result.tables],
        notes=[_off_the_table(ctx, found, chosen), *results[0].notes],
        facts={"change_set": found.id, **results[0].facts},
    )  # fmt: skip


def _off_the_table(ctx: Context, found: ChangeSet, chosen: set[int]) -> str:
    """What becomes of the proposal: its other merges go on waiting."""
    every = {change["group_no"] for change in sealed_changes(ctx.session, found)}
    if chosen == every:
        rejected(ctx.session, found, by=ctx.actor.id, now=ctx.now, note="they are not duplicates")
        return f"{found.id} was rejected: all of its merges are of different records."
    new = subset(
        ctx.session, ctx.workspace.id, found.id, by=ctx.actor.id, now=ctx.now,
        groups=every - chosen, foretells=partial(foretold, ctx),
    )  # fmt: skip
    return f"{found.id} was rejected in favour of {new.id}, which holds the other merges."


def _kept(ctx: Context, table: str | None, ids: set[str]) -> list[NotDuplicate]:
    query = select(NotDuplicate).where(NotDuplicate.workspace_id == ctx.workspace.id)
    if table is not None:
        query = query.where(NotDuplicate.table_name == table)
    rows = ctx.session.exec(query.order_by(col(NotDuplicate.said_at).desc(), col(NotDuplicate.id)))
    return [row for row in rows if not ids or ids & {row.first_id, row.second_id}]


def _listed(ctx: Context, table: str | None, ids: set[str]) -> Result:
    rows = _kept(ctx, table, ids)
    figure = ctx.figure(
        "pairs_kept_apart", len(rows), "count", label="pairs known to be different",
        definition="Pairs of records that a person said are different, or un-merged.",
        formula="count of pairs",
    )  # fmt: skip
    noun = "pair of records is" if len(rows) == 1 else "pairs of records are"
    say = f"{figure.text} {noun} known to be different." if rows else "Nobody has said so of any."
    return Result(
        say=say, figures=[figure], tables=[_table(ctx, rows)] if rows else [],
        facts={"pairs": len(rows)},
    )  # fmt: skip


def _forgotten(ctx: Context, table: str | None, ids: set[str]) -> Result:
    if not ids:
        raise BadInput(
            "It is not said which records may be duplicates after all.",
            hint="Name one of them; `which records are kept apart?` lists them.",
        )
    rows = _kept(ctx, table, ids)
    if not rows:
        raise NotFound(
            "No such pair is known to be different.", hint="Ask: which records are kept apart?"
        )
    shown = _table(ctx, rows)
    may_be_one(ctx.session, ctx.workspace.id, [row.id for row in rows])
    figure = ctx.figure(
        "pairs_forgotten", len(rows), "count", label="pairs forgotten",
        definition="Pairs of records that may be proposed as duplicates again.",
        formula="count of pairs",
    )  # fmt: skip
    noun = "pair" if len(rows) == 1 else "pairs"
    return Result(
        say=f"Forgotten: {figure.text} {noun} may be proposed as duplicates again.",
        figures=[figure], tables=[shown], facts={"pairs": len(rows)},
    )  # fmt: skip


def _table(ctx: Context, rows: Sequence[NotDuplicate]) -> Table:
    names = Names(ctx)
    some = rows[:SHOWN]
    names.learn((row.table_name, i) for row in some for i in (row.first_id, row.second_id))
    return Table(
        name="kept_apart", title="Known to be different",
        columns=["Records", "One", "Other", "Said by", "On", "By undoing"],
        units=["text", "text", "text", "text", "date", "text"],
        rows=[
            [
                entity(row.table_name).plural, names.of(row.table_name, row.first_id),
                names.of(row.table_name, row.second_id), row.said_by, row.said_at.date(),
                row.change_set_id,
            ]
            for row in some
        ],
        total=len(rows),
    )  # fmt: skip
