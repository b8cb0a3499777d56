"""Fields set to order: records change hands, stage, day or value, once somebody approves."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from store.changes import find
from store.changes.approval import rejected
from store.errors import BadInput, Refused
from store.ledger import ChangeSet
from store.schema import entity
from tools.arguments import FieldValue, Filter, Filters, RecordIds, TableName, Values, flag
from tools.contract import Context, Result, tool
from tools.parts.editing.effects import effects
from tools.parts.editing.fields import editable
from tools.parts.editing.orders import Order, counted, drafts, order, waiting
from tools.parts.editing.telling import name_of, notes, title
from tools.parts.editing.telling import table as changes_table
from tools.parts.editing.values import Wanted, wanted
from tools.parts.ledger.choosing import ref
from tools.parts.query import all_of, conditions, in_words
from tools.result import ChangeSetRef, Figure

NAMED = 5


@tool(effect="proposes")
def set_fields(
    ctx: Context,
    table: TableName,
    *,
    values: Values,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
    records: RecordIds | None = None,
    everything: Annotated[
        bool, flag("everything", "every single", "all of them without exception", "no exceptions")
    ] = False,
    new_value: Annotated[
        bool, flag("as a new value", "a new value", "as new value", "even if it is new")
    ] = False,
    single: bool = False,
    instead_of: str | None = None,
) -> Result:
    """Propose to set fields of accounts, contacts, leads or deals to given values.

    Owners, stages, close dates, amounts, industries, consent and the like. Records that hold the
    value already are left out. A deal that is put into a won or lost stage gets the status and the
    day of closing with it, and the stage change goes into its history; a loss reason is never made
    up. Consent may only become stricter, unless an admin orders it. Nothing changes until somebody
    approves, and it can be undone.

    Args:
        table: Which records: account, contact, lead or opportunity.
        values: Each field with its new value: a person's name for an owner, an ISO date or
            `+14 days` for a date, major units for money; null empties the field.
        where: Conditions that choose the records.
        records: Only records of an earlier list.
        everything: Said in words that all records of the table are meant, when there is no
            condition.
        new_value: Take a value that no record has yet into a list such as segment or source.
        single: Whether one record is spoken of, such as `the Acme deal`; several are asked about.
        instead_of: The id of a waiting proposal of the same person that this one replaces.

    Raises:
        BadInput: A field or value cannot be set so, or nothing chooses the records.
        NotFound: There is no such person or listed value; the hint lists near ones.
        Refused: The field says what happened, or the records may not be changed so.
        LimitReached: It takes in more records than one order may change.
    """
    kind = entity(table)
    settings = _settings(ctx, kind.name, values, new=new_value)
    if not where and records is None and not everything:
        raise _unbounded(kind.plural)
    read = conditions(ctx, kind.name, _chosen(where, records))
    old = _replaced(ctx, instead_of) if instead_of else None
    chosen = all_of(ctx, kind.name, read)
    found = order(ctx, kind.name, chosen, settings, named=_names(where, records))
    shown = [c for c in read if c.given not in _chosen([], records)]
    if not found.after:
        return _nothing(ctx, found, in_words(shown))
    if single and len(found.after) > 1:
        raise _several(found)
    others = waiting(ctx, found, instead_of)
    twin = next((set_id for set_id, (_, alike) in others.items() if alike), None)
    named = title(found, in_words(shown))
    made = ref(find(ctx.session, ctx.workspace.id, twin)) if twin is not None else ctx.propose(
        named, "set_fields", drafts(ctx, found), effects(ctx, found)
    )  # fmt: skip
    if old is not None:
        rejected(ctx.session, old, by=ctx.actor.id, now=ctx.now, note=f"replaced by {made.id}")
    if twin is not None:
        return _waits(ctx, found, made)
    return Result(
        say=f"I propose to {named[0].lower()}{named[1:]}. Nothing changes until you approve.",
        figures=_figures(ctx, found, where), tables=[changes_table(ctx, found)],
        change_sets=[made], notes=notes(ctx, found, others),
        facts={"table": kind.name, "changing": list(found.after)[:500], "same": found.same,
               "left_alone": dict(found.left)},
    )  # fmt: skip


def _settings(ctx: Context, table: str, values: Sequence[FieldValue], *, new: bool) -> list[Wanted]:
    found = [wanted(ctx, table, editable(table, v.field), v.value, new=new) for v in values]
    names = [one.spec.name for one in found]
    if not found or len(set(names)) < len(names):
        raise BadInput(
            "Each field is given one value." if found else "No field is given a value.",
            hint="For example owner: Dana Okafor.",
        )
    return found


def _names(where: Sequence[Filter], records: Sequence[str] | None) -> bool:
    """Whether closed deals are meant in so many words, or the records are named one by one."""
    plain = (each for f in where for each in f.either or (f,))
    return records is not None or any(each.field.casefold() in _NAMING for each in plain)


_NAMING = frozenset({"status", "stage", "closed", "closed_on", "loss_reason", "loss reason", "name",
                     "id", "external_id", "outcome"})  # fmt: skip


def _replaced(ctx: Context, set_id: str) -> ChangeSet:
    """The asker's own waiting order, which another takes the place of."""
    old = find(ctx.session, ctx.workspace.id, set_id)
    mine = old.proposed_by == ctx.actor.id and old.kind == "set_fields"
    if old.status != "draft" or not mine:
        raise Refused(
            f"{old.id} is no order of yours that waits, so that nothing can replace it.",
            hint="Propose this one by itself.",
        )
    return old


def _chosen(where: Sequence[Filter], records: Sequence[str] | None) -> list[Filter]:
    ids = [Filter(field="id", op="is", value=list(records))] if records is not None else []
    return [*where, *ids]


def _unbounded(plural: str) -> BadInput:
    return BadInput(
        f"That would change all {plural}, since nothing says which.",
        hint="Give a condition such as an owner or a region; if every one of them is meant, say "
        "“everything” as well.",
    )


def _several(found: Order) -> BadInput:
    names = [name_of(found.rows[row_id]) for row_id in found.after]
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    kind = entity(found.table)
    return BadInput(
        f"{found.noun} could be meant: {'; '.join(names[:NAMED])}{more}.",
        hint=f"Name the one, or say “{kind.plural}” instead of “{kind.label}” for all of them.",
    )


def _figures(ctx: Context, found: Order, where: Sequence[Filter]) -> list[Figure]:
    behind: dict[str, Any] = {"row_table": found.table, "row_ids": list(found.after)}
    told = [
        ctx.figure(
            "records_to_change", len(found.after), "count",
            label=f"{entity(found.table).plural} to change", n=len(found.after),
            definition="Records that meet the conditions and do not hold the values yet.",
            formula="count", filters=[f.model_dump() for f in where],
            exclusions=[f"{n:,}: {why}" for why, n in found.left.items()], **behind,
        )
    ]  # fmt: skip
    amounts: dict[str, dict[str, int]] = defaultdict(dict)
    for row_id in found.after if found.table == "opportunity" else ():
        row = found.rows[row_id]
        if row["amount_cents"] is not None:
            amounts[row["currency"] or ctx.workspace.currency][row_id] = row["amount_cents"]
    return told + [
        ctx.figure(
            "amount_to_change", Decimal(sum(held.values())) / 100, code,
            label="amount of the deals to change",
            definition="The amounts of these deals as they are now.", formula="sum of amount",
            n=len(held), row_table=found.table, row_ids=list(held),
        )
        for code, held in sorted(amounts.items())
    ]  # fmt: skip


def _nothing(ctx: Context, found: Order, said: str) -> Result:
    """Nothing to propose: none meets the conditions, all hold it, or none may have it."""
    if found.left:
        reasons = [
            f"{n:,} {'is' if n == 1 else 'are'} {why}" for why, n in found.left.most_common()
        ]
        if found.same:
            reasons.append(f"{found.same:,} {'has' if found.same == 1 else 'have'} it already")
        raise Refused(
            f"None of {counted(found.table, found.left.total() + found.same)} is changed: "
            f"{', and '.join(reasons)}.",
            hint="Choose other records.",
        )
    figure = ctx.figure(
        "records_to_change", 0, "count", label=f"{entity(found.table).plural} to change",
        definition="Records that meet the conditions and do not hold the values yet.",
        formula="count", n=found.same,
    )  # fmt: skip
    who = f" ({said})" if said else ""
    if not found.same:
        plural = entity(found.table).plural
        return Result(say=f"Nothing to change: there are no such {plural}{who}.", figures=[figure])
    holds = " and ".join(f"{one.spec.label} {one.said}" for one in found.settings)
    whom = f"the {entity(found.table).label}{who} has" if found.same == 1 else (
        f"all {counted(found.table, found.same)}{who} have"
    )  # fmt: skip
    return Result(say=f"Nothing to change: {whom} {holds} already.", figures=[figure])


def _waits(ctx: Context, found: Order, twin: ChangeSetRef) -> Result:
    """The same order once more makes no second draft."""
    return Result(
        say=f"That waits already: {twin.id}, {twin.summary}. Approve it there; nothing new is"
        " proposed.",
        tables=[changes_table(ctx, found)],
        change_sets=[twin],
        facts={"table": found.table, "changing": list(found.after)[:500], "waits": twin.id},
    )
