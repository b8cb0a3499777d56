"""One change set in full: what it would do to which records, why, and what became of it."""

from store.canonical import sealed_changes
from store.changes import show
from store.ledger import ChangeSet
from tools.arguments import ChangeSetId, Count
from tools.contract import Context, Result, tool
from tools.parts.ledger.asking import Groups
from tools.parts.ledger.choosing import DONE, in_state, meant, ref
from tools.parts.ledger.grouping import bunches
from tools.parts.ledger.preview import (
    changes_table,
    counts_table,
    effects_table,
    groups_of,
    sizes,
)
from tools.parts.ledger.selecting import Part, selected
from tools.result import Question

SHOWN = 50


@tool(effect="reads")
def show_changes(
    ctx: Context,
    *,
    change_set: ChangeSetId | None = None,
    count: Count | None = None,
    groups: Groups = [],  # noqa: B006 - pydantic copies a default
) -> Result:
    """Show what a change set would do, or did: every record, both values, and why.

    Large ones are shown by the rule behind their changes, with numbers to say and samples.

    Args:
        change_set: Its id; none for the one that waits, else the last one that was applied.
        count: How many changes to show; 50 unless said.
        groups: Only these groups, by the number that the preview gives them.

    Raises:
        NotFound: There is no such change set.
        BadInput: It has no such group.
    """
    found = _meant(ctx, change_set)
    if isinstance(found, Question):
        return Result(say=found.text, questions=[found])
    changes = sealed_changes(ctx.session, found)
    numbers = selected(ctx, found, Part(groups=tuple(groups))).numbers if groups else None
    shown = show(
        ctx.session, ctx.workspace.id, found.id, limit=count or SHOWN, groups=numbers
    )  # fmt: skip
    grouped = bunches(changes)
    tables = [
        *([groups_of(ctx, grouped)] if len(grouped) > 1 and not groups else []),
        changes_table(ctx, shown.changes, shown.total), counts_table(found),
    ]  # fmt: skip
    return Result(
        say=" ".join([f"{found.title}: {sizes(found)}.", _standing(found)]),
        tables=[*(t for t in tables if t.rows), *effects_table(found)],
        change_sets=[ref(found)], notes=_notes(found, len(shown.changes), shown.total),
        facts={"change_set": found.id, "status": found.status, "changes": shown.total,
               "risk": found.risk, "digest": found.digest, "groups": len(grouped)},
    )  # fmt: skip


def _meant(ctx: Context, change_set: str | None) -> ChangeSet | Question:
    if change_set is None and not _any(ctx, ("draft",)):
        return meant(ctx, None, DONE)
    return meant(ctx, change_set, ("draft",))


def _any(ctx: Context, status: tuple[str, ...]) -> bool:
    return bool(in_state(ctx, status))


def _standing(found: ChangeSet) -> str:
    """Where it stands, in a sentence."""
    if found.status == "draft":
        return (f"Nothing is changed until it is approved; the risk is {found.risk}, and the "
                f"preview holds until {found.expires_at:%Y-%m-%d}.")  # fmt: skip
    who = found.approved_by or found.rejected_by or "nobody"
    words = {"applied": f"It was applied, approved by {who}.",
             "conflicted": f"It was applied in part, approved by {who}.",
             "rejected": f"It was rejected by {who}.",
             "expired": "It expired before anybody decided.",
             "approved": f"It was approved by {who} and is not applied yet."}  # fmt: skip
    return words.get(found.status, f"It is {found.status}.")


def _notes(found: ChangeSet, shown: int, total: int) -> list[str]:
    notes = [f"The first {shown:,} of {total:,} changes are shown."] if shown < total else []
    if found.decided_note:
        notes.append(f"Note: {found.decided_note}.")
    return notes
