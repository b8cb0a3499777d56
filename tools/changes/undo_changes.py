"""Taking back a change set that was applied, on a person's word."""

from store.changes import find, undo_now
from store.changes.apart import AT_ONE_LOOK, apart_by
from store.errors import Refused
from store.ledger import ChangeSet
from tools.arguments import ChangeSetId
from tools.contract import Context, Result, tool
from tools.parts.ledger.choosing import consented, ref
from tools.parts.ledger.deciding import applied_figure, approver, skipped_table, the_engine
from tools.parts.ledger.undoing import buckets_tables, buckets_words, report_of

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
    report = report_of(inverse)
    return Result(
        say=_say(ctx, inverse, len(outcome.unverified)),
        figures=[applied_figure(ctx, outcome)],
        tables=[*buckets_tables(ctx, inverse), *skipped_table(ctx, outcome)],
        change_sets=[ref(inverse)], notes=_notes(ctx, inverse, outcome.applied),
        facts={
            "change_set": inverse.id, "undid": done.id, "status": outcome.status,
            "exact": report.get("exact"), "reversed": report.get("reversed"),
            "kept": report.get("kept_total"), "errored": report.get("errored_total"),
            "kept_rows": report.get("kept", []), "errored_rows": report.get("errored", []),
            "unverified": len(outcome.unverified),
        },
    )  # fmt: skip


def _say(ctx: Context, inverse: ChangeSet, wrong: int) -> str:
    verb, _, what = inverse.title.partition(": ")
    named = "Done again" if verb == "Redo" else "Undone"
    said = [f"{named}: {what}.", *buckets_words(ctx, inverse, done=True)]
    if wrong:
        said.append(f"{wrong:,} do not read back as they should: please look at {inverse.id}.")
    elif report_of(inverse).get("exact"):
        said.append("Read back from the store: exactly as it was.")
    return " ".join(said)


def _notes(ctx: Context, inverse: ChangeSet, applied: int) -> list[str]:
    notes = [f"To do it again, say “undo {inverse.id}”."] if applied else []
    apart = apart_by(ctx.session, ctx.workspace.id, inverse.id)
    restored = int(inverse.counts.get("restores", 0))
    if apart:
        pair = "pair of records is" if apart == 1 else "pairs of records are"
        notes.append(f"{apart:,} {pair} known to be different now, and not proposed again.")
    elif restored > AT_ONE_LOOK:
        notes.append(
            f"{restored:,} merges at once say nothing of each pair, so they may be proposed again; "
            "say “those are not duplicates” of those that are not."
        )
    return notes
