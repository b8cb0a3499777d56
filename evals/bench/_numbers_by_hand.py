"""The same figures as somebody who knows DuckDB well would write them, over the same columns."""

# ruff: noqa: S608 - the statements are put together from this file's own words

from collections.abc import Callable

DIMENSIONS = ("", "owner", "industry", "product", "month")
JOINS = {
    "owner": 'LEFT JOIN "user" u ON u.id = {row}.owner_id',
    "industry": "LEFT JOIN account a ON a.id = {row}.account_id",
    "product": "LEFT JOIN product p ON lower(replace(p.name, ' ', ''))"
               " = lower(replace({row}.product, ' ', ''))",
}  # fmt: skip
KEYS = {"owner": "u.id, u.name", "industry": "a.industry", "product": "p.name",
        "month": "date_trunc('month', {day})"}  # fmt: skip
TODAY = "DATE '2026-11-20'"
WON = f"d.status = 'won' AND d.closed_on <= {TODAY}"
LOST = f"d.status = 'lost' AND d.closed_on <= {TODAY}"
OPEN = f"(d.status = 'open' OR d.closed_on > {TODAY}) AND d.created_on <= {TODAY}"

FIRST = "least(d.created_on, coalesce(t.day, d.created_on))"

FIGURES: dict[str, tuple[str, str, str]] = {
    "won_revenue": (f"sum(d.amount_cents), count(*)", WON, "d.closed_on"),  # noqa: F541 - one form for all
    "lost_revenue": ("sum(d.amount_cents), count(*)", LOST, "d.closed_on"),
    "deals_won": ("count(*)", WON, "d.closed_on"),
    "win_rate": ("count(*) FILTER (d.status = 'won'), count(*)",
                 f"d.status <> 'open' AND d.closed_on <= {TODAY}", "d.closed_on"),
    "deal_size": ("sum(d.amount_cents), count(d.amount_cents)", WON, "d.closed_on"),
    "sales_cycle": (f"quantile_cont(d.closed_on - {FIRST}, 0.5), count(*)", WON, "d.closed_on"),
    "deals_created": ("count(*)", f"d.created_on <= {TODAY}", "d.created_on"),
    "pipeline_created": ("sum(d.amount_cents), count(*)", f"d.created_on <= {TODAY}",
                         "d.created_on"),
    "open_pipeline": ("sum(d.amount_cents), count(*)", OPEN, "d.expected_close_on"),
    "open_deals": ("count(*)", OPEN, "d.expected_close_on"),
    "deals_lost": ("count(*)", LOST, "d.closed_on"),
    "deals_closed": ("count(*)", f"d.status <> 'open' AND d.closed_on <= {TODAY}", "d.closed_on"),
    "count_deals": ("count(*)", f"d.created_on <= {TODAY}", "d.created_on"),
    "overdue_deals": ("count(*)", f"{OPEN} AND d.expected_close_on < {TODAY}",
                      "d.expected_close_on"),
    "deal_age": (f"quantile_cont({TODAY} - d.created_on, 0.5), count(*)", OPEN, "d.created_on"),
}  # fmt: skip
"""Of deals: what is computed, over which, and the day that months go by."""

TOUCHES = (
    " LEFT JOIN (SELECT opportunity_id, min(occurred_at)::DATE AS day FROM activity"
    " WHERE opportunity_id IS NOT NULL GROUP BY opportunity_id) t ON t.opportunity_id = d.id"
)
STAGES = ("Qualification", "Discovery", "Proposal", "Negotiation")
_FIRST = ", ".join(
    f"min(h.entered_at) FILTER (h.stage = '{name}') AS f{i}" for i, name in enumerate(STAGES)
)
_LATER = ", ".join(
    "max(h.entered_at) FILTER (h.stage IN ({})) AS l{}".format(
        ", ".join(f"'{n}'" for n in STAGES[i + 1 :]) or "''", i
    )
    for i in range(len(STAGES))
)
_COUNTS = ", ".join(
    f"count(f{i}), count(*) FILTER (f{i} IS NOT NULL AND (l{i} >= f{i} OR d.status = 'won'))"
    for i in range(len(STAGES))
)


MONTH_ENDS = (
    "(SELECT least((DATE '2020-01-01' + to_months(i::INT + 1) - INTERVAL 1 DAY)::DATE,"
    f" {TODAY}) AS last FROM range(83) r(i)) m"
)
FAULTS = (
    "count(*), count(*) FILTER (d.amount_cents IS NULL),"
    " count(*) FILTER (d.expected_close_on IS NULL),"
    " count(*) FILTER (d.expected_close_on < {day}), count(*) FILTER (u.id IS NULL),"
    " count(*) FILTER (d.created_on IS NULL"
    " OR {day} - coalesce(d.last_activity_on, d.created_on) > 30)"
)
YEAR = f"d.closed_on BETWEEN DATE '2025-11-21' AND {TODAY}"
SPEED = (
    f"count(*) FILTER ({OPEN}), count(*) FILTER (d.status = 'won' AND {YEAR}),"
    f" sum(d.amount_cents) FILTER (d.status = 'won' AND {YEAR}),"
    f" sum(d.closed_on - d.created_on) FILTER (d.status = 'won' AND {YEAR}),"
    f" count(*) FILTER (d.status = 'lost' AND {YEAR})"
)


def statement(metric: str, dimension: str) -> str | None:
    """The statement for a metric by a dimension; None when it is not among those written."""
    own = OWN.get(metric)
    if own is not None:
        except_by, written = own
        return None if dimension in except_by else written(dimension)
    if metric not in FIGURES:
        return None
    return _figure(metric, dimension)


def _figure(metric: str, dimension: str) -> str:
    what, where, day = FIGURES[metric]
    key = KEYS.get(dimension, "").format(day=day)
    join = JOINS.get(dimension, "").format(row="d")
    join += TOUCHES if metric == "sales_cycle" else ""
    return f"SELECT {key + ', ' if key else ''}{what} FROM opportunity d {join} WHERE {where}" + (
        f" GROUP BY {key}" if key else "")  # fmt: skip


def _conversion(dimension: str) -> str:
    key, join = KEYS.get(dimension, ""), JOINS.get(dimension, "").format(row="d")
    return (
        f"WITH m AS (SELECT h.opportunity_id, {_FIRST}, {_LATER} FROM stage_history h"
        f" GROUP BY h.opportunity_id) SELECT {key + ', ' if key else ''}{_COUNTS} FROM m"
        f" JOIN opportunity d ON d.id = m.opportunity_id {join}"
    ) + (f" GROUP BY {key}" if key else "")


def _activities(dimension: str) -> str:
    key = KEYS.get(dimension, "").format(day="x.occurred_at")
    join = JOINS.get(dimension, "").format(row="x")
    return (
        f"SELECT {key + ', ' if key else ''}count(*) FROM activity x {join}"
        " WHERE x.occurred_at < TIMESTAMPTZ '2026-11-21'"
    ) + (f" GROUP BY {key}" if key else "")


def _moves(dimension: str) -> str:
    key = KEYS.get(dimension, "").format(day="h.entered_at")
    join = JOINS.get(dimension, "").format(row="d")
    deals = f" JOIN opportunity d ON d.id = h.opportunity_id {join}" if join else ""
    return (
        f"SELECT {key + ', ' if key else ''}count(*) FROM stage_history h{deals}"
        " WHERE h.entered_at < TIMESTAMPTZ '2026-11-21'"
    ) + (f" GROUP BY {key}" if key else "")


def _hygiene(dimension: str) -> str:
    """Of all months, each on its last day: the deals that were open then."""
    if dimension == "month":
        return (
            f"SELECT m.last, {FAULTS.format(day='m.last')} FROM {MONTH_ENDS}"
            " JOIN opportunity d ON d.created_on <= m.last"
            " AND (d.status = 'open' OR d.closed_on > m.last)"
            ' LEFT JOIN "user" u ON u.id = d.owner_id AND (u.active OR u.left_on > m.last)'
            " GROUP BY m.last"
        )
    owner = JOINS["owner"].format(row="d") + f" AND (u.active OR u.left_on > {TODAY})"
    join = "" if dimension in {"", "owner"} else JOINS[dimension].format(row="d")
    key = KEYS.get(dimension, "")
    return (
        f"SELECT {key + ', ' if key else ''}{FAULTS.format(day=TODAY)} FROM opportunity d {owner}"
        f" {join} WHERE {OPEN}"
    ) + (f" GROUP BY {key}" if key else "")


def _velocity(dimension: str) -> str:
    key, join = KEYS.get(dimension, ""), JOINS.get(dimension, "").format(row="d")
    return f"SELECT {key + ', ' if key else ''}{SPEED} FROM opportunity d {join}" + (
        f" GROUP BY {key}" if key else "")  # fmt: skip


Written = Callable[[str], str]
OWN: dict[str, tuple[frozenset[str], Written]] = {
    "stage_conversion": (frozenset({"month"}), _conversion),
    "count_activities": (frozenset({"industry", "product"}), _activities),
    "count_stage_changes": (frozenset(), _moves),
    "hygiene_index": (frozenset(), _hygiene),
    "sales_velocity": (frozenset({"month"}), _velocity),
}
"""Statements of a form of their own, and the dimensions that they are not written for."""
