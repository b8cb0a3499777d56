"""Leads that are known already: as a contact, or by their company as an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from tools.context import Context
from tools.parts.matching import reading
from tools.parts.matching.encode import Codes
from tools.parts.matching.gathering import Gathered, gather
from tools.parts.matching.outcome import Matches, Tier
from tools.parts.matching.records import memory_of
from tools.parts.matching.remembering import match


@dataclass(frozen=True)
class Known:
    """A lead, the record that it is or belongs to, and why."""

    lead: str
    record: str
    tier: Tier
    why: str


def known_leads(ctx: Context, table: Literal["contact", "account"]) -> list[Known]:
    """The live leads that are one with a contact, or whose company is an account.

    Args:
        ctx: The call's world.
        table: What they are looked for among.
    """
    leads = gather(ctx.session, ctx.workspace.id, "lead")
    others = gather(ctx.session, ctx.workspace.id, table)
    if leads.frame.is_empty() or others.frame.is_empty():
        return []
    mine = leads.frame if table == "contact" else _employers(leads.frame)
    both = pl.concat([mine, others.frame], how="diagonal")
    memory = memory_of(ctx.memory, ctx.workspace.id, f"lead-{table}")
    found = match(both, of_companies=table == "account", memory=memory).matches
    return _crossings(found, leads, others)


def _employers(leads: pl.DataFrame) -> pl.DataFrame:
    """The leads' companies: their site is the mailbox's, unless that is anybody's."""
    mails = reading.mails(leads["email"])
    own = pl.Series(~mails.free)
    by_mail = mails.domain.zip_with(own, pl.Series([None], dtype=pl.String))
    return leads.select(
        name="company_name", domain=by_mail, website="website", city="city",
        postal_code="postal_code", country="country",
    )  # fmt: skip


def _crossings(found: Matches, leads: Gathered, others: Gathered) -> list[Known]:
    """For each lead that hangs together with other records, the one it agrees with best."""
    size = len(leads.ids)
    links = found.links
    left, right, likely = links.left, links.right, found.likely
    across = np.flatnonzero((left < size) & (right >= size) & (likely[left] == likely[right]))
    best = across[np.lexsort((-links.bits[across], left[across]))]
    first = np.flatnonzero(np.r_[True, np.diff(left[best]) != 0]) if len(best) else best
    chosen = best[first]
    traces = {(t.left, t.right): t for t in found.explain(left[chosen], right[chosen])}
    return [
        Known(
            str(leads.ids[a]), str(others.ids[b - size]),
            "auto" if found.safe[a] == found.safe[b] else "review", traces[a, b].sentence,
        )
        for a, b in _ends(left[chosen], right[chosen])
    ]  # fmt: skip


def _ends(left: Codes, right: Codes) -> Sequence[tuple[int, int]]:
    return list(zip(left.tolist(), right.tolist(), strict=True))
