"""Turning down a change set, on a person's word."""

from store.changes import find, reject
from tools.arguments import ChangeSetId
from tools.contract import Context, Result, tool
from tools.parts.ledger.choosing import consented, ref
from tools.parts.ledger.deciding import the_engine
from tools.parts.ledger.preview import sizes


@tool(effect="decides")
def reject_changes(ctx: Context, *, change_set: ChangeSetId | None = None) -> Result:
    """Turn down a change set that waits for approval; nothing of it is applied, now or later.

    Args:
        change_set: Its id; it must be the one that the person's word is about.

    Raises:
        Refused: The person did not reject this change set.
        Conflict: Somebody has decided already.
        NotFound: There is no such change set.
    """
    given = consented(ctx, "reject", change_set)
    engine = the_engine(ctx)
    reject(engine, ctx.workspace.id, given.change_set_id, by=ctx.actor.id, now=ctx.now,
           note=f"rejected by {ctx.actor.name}")  # fmt: skip
    done = find(ctx.session, ctx.workspace.id, given.change_set_id)
    return Result(
        say=f"Rejected: {done.title}. Nothing was changed.", change_sets=[ref(done)],
        notes=[f"It would have made {sizes(done)}."],
        facts={"change_set": done.id, "status": done.status},
    )  # fmt: skip
