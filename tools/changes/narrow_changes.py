"""Keeping only a part of a proposal: the first three, not the Acme ones, only the phones."""

from store.changes import show, subset
from store.errors import BadInput
from store.ledger import Change
from tools.arguments import ChangeSetId, Count, FieldName, Filters
from tools.contract import Context, Result, tool
from tools.parts.ledger.choosing import meant, ref
from tools.parts.ledger.preview import changes_table, sizes
from tools.parts.ledger.selecting import Part, chosen_rows
from tools.result import Question


@tool(effect="proposes")
def narrow_changes(
    ctx: Context,
    *,
    change_set: ChangeSetId | None = None,
    keep_first: Count | None = None,
    keep: Filters | None = None,
    drop: Filters | None = None,
    fields: list[FieldName] | None = None,
) -> Result:
    """Propose only a part of a change set that waits; the whole one is rejected in its favour.

    Changes that belong together (a merge with its children) stay together.

    Args:
        change_set: Its id; none for the one that waits.
        keep_first: Only so many groups of changes, the first of those that are left.
        keep: Only changes of records that meet these conditions.
        drop: Not the changes of records that meet these conditions.
        fields: Only changes of these fields.

    Raises:
        BadInput: Nothing would be left, nothing would be left out, or a condition cannot be read.
        NotFound: There is no such change set.
        Conflict: Somebody has decided it already.
    """
    found = meant(ctx, change_set, ("draft",))
    if isinstance(found, Question):
        return Result(say=found.text, questions=[found])
    part = Part(keep or [], drop or [], fields or [])
    if keep_first is None and part.is_whole():
        raise BadInput(
            "It is not said which part of the changes to keep.",
            hint="Say for example: only the first three, or not the ones of Acme.",
        )
    rows = chosen_rows(ctx, found, part)
    new = subset(
        ctx.session, ctx.workspace.id, found.id, by=ctx.actor.id, now=ctx.now, keep=rows.keep,
        drop=rows.drop, first=keep_first,
    )  # fmt: skip
    ctx.session.flush()
    return Result(
        say=f"{new.title}: {sizes(new)}. Nothing is changed until you approve {new.id}.",
        reading=rows.words, change_sets=[ref(new)],
        tables=[changes_table(ctx, *_page(ctx, new.id))],
        notes=[f"{found.id} was rejected in favour of {new.id}."],
        facts={"change_set": new.id, "narrowed": found.id, "groups": new.counts["groups"],
               "groups_before": found.counts["groups"]},
    )  # fmt: skip


def _page(ctx: Context, change_set: str) -> tuple[list[Change], int]:
    shown = show(ctx.session, ctx.workspace.id, change_set)
    return shown.changes, shown.total
