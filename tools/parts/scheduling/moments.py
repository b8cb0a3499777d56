"""When a schedule runs, from words or from a kept text, with the zone and what was assumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.errors import BadInput
from tools.context import Context
from tools.parts.recurrence import Rule, find, next_times, rule_of, said, zone_of
from tools.parts.scheduling.naming import local
from tools.result import Table


@dataclass(frozen=True, slots=True)
class When:
    """A rule on the clocks of a zone."""

    rule: Rule
    zone: str
    assumed: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The rule as a person reads it."""
        return said(self.rule)

    def table(self, now: datetime) -> Table:
        """The next three times, on the clocks of its zone and in UTC."""
        times = next_times(self.rule, self.zone, now)
        return Table(
            name="next_times", title="The next times", columns=[self.zone, "UTC"],
            units=["text", "text"], total=len(times),
            rows=[[local(at, self.zone), local(at, "UTC")] for at in times],
        )  # fmt: skip


def when_of(ctx: Context, text: str, zone: str | None = None) -> When:
    """When some words or a kept rule say.

    Args:
        ctx: Gives today, the workspace's zone and its fiscal year.
        text: Words such as `every Friday at 16:00`, or a line of cron.
        zone: The IANA zone, where the words name none.

    Raises:
        BadInput: They name no recurrence, or no such zone.
    """
    found = find(text, ctx.today, ctx.workspace.fiscal_start_month)
    if found is not None:
        name = found.zone or zone or ctx.workspace.timezone
        return When(rule_of(str(found.rule)), zone_of(name).key, found.assumed)
    if _is_cron(text.split()):
        return When(rule_of(text), zone_of(zone or ctx.workspace.timezone).key)
    raise BadInput(
        f"“{text}” does not say how often.",
        hint="For example: every Friday at 16:00; every weekday at 9; on the 1st of each month.",
    )


def _is_cron(words: Sequence[str]) -> bool:
    return len(words) >= 5 and all(set(word) & set("0123456789*") for word in words[:2])  # noqa: PLR2004 - cron has five fields
