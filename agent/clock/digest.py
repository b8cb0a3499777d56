"""What a run of a schedule did: what was fixed, what waits and by which rule, what was skipped."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from agent.events import Reply
from store.canonical import sealed_changes
from store.changes import find
from store.schedule import Schedule, ScheduleRun
from tools.context import Context
from tools.parts.ledger.grouping import bunches
from tools.parts.ledger.preview import groups_of
from tools.result import ChangeSetRef, Table

GROUPS = 12
"""Groups of changes that a digest shows for each change set."""
ROWS = 15
"""Rows of a result's table that a digest shows."""


class Group(BaseModel):
    """Changes that one rule proposes."""

    what: str
    rule: str | None
    items: int
    samples: str


class Part(BaseModel):
    """A change set in a digest."""

    id: str
    title: str
    status: str
    digest: str = Field(default="", description="The hash of what is shown.")
    risk: str = "low"
    changes: int
    groups: list[Group] = Field(default_factory=list)
    more_groups: int = 0


class Digest(BaseModel):
    """One run, for a person who was not there."""

    schedule: str
    name: str
    ask: str
    owner: str
    at: str = Field(description="When it was due, on the clocks of the schedule's zone.")
    missed: int = 0
    outcome: str
    reason: str = ""
    answer: str = ""
    fixed: list[Part] = Field(default_factory=list)
    waiting: list[Part] = Field(default_factory=list)
    skipped: list[str] = Field(default_factory=list)
    tables: list[Table] = Field(default_factory=list)
    conversation: str | None = None


def digest_of(
    ctx: Context, schedule: Schedule, run: ScheduleRun, reply: Reply | None, outcome: str,
    reason: str,
) -> Digest:  # fmt: skip
    """The digest of a run that has ended.

    Args:
        ctx: Reads the change sets.
        schedule: What was asked.
        run: Which time of it.
        reply: What the desk answered; None when it was never asked.
        outcome: How the run ended.
        reason: Why, where it did not end well.
    """
    local = run.fire_at.astimezone(ZoneInfo(schedule.timezone))
    made = Digest(
        schedule=schedule.id, name=schedule.name, ask=schedule.ask, owner=schedule.owner,
        at=f"{local:%A %Y-%m-%d %H:%M} ({schedule.timezone})", missed=run.missed, outcome=outcome,
        reason=reason,
    )  # fmt: skip
    if reply is None:
        return made
    parts = [_part(ctx, ref) for ref in reply.change_sets]
    made.answer, made.conversation = reply.answer, reply.conversation
    made.fixed = [part for part in parts if part.status in {"applied", "conflicted"}]
    made.waiting = [part for part in parts if part.status == "draft"]
    made.skipped = list(_skipped(reply))
    made.tables = [t for t in reply.tables if t.name not in {"groups", "changes"}]
    return made


def _part(ctx: Context, ref: ChangeSetRef) -> Part:
    header = find(ctx.session, ctx.workspace.id, ref.id)
    changes = sealed_changes(ctx.session, header)
    found = groups_of(ctx, bunches(changes))
    groups = [
        Group(what=str(row[1]), rule=str(row[2] or "") or None, items=int(str(row[3])),
              samples=str(row[5]))
        for row in found.rows
    ]  # fmt: skip
    return Part(
        id=header.id, title=header.title, status=header.status, digest=header.digest,
        risk=header.risk, changes=len(changes),
        groups=groups[:GROUPS], more_groups=max(0, len(groups) - GROUPS),
    )  # fmt: skip


def _skipped(reply: Reply) -> Iterable[str]:
    """What was left alone and why: refused steps, and what the tools say they left."""
    for step in reply.plan:
        if step.status in {"refused", "failed"} and step.error:
            yield f"{step.title}: {step.error.get('message', step.status)}"
    for table in reply.tables:
        if table.name != "skipped":
            continue
        for row in table.rows[:ROWS]:
            yield ": ".join(str(cell) for cell in row if cell is not None)
    yield from reply.notes


def written(digest: Digest) -> str:
    """The digest as Markdown: what a file and a message hold."""
    lines = [f"# {digest.name}", "", f"{digest.at}, for {digest.owner}: {_ending(digest)}"]
    if digest.missed:
        times = "time" if digest.missed == 1 else "times"
        lines.append(f"It stands for {digest.missed} earlier {times} as well, which were missed.")
    lines += _chapter("Fixed", digest.fixed, "To take it back, say “undo {id}”.")
    lines += _chapter("Needs your approval", digest.waiting, "To look at it, say “show {id}”.")
    parts = [*digest.fixed, *digest.waiting]
    if digest.skipped:
        lines += ["", "## Left alone, and why", "", *(f"- {line}" for line in digest.skipped)]
    if digest.answer and not parts:
        lines += ["", "## In its own words", "", digest.answer]
    for table in digest.tables:
        lines += _table(table)
    if digest.conversation:
        lines += ["", f"The conversation is {digest.conversation}."]
    return "\n".join(lines) + "\n"


def _ending(digest: Digest) -> str:
    words = {"done": "done.", "failed": "it did not work.", "refused": "it was refused.",
             "cancelled": "it was cancelled.", "skipped": "it was skipped."}  # fmt: skip
    why = f" {digest.reason[:1].upper()}{digest.reason[1:].rstrip('.')}." if digest.reason else ""
    return f"{words.get(digest.outcome, digest.outcome)}{why}"


def _chapter(title: str, parts: list[Part], then: str) -> list[str]:
    if not parts:
        return []
    lines = ["", f"## {title}"]
    for part in parts:
        noun = "change" if part.changes == 1 else "changes"
        lines += ["", f"**{part.title}** ({part.changes:,} {noun}). {then.format(id=part.id)}", ""]
        lines += [_group(group) for group in part.groups]
        if part.more_groups:
            lines.append(f"- and {part.more_groups} more kinds of change")
    return lines


def _group(group: Group) -> str:
    rule = f", {group.rule}" if group.rule else ""
    return f"- {group.items:,} × {group.what}{rule}; for example {group.samples}"  # noqa: RUF001 - a times sign reads as one


def _table(table: Table) -> list[str]:
    if not table.rows:
        return []
    head = " | ".join(_cell(name) for name in table.columns)
    lines = ["", f"## {table.title or table.name}", "", f"| {head} |",
             f"|{' --- |' * len(table.columns)}"]  # fmt: skip
    lines += [f"| {' | '.join(map(_cell, row))} |" for row in table.rows[:ROWS]]
    left = table.total - min(len(table.rows), ROWS)
    return [*lines, "", f"{left:,} more rows are not shown."] if left > 0 else lines


def _cell(value: Any) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")


def file_name(schedule: Schedule, at: datetime) -> str:
    """What the digest's file is called.

    >>> from datetime import UTC
    >>> late = Schedule(name="Friday: clean-up", timezone="UTC")
    >>> file_name(late, datetime(2026, 11, 27, 16, tzinfo=UTC))
    'Friday: clean-up 2026-11-27 1600.md'
    """
    return f"{schedule.name} {at.astimezone(ZoneInfo(schedule.timezone)):%Y-%m-%d %H%M}.md"
