"""What numbers can be broken down by: declared once, for grouping, filtering and understanding.

Each dimension says, for every table it applies to, where its value is found:
`owner_id.team_id.name` follows references, and alternatives after `|` are tried in turn.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import func, select, union
from sqlmodel import Session

from store.errors import BadInput
from tools.parts.bands import Bands, Measure, edges_of
from tools.parts.paths import Path, alive, table_of, target_of
from tools.parts.paths import column as column_of

VALUES_AT_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to split rows.

    `paths` holds, for each table, where the value is found. `grain` is set for time dimensions,
    which split by the day that the metric counts, `bands` for those that split by size.
    """

    name: str
    label: str
    words: tuple[str, ...]
    paths: dict[str, tuple[Path, ...]]
    grain: str | None = None
    identity: bool = False
    bands: Bands | None = None

    @property
    def tables(self) -> frozenset[str]:
        """The tables it applies to; a time dimension applies to any that has a date."""
        return frozenset(self.paths)


def _paths(text: str) -> tuple[Path, ...]:
    return tuple(tuple(option.strip().split(".")) for option in text.split("|"))


def _by(name: str, label: str, words: str, *, identity: bool = False, **tables: str) -> Dimension:
    return Dimension(
        name, label, tuple(w.strip() for w in words.split("|")),
        {table: _paths(text) for table, text in tables.items()}, identity=identity,
    )  # fmt: skip


def _time(name: str, words: str) -> Dimension:
    return Dimension(name, name, tuple(w.strip() for w in words.split("|")), {}, grain=name)


_OWNER = "owner_id.name"
_TEAM = "owner_id.team_id.name"
_MANAGER = "owner_id.manager_id.name|owner_id.team_id.manager_name"
_REGION = "owner_id.region|owner_id.team_id.region"

DIMENSIONS: dict[str, Dimension] = {
    d.name: d
    for d in (
        _by("owner", "owner",
            "owner|rep|reps|sales rep|sales reps|salesperson|salespeople|seller|sellers|agent"
            "|agents|sales agent|sales agents|ae|aes|account executive|account executives|person"
            "|account owner|deal owner|individual|closer|team member|who|representative"
            "|representatives|sales representative|sales representatives|sales people"
            "|sales person", identity=True,
            opportunity=_OWNER, account=_OWNER, contact=_OWNER, lead=_OWNER, activity=_OWNER,
            quota="user_id.name", user="name", stage_history="opportunity_id.owner_id.name",
            subscription="account_id.owner_id.name"),
        _by("team", "team", "team|teams|sales team|sales teams|squad|group|pod", identity=True,
            opportunity=_TEAM, account=_TEAM, contact=_TEAM, lead=_TEAM, activity=_TEAM,
            user="team_id.name", quota="user_id.team_id.name|team_id.name", team="name",
            stage_history="opportunity_id.owner_id.team_id.name",
            subscription="account_id.owner_id.team_id.name"),
        _by("manager", "manager",
            "manager|managers|sales manager|sales managers|boss|team lead|team leader|supervisor"
            "|line manager",
            opportunity=_MANAGER, account=_MANAGER, contact=_MANAGER, lead=_MANAGER,
            activity=_MANAGER, user="manager_id.name|team_id.manager_name",
            quota="user_id.manager_id.name|user_id.team_id.manager_name|team_id.manager_name",
            stage_history="opportunity_id.owner_id.manager_id.name"
            "|opportunity_id.owner_id.team_id.manager_name",
            subscription="account_id.owner_id.manager_id.name"
            "|account_id.owner_id.team_id.manager_name"),
        _by("region", "region",
            "region|regions|regional office|regional offices|office|offices|territory|territories"
            "|sales region|area|geo|patch",
            opportunity=f"region|{_REGION}", account=_REGION, contact=_REGION, lead=_REGION,
            activity=_REGION, user="region|team_id.region", team="region",
            quota="user_id.region|user_id.team_id.region|team_id.region",
            stage_history="opportunity_id.region|opportunity_id.owner_id.region"
            "|opportunity_id.owner_id.team_id.region",
            subscription="account_id.owner_id.region|account_id.owner_id.team_id.region",
            cost="region"),
        _by("product", "product",
            "product|products|product name|item|items|sku|skus|model|what we sell",
            opportunity="product.name|product", product="name",
            stage_history="opportunity_id.product.name|opportunity_id.product",
            subscription="product"),
        _by("series", "product series",
            "series|product series|product line|product lines|product family|product families"
            "|line of product|range",
            opportunity="product.series", product="series",
            stage_history="opportunity_id.product.series"),
        _by("segment", "segment",
            "segment|segments|customer segment|market segment|tier|company size segment",
            opportunity="segment|account_id.segment", account="segment",
            contact="account_id.segment", stage_history="opportunity_id.segment"
            "|opportunity_id.account_id.segment",
            subscription="account_id.segment", cost="segment"),
        _by("industry", "industry",
            "industry|industries|sector|sectors|vertical|verticals|line of business"
            "|customer industry|market",
            opportunity="account_id.industry", account="industry", contact="account_id.industry",
            lead="industry", prospect_company="industry",
            funding_round="prospect_company_id.industry",
            stage_history="opportunity_id.account_id.industry",
            subscription="account_id.industry"),
        _by("stage", "stage",
            "stage|stages|deal stage|deal stages|pipeline stage|sales stage|funnel stage|step"
            "|phase",
            opportunity="stage", stage_history="stage", funding_round="stage"),
        _by("status", "status", "status|statuses|outcome|outcomes|result|won or lost|state of play",
            opportunity="status", lead="status", prospect_company="status"),
        _by("source", "lead source",
            "source|lead source|lead sources|channel|channels|origin|where leads come from"
            "|marketing source|acquisition channel",
            opportunity="lead_source", account="lead_source", contact="lead_source",
            lead="lead_source", stage_history="opportunity_id.lead_source",
            subscription="account_id.lead_source", cost="lead_source"),
        _by("account", "account",
            "account|accounts|customer|customers|client|clients|company|companies|logo|logos"
            "|buyer", identity=True,
            opportunity="account_id.name", contact="account_id.name|company_name",
            activity="account_id.name", account="name",
            stage_history="opportunity_id.account_id.name",
            subscription="account_id.name"),
        _by("country", "country",
            "country|countries|nation|nations|location|office location|where they are based",
            opportunity="account_id.country", account="country",
            contact="country|account_id.country", lead="country", prospect_company="country",
            prospect_person="country", funding_round="prospect_company_id.country",
            subscription="account_id.country"),
        _by("state", "state", "us state|state or province|state/province|province|provinces|states",
            opportunity="account_id.state_region", account="state_region",
            contact="state_region|account_id.state_region", lead="state_region",
            prospect_company="state_region", prospect_person="state_region",
            funding_round="prospect_company_id.state_region",
            subscription="account_id.state_region"),
        _by("city", "city", "city|cities|town|towns",
            opportunity="account_id.city", account="city", contact="city|account_id.city",
            lead="city", prospect_company="city", prospect_person="city",
            funding_round="prospect_company_id.city",
            subscription="account_id.city"),
        _by("type", "type",
            "type|types|deal type|kind|kinds|new vs renewal|new or renewal|account type"
            "|activity type",
            opportunity="kind", account="kind", activity="kind",
            stage_history="opportunity_id.kind",
            subscription="account_id.kind"),
        _by("forecast_category", "forecast category",
            "forecast category|forecast categories|commit category",
            opportunity="forecast_category"),
        _by("loss_reason", "loss reason",
            "loss reason|loss reasons|lost reason|reason lost|reason for loss|why we lost"
            "|reasons we lost|reason|reasons", opportunity="loss_reason"),
        _by("title", "job title", "title|titles|job title|job titles|role",
            contact="title", lead="title", user="title", prospect_person="title"),
        _by("parent", "parent company", "parent|parent company|parent account|group company",
            account="parent_name", opportunity="account_id.parent_name",
            subscription="account_id.parent_name"),
        _time("day", "day|daily|per day|each day|day by day"),
        _time("week", "week|weekly|per week|week by week|each week|week over week"),
        _time("month", "month|months|monthly|per month|month by month|each month|month over month"),
        _time("quarter", "quarter|quarters|quarterly|per quarter|quarter by quarter|each quarter"
              "|qoq"),
        _time("year", "year|years|yearly|annually|per year|annual|year by year|each year"),
    )
}  # fmt: skip


def _band(
    name: str, label: str, measure: Measure, edges: tuple[int, ...], **tables: str
) -> Dimension:
    paths = {table: _paths(text) for table, text in tables.items()}
    return Dimension(name, label, (label,), paths, bands=Bands(measure, edges))


BANDED: dict[str, Dimension] = {
    d.name: d
    for d in (
        _band("age_band", "age", "days", (31, 61, 91), opportunity="created_on",
              lead="created_on"),
        _band("amount_band", "deal size", "money", (10_000, 50_000, 100_000),
              opportunity="amount_cents"),
        _band("employee_band", "company size", "people", (50, 250, 1_000),
              opportunity="account_id.employee_count", account="employee_count",
              contact="account_id.employee_count", subscription="account_id.employee_count",
              prospect_company="employee_count",
              funding_round="prospect_company_id.employee_count"),
    )
}  # fmt: skip
"""What rows are split by in bands of a size; they are no conditions, and are not searched."""


@cache
def _by_word() -> dict[str, Dimension]:
    found: dict[str, Dimension] = {}
    for dimension in DIMENSIONS.values():
        for word in (dimension.name, dimension.label, *dimension.words):
            found.setdefault(word.casefold(), dimension)
    return found


def named(word: str) -> Dimension | None:
    """The dimension that a name or one of its words means, if any."""
    return _by_word().get(word.casefold().replace("_", " ").strip()) or DIMENSIONS.get(word)


def dimension(word: str) -> Dimension:
    """The dimension that a name or one of its words means.

    Raises:
        BadInput: There is none; the hint lists those there are.
    """
    found = named(word) or _banded(word)
    if found is None:
        raise BadInput(
            f"I cannot break anything down by {word!r}.",
            hint=f"Dimensions: {', '.join((*DIMENSIONS, *BANDED))}.",
        )
    return found


def _banded(word: str) -> Dimension | None:
    """A size to split by, with bands of its own or those that are given: `age_band: 31, 61`."""
    name, edges = edges_of(word) or ("", ())
    found = BANDED.get(name)
    if found is None or found.bands is None or not edges:
        return found
    return replace(found, bands=found.bands.at(edges))


def values(session: Session, workspace_id: str, name: str) -> list[str]:
    """The distinct values that a dimension has in the store, in order; at most 5,000."""
    ends = sorted({end for table in dimension(name).tables for end in ends_of(name, table)})
    return distinct(session, workspace_id, ends)


def ends_of(name: str, table: str) -> Iterator[tuple[str, str]]:
    """The (table, column) pairs in which a dimension's values for `table` are kept."""
    for path in DIMENSIONS[name].paths.get(table, ()):
        yield end_of(table, path)


def end_of(table: str, path: Path) -> tuple[str, str]:
    """The table and column that a path ends in."""
    for step in path[:-1]:
        table = target_of(table, step)
    return table, path[-1]


def distinct(
    session: Session, workspace_id: str, ends: list[tuple[str, str]], limit: int = VALUES_AT_MOST
) -> list[str]:
    """The distinct values of some columns, in order."""
    selects = []
    for table, column in ends:
        source = table_of(table)
        value = column_of(source, column)
        selects.append(
            select(value.label("value"))
            .where(alive(source, workspace_id), value.is_not(None))
            .distinct()
        )
    if not selects:
        return []
    every = union(*selects).subquery()
    rows = session.execute(
        select(every.c.value).order_by(func.lower(every.c.value), every.c.value).limit(limit)
    )
    return [str(row[0]) for row in rows]
