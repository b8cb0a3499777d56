"""A schedule proposed anew in the same conversation takes the place of the draft that waited."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from store.canonical import sealed_changes
from store.changes.approval import rejected
from store.ledger import ChangeSet
from tools.context import Context
from tools.parts.ledger.choosing import ref
from tools.result import ChangeSetRef

REPLACED = "replaced by "


def waiting_for(ctx: Context, kind: str, ask: str) -> list[tuple[ChangeSet, dict[str, Any]]]:
    """The drafts of this conversation that would schedule the same request, with their values.

    Args:
        ctx: Whose conversation it is; without one, nothing waits in it.
        kind: The tool that proposed them.
        ask: The request that is to be made again and again.
    """
    if ctx.conversation_id is None:
        return []
    drafts = ctx.session.exec(
        select(ChangeSet).where(
            col(ChangeSet.workspace_id) == ctx.workspace.id,
            col(ChangeSet.conversation_id) == ctx.conversation_id,
            col(ChangeSet.status) == "draft",
            col(ChangeSet.expires_at) > ctx.now,
            col(ChangeSet.kind) == kind,
            col(ChangeSet.proposed_by) == ctx.actor.id,
        )
    )
    held = [(draft, sealed_changes(ctx.session, draft)) for draft in drafts]
    return [(draft, changes[0]["after"]) for draft, changes in held
            if len(changes) == 1 and changes[0]["after"].get("ask") == ask]  # fmt: skip


def same_as(
    waiting: list[tuple[ChangeSet, dict[str, Any]]], after: Mapping[str, Any]
) -> ChangeSetRef | None:
    """The draft that says exactly this already, if there is one."""
    return next((ref(draft) for draft, values in waiting
                 if all(values.get(name) == value for name, value in after.items())
                 and not _limits(values) - _limits(after)), None)  # fmt: skip


def _limits(values: Mapping[str, Any]) -> set[str]:
    return {name for name, value in values.items() if value and name not in _OWN}


_OWN = frozenset({"id", "workspace_id", "version"})


def withdraw(ctx: Context, waiting: list[tuple[ChangeSet, dict[str, Any]]], new: str) -> list[str]:
    """Reject the drafts whose place a new one takes; the notes that say so."""
    for draft, _ in waiting:
        rejected(ctx.session, draft, by=ctx.actor.id, now=ctx.now, note=f"{REPLACED}{new}")
    return [f"It takes the place of {draft.id}, which is withdrawn." for draft, _ in waiting]
