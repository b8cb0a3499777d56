"""One change set in full: what it would do to which records, why, and what became of it."""

from collections.abc import Sequence
from dataclasses import replace

from store.canonical import sealed_changes
from store.changes import show
from store.ledger import ChangeSet
from tools.arguments import ChangeSetId, Count, FieldName, Filters, TableName
from tools.contract import Context, Result, tool
from tools.parts.ledger.asking import Groups, Pick
from tools.parts.ledger.choosing import DONE, in_state, meant, ref
from tools.parts.ledger.grouping import Bunch, Item, bunches, drawn
from tools.parts.ledger.preview import (
    changes_table,
    counts_table,
    effects_table,
    groups_of,
    sizes,
)
from tools.parts.ledger.selecting import Part, in_groups, selected
from tools.result import Question

SHOWN, SAMPLED = 50, 10
WHOLE = 500
"""Changes of a sample that are shown: all that belongs to each item, as a rule."""


@tool(effect="reads")
def show_changes(
    ctx: Context,
    *,
    change_set: ChangeSetId | None = None,
    count: Count | None = None,
    groups: Groups = [],  # noqa: B006 - pydantic copies a default
    pick: Pick = "first",
    keep: Filters = [],  # noqa: B006 - as above
    fields: list[FieldName] = [],  # noqa: B006 - as above
    tables: list[TableName] = [],  # noqa: B006 - as above
) -> Result:
    """Show what a change set would do, or did: every record, both values, and why.

    Large ones are shown by the rule behind their changes, with numbers to say and samples; a
    sample of any size is drawn at random, some of each rule.

    Args:
        change_set: Its id; none for the one that waits, else the last one that was applied.
        count: How many changes to show; 50 unless said. Of a sample, how many items (a merge with
            all that belongs to it is one); 10 unless said.
        groups: Only these groups, by the number that the preview gives them.
        pick: The first changes, or a sample drawn at random, each rule's in turn.
        keep: Only the changes of records that meet these conditions.
        fields: Only the changes of these fields.
        tables: Only the changes of records of these tables.

    Raises:
        NotFound: There is no such change set.
        BadInput: It has no such group, or a condition cannot be read.
    """
    found = _meant(ctx, change_set)
    if isinstance(found, Question):
        return Result(say=found.text, questions=[found])
    grouped = bunches(sealed_changes(ctx.session, found))
    chosen = _chosen(grouped, groups)
    part = Part(keep=tuple(keep), fields=tuple(fields), tables=tuple(tables))
    if not part.is_whole():
        return _part_of(ctx, found, replace(part, groups=tuple(groups)), count or SHOWN)
    sample = drawn(chosen, count or SAMPLED, found.id) if pick == "sample" else None
    shown = show(
        ctx.session, ctx.workspace.id, found.id, limit=WHOLE if sample else count or SHOWN,
        groups=_numbers(sample or _items(chosen)) if sample or groups else None,
    )  # fmt: skip
    shown_tables = [
        *([groups_of(ctx, grouped)] if len(grouped) > 1 and not groups else []),
        changes_table(ctx, shown.changes, shown.total), counts_table(found),
    ]  # fmt: skip
    return Result(
        say=" ".join([f"{found.title}: {sizes(found)}.", _standing(found)]),
        tables=[*(t for t in shown_tables if t.rows), *effects_table(found)],
        change_sets=[ref(found)],
        notes=[
            *_of_sample(sample, chosen), *_notes(found, len(shown.changes), shown.total),
            *_of_part(found, chosen, len(grouped)),
        ],
        facts={"change_set": found.id, "status": found.status, "changes": shown.total,
               "risk": found.risk, "digest": found.digest, "groups": len(grouped)},
    )  # fmt: skip


def _part_of(ctx: Context, found: ChangeSet, part: Part, most: int) -> Result:
    """Some of the changes, looked at; nothing about the set becomes different."""
    wanted = selected(ctx, found, part)
    shown = show(ctx.session, ctx.workspace.id, found.id, limit=most, groups=set(wanted.numbers))
    kept, of = len(wanted.numbers), wanted.of
    said = f"{kept:,} of its {of:,} {'items' if of > 1 else 'item'}" if kept else "nothing of it"
    rest = f" “approve” is for all {of:,}." if found.status == "draft" and kept < of else ""
    return Result(
        say=f"{found.title}: {said} ({wanted.words}). {_standing(found)}{rest}",
        tables=[t for t in [changes_table(ctx, shown.changes, shown.total)] if t.rows],
        reading=wanted.words, change_sets=[ref(found)],
        notes=_notes(found, len(shown.changes), shown.total),
        facts={"change_set": found.id, "status": found.status, "changes": shown.total,
               "items": kept, "of": of, "digest": found.digest},
    )  # fmt: skip


def _chosen(found: Sequence[Bunch], groups: Sequence[int]) -> list[Bunch]:
    return [bunch for bunch in found if bunch.number in in_groups(found, groups)]


def _items(found: Sequence[Bunch]) -> list[Item]:
    return [item for bunch in found for item in bunch.items]


def _numbers(items: Sequence[Item]) -> set[int]:
    return {item.number for item in items}


def _of_sample(sample: Sequence[Item] | None, of: Sequence[Bunch]) -> list[str]:
    """How many were drawn of how many."""
    if sample is None:
        return []
    every, rules = len(_items(of)), len(of)
    by = "" if rules == 1 else f", each of the {rules} rules in turn"
    return [f"A sample: {len(sample):,} of {every:,}, drawn at random{by}."]


def _meant(ctx: Context, change_set: str | None) -> ChangeSet | Question:
    if change_set is None and not _any(ctx, ("draft",)):
        return meant(ctx, None, DONE)
    return meant(ctx, change_set, ("draft",))


def _any(ctx: Context, status: tuple[str, ...]) -> bool:
    return bool(in_state(ctx, status))


def _standing(found: ChangeSet) -> str:
    """Where it stands, in a sentence."""
    if found.status == "draft":
        return (f"Nothing is changed until it is approved; the risk is {found.risk}, and the "
                f"preview holds until {found.expires_at:%Y-%m-%d}.")  # fmt: skip
    who = found.approved_by or found.rejected_by or "nobody"
    words = {"applied": f"It was applied, approved by {who}.",
             "conflicted": f"It was applied in part, approved by {who}.",
             "rejected": f"It was rejected by {who}.",
             "expired": "It expired before anybody decided.",
             "approved": f"It was approved by {who} and is not applied yet."}  # fmt: skip
    return words.get(found.status, f"It is {found.status}.")


def _of_part(found: ChangeSet, chosen: Sequence[Bunch], groups: int) -> list[str]:
    """That an approval would go beyond what is shown: it is for the whole set."""
    if found.status != "draft" or len(chosen) == groups:
        return []
    shown = " and ".join(f"group {bunch.number}" for bunch in chosen)
    way = f"To do no more than this, say “only {shown}, keep the rest for later”."
    return [f"Only {shown} is shown; “approve” is for all {groups:,} groups. {way}"]


def _notes(found: ChangeSet, shown: int, total: int) -> list[str]:
    notes = [f"The first {shown:,} of {total:,} changes are shown."] if shown < total else []
    if found.decided_note:
        notes.append(f"{found.decided_note[:1].upper()}{found.decided_note[1:]}.")
    return notes
