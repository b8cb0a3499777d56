"""Only some of a proposal: "only the first three", "not the Acme ones"."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from store.canonical import plain, sealed_changes
from store.changes.approval import find, rejected
from store.changes.bench import Key, key_of
from store.changes.proposal import Change, seal
from store.changes.titles import part_title
from store.errors import BadInput
from store.identity import new_id
from store.ledger import ChangeSet

NARROWED = "narrowed to "
"""So begins the note on a draft that was rejected in favour of a part of it."""
_REST = "the rest of "
"""So begins the note on a draft of what was left out, until somebody decides it."""
Foretells = Callable[[Sequence[Change]], Mapping[str, Any]]
"""What some changes would do to the key figures."""


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
    groups: Collection[int] | None = None,
    foretells: Foretells | None = None,
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
        groups: Only these groups, by their numbers.
        foretells: What they do to the key figures; without it, the part says nothing of that.

    Raises:
        NotFound: There is no such change set.
        Conflict: It is no longer a draft.
        BadInput: Nothing would be left, or nothing would be left out.
    """
    old = find(session, workspace_id, change_set_id)
    changes = sealed_changes(session, old)
    touched: dict[int, set[str]] = {}
    for change in changes:
        touched.setdefault(change["group_no"], set()).add(change["row_id"])
    chosen = [
        number for number, rows in touched.items()
        if (keep is None or rows & set(keep)) and not rows & set(drop)
        and (groups is None or number in groups)
    ][:first]  # fmt: skip
    if not chosen or len(chosen) == len(touched):
        raise BadInput(
            f"{old.title}: that leaves {len(chosen):,} of its {len(touched):,} groups of changes.",
            hint="Approve or reject the whole change set, or choose other rows.",
        )
    kept = rebased(changes, set(chosen))
    title = part_title(old, kept, f"only {len(chosen):,}", len(touched))
    new = _part_of(old, by, now, title, foretells(kept) if foretells else {})
    rejected(session, old, by=by, now=now, note=f"{NARROWED}{new.id}")
    return seal(session, new, kept)


def remainder(  # noqa: PLR0913 - as above
    session: Session, workspace_id: str, change_set_id: str, part: ChangeSet, *, by: str,
    now: datetime, foretells: Foretells | None = None,
) -> ChangeSet:  # fmt: skip
    """A draft of what narrowing a change set left out, so that it can be decided by itself.

    Args:
        session: The session in which it was narrowed.
        workspace_id: Whose rows they are.
        change_set_id: The draft that was narrowed.
        part: What it was narrowed to.
        by: Who asks.
        now: The time.
        foretells: What its changes do to the key figures.
    """
    old = find(session, workspace_id, change_set_id)
    taken = {change["group_no"] for change in sealed_changes(session, part)}
    changes = sealed_changes(session, old)
    groups = {change["group_no"] for change in changes}
    kept = rebased(changes, groups - taken)
    title = part_title(old, kept, f"the other {len(groups - taken):,}", len(groups))
    rest = _part_of(old, by, now, title, foretells(kept) if foretells else {})
    rest.decided_note = f"{_REST}{old.id}"
    return seal(session, rest, kept)


def narrowed(session: Session, old: ChangeSet) -> list[ChangeSet]:
    """The drafts that a draft was narrowed to and that wait: the part, and what it left out."""
    note = old.decided_note or ""
    if old.status != "rejected" or not note.startswith(NARROWED):
        return []
    query = select(ChangeSet).where(
        ChangeSet.workspace_id == old.workspace_id,
        or_(col(ChangeSet.id) == note.removeprefix(NARROWED),
            col(ChangeSet.decided_note) == f"{_REST}{old.id}"),
    )  # fmt: skip
    found: list[ChangeSet] = []
    for made in session.exec(query.order_by(col(ChangeSet.id))):
        found += [made] if made.status == "draft" else narrowed(session, made)
    return found


def rebased(changes: Sequence[Change], groups: Collection[int]) -> list[Change]:
    """Only some groups of changes, as though the others had never been proposed.

    A row that several groups touch is then at an earlier version, with earlier values, than the
    group that is kept was made for.
    """
    first: dict[Key, int | None] = {}
    there: dict[Key, dict[str, Any]] = defaultdict(dict)
    for change in changes:
        first.setdefault(key_of(change), change["expected_version"])
        for name, value in change["before"].items():
            there[key_of(change)].setdefault(name, value)
    merging = {change["group_no"] for change in changes if change["kind"] == "merge"}
    steps: Counter[Key] = Counter()
    kept = []
    for change in changes:
        if change["group_no"] not in groups:
            continue
        key, row = key_of(change), there[key_of(change)]
        version = first[key]
        if version is None and not steps[key] and change["kind"] != "create":
            continue  # the row would be made by a group that is left out
        after = {k: v for k, v in change["after"].items() if k not in row or row[k] != v}
        if not after and change["group_no"] not in merging and change["after"]:
            continue
        before = {k: row[k] for k in after if k in change["before"]}
        made = version is None and not steps[key]
        expected = None if made else (version or 0) + steps[key]
        kept.append({**change, "after": after, "before": before, "expected_version": expected})
        row.update(after)
        steps[key] += 1
    return kept


def _part_of(
    old: ChangeSet, by: str, now: datetime, title: str, effects: Mapping[str, Any]
) -> ChangeSet:
    return ChangeSet(
        workspace_id=old.workspace_id, id=new_id("cs"), kind=old.kind, digest="", proposed_by=by,
        title=title, proposed_at=now, expires_at=old.expires_at, effects=plain(effects),
        run_id=old.run_id, conversation_id=old.conversation_id,
    )  # fmt: skip
