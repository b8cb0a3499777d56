"""What taking back a change set, or a part of it, would give back; a proposal like any other."""

from store.changes import find, inverse, show, undoable
from store.errors import BadInput, NotFound, Refused
from store.ledger import ChangeSet
from tools.arguments import ChangeSetId, FieldName, Filters, Period, TableName
from tools.contract import Context, Result, tool
from tools.parts.ledger.asking import DropFields, DropGroups, DropTable, Groups
from tools.parts.ledger.choosing import DONE, in_state, meant, ref, which_of
from tools.parts.ledger.instants import applied_in
from tools.parts.ledger.preview import changes_table
from tools.parts.ledger.selecting import Part, selected
from tools.parts.ledger.undoing import buckets_tables, buckets_words, report_of
from tools.result import Question


@tool(effect="proposes")
def preview_undo(
    ctx: Context,
    *,
    change_set: ChangeSetId | None = None,
    keep: Filters | None = None,
    drop: Filters | None = None,
    drop_fields: DropFields = [],  # noqa: B006 - pydantic copies a default
    fields: list[FieldName] | None = None,
    drop_table: DropTable | None = None,
    tables: list[TableName] = [],  # noqa: B006 - as above
    drop_groups: DropGroups = [],  # noqa: B006 - as above
    groups: Groups = [],  # noqa: B006 - as above
    period: Period | None = None,
) -> Result:
    """Propose to undo a part of an applied change set, or show what undoing it would give back.

    Only one merge of many, say. What somebody has edited since is kept and named. Nothing is
    undone until the proposal is approved.

    Args:
        change_set: Its id; none for the one that was applied last.
        keep: Undo only the changes of records that meet these conditions.
        drop: Do not undo the changes of records that meet these conditions.
        drop_fields: Do not undo the changes of these fields.
        fields: Undo only the changes of these fields.
        drop_table: Not the records of this table.
        tables: Undo only the changes of records of these tables.
        drop_groups: Do not undo these groups, by the number that the preview gave them.
        groups: Undo only these groups, by the number that the preview gave them.
        period: When it was applied, instead of an id: `since Monday`, `yesterday`.

    Raises:
        Refused: Nothing of it was applied.
        Conflict: It has been undone already.
        NotFound: There is no such change set.
        BadInput: No change meets the conditions.
    """
    found = _of_time(ctx, period) if period and not change_set else _meant(ctx, change_set)
    if isinstance(found, Question):
        return Result(say=found.text, questions=[found])
    left = undoable(ctx.session, ctx.workspace.id, found.id)
    part = Part(
        tuple(keep or ()), tuple(drop or ()), tuple(fields or ()), tuple(groups),
        tuple(drop_groups), tables=tuple(tables), drop_table=drop_table,
        drop_fields=tuple(drop_fields),
    )  # fmt: skip
    words, chosen = "", left
    if not part.is_whole():
        wanted = selected(ctx, found, part)
        words, chosen = wanted.words, left & set(wanted.numbers)
    if not chosen:
        raise BadInput(
            f"{found.title}: nothing that still stands of it fits ({words}).",
            hint="Show the change set to see its records and groups.",
        )
    undo = inverse(
        ctx.session, ctx.workspace.id, found.id, by=ctx.actor.id, now=ctx.now,
        groups=None if chosen == left else chosen, run_id=ctx.run_id,
        conversation_id=ctx.conversation_id,
    )  # fmt: skip
    return _result(ctx, found, undo, words)


def _of_time(ctx: Context, period: str) -> ChangeSet | Question:
    """The change set that was applied in a period; a question when several were."""
    found, span = applied_in(ctx, period, in_state(ctx, DONE))
    found = [c for c in found if c.undo_of is None]
    if not found:
        raise NotFound(
            f"Nothing was applied in {span.dates} that could be undone.",
            hint="“What changed since Monday?” shows every change that the log holds.",
        )
    return found[0] if len(found) == 1 else which_of(found, f"{len(found)} were applied then")


def _meant(ctx: Context, change_set: str | None) -> ChangeSet | Question:
    """The change set that is to be undone: the one that is named, or the one applied last."""
    found = meant(ctx, change_set, DONE)
    if isinstance(found, Question) or found.status in DONE:
        return found
    # The proposal on the table is not what can be undone; nor is another conversation's work, where
    # this one has nothing but the proposal.
    ours = found.status == "draft" and found.conversation_id == ctx.conversation_id is not None
    if ours and not any(c.conversation_id == ctx.conversation_id for c in in_state(ctx, DONE)):
        raise Refused(
            f"Nothing of “{found.title}” was applied, so there is nothing to undo: it only waits.",
            hint="“reject” turns it down; to undo earlier work, name its id: “list changes”.",
        )
    return meant(ctx, None, DONE)


def _result(ctx: Context, found: ChangeSet, undo: ChangeSet, words: str) -> Result:
    report = report_of(undo)
    shown = show(ctx.session, ctx.workspace.id, find(ctx.session, ctx.workspace.id, undo.id).id)
    restored = [changes_table(ctx, shown.changes, shown.total)] if shown.changes else []
    exact = " Nothing of it was edited since." if report.get("exact") else ""
    return Result(
        say=" ".join([f"{undo.title}.", *buckets_words(ctx, undo, done=False)]) + exact
        + f" Nothing is undone until you approve {undo.id}.",
        reading=words, change_sets=[ref(undo)], tables=[*buckets_tables(ctx, undo), *restored],
        facts={
            "change_set": undo.id, "would_undo": found.id, "exact": report.get("exact"),
            "reversed": report.get("reversed"), "kept": report.get("kept_total"),
            "errored": report.get("errored_total"), "groups": report.get("groups"),
        },
    )  # fmt: skip
