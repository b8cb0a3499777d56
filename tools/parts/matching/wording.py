"""How records and groups of duplicates are shown to people."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from store.changes.bench import batched_of
from tools.context import Context
from tools.parts.matching.crossing import Known
from tools.parts.matching.outcome import Cluster, Trace
from tools.parts.matching.records import Found
from tools.parts.paths import alive, table_of
from tools.result import Cell, Table

GROUPS_SHOWN = 60
_NAMES_SHOWN = 4

Row = Mapping[str, Any]


def called(table: str, row: Row) -> str:
    """A record's name with what tells it from its namesakes.

    >>> called("account", {"name": "Acme", "domain": "acme.com", "city": "Boston"})
    'Acme (acme.com, Boston)'
    """
    if table == "account":
        name, details = row.get("name"), (row.get("domain"), row.get("city"))
    else:
        name = " ".join(part for part in (row.get("first_name"), row.get("last_name")) if part)
        details = (row.get("email"), row.get("company_name"))
    known = [str(part).strip() for part in details if part]
    return f"{name or 'no name'} ({', '.join(known)})" if known else str(name or "no name")


def names(table: str, rows: Sequence[Row]) -> str:
    """The records of a group in one cell."""
    said = [called(table, row) for row in rows[:_NAMES_SHOWN]]
    more = len(rows) - len(said)
    return " | ".join(said) + (f" | and {more} more" if more else "")


def sureness(evidence: Sequence[Trace]) -> float:
    """The probability of the weakest link that holds a group together."""
    return min((trace.probability for trace in evidence), default=0.0)


def why(evidence: Sequence[Trace]) -> str:
    """The reasons of a group's weakest link, with their weights in bits."""
    return min(evidence, key=lambda trace: trace.bits).sentence if evidence else ""


def clusters_table(ctx: Context, found: Found, clusters: Sequence[Cluster]) -> Table:
    """One row for each group; safe ones first."""
    rows: list[list[Cell]] = []
    ids: list[str] = []
    shown = clusters[:GROUPS_SHOWN]
    records = _rows(ctx, found.table, [i for cluster in shown for i in found.ids(cluster)])
    for cluster, evidence in zip(shown, found.evidence(shown), strict=True):
        tier = "safe to merge" if cluster.tier == "auto" else "look at it"
        rows.append([
            tier, len(cluster.members),
            names(found.table, [records[i] for i in found.ids(cluster)]),
            f"{sureness(evidence):.1%}".replace("100.0%", "over 99.9%"), why(evidence),
        ])  # fmt: skip
        ids.append(found.ids(cluster)[0])
    return Table(
        name=f"duplicate_{found.table}s", title=f"Duplicate {found.table}s",
        columns=["verdict", "records", "who", "sure", "why (bits for and against)"],
        units=["text", "count", "text", "text", "text"], rows=rows, total=len(clusters),
        row_table=found.table, row_ids=ids,
    )  # fmt: skip


def known_table(ctx: Context, other: str, known: Sequence[Known]) -> Table:
    """One row for each lead that is known already."""
    shown = known[:GROUPS_SHOWN]
    leads = _rows(ctx, "lead", [one.lead for one in shown])
    records = _rows(ctx, other, [one.record for one in shown])
    rows: list[list[Cell]] = [
        [called("lead", leads[one.lead]), called(other, records[one.record]),
         "sure" if one.tier == "auto" else "look at it", one.why]
        for one in shown
    ]  # fmt: skip
    return Table(
        name=f"leads_known_as_{other}s", title=f"Leads known as {other}s",
        columns=["lead", other, "verdict", "why (bits for and against)"],
        units=["text"] * 4, rows=rows, total=len(known), row_table="lead",
        row_ids=[one.lead for one in shown],
    )  # fmt: skip


def _rows(ctx: Context, table: str, ids: Sequence[str]) -> dict[str, Row]:
    source = table_of(table)
    query = select(source).where(alive(source, ctx.workspace.id))
    return {
        str(row["id"]): dict(row)
        for some in batched_of(ids)
        for row in ctx.session.connection().execute(query.where(source.c.id.in_(some))).mappings()
    }
