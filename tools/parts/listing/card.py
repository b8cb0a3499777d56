"""The filter card of a list: everything that was asked of the companies, and how it was taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from store.errors import NotReady
from tools.arguments import Filter, NumberRange
from tools.context import Context
from tools.parts.listing.criterion import (
    Criterion,
    employees_criterion,
    founded_criterion,
    keyword_criterion,
    outside,
    raised_criterion,
    status_criterion,
)
from tools.parts.listing.further import further_criteria
from tools.parts.listing.places import place_criterion
from tools.parts.listing.rounds import StageReading, funded_criterion, funding_criterion
from tools.parts.listing.sectors import industry_criterion
from tools.parts.listing.universe import Universe


@dataclass(frozen=True, slots=True)
class Card:
    """What the companies of a list must be."""

    industry: Sequence[str] = ()
    funding_stage: Sequence[str] = ()
    stage_reading: StageReading = "ever"
    geography: Sequence[str] = ()
    employees: NumberRange | None = None
    founded: NumberRange | None = None
    raised: NumberRange | None = None
    keywords: Sequence[str] = field(default=())
    operating_only: bool = False
    funded: str | None = None
    not_geography: Sequence[str] = ()
    not_industry: Sequence[str] = ()
    where: Sequence[Filter] = ()

    def criteria(self, ctx: Context, universe: Universe) -> list[Criterion]:
        """The conditions, in the order in which people say them.

        Raises:
            NotReady: The universe is empty.
            NotFound: A name that is not known: an industry, a stage or a place.
            BadInput: A further condition that cannot be used.
        """
        if universe.count(ctx) == 0:
            raise NotReady(
                f"There are no {universe.noun} to choose from.",
                hint="Import a file of companies first.",
            )
        found: list[Criterion] = []
        if self.industry:
            found.append(industry_criterion(ctx, universe, self.industry))
        if self.funding_stage:
            reading = self.stage_reading
            found.append(funding_criterion(ctx, universe, self.funding_stage, reading))
        if self.geography:
            found.append(place_criterion(ctx, universe, self.geography))
        found += [*self._details(ctx, universe), *self._exclusions(ctx, universe)]
        return [*found, *further_criteria(ctx, universe, self.where)]

    def _exclusions(self, ctx: Context, universe: Universe) -> list[Criterion]:
        found = []
        if self.not_geography:
            found.append(outside(place_criterion(ctx, universe, self.not_geography)))
        if self.not_industry:
            found.append(outside(industry_criterion(ctx, universe, self.not_industry)))
        return found

    def _details(self, ctx: Context, universe: Universe) -> list[Criterion]:
        found: list[Criterion] = []
        if self.employees:
            found.append(employees_criterion(universe, self.employees))
        if self.founded:
            found.append(founded_criterion(universe, self.founded))
        if self.raised:
            found.append(raised_criterion(ctx, universe, self.raised))
        if self.funded:
            found.append(funded_criterion(ctx, universe, self.funded, self.funding_stage))
        if self.keywords:
            found.append(keyword_criterion(universe, self.keywords))
        if self.operating_only:
            found.append(status_criterion(universe))
        return found

    def tells_rounds(self) -> bool:
        """Whether the evidence is in the rounds of a company."""
        return bool(self.funding_stage or self.funded)

    def is_open(self) -> bool:
        """Whether nothing was asked of the companies."""
        return not self.plain()

    def plain(self) -> dict[str, object]:
        """The card as facts keep it: only what was asked."""
        asked = {
            "industry": list(self.industry), "funding_stage": list(self.funding_stage),
            "geography": list(self.geography), "keywords": list(self.keywords),
            "employees": _range(self.employees), "founded": _range(self.founded),
            "raised": _range(self.raised), "operating_only": self.operating_only,
            "funded": self.funded, "not_geography": list(self.not_geography),
            "not_industry": list(self.not_industry),
            "where": [given.model_dump() for given in self.where],
        }  # fmt: skip
        if self.funding_stage:
            asked["stage_reading"] = self.stage_reading
        return {name: value for name, value in asked.items() if value}


def _range(given: NumberRange | None) -> dict[str, float]:
    return given.model_dump(exclude_none=True) if given else {}
