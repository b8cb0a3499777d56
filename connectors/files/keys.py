"""What makes two rows the same record when a file has no id column, table by table."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.files.mapping import Column
from connectors.files.rows import Chunk
from connectors.files.values import EMPTY

_NATURAL: dict[str, tuple[tuple[str, ...], ...]] = {
    "account": (("name", "domain"),),
    "contact": (
        ("email",),
        ("last_name", "first_name", "company_name", "account_id", "phone"),
        ("full_name", "company_name", "account_id", "phone"),
    ),
    "lead": (
        ("email",),
        ("last_name", "first_name", "company_name", "phone"),
        ("full_name", "company_name", "phone"),
    ),
    "opportunity": (("name", "account_id", "created_on"),),
    "stage_history": (("opportunity_id", "stage", "entered_at"),),
    "product": (("name",),),
    "stage": (("name",),),
    "team": (("name",),),
    "user": (("email",), ("name",)),
    "quota": (("user_id", "starts_on", "ends_on"), ("team_id", "starts_on", "ends_on")),
    "exchange_rate": (("currency", "rate_on"),),
    "deal_split": (("opportunity_id", "user_id"),),
    "team_membership": (("user_id", "starts_on"),),
    "rep_commit": (("user_id", "starts_on", "ends_on", "committed_on"),),
    "prospect_company": (("name", "domain"),),
    "prospect_person": (
        ("email",),
        ("last_name", "first_name", "company_name"),
        ("full_name", "company_name"),
    ),
}
"""For each table, the fields that name a row; the first set whose first field is filled counts.
A table that is not here (activities, funding rounds) is named by everything in its row."""

_TELLS_APART = {
    "contact": ("last_name", "first_name", "full_name"),
    "lead": ("last_name", "first_name", "full_name"),
}
"""Where an address is shared (info@), what else names the row."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How the rows of one file are named."""

    id_at: int | None
    recipes: tuple[tuple[int, ...], ...]
    apart: tuple[int, ...]

    def first(self, chunk: Chunk) -> list[str]:
        """A key for each row: its id in the file, or what else names it."""
        ids = [cell.strip() for cell in chunk.columns[self.id_at]] if self.id_at is not None else []
        if ids and EMPTY.isdisjoint(ids):
            return [f"id\x1f{cell}" for cell in ids]
        rows = zip(*chunk.columns, strict=True)
        return [self._name(row) for row in rows]

    def apart_from_others(self, key: str, row: Sequence[str]) -> str:
        """A longer key, for a row whose `first` key is shared with other rows."""
        if not key.startswith("name\x1f") or not self.apart:
            return key
        return "\x1f".join([key, *(_same(row[at]) for at in self.apart)])

    def _name(self, row: Sequence[str]) -> str:
        if self.id_at is not None and row[self.id_at].strip() not in EMPTY:
            return f"id\x1f{row[self.id_at].strip()}"
        for recipe in self.recipes:
            if row[recipe[0]].strip() not in EMPTY:
                return "\x1f".join(["name", *(_same(row[at]) for at in recipe)])
        return "\x1f".join(["all", *(cell.strip() for cell in row)])


def naming(table: str, columns: Sequence[Column]) -> Naming:
    """How the rows of a file with these columns are named."""
    at: dict[str, int] = {}
    for column in columns:
        if column.spec is not None:
            at.setdefault(column.spec.name, column.position)
    recipes = tuple(
        tuple(at[name] for name in names if name in at)
        for names in _NATURAL.get(table, ())
        if names[0] in at
    )
    apart = tuple(at[name] for name in _TELLS_APART.get(table, ()) if name in at)
    return Naming(at.get("external_id"), recipes, apart)


def _same(cell: str) -> str:
    return " ".join(cell.casefold().split())
