"""Standing policies: what may be applied without a person, because a person has granted it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from store.canonical import sealed_changes
from store.errors import Refused
from store.ledger import ChangeSet, StandingPolicy

SETTING = frozenset({"create", "update", "move"})
"""The kinds of change that set fields, which a policy names one by one."""


def covered(
    policy: StandingPolicy,
    kind: str,
    changes: Sequence[Mapping[str, Any]],
    now: datetime,
    already: int = 0,
) -> bool:
    """Whether a policy allows every one of the changes.

    Args:
        policy: What was granted.
        kind: The tool that proposes the changes.
        changes: All the changes of a set.
        now: The time.
        already: How many changes the policy has let through in the same run.
    """
    if policy.tool != kind or already + len(changes) > policy.max_rows:
        return False
    if policy.expires_at is not None and policy.expires_at <= now:
        return False
    merging = {c["group_no"] for c in changes if c["kind"] == "merge"}
    return all(_allowed(policy, change, merging) for change in changes)


def allowing(session: Session, header: ChangeSet, now: datetime) -> str:
    """The policy that allows the whole set, as the set and the journal will name it.

    Raises:
        Refused: There is none.
    """
    changes = sealed_changes(session, header)
    granted = session.exec(
        select(StandingPolicy).where(col(StandingPolicy.workspace_id) == header.workspace_id)
    )
    for policy in granted:
        name = f"policy {policy.id} of {policy.granted_by}"
        already = _let_through(session, header, name)
        if changes and covered(policy, header.kind, changes, now, already):
            return name
    raise Refused(
        f"{header.title}: no standing policy allows all of it.",
        hint="A person with the role ops_manager or admin can approve it.",
    )


def person_behind(approved_by: str) -> str:
    """The person who answers for an approval: the one who gave it, or who granted the policy.

    >>> person_behind("policy pol_1 of ann@example.com")
    'ann@example.com'
    >>> person_behind("bo@example.com")
    'bo@example.com'
    """
    _, _, granted_by = approved_by.partition(" of ")
    return granted_by if approved_by.startswith("policy ") else approved_by


def _allowed(policy: StandingPolicy, change: Mapping[str, Any], merging: set[int]) -> bool:
    if change["confidence"] is None or change["confidence"] < policy.min_confidence:
        return False
    if change["kind"] not in policy.kinds:
        return False
    if change["kind"] == "move" and change["group_no"] in merging:
        return True  # a merge that is allowed takes the children along, from whatever table
    fields = set(change["after"]) if change["kind"] in SETTING else set()
    if change["group_no"] in merging:
        fields -= {"extra"}  # what a merge keeps beside the fields replaces nothing
    return bool(change["table_name"] == policy.table_name and fields <= set(policy.fields))


def _let_through(session: Session, header: ChangeSet, name: str) -> int:
    """How many rows the policy has approved in the same run already."""
    if header.run_id is None:
        return 0
    earlier = session.exec(
        select(ChangeSet.counts).where(
            col(ChangeSet.workspace_id) == header.workspace_id,
            col(ChangeSet.run_id) == header.run_id,
            col(ChangeSet.approved_by) == name,
        )
    )
    return sum(counts["rows"] for counts in earlier)
