"""What a change set of merges is called: how many records of which kind become how many."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from store.ledger import ChangeSet
from store.schema import entity

MERGES = "merge_duplicates"
"""The kind of change set that holds merges of duplicates, and nothing else."""


def merge_title(merges: Mapping[str, tuple[int, int]]) -> str:
    """The title of merges, by table: so many records go, in so many groups.

    >>> merge_title({"account": (1, 1), "contact": (1200, 1100)})
    'Merge 1 duplicate account (1 group) and 1,200 duplicate contacts (1,100 groups)'
    """
    return "Merge " + " and ".join(
        f"{gone:,} duplicate {entity(table).label if gone == 1 else entity(table).plural} "
        f"({groups:,} {'group' if groups == 1 else 'groups'})"
        for table, (gone, groups) in merges.items()
    )


def part_title(old: ChangeSet, kept: Sequence[Mapping[str, Any]], which: str, of: int) -> str:
    """What a part of a change set is called: as the whole, and how much of it.

    Args:
        old: The whole.
        kept: The changes of the part.
        which: Which groups of the whole they are, in words.
        of: How many groups the whole has.
    """
    title = old.title.partition(" (only ")[0].partition(" (the other ")[0]
    merged = _merged(kept) if old.kind == MERGES else {}
    if len(merged) == 1:
        return f"{merge_title(merged).rpartition(' (')[0]} ({which} of {of:,} groups)"
    return f"{merge_title(merged) if merged else title} ({which} of {of:,})"


def _merged(kept: Collection[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    gone = [(c["table_name"], c["group_no"]) for c in kept if c["kind"] == "merge"]
    tables = dict.fromkeys(table for table, _ in gone)
    return {
        table: (sum(name == table for name, _ in gone), len({n for t, n in gone if t == table}))
        for table in tables
    }
