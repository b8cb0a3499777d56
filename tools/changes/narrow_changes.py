"""Keeping only a part of a proposal: the first three, not the Acme ones, the exact e-mails."""

from functools import partial

from store.changes import find, remainder, show, subset
from store.errors import BadInput, Refused
from store.ledger import ChangeSet
from store.usage import is_call
from tools.arguments import ChangeSetId, Count, FieldName, Filters, TableName
from tools.contract import Context, Result, tool
from tools.parts.ledger.asking import (
    DropFields,
    DropGroups,
    DropTable,
    Groups,
    Quoted,
    Rest,
    Same,
    SureAbove,
)
from tools.parts.ledger.choosing import meant, ref
from tools.parts.ledger.preview import changes_table, effects_table, groups_table, sizes
from tools.parts.ledger.selecting import Part, Selected, left_to_itself, selected
from tools.parts.merging.effects import foretold
from tools.result import Question, Table


@tool(effect="proposes")
def narrow_changes(
    ctx: Context,
    *,
    change_set: ChangeSetId | None = None,
    keep_first: Count | None = None,
    keep: Filters | None = None,
    drop: Filters | None = None,
    drop_fields: DropFields = [],  # noqa: B006 - pydantic copies a default
    fields: list[FieldName] | None = None,
    drop_table: DropTable | None = None,
    tables: list[TableName] = [],  # noqa: B006 - as above
    drop_groups: DropGroups = [],  # noqa: B006 - as above
    groups: Groups = [],  # noqa: B006 - as above
    same: Same | None = None,
    sure_above: SureAbove | None = None,
    rule: Quoted | None = None,
    rest: Rest | None = None,
) -> Result:
    """Propose only a part of a change set that waits; the whole one is rejected in its favour.

    Changes that belong together (a merge with its children) stay together.

    Args:
        change_set: Its id; none for the one that waits.
        keep_first: Only so many groups of changes, the first of those that are left.
        keep: Only changes of records that meet these conditions.
        drop: Not the changes of records that meet these conditions.
        drop_fields: Not the changes of these fields.
        fields: Only changes of these fields.
        drop_table: Not the records of this table; with conditions, not those that meet them.
        tables: Only records of these tables; with conditions, the conditions are about these.
        drop_groups: Without these groups, by the number that the preview gives them.
        groups: Only these groups, by the number that the preview gives them.
        same: Only merges of records that have the same e-mail, domain, phone, address, name or
            company.
        sure_above: Only changes that are at least so sure, as a share from 0 to 1.
        rule: Only changes whose rule or reason holds these words.
        rest: What becomes of the others: they are rejected, or they wait as a draft of their own.
            Without it they wait where groups, a rule, a likeness or a sureness says what is kept:
            one step of a review says nothing of the others.

    Raises:
        BadInput: Nothing would be left, nothing would be left out, or a condition cannot be read.
        NotFound: There is no such change set.
        Conflict: Somebody has decided it already.
        Refused: It was proposed elsewhere, and the person has not spoken of it.
    """
    found = meant(ctx, change_set, ("draft",))
    if isinstance(found, Question):
        return Result(say=found.text, questions=[found])
    _permit(ctx, found)
    part = Part(
        tuple(keep or ()), tuple(drop or ()), tuple(fields or ()), tuple(groups),
        tuple(drop_groups), same, rule, sure_above, keep_first, tuple(tables), drop_table,
        tuple(drop_fields),
    )  # fmt: skip
    if part.is_whole():
        raise BadInput(
            "It is not said which part of the changes to keep.",
            hint="Say for example: only the first three, not the ones of Acme, or drop group 2.",
        )
    chosen = selected(ctx, found, part)
    new = subset(
        ctx.session, ctx.workspace.id, found.id, by=ctx.actor.id, now=ctx.now,
        groups=chosen.numbers, foretells=partial(foretold, ctx),
    )  # fmt: skip
    other = None
    if (rest or left_to_itself(part)) == "wait":
        other = remainder(
            ctx.session, ctx.workspace.id, found.id, new, by=ctx.actor.id, now=ctx.now,
            foretells=partial(foretold, ctx),
        )  # fmt: skip
    ctx.session.flush()
    return _result(ctx, found, new, chosen, other)


def _permit(ctx: Context, found: ChangeSet) -> None:
    """What people were shown elsewhere is not taken from them by a model or a program."""
    here = ctx.conversation_id is not None and found.conversation_id == ctx.conversation_id
    calls = is_call(ctx.run_id) and is_call(found.run_id)
    if not ctx.own_words and not here and not (calls and found.proposed_by == ctx.actor.id):
        raise Refused(
            f"{found.id} was proposed elsewhere, and the person has not asked to narrow it.",
            hint="Ask the person which part of it to keep.",
        )


def _result(
    ctx: Context, found: ChangeSet, new: ChangeSet, chosen: Selected, other: ChangeSet | None
) -> Result:
    left = chosen.of - len(chosen.numbers)
    notes = [f"{found.id} was rejected in favour of {new.id}."]
    if other is not None:
        wait = "waits" if left == 1 else "wait"
        notes.append(f"The other {left:,} {wait} as {other.id}: say “show {other.id}”.")
    return Result(
        say=f"{new.title}: {sizes(new)}. Nothing is changed until you approve {new.id}.",
        reading=chosen.words, change_sets=[ref(new)], tables=_tables(ctx, new), notes=notes,
        facts={"change_set": new.id, "narrowed": found.id, "groups": new.counts["groups"],
               "groups_before": found.counts["groups"], "rest": other.id if other else None},
    )  # fmt: skip


def _tables(ctx: Context, new: ChangeSet) -> list[Table]:
    shown = show(ctx.session, ctx.workspace.id, find(ctx.session, ctx.workspace.id, new.id).id)
    grouped = groups_table(ctx, new.id)
    rows = changes_table(ctx, shown.changes, shown.total)
    return [*([grouped] if grouped.total > 1 else []), *effects_table(new), rows]
