"""The records of a table as the engine takes them: a frame of text, and pairs said to differ."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import polars as pl
import sqlmodel as sql
from sqlmodel import Session

from store.ledger import NotDuplicate, StandingPolicy
from tools.parts.matching import companies, people
from tools.parts.matching.agreement import accepted
from tools.parts.matching.columns import Progress, columns, quiet
from tools.parts.matching.grouping import Tiers
from tools.parts.matching.hearing import Accepted
from tools.parts.matching.weights import bits_of
from tools.parts.paths import table_of


@dataclass(frozen=True)
class Gathered:
    """A table's live records: the engine's fields, what each is called, and what people said."""

    frame: pl.DataFrame
    ids: pl.Series
    names: pl.Series
    apart: list[tuple[int, int]]
    accepted: list[Accepted] = field(default_factory=list)


def gather(
    session: Session, workspace_id: str, table: str, progress: Progress = quiet, *,
    in_order: bool = False,
) -> Gathered:  # fmt: skip
    """Read a table in bulk.

    Args:
        session: A session over one snapshot.
        workspace_id: Whose records.
        table: account, contact or lead.
        progress: Told as rows arrive.
        in_order: Whether records are wanted in the order of their ids.
    """
    wanted = companies.FIELDS if table == "account" else people.FIELDS
    source = table_of(table)
    names = ["id", "external_id", *(f for f in wanted if f in source.c)]
    borrowed = ["account_id"] if table == "contact" else []
    frame = columns(session, workspace_id, source.name, [*names, *borrowed], progress)
    if borrowed:
        frame = _with_account(frame, session, workspace_id)
    frame = frame.sort("id") if in_order else frame
    called = frame.select(pl.coalesce("external_id", "id")).to_series()
    return Gathered(
        frame, frame["id"], called, _apart(session, workspace_id, table, frame["id"]),
        accepted(session, workspace_id, table),
    )  # fmt: skip


def tiers(session: Session, workspace_id: str, table: str, now: datetime) -> Tiers:
    """Where the tiers begin: a standing policy on merges may ask for more than the usual.

    Args:
        session: A session over one snapshot.
        workspace_id: Whose policy.
        table: account, contact or lead.
        now: Policies that have run out by then do not count.
    """
    query = sql.select(StandingPolicy).where(
        StandingPolicy.workspace_id == workspace_id, StandingPolicy.table_name == table,
        StandingPolicy.tool == "merge_duplicates",
    )  # fmt: skip
    standing = [p for p in session.exec(query) if p.expires_at is None or p.expires_at > now]
    wanted = [p.min_confidence for p in standing if p.min_confidence < 1]
    usual = Tiers()
    return Tiers(usual.likely, max([usual.safe, *map(bits_of, wanted)]))


def _with_account(frame: pl.DataFrame, session: Session, workspace_id: str) -> pl.DataFrame:
    """A contact's company and site are its account's, where the contact names none."""
    if frame["account_id"].null_count() == frame.height:
        return frame
    accounts = columns(session, workspace_id, "account", ["id", "name", "domain", "website"])
    theirs = accounts.select(
        account_id="id", account_name="name", account_site=pl.coalesce("domain", "website")
    )
    both = frame.join(theirs, on="account_id", how="left", maintain_order="left")
    return both.with_columns(
        company_name=pl.coalesce("company_name", "account_name"),
        website=pl.coalesce("website", "account_site"),
    )


def _apart(
    session: Session, workspace_id: str, table: str, ids: pl.Series
) -> list[tuple[int, int]]:
    """Pairs of row numbers that a person said are two."""
    query = sql.select(NotDuplicate.first_id, NotDuplicate.second_id).where(
        NotDuplicate.workspace_id == workspace_id, NotDuplicate.table_name == table
    )
    told = pl.DataFrame(
        session.exec(query).all(), schema={"one": pl.String, "two": pl.String}, orient="row"
    )
    if told.is_empty():
        return []
    place = pl.DataFrame({"id": ids, "row": np.arange(len(ids))})
    found = told.join(place, left_on="one", right_on="id").join(
        place, left_on="two", right_on="id", suffix="_two"
    )
    return list(found.select("row", "row_two").iter_rows())
