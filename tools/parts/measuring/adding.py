"""What is told beside the groups of a figure that adds up: shares of the whole, running totals."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from store.errors import BadInput
from tools.parts.measuring.asked import Asked
from tools.parts.measuring.groups import Group
from tools.parts.metrics.shape import Key

SHARE_WORDS = ("share", "shares", "as share", "% share", "percent of total", "% of total",
               "proportion", "what portion",
               "what percentage of", "as a percentage", "percentage of the total",
               "what fraction", "what part of", "mix", "percent of", "what percent", "in percent",
               "percentages", "in percentages", "pareto")  # fmt: skip
RUNNING_WORDS = ("running total", "running totals", "running sum", "cumulative", "cumulatively",
                 "cumulated", "accumulated", "running")  # fmt: skip


def can_run(asked: Asked) -> None:
    """Refuse a running total of what does not add up in time.

    Raises:
        BadInput: The figure is a rate, a mean or a level, or is not broken down by time alone.
    """
    timed = len(asked.by) == 1 and asked.by[0].grain
    if not asked.metric.additive or asked.metric.stock or not timed:
        raise BadInput(
            f"There is no running total of {asked.metric.label} here: it is of sums and counts, by"
            " day, week, month, quarter or year.",
            hint="Ask for won revenue or deals won by month.",
        )


def running_totals(groups: Sequence[Group]) -> dict[Key, Decimal]:
    """What all groups up to each come to, in the order of time, however few are shown."""
    sums = accumulate(group.answer.value or Decimal(0) for group in groups)
    return {group.key: total for group, total in zip(groups, sums, strict=True)}
