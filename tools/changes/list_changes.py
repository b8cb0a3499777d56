"""What is waiting for a decision, and what was decided lately."""

from typing import Annotated, Literal

from store.changes import listing
from store.ledger import STATUSES, ChangeSet
from tools.arguments import Count, choice
from tools.contract import Context, Result, tool
from tools.parts.ledger.choosing import in_state, ref
from tools.parts.ledger.preview import sizes
from tools.result import Cell, Table

Which = Literal["pending", "applied", "rejected", "all"]
STATES = {
    "pending": ("draft", "approved", "applying"),
    "applied": ("applied", "conflicted"),
    "rejected": ("rejected", "expired"),
    "all": STATUSES,
}
WORDS = {
    "draft": "waiting for approval", "approved": "approved, not applied yet",
    "applying": "being applied", "conflicted": "applied in part",
}  # fmt: skip


@tool(effect="reads")
def list_changes(
    ctx: Context,
    *,
    which: Annotated[
        Which,
        choice(
            pending=(
                "pending", "waiting", "open change sets", "to approve", "awaiting approval",
                "needs approval", "need approval", "undecided", "unapproved", "in the queue",
            ),
            applied=(
                "applied", "recent changes", "done", "went through", "carried out", "recently",
                "approved already", "already approved", "last changes", "latest changes",
            ),
            rejected=(
                "rejected", "reject", "turn down", "declined", "turned down", "expired",
                "thrown out",
            ),
            all=("all change sets", "every change set", "all changes", "change history", "all of"),
        ),
    ] = "pending",
    count: Count | None = None,
) -> Result:  # fmt: skip
    """List change sets: those that wait for approval, or those that were applied or rejected.

    Args:
        which: `pending` for those that wait, `applied`, `rejected`, or `all`.
        count: How many to show, the newest first; 20 unless said.
    """
    rows = _rows(ctx, which)
    shown = rows[: count or 20]
    noun = "change set" if len(rows) == 1 else "change sets"
    say = f"{len(rows):,} {noun} {_state(which, len(rows))}."
    notes: list[str] = []
    if which == "pending" and not rows:
        say = "Nothing is waiting for approval."
        last = _rows(ctx, "applied")[:1]
        notes = [f"Last applied: {done.id}, {done.title}." for done in last]
    if len(rows) > len(shown):
        notes.append(f"The newest {len(shown)} are shown.")
    return Result(
        say=say, tables=[_table(shown, len(rows))] if shown else [], notes=notes,
        change_sets=[ref(row) for row in shown if row.status == "draft"],
        facts={"which": which, "total": len(rows), "change_sets": [row.id for row in shown]},
    )  # fmt: skip


def _rows(ctx: Context, which: Which) -> list[ChangeSet]:
    if which == "pending":
        return in_state(ctx, STATES["pending"])
    return listing(ctx.session, ctx.workspace.id, status=STATES[which], limit=1_000)


def _state(which: Which, size: int) -> str:
    be = "is" if size == 1 else "are"
    words = {"pending": f"{be} waiting", "applied": f"{'was' if size == 1 else 'were'} applied",
             "rejected": f"{'was' if size == 1 else 'were'} rejected or expired",
             "all": "in all"}  # fmt: skip
    return words[which]


def _table(shown: list[ChangeSet], total: int) -> Table:
    rows: list[list[Cell]] = [
        [
            row.id, row.title, sizes(row), row.risk, WORDS.get(row.status, row.status),
            row.proposed_by, row.proposed_at.date(), row.approved_by or row.rejected_by,
        ]
        for row in shown
    ]  # fmt: skip
    return Table(
        name="change_sets", title="Change sets",
        columns=["Id", "What", "Size", "Risk", "Status", "Proposed by", "On", "Decided by"],
        units=["text"] * 6 + ["date", "text"], rows=rows, total=total,
    )  # fmt: skip
