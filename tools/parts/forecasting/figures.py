"""The figures of a forecast, each with its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from tools.context import Context
from tools.parts.forecasting.backtest import record_of
from tools.parts.forecasting.groups import Part
from tools.parts.forecasting.outlook import Outlook
from tools.parts.forecasting.readiness import zombies
from tools.parts.forecasting.reading import Deals
from tools.parts.forecasting.yields import said_of_photographs
from tools.parts.periods import Span
from tools.result import Figure

METHODS = {
    "combined": "all methods together",
    "historical_yield": "historical yield",
    "survival": "win and timing by age",
    "bookings": "bookings as a weekly series",
    "run_rate": "run rate, 13 weeks",
    "short_run": "run rate, 4 weeks",
    "last_quarter": "same days last quarter",
    "last_year": "same days last year, grown",
    "commits": "rep commits, rolled up",
    "stage_weighted": "stage-weighted (textbook)",
}
HOW = {
    "combined": "mean of the methods, each without its replayed bias and weighed by 1 / its"
                " squared replayed error; methods beyond twice or half the median left out; from 60"
                " to 90 days ahead more and more their weighted median, with no bias taken out",
    "historical_yield": "sum over open deals of amount x share of deals in that stage, age, size"
                        " and number of pushes that were won in such a window of the past; plus"
                        " new deals a day x their chance to be won in time x their usual amount",
    "survival": "sum over open deals of amount x chance to end on each day, by a life table of"
                " the last 150 days, x share won by month of quarter and age; plus new deals",
    "bookings": "weekly takings continued by theta and damped trend, leaning on last quarter",
    "run_rate": "won in the last 91 days / 91 x days to come",
    "short_run": "won in the last 28 days / 28 x days to come",
    "last_quarter": "won in the same days of last quarter",
    "last_year": "won in the same days last year x growth of the last 91 days",
    "commits": "sum of each rep's last word; in the forecast each is taken by the share of that"
               " rep's words that came true, leaning on the team's",
    "stage_weighted": "sum over open deals of amount x configured or average win rate, whenever"
                      " they may close",
}  # fmt: skip
PARTS_WITH_RECEIPTS = 25
ACCOUNT = ("An expectation of the deals won in the period: what is won already and what its days"
           " to come are likely to add, learned from the company's own closed deals.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """The figures by name, in the order in which a reply shows them."""

    by_name: dict[str, Figure]

    def __getitem__(self, name: str) -> Figure:
        return self.by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def text(self, name: str) -> str:
        """A figure as a sentence writes it."""
        return self.by_name[name].text


def major(cents: float) -> Decimal:
    """Cents as an exact amount of major units."""
    return Decimal(round(cents)) / 100


class Teller:
    """Makes the figures of one outlook."""

    def __init__(self, ctx: Context, deals: Deals, outlook: Outlook, method: str) -> None:
        self.ctx, self.deals, self.outlook, self.method = ctx, deals, outlook, method
        self.made: dict[str, Figure] = {}

    def tell(self, quota: Decimal | None, parts: Sequence[Part] = ()) -> Told:
        """Every figure that the outlook allows; of the parts, the first ones."""
        self._won()
        if self.outlook.combined is not None:
            self._expected()
            self._record()
            self._ended()
            self._against(quota)
        elif self.outlook.window is not None:
            self._no_value()
        if self.outlook.window is not None:
            self._pipeline()
        for n, part in enumerate(parts[:PARTS_WITH_RECEIPTS]):
            self._part(n, part)
        return Told(self.made)

    def _part(self, n: int, part: Part) -> None:
        name = " / ".join(str(cell) if cell is not None else "(none)" for cell in part.key)
        self._money(
            f"part_{n + 1}", part.expected, label=f"Forecast for {name}",
            definition="The group's wins so far and its part of what is to come; the parts add up"
                       " to the whole.",
            formula="won + share of the whole's days to come, by its own replayed past and its open"
                    " deals",
            inputs={"won": str(major(part.done)), "low": str(major(part.low)),
                    "high": str(major(part.high)), "open_deals": part.open_deals},
        )  # fmt: skip

    def _add(self, name: str, value: Decimal | int | None, unit: str, **more: Any) -> None:
        span, common = self.outlook.span, dict(more)
        common.setdefault("formula", common["definition"])
        self.made[name] = self.ctx.figure(
            f"forecast_{name}" if name != "forecast" else name, value, unit,
            period=common.pop("period", span).kept(),
            filters=[self.deals.asked] if self.deals.asked else [],
            variant=common.pop("variant", self.method), **common,
        )  # fmt: skip

    def _money(self, name: str, cents: float, **more: Any) -> None:
        self._add(name, major(cents), self.ctx.workspace.currency, **more)

    def _won(self) -> None:
        won = self.outlook.won
        self._money(
            "won", self.outlook.done, label=f"Won in {self.outlook.span.label}",
            definition="The amounts of the deals won in the period up to today, by closing day.",
            formula="sum of amount over won deals", n=len(won), row_table="opportunity",
            row_ids=[self.deals.ids[n] for n in won[:500]], variant="default",
        )  # fmt: skip
        self._add("won_deals", len(won), "count", label="Deals won so far", n=len(won),
                  definition="Deals won in the period up to today.", variant="default")  # fmt: skip

    def _expected(self) -> None:
        o, label = self.outlook, self.outlook.span.label
        assert o.combined is not None  # noqa: S101 - `tell` has looked
        assert o.outcomes is not None  # noqa: S101 - as above
        share = {"n": len(self.deals.book), "row_table": "opportunity", "row_ids": self._weighty()}
        weights = {METHODS[k]: round(w, 3) for k, w in o.combined.weights.items()}
        caveats = [check.found for check in o.ready.failing]
        self._money(
            "forecast", o.expected, label=f"Forecast for {label}", definition=ACCOUNT,
            formula=HOW[self.method], inputs={"weights": weights, "replays": len(
                o.combined.replays)}, caveats=caveats, **share,
        )  # fmt: skip
        for name, cents, part in (("low", o.outcomes.p10, "10 %"), ("middle", o.outcomes.p50,
                                  "50 %"), ("high", o.outcomes.p90, "90 %")):  # fmt: skip
            self._money(
                name, o.done + cents, label=f"{part} of draws end below",
                definition="A point of the distribution of the period's total over seeded draws:"
                           " each open deal won or not, new deals, and one shock for all.",
                formula="quantile of 4,000 draws, as wide as replays have been wrong", **share,
            )  # fmt: skip
        self._money("from_open", o.from_open, label="Still to come from open deals",
                    definition="The part of the forecast that deals open today stand for.",
                    **share)  # fmt: skip
        self._money("from_new", o.from_new, label="Still to come from deals not yet there",
                    definition="The part for deals that will be created and won in the period.",
                    n=len(self.deals.book))  # fmt: skip
        for name, cents in o.combined.views.cents.items():
            self._money(name, o.done + cents, label=METHODS[name], variant=name,
                        definition=f"The period's total by one method: {METHODS[name]}.",
                        formula=HOW[name], n=len(self.deals.book),
                        caveats=self._cautions(name))  # fmt: skip

    def _cautions(self, method: str) -> list[str]:
        said = said_of_photographs(self.deals.book) if method == "historical_yield" else None
        return [said] if said else []

    def _weighty(self) -> list[str]:
        """Open deals, those that the forecast hangs on most first."""
        assert self.outlook.combined is not None  # noqa: S101 - callers have looked
        yields = self.outlook.combined.views.yields
        where = np.flatnonzero(self.deals.book.is_open)
        order = np.argsort(-yields.chance * yields.value, kind="stable")[:500]
        return [self.deals.ids[n] for n in where[order]]

    def _record(self) -> None:
        past = list(self.outlook.past)
        record = record_of(past, "combined")
        if record is None:
            return
        error, bias = (Decimal(str(round(x, 4))) for x in (record.error, record.bias))
        covered = Decimal(sum(p.covered for p in past)) / len(past)
        self._add("past_error", error, "rate", label="Error at this point of past quarters",
                  definition="The size of the errors of this forecast, made from what was known on"
                             " the same day of past quarters, over what came.",
                  formula="sum of |forecast - actual| / sum of actual", n=record.n)  # fmt: skip
        self._add("past_bias", bias, "rate", label="Bias at this point of past quarters",
                  definition="The same errors with their sign; positive is too high.",
                  formula="sum of (forecast - actual) / sum of actual", n=record.n)  # fmt: skip
        self._add("past_coverage", covered, "rate", label="Past quarters inside the 80 % range",
                  definition="The share of those quarters that ended inside their range.",
                  formula="quarters inside / quarters", n=len(past))  # fmt: skip

    def _ended(self) -> None:
        """What each past quarter brought in, with its deals: the bars before the forecast."""
        book = self.deals.book
        for n, past in enumerate(self.outlook.past):
            deals = book.wins.between(past.first - 1, past.last)
            first, last = date.fromordinal(past.first), date.fromordinal(past.last)
            self._money(
                f"past_{n + 1}", past.real, label=f"Won in {past.label}", variant="default",
                definition="The amounts of the deals won in the quarter, by closing day; one"
                           " without an amount counts for what deals like it are worth.",
                formula="sum of amount over won deals", n=len(deals.at), row_table="opportunity",
                row_ids=[self.deals.ids[at] for at in deals.at[:500]],
                period=Span(first, last, past.label),
            )  # fmt: skip

    def _against(self, quota: Decimal | None) -> None:
        if quota is None or self.outlook.outcomes is None:
            return
        unit, o, outcomes = self.ctx.workspace.currency, self.outlook, self.outlook.outcomes
        self._add("quota", quota, unit, label="Quota", variant="default",
                  definition="The quotas of the period.")  # fmt: skip
        self._add("gap", major(o.expected) - quota, unit, label="Forecast less quota",
                  definition="How far the forecast is above quota, or below when negative.",
                  formula="forecast - quota")  # fmt: skip
        chance = outcomes.chance_of(float(quota) * 100 - o.done)
        self._add("quota_chance", Decimal(str(round(chance, 3))), "rate",
                  label="Chance to reach quota", formula="draws at or above quota / draws",
                  definition="The share of seeded draws in which the period reaches quota.",
                  )  # fmt: skip

    def _no_value(self) -> None:
        why = "; ".join(check.found for check in self.outlook.ready.failing)
        self._add("forecast", None, self.ctx.workspace.currency, definition=ACCOUNT,
                  label=f"Forecast for {self.outlook.span.label}", formula=HOW["combined"],
                  reason=f"the data cannot carry a forecast: {why}")  # fmt: skip

    def _pipeline(self) -> None:
        book = self.deals.book
        where = np.flatnonzero(book.is_open)
        self._add("open_deals", len(where), "count", label="Open deals", n=len(where),
                  definition="Dated deals that are open today.", variant="default",
                  row_table="opportunity",
                  row_ids=[self.deals.ids[n] for n in where[:500]])  # fmt: skip
        self._money("stage_weighted", self.outlook.weighted + self.outlook.done,
                    label=METHODS["stage_weighted"], variant="stage_weighted", n=len(where),
                    definition="The textbook's sum; it knows no timing, no age and no new deals.",
                    formula=HOW["stage_weighted"])  # fmt: skip
        old = zombies(self.deals)
        self._add("past_winning_age", len(old), "count", label="Open deals past winning age",
                  definition="Open deals older than 99 % of the won deals of their price range.",
                  n=len(where), variant="default", row_table="opportunity",
                  row_ids=[self.deals.ids[n] for n in old[:500]])  # fmt: skip
