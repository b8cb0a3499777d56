"""Merges of duplicate records, proposed as one change set with the choice behind every value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from sqlalchemy import func, select

from store.changes import Draft, merge_drafts
from store.schema import CHILDREN, entity
from tools.arguments import Filters, TableName, choice
from tools.cleanup.find_duplicates import chosen_ids
from tools.contract import Context, Result, tool
from tools.parts.formats import money
from tools.parts.matching.engine import Cluster
from tools.parts.matching.records import Found, find
from tools.parts.matching.wording import called, sureness, why
from tools.parts.paths import alive, table_of
from tools.parts.survivorship import Choice, Row, Standing, master, survivor_values
from tools.result import Cell, Figure, Table

MERGES_SHOWN = 60
_DEFAULT = ("account", "contact")

Tier = Annotated[
    Literal["auto", "review"],
    choice(
        auto=("safe", "sure", "certain", "obvious", "clear", "confident", "automatic"),
        review=("all of them", "all duplicates", "doubtful", "unsure", "likely", "even the unsure",
                "everything that looks"),
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merge:
    """One group that becomes one record."""

    found: Found
    cluster: Cluster
    keep: Row
    kept_because: str
    others: list[Row]
    values: dict[str, Choice]
    sure: float
    why: str


@tool(effect="proposes")
def merge_duplicates(
    ctx: Context,
    tables: list[TableName] = [],  # noqa: B006 - pydantic copies a default
    *,
    tier: Tier = "auto",
    where: Filters = [],  # noqa: B006 - as above
) -> Result:
    """Propose merging duplicate records: which stays, what it says afterwards, and what moves.

    The record with most open deals, then most activity, stays; each field says which rule chose
    its value; deals, contacts and activities of the others move to it. All tables go into one
    change set. Nothing changes until somebody approves, and an approved merge can be undone.

    Args:
        tables: account, contact, lead; without any, accounts and contacts.
        tier: auto merges the groups that are safe; review those that only look alike as well.
        where: Only groups that hold a record that meets these conditions.

    Raises:
        BadInput: A table holds neither companies nor people, or a condition cannot be read.
        NotFound: A condition names a value that is not in the store.
    """
    merges: list[Merge] = []
    moved: dict[str, str] = {}
    for name in sorted(tables or _DEFAULT, key=("account", "contact", "lead").index):
        some = list(_merges(ctx, find(ctx, name), tier, chosen_ids(ctx, name, where), moved))
        moved |= {row["id"]: merge.keep["id"] for merge in some for row in merge.others}
        merges += some
    if not merges:
        return _nothing(ctx, tables, tier)
    drafts = [draft for merge in merges for draft in _drafts(ctx, merge)]
    made = ctx.propose(_title(merges), "merge_duplicates", drafts, _effects(ctx, merges))
    figures = _figures(ctx, merges, drafts)
    return Result(
        say=f"I propose to {_lower(_title(merges))}; {_moving(figures[-1])}. "
        "Nothing changes until you approve, and it can be undone.",
        figures=figures, tables=[_table(merges), _choices(merges)], change_sets=[made],
        notes=_notes(merges, tier), facts={"merges": len(merges)},
    )  # fmt: skip


def _merges(
    ctx: Context, found: Found, tier: str, ids: set[str] | None, moved: Mapping[str, str]
) -> Iterator[Merge]:
    review = found.review if tier == "review" else []
    looked_at = {i for cluster in review for i in cluster.members}
    safe = [c for c in found.safe if looked_at.isdisjoint(c.members)]
    standing = _standing(ctx, found)
    for cluster in found.touching([*safe, *review], ids):
        rows = [_moved(found.table, row, moved) for row in found.records(cluster)]
        keep, because = master(rows, standing)
        others = [row for row in rows if row["id"] != keep["id"]]
        evidence = found.evidence(cluster)
        yield Merge(
            found, cluster, keep, because, others, survivor_values(found.table, keep, others),
            sureness(evidence), why(evidence),
        )  # fmt: skip


def _moved(table: str, row: Row, moved: Mapping[str, str]) -> Row:
    """The row as earlier merges of the same change set leave it."""
    names = [s.name for s in entity(table).fields if s.target and row.get(s.name) in moved]
    return {**row, **{name: moved[row[name]] for name in names}}


def _standing(ctx: Context, found: Found) -> dict[str, Standing]:
    deals = _pointing(ctx, found.table, "opportunity", "open")
    activities = _pointing(ctx, found.table, "activity", None)
    return {
        row["id"]: Standing(deals.get(row["id"], 0), activities.get(row["id"], 0))
        for row in found.rows
    }


def _pointing(ctx: Context, table: str, child: str, status: str | None) -> dict[str, int]:
    """How many live children of a kind each record has."""
    name = next((field for other, field in CHILDREN[table] if other == child), None)
    if name is None:
        return {}
    source = table_of(child)
    query = select(source.c[name], func.count()).where(alive(source, ctx.workspace.id))
    if status is not None:
        query = query.where(source.c.status == status)
    rows = ctx.session.connection().execute(query.group_by(source.c[name]))
    return {row[0]: row[1] for row in rows if row[0] is not None}


def _drafts(ctx: Context, merge: Merge) -> list[Draft]:
    return merge_drafts(
        ctx.session, ctx.workspace.id, merge.found.table, merge.keep["id"],
        [row["id"] for row in merge.others],
        after={name: chosen.value for name, chosen in merge.values.items()},
        reason=f"Same {entity(merge.found.table).label}: {merge.why}",
        evidence={
            "kept because": merge.kept_because,
            "values": {name: chosen.reason for name, chosen in merge.values.items()},
        },
        confidence=round(merge.sure, 4),
    )  # fmt: skip


def _title(merges: Sequence[Merge]) -> str:
    return "Merge " + " and ".join(
        f"{sum(len(m.others) for m in mine):,} duplicate {_noun(table, mine)} "
        f"({len(mine):,} {'group' if len(mine) == 1 else 'groups'})"
        for table, mine in _by_table(merges).items()
    )


def _moving(figure: Figure) -> str:
    if not figure.value:
        return "nothing is linked to those that go"
    return f"{figure.text} linked {'record moves' if figure.value == 1 else 'records move'} along"


def _noun(table: str, merges: Sequence[Merge]) -> str:
    one = sum(len(m.others) for m in merges) == 1
    return entity(table).label if one else entity(table).plural


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def _by_table(merges: Sequence[Merge]) -> dict[str, list[Merge]]:
    grouped: dict[str, list[Merge]] = {}
    for merge in merges:
        grouped.setdefault(merge.found.table, []).append(merge)
    return grouped


def _effects(ctx: Context, merges: Sequence[Merge]) -> dict[str, Any]:
    """Records before and after, and the open pipeline, which a merge must not change."""
    effects: dict[str, Any] = {}
    for table, mine in _by_table(merges).items():
        before = len(mine[0].found.rows)
        gone = sum(len(m.others) for m in mine)
        effects[entity(table).plural] = {"before": before, "after": before - gone}
    deal = table_of("opportunity")
    total = func.sum(deal.c.amount_cents)
    query = select(func.coalesce(deal.c.currency, ctx.workspace.currency), total).where(
        alive(deal, ctx.workspace.id), deal.c.status == "open", deal.c.amount_cents.is_not(None)
    )
    for currency, cents in ctx.session.connection().execute(query.group_by(deal.c.currency)):
        amount = money(Decimal(int(cents)) / 100, currency)
        effects[f"open pipeline in {currency}"] = {"before": amount, "after": amount}
    return effects


def _figures(ctx: Context, merges: Sequence[Merge], drafts: Sequence[Draft]) -> list[Figure]:
    figures = []
    for table, mine in _by_table(merges).items():
        plural = entity(table).plural
        gone = [row["id"] for m in mine for row in m.others]
        figures += [
            ctx.figure(
                "merges", len(gone), "count", label=f"{plural} merged away",
                definition=f"Duplicate {plural} that become part of another record.",
                formula="sum over groups of records - 1", n=len(mine[0].found.rows),
                row_table=table, row_ids=gone,
            ),
            ctx.figure(
                "merge_groups", len(mine), "count", label=f"groups of {plural} that become one",
                definition="Groups of duplicates, each of which becomes one record.",
                formula="count of groups", n=len(mine[0].found.rows), row_table=table,
                row_ids=[m.keep["id"] for m in mine],
            ),
        ]  # fmt: skip
    moves = {(d.table, d.row_id) for d in drafts if d.kind == "move"}
    return [
        *figures,
        ctx.figure(
            "moved_records", len(moves), "count", label="linked records that move",
            definition="Deals, contacts, activities and others that point at a merged record.",
            formula="count of rows that would point elsewhere",
        ),
    ]  # fmt: skip


def _table(merges: Sequence[Merge]) -> Table:
    rows: list[list[Cell]] = [
        [
            entity(m.found.table).label, called(m.found.table, m.keep), m.kept_because,
            " | ".join(called(m.found.table, row) for row in m.others), m.why,
        ]
        for m in merges[:MERGES_SHOWN]
    ]  # fmt: skip
    return Table(
        name="merges", title="Merges", columns=["record", "stays", "because", "merged into it",
                                                "why the same (bits)"],
        units=["text"] * 5, rows=rows, total=len(merges),
    )  # fmt: skip


def _choices(merges: Sequence[Merge]) -> Table:
    """Every value that the merges change on a record that stays."""
    rows: list[list[Cell]] = [
        [called(m.found.table, m.keep), entity(m.found.table).field(name).label,
         _shown(m.keep[name]), _shown(chosen.value), chosen.reason]
        for m in merges
        for name, chosen in m.values.items()
    ]  # fmt: skip
    return Table(
        name="survivors", title="Values that change on the records that stay",
        columns=["record", "field", "before", "after", "rule"], units=["text"] * 5,
        rows=rows[:MERGES_SHOWN], total=len(rows),
    )  # fmt: skip


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)


def _notes(merges: Sequence[Merge], tier: str) -> list[str]:
    notes = []
    for table, mine in _by_table(merges).items():
        left = len(mine[0].found.review) if tier == "auto" else 0
        if left:
            plural = entity(table).plural
            notes.append(f"{left:,} more groups of {plural} need a person's look and are not here.")
    if len(merges) > MERGES_SHOWN:
        notes.append(f"{MERGES_SHOWN} of {len(merges):,} merges are listed; the set holds all.")
    return notes


def _nothing(ctx: Context, tables: Sequence[str], tier: str) -> Result:
    names = " and ".join(entity(name).plural for name in tables or _DEFAULT)
    none = ctx.figure(
        "merges", 0, "count", label="duplicates to merge", formula="count of groups",
        definition="Groups of duplicates that would become one record.",
    )  # fmt: skip
    safe = "safe " if tier == "auto" else ""
    return Result(
        say=f"There are no {safe}duplicates to merge among {names}.", figures=[none],
        facts={"merges": 0},
    )  # fmt: skip
