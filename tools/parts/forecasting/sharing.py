"""Deals that several reps share: how much of each counts for which group of a forecast."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from tools.parts.attribution import SeenDeals, shared_deals
from tools.parts.metrics.shape import Part
from tools.parts.metrics.slices import Raw, Slice, keys_of, raw_key
from tools.parts.paths import Joins, alive, table_of

if TYPE_CHECKING:
    from tools.parts.forecasting.reading import Deals

DEAL, SPLIT = table_of("opportunity"), table_of("deal_split")
Mask = np.typing.NDArray[np.bool_]
Numbers = np.typing.NDArray[np.float64]
Credits = dict[str, dict[Raw, float]]
"""For the id of each shared deal: what share of it each group is credited."""


def read_credits(cut: Slice) -> Credits:
    """Who is credited with the deals that are shared, by the groups of the slice."""
    if not cut.shared:
        return {}
    workspace = cut.ctx.workspace.id
    seen = SeenDeals(shared_deals(workspace))
    joins = Joins(workspace, "opportunity", None, seen.root)
    every = Part("deals", lambda _: alive(DEAL, workspace))
    keys = [seen.over(key) for key in keys_of(cut, joins, every)]
    shared = select(SPLIT.c.opportunity_id).where(alive(SPLIT, workspace))
    rows = (
        select(*keys, seen.over(DEAL.c.id), seen.over(DEAL.c.amount_cents))
        .select_from(joins.source())
        .where(seen.over(DEAL.c.id).in_(shared))
    )
    found: dict[str, list[tuple[Raw, int]]] = defaultdict(list)
    for row in cut.ctx.session.execute(rows):
        found[row[-2]].append((raw_key(cut, row), row[-1] or 0))
    return {deal: _shares(parts) for deal, parts in found.items()}


def _shares(parts: list[tuple[Raw, int]]) -> dict[Raw, float]:
    """Shares by the cents that are credited; of a deal without an amount, the same for each.

    >>> _shares([(("a",), 75), (("b",), 25)])
    {('a',): 0.75, ('b',): 0.25}
    """
    total, shares = sum(cents for _, cents in parts), defaultdict[Raw, float](float)
    for raw, cents in parts:
        shares[raw] += cents / total if total else 1 / len(parts)
    return dict(shares)


@dataclass(frozen=True, slots=True)
class Members:
    """The deals of one group, and what share of each is its own.

    Attributes:
        here: For each deal of the book, whether it counts for the group.
        weights: For each deal of the book, how much of it does; None when all of it.
    """

    here: Mask
    weights: Numbers | None = None

    def of(self, values: Numbers, deals: Mask) -> Numbers:
        """The group's part of values that belong to some deals of the book, in their order."""
        mine = self.here[np.flatnonzero(deals)]
        if self.weights is None:
            return values[mine]
        own: Numbers = (values * self.weights[np.flatnonzero(deals)])[mine]
        return own


def members(deals: "Deals") -> dict[Raw, Members]:
    """The deals of each group, those that are shared with every rep who is credited."""
    places = {deal: place for place, deal in enumerate(deals.ids)} if deals.credits else {}
    credited: dict[Raw, dict[int, float]] = defaultdict(dict)
    for deal, shares in deals.credits.items():
        for raw, share in shares.items() if deal in places else ():
            credited[raw][places[deal]] = share
    shared = [places[deal] for deal in deals.credits if deal in places]
    raws = sorted({*deals.groups.there, *credited}, key=str)
    return {raw: _member(deals.groups.deals_of(raw), shared, credited[raw]) for raw in raws}


def _member(here: Mask, shared: list[int], mine: dict[int, float]) -> Members:
    if not mine and not here[shared].any():
        return Members(here)
    weights = here.astype(np.float64)
    weights[shared] = 0.0
    weights[list(mine)] = list(mine.values())
    return Members(weights > 0, weights)
