"""Proposing: drafts become a sealed change set that says what every field is and would be."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import insert
from sqlmodel import Session

from store.canonical import CHANGE, digest_of, plain
from store.changes.bench import Bench, Key, Row, after, key_of
from store.changes.fields import checked, references
from store.changes.telling import tell
from store.errors import BadInput, NotFound
from store.identity import new_id
from store.ledger import ChangeSet
from store.schema import entity

Kind = Literal["create", "update", "merge", "move", "delete", "restore"]
Change = dict[str, Any]
"""A row of the table `change`, before it is written."""

DRAFT_LIFE = timedelta(days=7)
TELLING = frozenset({"owner_id", "amount_cents", "stage", "status", "consent", "closed_on"})
"""Fields whose change moves somebody's numbers or a person's rights."""
RISKS = ("low", "medium", "high")
MANY_ROWS = 100
VERY_MANY_ROWS = 1000
SURE = 0.95


@dataclass(frozen=True, slots=True)
class Draft:
    """One row's change as a tool proposes it.

    `after` holds the fields to set, and nothing else; of a merge it is `{"merged_into": id}`, of a
    deletion or a restoration it is empty. Drafts with the same `group` are applied together or not
    at all; without one, a draft is a group of its own. A create may leave `row_id` out.
    """

    kind: Kind
    table: str
    row_id: str | None = None
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    confidence: float | None = None
    group: str | int | None = None


def propose(  # noqa: PLR0913 - a change set names all of these, and nothing else
    session: Session,
    workspace_id: str,
    *,
    title: str,
    kind: str,
    drafts: Sequence[Draft],
    proposed_by: str,
    now: datetime,
    run_id: str | None = None,
    conversation_id: str | None = None,
    effects: Mapping[str, Any] | None = None,
    risk: str | None = None,
) -> ChangeSet:
    """Keep the drafts as a change set for somebody to decide; nothing is changed yet.

    Values that are already there are dropped. The before-images and versions are all read from one
    snapshot.

    Args:
        session: A `working` or `writing` session.
        workspace_id: Whose rows they are.
        title: What the changes do, in a sentence.
        kind: The tool or command that proposes them.
        drafts: The changes.
        proposed_by: Who asks: a person's or an agent's id.
        now: The time.
        run_id: The run that they come from.
        conversation_id: The conversation that they come from.
        effects: Key metrics before and after, by name.
        risk: A tool may call its own changes riskier than the rule does, never safer.

    Raises:
        BadInput: A table, field or value cannot be changed so, or nothing would change.
        NotFound: A row is not in the store.
    """
    changes = _changes(session, workspace_id, drafts)
    if not changes:
        raise BadInput(
            f"{title}: every value is already so.", hint="There is nothing to propose here."
        )
    header = ChangeSet(
        workspace_id=workspace_id, id=new_id("cs"), title=title, kind=kind, digest="",
        proposed_by=proposed_by, proposed_at=now, expires_at=now + DRAFT_LIFE, run_id=run_id,
        conversation_id=conversation_id, effects=plain(effects or {}),
    )  # fmt: skip
    return seal(session, header, changes, risk=risk)


def seal(
    session: Session, header: ChangeSet, changes: Sequence[Change], risk: str | None = None
) -> ChangeSet:
    """Count, hash and store a change set; from here on its content cannot be altered."""
    for seq, change in enumerate(changes, 1):
        change["seq"] = seq
        change["workspace_id"] = header.workspace_id
        change["change_set_id"] = header.id
    header.counts = counted(changes)
    header.risk = max(risk_of(changes), risk or "low", key=RISKS.index)
    header.digest = digest_of(header, changes)
    if changes:
        session.connection().execute(insert(CHANGE), list(changes))
    session.add(header)
    session.flush()
    tell(session, header, "change_set.proposed", header.proposed_at)
    return header


def counted(changes: Sequence[Change]) -> dict[str, Any]:
    """How many rows, fields, and changes of each kind; by table and by field as well."""
    kinds = Counter(change["kind"] for change in changes)
    tables: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        tables[change["table_name"]].add(change["row_id"])
    by_field = Counter(
        f"{change['table_name']}.{name}"
        for change in changes
        if change["kind"] in {"create", "update", "move"}
        for name in change["after"]
    )
    return {
        "rows": sum(map(len, tables.values())), "fields": by_field.total(),
        "groups": len({change["group_no"] for change in changes}),
        **{f"{kind}s": kinds[kind] for kind in ("create", "update", "merge", "move", "delete")},
        "restores": kinds["restore"],
        "by_table": {name: len(ids) for name, ids in sorted(tables.items())},
        "by_field": dict(sorted(by_field.items())),
    }  # fmt: skip


def risk_of(changes: Sequence[Change]) -> str:
    """The rule: how much would be lost if nobody looked.

    High: more than 1,000 rows, a deletion beside others, or a merge that is not sure. Medium: any
    merge, deletion or restoration, more than 100 rows, or a field that moves numbers or rights.
    """
    kinds = Counter(change["kind"] for change in changes)
    unsure = any(c["kind"] == "merge" and (c["confidence"] or 0) < SURE for c in changes)
    if len(changes) > VERY_MANY_ROWS or unsure or (kinds["delete"] and len(changes) > 1):
        return "high"
    telling = any(c["kind"] == "update" and TELLING & c["after"].keys() for c in changes)
    if kinds["merge"] + kinds["delete"] + kinds["restore"] or len(changes) > MANY_ROWS or telling:
        return "medium"
    return "low"


def _changes(session: Session, workspace_id: str, drafts: Sequence[Draft]) -> list[Change]:
    """The drafts with what they replace, group by group, but for those that change nothing."""
    wanted = sorted(_unread(drafts), key=lambda change: int(change["group_no"]))
    bench = Bench(session, workspace_id, wanted, rows_only=True)
    merging = {c["group_no"] for c in wanted if c["kind"] == "merge"}
    overlay: dict[Key, Row] = {}
    kept = []
    for change in wanted:
        key = key_of(change)
        row = overlay.get(key, bench.rows.get(key))
        _take_before(change, row)
        # A survivor stays in its group unchanged: the merge was decided on what it says now.
        if change["after"] or change["group_no"] in merging:
            overlay[key] = after(change, row)
            kept.append(change)
    return kept


def _unread(drafts: Sequence[Draft]) -> list[Change]:
    numbers: dict[Any, int] = {}
    found = []
    for place, draft in enumerate(drafts):
        group = ("alone", place) if draft.group is None else ("named", draft.group)
        number = numbers.setdefault(group, len(numbers) + 1)
        found.append({
            "group_no": number, "kind": draft.kind, "table_name": draft.table,
            "row_id": draft.row_id or _new_row_id(draft), "expected_version": None, "before": {},
            "after": _wanted(draft), "reason": draft.reason, "evidence": plain(draft.evidence),
            "confidence": draft.confidence,
        })  # fmt: skip
    return found


def _new_row_id(draft: Draft) -> str:
    if draft.kind != "create":
        raise BadInput(
            f"The {draft.kind} of a {draft.table} names no row.", hint="Give its id as `row_id`."
        )
    return new_id(entity(draft.table).model.prefix)


def _wanted(draft: Draft) -> dict[str, Any]:
    entity(draft.table)
    if draft.kind == "merge":
        if not draft.after.get("merged_into"):
            raise BadInput(
                f"The merge of {draft.table} {draft.row_id} does not say into which row.",
                hint="Give the survivor's id as `merged_into`, or use `merge_drafts`.",
            )
        return {"state": "merged", "merged_into": str(draft.after["merged_into"])}
    if draft.kind == "delete":
        return {"state": "deleted"}
    if draft.kind == "restore":
        return {"state": "live", "merged_into": None}
    found = checked(draft.table, draft.after)
    if draft.kind == "move" and not found.keys() <= references(draft.table).keys():
        raise BadInput(
            f"A move of a {draft.table} may set only what it points at.",
            hint=f"Fields: {', '.join(references(draft.table))}.",
        )
    return found


def _take_before(change: Change, row: Row | None) -> None:
    """Note what the change would replace, and drop from it what is already so."""
    table, row_id = key_of(change)
    if change["kind"] == "create":
        if row is not None:
            raise BadInput(f"There is a {table} {row_id} already.", hint="Propose an update.")
        return
    if row is None:
        raise NotFound(f"There is no {table} {row_id}.", hint="Look it up again.")
    gone = row["state"] != "live"
    if gone != (change["kind"] == "restore") and change["kind"] != "move":
        raise BadInput(
            f"The {table} {row_id} is {row['state']}.",
            hint="Use the live row that it was merged into." if gone else "It needs no restoring.",
        )
    change["expected_version"] = row["version"]
    change["after"] = {k: v for k, v in change["after"].items() if row[k] != v}
    change["before"] = {k: row[k] for k in change["after"]}
