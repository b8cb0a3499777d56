"""Only some of a proposal: "only the first three", "not the Acme ones"."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from store.canonical import sealed_changes
from store.changes.approval import find, rejected
from store.changes.proposal import seal
from store.errors import BadInput
from store.identity import new_id
from store.ledger import ChangeSet


def subset(  # noqa: PLR0913 - the ways to say which
    session: Session,
    workspace_id: str,
    change_set_id: str,
    *,
    by: str,
    now: datetime,
    keep: Collection[str] | None = None,
    drop: Collection[str] = (),
    first: int | None = None,
) -> ChangeSet:
    """A new draft with only some groups of a draft; the old one is rejected in its favour.

    What each change would replace is taken over as it was shown, so a row that has changed since
    is still skipped when the new draft is applied.

    Args:
        session: A `working` or `writing` session.
        workspace_id: Whose rows they are.
        change_set_id: The draft to narrow.
        by: Who asks.
        now: The time.
        keep: Only groups that touch one of these rows.
        drop: No group that touches one of these rows.
        first: Of what is left, only so many groups.

    Raises:
        NotFound: There is no such change set.
        Conflict: It is no longer a draft.
        BadInput: Nothing would be left, or nothing would be left out.
    """
    old = find(session, workspace_id, change_set_id)
    changes = sealed_changes(session, old)
    groups: dict[int, set[str]] = {}
    for change in changes:
        groups.setdefault(change["group_no"], set()).add(change["row_id"])
    chosen = [
        number for number, rows in groups.items()
        if (keep is None or rows & set(keep)) and not rows & set(drop)
    ][:first]  # fmt: skip
    if not chosen or len(chosen) == len(groups):
        raise BadInput(
            f"{old.title}: that leaves {len(chosen)} of its {len(groups)} groups of changes.",
            hint="Approve or reject the whole change set, or choose other rows.",
        )
    new = ChangeSet(
        workspace_id=workspace_id, id=new_id("cs"), kind=old.kind, digest="", proposed_by=by,
        title=f"{old.title} (only {len(chosen)} of {len(groups)})", proposed_at=now,
        expires_at=old.expires_at, run_id=old.run_id, conversation_id=old.conversation_id,
    )  # fmt: skip
    rejected(session, old, by=by, now=now, note=f"narrowed to {new.id}")
    return seal(session, new, [c for c in changes if c["group_no"] in set(chosen)])
