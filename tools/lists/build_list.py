"""Building a list of companies from conditions, with the evidence for each of them."""

from typing import Annotated

from tools.arguments import (
    Count,
    Employees,
    Filters,
    FoundedYears,
    FundingStage,
    Geography,
    Industry,
    Keyword,
    MoneyRaised,
    Period,
    choice,
    flag,
)
from tools.contract import Context, Result, tool
from tools.parts.listing.answer import Answer, open_question
from tools.parts.listing.card import Card
from tools.parts.listing.rounds import StageReading, raised_within
from tools.parts.listing.search import ListOrder, search
from tools.parts.listing.universe import UNIVERSES, Source


@tool(effect="reads")
def build_list(
    ctx: Context,
    *,
    count: Count | None = None,
    industry: list[Industry] | None = None,
    funding_stage: list[FundingStage] | None = None,
    stage_reading: Annotated[
        StageReading,
        choice(
            ever=("ever raised", "that raised", "have raised", "raised a", "at any time", "ever"),
            latest=(
                "currently at", "latest round", "last round", "most recent round", "now at",
                "currently", "at the moment", "right now", "last raised", "stands at",
            ),
        ),
    ] = "ever",
    geography: list[Geography] | None = None,
    employees: Employees | None = None,
    founded: FoundedYears | None = None,
    raised: MoneyRaised | None = None,
    funded: Period | None = None,
    not_geography: list[Geography] | None = None,
    not_industry: list[Industry] | None = None,
    keywords: list[Keyword] | None = None,
    where: Filters | None = None,
    order: Annotated[
        ListOrder,
        choice(
            most_raised=(
                "most funded", "best funded", "best-funded", "by amount raised", "by money raised",
                "by raised", "by amount", "by money", "by funding raised", "by total funding",
                "highest funded", "richest",
                "raised the most", "most money raised", "biggest fundraisers", "top fundraisers",
                "biggest first", "largest first", "biggest raisers", "with the most funding",
            ),
            most_employees=(
                "by employees", "by headcount", "by size", "by number of employees",
                "most employees", "by staff", "largest by employees", "by employee count",
            ),
            youngest=("youngest", "youngest first", "by founding year", "newest companies first"),
            name=("alphabetical", "alphabetically", "by name", "a to z", "a-z", "in abc order"),
            newest_funding=(
                "by latest funding", "latest funding first", "newest funding first",
                "most recently funded", "by last funding", "recently funded first",
                "by funding date", "by latest round",
            ),
        ),
    ] = "newest_funding",
    include_crm: Annotated[
        bool,
        flag(
            "including those we have", "including those in the crm",
            "including those already in the crm", "including ones already in the crm",
            "even if already in the crm", "including ones in the crm",
            "include existing accounts", "including existing accounts", "keep existing accounts",
            "even those in our crm", "with those already in the crm", "including crm accounts",
        ),
    ] = False,
    only_crm: Annotated[
        bool,
        flag(
            "we already have", "we have already", "do we have already", "already in our crm",
            "already in the crm",
            "already in crm", "are in our crm", "are in the crm", "already accounts",
            "we already have as accounts", "are accounts already", "we already know",
            "already customers", "already among our accounts", "overlap with our accounts",
            "overlap with the crm", "already in our books", "already in the system",
        ),
    ] = False,
    operating_only: Annotated[
        bool,
        flag(
            "still operating", "still in business", "operating companies", "not acquired",
            "still independent", "operating only", "that are still around", "still alive",
            "skip the ones that were acquired", "skip acquired ones", "no acquired companies",
            "exclude acquired companies", "without acquired companies", "not acquired or closed",
            "skip those that were acquired", "leave out acquired companies", "not bought up",
            "leave out the ones that were acquired", "that haven't been acquired", "still active",
        ),
    ] = False,
    source: Annotated[
        Source,
        choice(
            prospects=("prospects", "prospect universe", "the market", "new companies"),
            accounts=(
                "from our accounts", "of our accounts", "among our accounts", "our own accounts",
                "our existing accounts", "from our crm", "within our crm", "accounts we have",
                "among our customers", "from our customers", "of our customers",
            ),
        ),
    ] = "prospects",
) -> Result:  # fmt: skip
    """Build a list of companies that meet every condition, with the evidence for each.

    The companies come from the prospect universe, without those that the CRM has already; or from
    the CRM's own accounts. When fewer exist than asked for, the list is short and says so: it is
    never padded. Several industries, stages or places mean any of them.

    Args:
        count: How many companies are wanted; none for all there are.
        industry: Industries such as `fintech`, `healthcare`, `financial services`.
        funding_stage: Rounds such as `Series B`, `seed`, `late stage`.
        stage_reading: `ever` raised that round, or `latest` for those whose last round it is.
        geography: Countries, states, cities or regions such as `North America`, `DACH`.
        employees: How many people work there.
        founded: In which years it was founded.
        raised: How much money it has raised in all, in major units.
        funded: When it raised money: in a round of the stages asked for, or in any.
        not_geography: Places to leave out.
        not_industry: Industries to leave out.
        keywords: Words to find in the name, keywords, industry or description; any of them.
        where: Further conditions, such as status closed, at least three funding rounds, website
            missing, or a name that contains a word.
        order: What comes first; by money raised, it is that of the time asked for, if one is.
        include_crm: Keep companies that are in the CRM already.
        only_crm: Only those that are in the CRM already.
        operating_only: Leave out companies that were acquired, closed or went public.
        source: `prospects`, or `accounts` for the CRM's own accounts.

    Raises:
        NotFound: An industry, stage or place that is not known.
        BadInput: A further condition that cannot be used.
        NotReady: There are no companies to choose from.
    """
    card = Card(
        industry or (), funding_stage or (), stage_reading, geography or (), employees, founded,
        raised, keywords or (), operating_only, funded, not_geography or (), not_industry or (),
        where or (),
    )  # fmt: skip
    universe = UNIVERSES[source]
    if card.is_open() and count is None and not only_crm:
        return open_question(universe)
    criteria = card.criteria(ctx, universe)
    most = None
    if funded and order == "most_raised" and source == "prospects":
        most = raised_within(ctx, funded, card.funding_stage)
    match = search(ctx, universe, criteria, exclude_crm=not include_crm, order=order,
                   overlap=only_crm, most=most)  # fmt: skip
    return Answer(ctx, universe, card, criteria, match, count, order).result()
