"""The store's records as the matching engine takes them, and its groups as the store knows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from store.errors import BadInput
from tools.context import Context
from tools.parts.matching.gathering import gather, tiers
from tools.parts.matching.grouping import Tiers
from tools.parts.matching.outcome import Cluster, Matches, Trace
from tools.parts.matching.remembering import Memory, match

TABLES = ("account", "contact", "lead")
"""Records that can be duplicates."""


@dataclass(frozen=True)
class Found:
    """The duplicates among the live records of a table; `rows` are their ids."""

    table: str
    rows: list[str]
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

    def ids(self, cluster: Cluster) -> list[str]:
        """The ids of a group's rows."""
        return [self.rows[i] for i in cluster.members]

    def evidence(self, clusters: Sequence[Cluster]) -> list[list[Trace]]:
        """For each group, for each of its records but one its best pair, the weakest pair last.

        All groups' pairs are compared in one go.
        """
        if not clusters:
            return []
        pairs = [
            (cluster.members[i], cluster.members[j])
            for cluster in clusters
            for i in range(len(cluster.members))
            for j in range(i + 1, len(cluster.members))
        ]
        left = np.array([min(pair) for pair in pairs], np.int32)
        right = np.array([max(pair) for pair in pairs], np.int32)
        place = {row: n for n, cluster in enumerate(clusters) for row in cluster.members}
        links: list[list[Trace]] = [[] for _ in clusters]
        joined: list[set[int]] = [set() for _ in clusters]
        for trace in self.matches.explain(left, right):
            group = place[trace.left]
            if not {trace.left, trace.right} <= joined[group]:
                links[group].append(trace)
                joined[group] |= {trace.left, trace.right}
        return links

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
    gathered = gather(ctx.session, ctx.workspace.id, table, in_order=True)
    beginning = tiers(ctx.session, ctx.workspace.id, table, ctx.now)
    ran = match(
        gathered.frame, gathered.apart, of_companies=table == "account", tiers=beginning,
        memory=memory_of(ctx.memory, ctx.workspace.id, table), accepted=gathered.accepted,
    )  # fmt: skip
    return Found(table, gathered.ids.to_list(), ran.matches, beginning)


def memory_of(
    folder: Path | None, workspace_id: str, table: str, *, afresh: bool = False
) -> Memory | None:
    """Where a table's last run is remembered, if anything is kept at all."""
    if folder is None:
        return None
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in workspace_id)
    return Memory(folder / "matching" / safe / table, afresh)
