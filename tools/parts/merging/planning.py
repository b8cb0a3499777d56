"""From groups of duplicates to merges: rows read in bulk, who stays, what it says afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from store.canonical import plain, records
from store.changes import Merge
from store.changes.bench import batched_of
from store.schema import CHILDREN, entity
from tools.context import Context
from tools.parts.matching.agreement import PAIR, noted
from tools.parts.matching.outcome import Cluster, Trace
from tools.parts.matching.records import Found
from tools.parts.matching.wording import called, sureness, why
from tools.parts.paths import alive, table_of
from tools.parts.survivorship import (
    RECORD,
    Decision,
    Row,
    Rules,
    Standing,
    decisions,
    master,
)

UNSAID = "looks the same"
TELLING = ("e-mail", "site", "phone", "street", "name", "company", "place")
"""What people judge a match by, the most telling first; it names the rule of a group."""
TOLD = 2


@dataclass(frozen=True, slots=True)
class Planned:
    """One group that becomes one record."""

    table: str
    tier: str
    keep: Row
    because: str
    others: list[Row]
    decisions: list[Decision]
    sure: float
    why: str
    rule: str
    agrees: dict[str, str]
    """For each respect in which the weakest link agrees, how: `e-mail` -> `same mailbox`."""
    doubted: dict[str, Any] = field(default_factory=dict)
    """Of a group that was doubted, what its weakest link is, to be learnt from."""

    @property
    def name(self) -> str:
        """What the record that stays is called."""
        return called(self.table, self.keep)

    def says(self, field: str) -> Any:
        """What a field of the record that stays says afterwards."""
        found = (made.value for made in self.decisions if made.field == field)
        return next(found, self.keep.get(field))

    def as_merge(self) -> Merge:
        """The merge as the store takes it, with the choice behind every value as its evidence."""
        return Merge(
            self.table, str(self.keep["id"]), [str(row["id"]) for row in self.others],
            after={made.field: made.value for made in self.decisions if made.changes},
            reason=f"Same {entity(self.table).label}: {self.why}" if self.why
            else f"Same {entity(self.table).label}",
            evidence={
                "rule": self.rule, "tier": self.tier, "agrees": self.agrees,
                "kept because": self.because, "name": self.name,
                "values": {made.field: _told(made) for made in self.decisions},
                **({PAIR: self.doubted} if self.doubted else {}),
            },
            confidence=round(self.sure, 4),
        )  # fmt: skip


def _told(made: Decision) -> dict[str, Any]:
    told = {"rule": made.rule, "why": made.reason, "is": plain(made.value)}
    return told | ({"lost": plain(list(made.lost))} if made.lost else {})


def planned(
    ctx: Context, found: Found, clusters: Sequence[Cluster], rules: Rules,
    moved: Mapping[str, str],
) -> Iterator[Planned]:  # fmt: skip
    """The merges of some groups of a table.

    Args:
        ctx: Whose records they are.
        found: The duplicates of the table.
        clusters: The groups to merge.
        rules: The rules that are set.
        moved: Rows that earlier merges of the same change set do away with, and what stays.
    """
    ids = {row_id for cluster in clusters for row_id in found.ids(cluster)}
    rows = rows_of(ctx, found.table, ids)
    standing = _standing(ctx, found.table, ids)
    for cluster, evidence in zip(clusters, found.evidence(clusters), strict=True):
        mine = [_moved(found.table, rows[i], moved) for i in found.ids(cluster)]
        keep, because = master(mine, standing, rules.get(RECORD))
        others = [row for row in mine if row["id"] != keep["id"]]
        rule, agrees = _rule(evidence)
        yield Planned(
            found.table, cluster.tier, keep, because, others,
            decisions(found.table, keep, others, rules), sureness(evidence), why(evidence), rule,
            agrees, _doubted(cluster, evidence),
        )  # fmt: skip


def _doubted(cluster: Cluster, evidence: Sequence[Trace]) -> dict[str, Any]:
    """What a person's approval of a group to look at is worth to the weights."""
    if cluster.tier == "auto" or not evidence:
        return {}
    return noted(min(evidence, key=lambda trace: trace.bits))


def _rule(evidence: Sequence[Trace]) -> tuple[str, dict[str, str]]:
    """What chiefly holds a group together, in words, and all that its weakest link agrees in."""
    if not evidence:
        return UNSAID, {}
    weakest = min(evidence, key=lambda trace: trace.bits)
    agreeing = sorted((r for r in weakest.reasons if r.bits > 0), key=lambda r: _telling(r.respect))
    words = " + ".join(reason.words for reason in agreeing[:TOLD]) or UNSAID
    return words, {reason.respect: reason.words for reason in agreeing}


def _telling(respect: str) -> int:
    return TELLING.index(respect) if respect in TELLING else len(TELLING)


def rows_of(ctx: Context, table: str, ids: set[str]) -> dict[str, dict[str, Any]]:
    """The live records of a table with these ids."""
    source = table_of(table)
    names = [s.name for s in entity(table).fields if s.name in source.c]
    columns = list(dict.fromkeys(["id", *names, "source", "extra", "changed_at"]))
    query = select(*(source.c[name] for name in columns)).where(alive(source, ctx.workspace.id))
    return {
        str(row["id"]): row
        for some in batched_of(ids)
        for row in records(ctx.session, query.where(source.c.id.in_(some)))
    }


def _moved(table: str, row: Row, moved: Mapping[str, str]) -> Row:
    """The row as earlier merges of the same change set leave it."""
    names = [s.name for s in entity(table).fields if s.target and row.get(s.name) in moved]
    return {**row, **{name: moved[row[name]] for name in names}}


def _standing(ctx: Context, table: str, ids: set[str]) -> dict[str, Standing]:
    deals = _pointing(ctx, table, "opportunity", "open", ids)
    activities = _pointing(ctx, table, "activity", None, ids)
    return {i: Standing(deals.get(i, 0), activities.get(i, 0)) for i in ids}


def _pointing(
    ctx: Context, table: str, child: str, status: str | None, ids: set[str]
) -> dict[str, int]:
    """How many live children of a kind each record has."""
    name = next((field for other, field in CHILDREN[table] if other == child), None)
    if name is None:
        return {}
    source = table_of(child)
    query = select(source.c[name], func.count()).where(alive(source, ctx.workspace.id))
    if status is not None:
        query = query.where(source.c.status == status)
    query = query.group_by(source.c[name])
    return {
        row[0]: row[1]
        for some in batched_of(ids)
        for row in ctx.session.connection().execute(query.where(source.c[name].in_(some)))
    }
