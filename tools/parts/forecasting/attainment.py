"""Who will reach their quota: each rep's part of the forecast against what they are to bring in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from tools.parts.forecasting.combining import TAIL, Combined
from tools.parts.forecasting.groups import Part, parts_of
from tools.parts.forecasting.outlook import Outlook
from tools.parts.forecasting.reading import Deals
from tools.parts.forecasting.sharing import Mask, Members, members
from tools.parts.forecasting.simulation import simulate
from tools.parts.metrics.keys import Raw, labelled
from tools.parts.metrics.shape import Key

LIKELY = 0.5
"""The chance from which one is expected to make it."""
LEAST_SPREAD = 0.05


@dataclass(frozen=True, slots=True)
class Attainment:
    """One rep or team: cents of quota, won and to come, and the chance to get there."""

    key: Key
    quota: int
    done: int
    to_come: int
    chance: float | None
    open_deals: int

    @property
    def expected(self) -> int:
        """Of the whole period."""
        return self.done + self.to_come

    @property
    def needed(self) -> int:
        """What is still missing of the quota; 0 when it is reached."""
        return max(self.quota - self.done, 0)

    @property
    def is_reached(self) -> bool:
        """Whether what is won already is enough."""
        return self.done >= self.quota

    @property
    def is_likely(self) -> bool:
        """Whether it is reached, or more likely than not to be."""
        return self.is_reached or (self.chance or 0.0) >= LIKELY


def attainments(deals: Deals, outlook: Outlook, quotas: Mapping[Raw, Decimal]) -> list[Attainment]:
    """Everyone who has a quota, the likeliest to reach it first.

    Args:
        deals: The deals, read by rep or by team.
        outlook: The whole's.
        quotas: In major units, by the same groups.
    """
    people = members(deals)
    raws = sorted({*people, *quotas}, key=str)
    label = {raw: key for key, raw in labelled({raw: raw for raw in raws}).items()}
    own = {raw: key for key, raw in labelled({raw: raw for raw in people}).items()}
    nobody = Members(np.zeros(len(deals.book), dtype=bool))
    parts = {part.key: part for part in parts_of(deals, outlook, of_now=False)}
    found = []
    for raw, quota in quotas.items():
        if quota > 0:
            part = parts.get(own[raw]) if raw in own else None
            mine = people.get(raw, nobody)
            found.append(_one(label[raw], round(quota * 100), part, outlook, mine))
    return sorted(found, key=lambda a: (-(a.chance or 0.0), -a.expected / a.quota, str(a.key)))


def _one(key: Key, quota: int, part: Part | None, outlook: Outlook, mine: Members) -> Attainment:
    if part is None:
        return Attainment(key, quota, 0, 0, None if outlook.combined is None else 0.0, 0)
    made = Attainment(key, quota, part.done, part.to_come, None, part.open_deals)
    if made.is_reached:
        return replace(made, chance=1.0)
    if outlook.combined is None:
        return made
    own = _of_part(outlook.combined, part, mine, outlook.memory.book.is_open)
    return replace(made, chance=simulate(own).chance_of(quota - part.done))


def _of_part(whole: Combined, part: Part, mine: Members, is_open: Mask) -> Combined:
    """The whole's expectation cut down to one part; the draws of all parts share their shock."""
    seen = whole.views.yields
    opened = float(mine.of(seen.chance * seen.value, is_open).sum())
    share = _new_share(seen.cents, seen.new_cents, opened, part.to_come)
    yields = replace(
        seen, chance=seen.chance[mine.here[is_open]], value=mine.of(seen.value, is_open),
        open_cents=opened,
        new_wins=seen.new_wins * share, new_cents=seen.new_cents * share,
    )  # fmt: skip
    spread = LEAST_SPREAD
    if part.to_come > 0:
        spread = max(float(np.log((part.high - part.done) / part.to_come)) / TAIL, LEAST_SPREAD)
    views = replace(whole.views, yields=yields)
    return replace(whole, cents=float(part.to_come), spread=spread, views=views)


def _new_share(whole: float, new: float, opened: float, to_come: int) -> float:
    """The part of the new business that goes with a part's expectation."""
    if new <= 0 or whole <= 0:
        return 0.0
    return float(np.clip((to_come - opened) / new, 0.02, 1.0)) if to_come > 0 else 0.0
