"""A person's decision on a change set, from a button or a command: approve, reject or undo.

The person's word is bound to the digest of what they were shown; the store checks it again.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from api.auth.identity import permit
from api.by_hand import context_for
from store import changes
from store.changes.approval import entitled
from store.engine import reading
from tools.context import Actor

if TYPE_CHECKING:
    from agent.setup import Office


def approve(office: "Office", actor: Actor, change_set_id: str, digest: str) -> changes.Outcome:
    """Approve what was shown, apply it, and read it back.

    Raises:
        Refused: The person may not, or the content is not what they were shown.
        Conflict: Somebody else decided first.
    """
    workspace_id, now = office.workspace.id, _now()
    changes.approve(
        office.engine, workspace_id, change_set_id, digest=digest, by=approver(actor), now=now
    )
    return changes.apply(office.engine, workspace_id, change_set_id, worker=actor.id, now=now)


class Narrowed(NamedTuple):
    """What became of a draft: the part that was kept, and the draft of the rest, if it waits."""

    part: str
    rest: str | None


def narrow(
    office: "Office", actor: Actor, change_set_id: str, keep: Collection[int], *,
    rest_waits: bool = False,
) -> Narrowed:  # fmt: skip
    """Propose only some items of a draft; the old one is rejected in favour of that.

    Args:
        office: The deployment.
        actor: Who decides.
        change_set_id: The draft.
        keep: The numbers of the items to keep.
        rest_waits: What is left out waits as a draft of its own.

    Raises:
        Refused: The person may not.
        Conflict: It was decided before.
        BadInput: Nothing would be left, or nothing is left out.
    """
    from tools.parts.merging.effects import foretold

    workspace_id = office.workspace.id
    with context_for(office, actor) as ctx:
        entitled(ctx.session, workspace_id, approver(actor))
        foretells = partial(foretold, ctx)
        part = changes.subset(
            ctx.session, workspace_id, change_set_id, by=actor.id, now=ctx.now, groups=keep,
            foretells=foretells,
        )  # fmt: skip
        if not rest_waits:
            return Narrowed(part.id, None)
        rest = changes.remainder(
            ctx.session, workspace_id, change_set_id, part, by=actor.id, now=ctx.now,
            foretells=foretells,
        )  # fmt: skip
        return Narrowed(part.id, rest.id)


def rest_waits(only: Collection[int], without: Collection[int], *, said: bool | None) -> bool:
    """Whether what a narrowing leaves out waits: as was said, else if nothing was named to go.

    >>> [rest_waits([1], [], said=None), rest_waits([], [2], said=None),
    ... rest_waits([1], [], said=False)]
    [True, False, False]
    """
    return bool(only) and not without if said is None else said


def reject(office: "Office", actor: Actor, change_set_id: str, note: str = "") -> None:
    """Turn a draft down; it takes the same right as approving it.

    Raises:
        Refused: The person may not.
        Conflict: It was decided before.
    """
    with reading(office.engine) as session:
        entitled(session, office.workspace.id, approver(actor))
    changes.reject(
        office.engine, office.workspace.id, change_set_id, by=actor.id, now=_now(), note=note
    )


def undo(
    office: "Office", actor: Actor, change_set_id: str, groups: Collection[int] | None = None
) -> str:
    """Undo an applied change set, or some groups of it, and return the set that did it.

    Raises:
        Refused: The person may not, or nothing of it was applied.
        Conflict: It was undone before.
    """
    with reading(office.engine) as session:
        entitled(session, office.workspace.id, approver(actor))
    undone, _ = changes.undo_now(
        office.engine, office.workspace.id, change_set_id, by=approver(actor), now=_now(),
        worker=actor.id, groups=groups,
    )  # fmt: skip
    return undone.id


def preview_undo(
    office: "Office", actor: Actor, change_set_id: str, groups: Collection[int] | None = None
) -> str:
    """Propose an undo without carrying it out, and return the proposal's id.

    Raises:
        Refused: The person may not, or nothing of it was applied.
        Conflict: It was undone before; the message says by whom and when.
    """
    with reading(office.engine) as session:
        entitled(session, office.workspace.id, approver(actor))
    made = changes.undo(
        office.engine, office.workspace.id, change_set_id, by=actor.id, now=_now(), groups=groups
    )  # fmt: skip
    return made.id


def approver(actor: Actor) -> changes.Approver:
    """The person as the store knows those who decide.

    Raises:
        Refused: They show a key that is not for deciding.
    """
    permit(actor, "decide")
    return changes.Approver(email=actor.id, role=actor.role, kind=actor.kind)


def _now() -> datetime:
    return datetime.now(UTC)
