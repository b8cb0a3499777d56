"""Carrying out a change set that a person has approved, and reading it back."""

from store.changes import apply, approve, find
from tools.arguments import ChangeSetId
from tools.contract import Context, Result, tool
from tools.parts.ledger.choosing import consented, ref
from tools.parts.ledger.deciding import (
    applied_figure,
    approver,
    outcome_words,
    skipped_table,
    the_engine,
)

WORKER = "desk"


@tool(effect="decides")
def approve_changes(ctx: Context, *, change_set: ChangeSetId | None = None) -> Result:
    """Apply a change set that the person has just approved, in their own words.

    The approval holds for the exact content that they were shown. Rows that changed since the
    preview are skipped and listed, never overwritten. Everything is read back from the store.

    Args:
        change_set: Its id; it must be the one that the person's word is about.

    Raises:
        Refused: The person did not approve this content, may not, or the preview expired.
        Conflict: Somebody has decided already.
        NotFound: There is no such change set.
    """
    given = consented(ctx, "approve", change_set)
    engine = the_engine(ctx)
    header = find(ctx.session, ctx.workspace.id, given.change_set_id)
    ctx.session.commit()
    interrupted = header.status in {"approved", "applying"}
    if not (interrupted and header.approved_digest == given.digest):
        approve(
            engine, ctx.workspace.id, header.id, digest=given.digest, by=approver(ctx), now=ctx.now
        )
    outcome = apply(engine, ctx.workspace.id, header.id, worker=WORKER, now=ctx.now)
    done = find(ctx.session, ctx.workspace.id, header.id)
    undo = f" To take it back, say “undo {done.id}”." if outcome.applied else ""
    return Result(
        say=f"{done.title}: {outcome_words(outcome)}{undo}",
        figures=[applied_figure(ctx, outcome)], tables=skipped_table(ctx, outcome),
        change_sets=[ref(done)],
        facts={
            "change_set": done.id, "status": outcome.status, "applied": outcome.applied,
            "skipped": len(outcome.conflicts), "unverified": len(outcome.unverified),
            "undo": done.id if outcome.applied else None,
        },
    )  # fmt: skip
