"""The store's records as the matching engine takes them, and its groups as the store knows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl
from sqlalchemy import select

from store.changes import told_apart
from store.errors import BadInput
from store.schema import entity
from tools.context import Context
from tools.parts.matching import companies, people
from tools.parts.matching.engine import (
    Cluster,
    Matches,
    Tiers,
    Trace,
    match_companies,
    match_people,
)
from tools.parts.matching.gathering import tiers
from tools.parts.paths import alive, table_of

TABLES = ("account", "contact", "lead")
"""Records that can be duplicates."""

_MATCHED = {"company_name": "matched_company", "website": "matched_site"}


@dataclass(frozen=True)
class Found:
    """The duplicates among the live records of a table."""

    table: str
    rows: list[dict[str, Any]]
    matches: Matches
    tiers: Tiers = field(default_factory=Tiers)

    @cached_property
    def safe(self) -> list[Cluster]:
        """Groups that may be merged as they are."""
        return [c for c in self.matches.clusters if c.tier == "auto"]

    @cached_property
    def review(self) -> list[Cluster]:
        """Groups that a person should look at."""
        return [c for c in self.matches.clusters if c.tier == "review"]

    def records(self, cluster: Cluster) -> list[dict[str, Any]]:
        """The rows of a group."""
        return [self.rows[i] for i in cluster.members]

    def ids(self, cluster: Cluster) -> list[str]:
        """The ids of a group's rows."""
        return [str(row["id"]) for row in self.records(cluster)]

    def evidence(self, cluster: Cluster) -> list[Trace]:
        """For each record of a group but one, its best pair, the weakest of them last."""
        joined: set[int] = set()
        best: list[Trace] = []
        for trace in self.matches.traces(cluster.members):
            if not {trace.left, trace.right} <= joined:
                best.append(trace)
                joined |= {trace.left, trace.right}
        return best

    def touching(self, clusters: Sequence[Cluster], ids: set[str] | None) -> list[Cluster]:
        """The groups with at least one of the ids; all of them when no ids are given."""
        if ids is None:
            return list(clusters)
        return [c for c in clusters if not ids.isdisjoint(self.ids(c))]


def find(ctx: Context, table: str) -> Found:
    """Match the live records of a table; people's word that two differ is kept to.

    Raises:
        BadInput: The table is not one that holds companies or people.
    """
    if table not in TABLES:
        raise BadInput(
            f"Duplicates are looked for among accounts, contacts and leads, not {table}.",
            hint="Ask for one of those.",
        )
    rows = _rows(ctx, table)
    place = {str(row["id"]): n for n, row in enumerate(rows)}
    apart = [
        (place[one], place[two])
        for one, two in _told_apart(ctx, table)
        if one in place and two in place
    ]
    fields = companies.FIELDS if table == "account" else people.FIELDS
    frame = pl.DataFrame(
        {name: [row.get(_MATCHED.get(name, name), row.get(name)) for row in rows]
         for name in fields},
        schema=dict.fromkeys(fields, pl.String),
    )  # fmt: skip
    match = match_companies if table == "account" else match_people
    beginning = tiers(ctx.session, ctx.workspace.id, table, ctx.now)
    return Found(table, rows, match(frame, apart, tiers=beginning), beginning)


def _rows(ctx: Context, table: str) -> list[dict[str, Any]]:
    source = table_of(table)
    names = [s.name for s in entity(table).fields if s.name in source.c]
    columns = list(dict.fromkeys(["id", *names, "changed_at"]))
    query = select(*(source.c[name] for name in columns)).where(alive(source, ctx.workspace.id))
    found = ctx.session.connection().execute(query.order_by(source.c.id))
    rows = [dict(row) for row in found.mappings()]
    if table == "contact":
        _borrow_company(ctx, rows)
    return rows


def _borrow_company(ctx: Context, rows: list[dict[str, Any]]) -> None:
    """A contact's company is its account's, where the contact names none."""
    account = table_of("account")
    query = select(account.c.id, account.c.name, account.c.domain, account.c.website)
    found = ctx.session.connection().execute(query.where(alive(account, ctx.workspace.id)))
    known = {row.id: row for row in found}
    for row in rows:
        row["matched_company"], row["matched_site"] = row["company_name"], row["website"]
        account_row = known.get(row["account_id"])
        if account_row is not None:
            row["matched_company"] = row["company_name"] or account_row.name
            row["matched_site"] = row["website"] or account_row.domain or account_row.website


def _told_apart(ctx: Context, table: str) -> list[tuple[str, str]]:
    return told_apart(ctx.session, ctx.workspace.id, table)
