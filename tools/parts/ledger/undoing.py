"""What an undo would give back, or has given back: reversed, kept and errored, in words."""

from typing import Any

from store.ledger import ChangeSet
from tools.context import Context
from tools.parts.ledger.deciding import errored_table, kept_table, writers
from tools.parts.ledger.reading import Names, by_name, ids_in
from tools.result import Table


def report_of(undo: ChangeSet) -> dict[str, Any]:
    """The three buckets of an undo."""
    return undo.undo_report or {}


def buckets_tables(ctx: Context, undo: ChangeSet) -> list[Table]:
    """What is kept and what cannot be taken back, as tables; empty ones are left out."""
    report = report_of(undo)
    return [
        *kept_table(ctx, report.get("kept", []), int(report.get("kept_total", 0))),
        *errored_table(ctx, report.get("errored", []), int(report.get("errored_total", 0))),
    ]


def buckets_words(ctx: Context, undo: ChangeSet, *, done: bool) -> list[str]:
    """The three buckets as sentences.

    Args:
        ctx: Whose records they are.
        undo: The undo.
        done: Whether it was carried out; otherwise it is a preview.
    """
    report = report_of(undo)
    rows = int(report.get("reversed", {}).get("rows", 0))
    kept, errored = int(report.get("kept_total", 0)), int(report.get("errored_total", 0))
    noun = "record is" if rows == 1 else "records are"
    would = "record would be" if rows == 1 else "records would be"
    said = [f"{rows:,} {noun if done else would} as before."]
    if kept:
        fields = ("field was" if kept == 1 else "fields were") if done else (
            "field would be" if kept == 1 else "fields would be")  # fmt: skip
        said.append(f"{kept:,} {fields} kept, edited since by {_since(report)}.")
    if errored:
        said.append(
            f"{errored:,} {'could' if done else 'can'} not be taken back: {_why(ctx, report)}."
        )
    return said


def _since(report: dict[str, Any]) -> str:
    """Who wrote what is kept, and when the last of it was."""
    kept = report.get("kept", [])
    last = max((str(line["at"]) for line in kept if line["at"]), default="")
    when = f" (last on {last[:10]} at {last[11:16]} UTC)" if last else ""
    return f"{writers(kept)}{when}"


def _why(ctx: Context, report: dict[str, Any]) -> str:
    reasons = list(dict.fromkeys(str(line["why"]) for line in report.get("errored", [])))
    if not reasons:
        return "unknown"
    names = Names(ctx)
    names.learn(ids_in(reasons[0]))
    more = f", and {len(reasons) - 1} more reasons" if len(reasons) > 1 else ""
    return by_name(reasons[0], names.of) + more
