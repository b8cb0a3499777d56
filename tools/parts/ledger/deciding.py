"""Carrying out a person's word, and saying what became of it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine

from store.changes import Approver, Outcome
from tools.context import Context
from tools.parts.ledger.reading import (
    Names,
    by_name,
    ids_in,
    label_of,
    noun_of,
    references,
    value_text,
)
from tools.result import Cell, Figure, Table

SHOWN = 50


def the_engine(ctx: Context) -> Engine:
    """The store's engine, once what this call has written so far is committed.

    Deciding writes in transactions of its own, and SQLite has one writer at a time.
    """
    ctx.session.commit()
    bound = ctx.session.get_bind()
    return bound if isinstance(bound, Engine) else bound.engine


def approver(ctx: Context) -> Approver:
    """The person who decides."""
    return Approver(ctx.actor.id, ctx.actor.role, ctx.actor.kind)


def applied_figure(ctx: Context, outcome: Outcome) -> Figure:
    """How many changes were carried out, with its receipt."""
    return ctx.figure(
        "changes_applied", outcome.applied, "count", label="Changes applied",
        definition="Changes of the change set that were written and read back.",
        formula="count of changes whose result is applied",
        n=outcome.applied + len(outcome.conflicts), filters=[{"change_set": outcome.change_set_id}],
        exclusions=[f"{len(outcome.conflicts)} skipped"] if outcome.conflicts else [],
    )  # fmt: skip


def skipped_table(ctx: Context, outcome: Outcome) -> list[Table]:
    """The changes that were not applied, and why."""
    if not outcome.conflicts:
        return []
    names = Names(ctx)
    names.learn((s.table, s.row_id) for s in outcome.conflicts)
    rows: list[list[Cell]] = [
        [f"{noun_of(s.table, 1)} {names.of(s.table, s.row_id)}", s.reason]
        for s in outcome.conflicts[:SHOWN]
    ]
    return [
        Table(
            name="skipped", title="Skipped", columns=["Record", "Why"], units=["text"] * 2,
            rows=rows, total=len(outcome.conflicts),
        )
    ]  # fmt: skip


def outcome_words(outcome: Outcome) -> str:
    """What became of it: applied, skipped, and whether it reads back."""
    applied = f"{outcome.applied:,} {'change' if outcome.applied == 1 else 'changes'} applied"
    skipped = len(outcome.conflicts)
    if skipped:
        was = "was" if skipped == 1 else "were"
        applied += f"; {skipped:,} {was} skipped because the record changed since the preview"
    wrong = len(outcome.unverified)
    if wrong:
        return f"{applied}. {wrong:,} do not read back as applied: please look at them."
    return f"{applied}. Read back from the store: all as approved."


def kept_table(ctx: Context, kept: Sequence[dict[str, Any]], total: int) -> list[Table]:
    """Fields that an undo leaves alone because somebody has written them since."""
    if not kept:
        return []
    names = Names(ctx)
    names.learn((line["table"], line["row_id"]) for line in kept)
    for line in kept:
        names.learn(references(line["table"], {line["field"]: line["now"]}))
        names.learn(ids_in(line.get("why") or ""))
    rows: list[list[Cell]] = [
        [
            f"{noun_of(line['table'], 1)} {names.of(line['table'], line['row_id'])}",
            label_of(line["table"], line["field"]),
            value_text(names, line["table"], line["field"], line["now"]), line["by"],
            str(line["at"])[:16].replace("T", " ") if line["at"] else None,
            by_name(line.get("why") or "", names.of) or None,
        ]
        for line in kept[:SHOWN]
    ]  # fmt: skip
    return [
        Table(
            name="kept", title="Kept: edited since",
            columns=["Record", "Field", "Is now", "By", "At", "Why"], units=["text"] * 6,
            rows=rows, total=total,
        )
    ]  # fmt: skip


def errored_table(ctx: Context, errored: Sequence[dict[str, Any]], total: int) -> list[Table]:
    """What an undo could not take back, and why."""
    if not errored:
        return []
    names = Names(ctx)
    names.learn((line["table"], line["row_id"]) for line in errored)
    names.learn(found for line in errored for found in ids_in(line["why"]))
    rows: list[list[Cell]] = [
        [
            f"{noun_of(line['table'], 1)} {names.of(line['table'], line['row_id'])}",
            by_name(line["why"], names.of),
        ]
        for line in errored[:SHOWN]
    ]
    return [
        Table(
            name="errored", title="Could not be taken back", columns=["Record", "Why"],
            units=["text"] * 2, rows=rows, total=total,
        )
    ]  # fmt: skip


def writers(kept: Sequence[dict[str, Any]]) -> str:
    """Who wrote the fields that are kept, the busiest first."""
    people = Counter(str(line["by"]) for line in kept if line["by"])
    return ", ".join(name for name, _ in people.most_common(3)) or "somebody"
