"""Taking back a change set that was applied, on a person's word."""

from typing import Any

from store.changes import find, undo_now
from store.errors import Refused
from store.ledger import ChangeSet
from tools.arguments import ChangeSetId
from tools.contract import Context, Result, tool
from tools.parts.ledger.choosing import consented, ref
from tools.parts.ledger.deciding import (
    applied_figure,
    approver,
    errored_table,
    kept_table,
    skipped_table,
    the_engine,
    writers,
)

WORKER = "desk"


@tool(effect="decides")
def undo_changes(ctx: Context, *, change_set: ChangeSetId | None = None) -> Result:
    """Take back what a change set did, as far as nobody has edited it since.

    The report has three parts: reversed, kept (somebody has written the field since: who and
    when), and errored (why it cannot be taken back). Undoing an undo does it again.

    Args:
        change_set: Its id; it must be the one that the person's word is about.

    Raises:
        Refused: The person did not say so, may not, or nothing of it was applied.
        Conflict: It has been undone already.
        NotFound: There is no such change set.
    """
    given = consented(ctx, "undo", change_set)
    engine = the_engine(ctx)
    done = find(ctx.session, ctx.workspace.id, given.change_set_id)
    if done.digest != given.digest:
        raise Refused(
            f"{done.title}: this is not the content that was shown.",
            hint="Show the change set again and ask the person.",
        )
    ctx.session.commit()
    header, outcome = undo_now(
        engine, ctx.workspace.id, done.id, by=approver(ctx), now=ctx.now, worker=WORKER
    )
    inverse = find(ctx.session, ctx.workspace.id, header.id)
    report: dict[str, Any] = inverse.undo_report or {}
    tables = [
        *kept_table(ctx, report.get("kept", []), int(report.get("kept_total", 0))),
        *errored_table(ctx, report.get("errored", []), int(report.get("errored_total", 0))),
        *skipped_table(ctx, outcome),
    ]
    return Result(
        say=_say(done, inverse, report, len(outcome.unverified)),
        figures=[applied_figure(ctx, outcome)], tables=tables, change_sets=[ref(inverse)],
        notes=[f"To do it again, say “undo {inverse.id}”."] if outcome.applied else [],
        facts={
            "change_set": inverse.id, "undid": done.id, "status": outcome.status,
            "exact": report.get("exact"), "reversed": report.get("reversed"),
            "kept": report.get("kept_total"), "errored": report.get("errored_total"),
            "unverified": len(outcome.unverified),
        },
    )  # fmt: skip


def _say(done: ChangeSet, inverse: ChangeSet, report: dict[str, Any], wrong: int) -> str:
    rows = int(report.get("reversed", {}).get("rows", 0))
    kept, errored = int(report.get("kept_total", 0)), int(report.get("errored_total", 0))
    records = "record is" if rows == 1 else "records are"
    said = [f"Undone: {done.title}. {rows:,} {records} as before."]
    if kept:
        fields = "field was" if kept == 1 else "fields were"
        said.append(f"{kept:,} {fields} kept, edited since by {writers(report.get('kept', []))}.")
    if errored:
        said.append(f"{errored:,} could not be taken back.")
    if wrong:
        said.append(f"{wrong:,} do not read back as they should: please look at {inverse.id}.")
    elif not kept and not errored:
        said.append("Read back from the store: exactly as it was.")
    return " ".join(said)
