"""Sentences about figures: composed by code, with no number that is not in the result."""

from collections.abc import Sequence
from decimal import Decimal

from tools.arguments import Ranking
from tools.parts.formats import written
from tools.parts.measuring.asked import Asked
from tools.parts.measuring.groups import Group
from tools.parts.measuring.receipts import GROUPS_WITH_RECEIPTS, exact
from tools.parts.metrics.shape import Answer
from tools.result import Figure

NAMED_AT_MOST = 3
BANDS_AT_MOST = 6
"""Bands stand in their own order: the last of them tells as much as the first."""


def about(asked: Asked) -> str:
    """What is measured: `Won revenue (region East) in Q4 2017 (1 Oct 2017 to 31 Dec 2017)`."""
    return f"{asked.label}{asked.who} {asked.when}"


def sentence(asked: Asked, whole: Answer, shown: Figure) -> str:
    """The headline."""
    if shown.value is None and asked.metric.additive:
        # "There is no open pipeline" would be a statement of its own, and a wrong one.
        return f"{about(asked)} cannot be told: {shown.reason}."
    if shown.value is None:
        return f"There is no {asked.variant.label}{asked.who} {asked.when}: {shown.reason}."
    return f"{about(asked)}: {shown.text}{_stands_on(asked, whole)}."


def groups_sentence(asked: Asked, groups: Sequence[Group], rank: Ranking | None) -> str:
    """The first few groups, in words."""
    valued = [g for g in groups if g.answer.value is not None]
    if not valued:
        return "No group has a value."
    by = " and ".join(d.label for d in asked.by)
    if rank is not None:
        order = "Top" if rank.order == "top" else "Bottom"
        named = "; ".join(f"{i}. {one(asked, g)}" for i, g in enumerate(valued[:10], 1))
        return f"{order} {len(valued)} by {by}: {named}."
    if any(d.grain for d in asked.by):
        return _through_time(asked, valued)
    most = BANDS_AT_MOST if any(d.bands for d in asked.by) else NAMED_AT_MOST
    named = ", ".join(one(asked, g) for g in valued[:most])
    rest = len(groups) - len(valued[:most])
    more = f", and {rest:,} more in the table" if rest else ""
    return f"By {by}: {named}{more}."


def groups_are(asked: Asked, total: int) -> str:
    """What the groups are called: `regions are`, `owner and month groups are`."""
    if len(asked.by) > 1:
        return "groups are"
    label = asked.by[0].label
    plural = f"{label[:-1]}ies" if label.endswith("y") else label.removesuffix("s") + "s"
    return f"{label} is" if total == 1 else f"{plural} are"


def one(asked: Asked, group: Group) -> str:
    """One group with its value and, if it was asked for, its share."""
    name = ", ".join(group.names)
    share = f" ({written(group.share, 'rate')})" if group.share is not None else ""
    return f"{name} {written(exact(group.answer.value, asked.unit), asked.unit)}{share}"


def compared(then: str, figures: dict[str, Figure]) -> str:
    """How a value moved from another period."""
    other, change, rate = figures["other"], figures["difference"], figures["change"]
    if other.value is None:
        return f"There is no value {then} to compare with: {other.reason}."
    if change.value is None:
        return f"{then[0].upper()}{then[1:]} it was {other.text}."
    if change.value == 0:
        return f"That is the same as {then}: {other.text}."
    way = "Up" if change.value > 0 else "Down"
    amount = change.text.removeprefix("-")
    share = (
        f" ({rate.text.removeprefix('-')})"
        if rate.value is not None and change.unit != "points"
        else ""
    )
    return f"{way} {amount}{share} from {other.text} {then}."


def _stands_on(asked: Asked, whole: Answer) -> str:
    parts = {k: v for k, v in whole.inputs.items() if v is not None}
    if asked.variant.shape == "ratio" and asked.metric.unit == "rate" and not asked.variant.counted:
        top = sum((parts.get(name, Decimal(0)) for name in asked.variant.top), Decimal(0))
        return f" ({written(top, 'count')} of {_rows(asked, whole.n)})"
    if asked.metric.unit == "count" or whole.n == 0:
        return ""
    if (
        asked.metric.name == "quota_attainment"
        and asked.variant.name == "reps_at_quota"
        and ("reps_at_quota" in parts)
    ):
        return f" ({written(parts['reps_at_quota'], 'count')} of {_rows(asked, whole.n)})"
    return f" from {_rows(asked, whole.n)}"


def _rows(asked: Asked, n: int) -> str:
    return f"{n:,} {asked.noun[0 if n == 1 else 1]}"


def _through_time(asked: Asked, valued: Sequence[Group]) -> str:
    best = max(valued, key=lambda g: g.answer.value or Decimal(0))
    worst = min(valued, key=lambda g: g.answer.value or Decimal(0))
    grain = next(d.label for d in asked.by if d.grain)
    if best is worst:
        return f"By {grain}: {one(asked, best)}."
    return f"By {grain}, highest {one(asked, best)}; lowest {one(asked, worst)}."


def hidden(groups: Sequence[Group], total: int) -> list[str]:
    """What a table of groups does not show: values that there are not, and groups cut off."""
    notes = []
    without = [g.answer.reason or "" for g in groups if g.answer.value is None]
    if without:
        have = "group has" if len(without) == 1 else "groups have"
        notes.append(f"{len(without):,} {have} no value: {_why(without)}.")
    if total > len(groups):
        notes.append(f"{len(groups):,} of {total:,} groups are shown.")
    if len(groups) > GROUPS_WITH_RECEIPTS:
        notes.append(f"The first {GROUPS_WITH_RECEIPTS} rows have receipts of their own.")
    return notes


def _why(reasons: Sequence[str]) -> str:
    """One reason for several groups: how many rows each of them has is told in its own receipt.

    >>> _why(["it needs at least 5 deals; there are 4", "it needs at least 5 deals; there is none"])
    'it needs at least 5 deals, and they have fewer'
    >>> _why(["no quota is recorded", "no quota is recorded"])
    'no quota is recorded'
    """
    if len(set(reasons)) == 1:
        return reasons[0]
    needs = {reason.partition("; there ")[0] for reason in reasons}
    if len(needs) == 1:
        return f"{needs.pop()}, and they have fewer"
    return f"for the first, {reasons[0]}; each receipt says its own reason"
