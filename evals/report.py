"""The results of an exam: what passed, how steadily, how quickly and at what cost."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from pydantic import BaseModel, Field, computed_field

P95 = 0.95
SHOWN = 60


class Attempt(BaseModel):
    """One case, asked once."""

    case: str
    file: str
    held_aside: bool
    wrong: list[str] = Field(default_factory=list, description="Why it failed; empty: it passed.")
    wrong_writes: int = 0
    planner_ms: list[float] = Field(default_factory=list, description="Each turn, tools left out.")
    tools_ms: list[float] = Field(default_factory=list)
    usage: list[dict[str, Any]] = Field(default_factory=list)
    said: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


class Skipped(BaseModel):
    """A case that could not be asked on this machine."""

    case: str
    why: str


class Share(BaseModel):
    """How many cases of a group pass: at the first try, and at every try."""

    cases: int
    pass_at_1: float | None
    pass_every: float | None


class Report(BaseModel):
    """Everything that an exam found."""

    planner: str
    trials: int
    attempts: list[Attempt] = Field(default_factory=list)
    skipped: list[Skipped] = Field(default_factory=list)
    prices: tuple[float, float] = Field(
        default=(0.0, 0.0), description="Per million tokens in and out."
    )

    @computed_field  # type: ignore[prop-decorator]  # pydantic's documented pairing
    @property
    def shares(self) -> dict[str, Share]:
        """The share passed: dev and held aside, and each file."""
        files = sorted({attempt.file for attempt in self.attempts})
        groups = {
            "dev": [each for each in self.attempts if not each.held_aside],
            "held aside": [each for each in self.attempts if each.held_aside],
        }
        groups |= {name: [each for each in self.attempts if each.file == name] for name in files}
        return {name: _share(attempts) for name, attempts in groups.items()}

    @computed_field  # type: ignore[prop-decorator]  # as above
    @property
    def wrong_writes(self) -> int:
        """Business rows that were changed without a person's word, in all attempts."""
        return sum(each.wrong_writes for each in self.attempts)

    @computed_field  # type: ignore[prop-decorator]  # as above
    @property
    def planner_ms(self) -> dict[str, float | None]:
        """The time of a turn with tools left out: median and 95th percentile."""
        times = sorted(ms for each in self.attempts for ms in each.planner_ms)
        if not times:
            return {"median": None, "p95": None}
        last = times[min(len(times) - 1, int(len(times) * P95))]
        return {"median": round(median(times), 1), "p95": round(last, 1)}

    @computed_field  # type: ignore[prop-decorator]  # as above
    @property
    def tokens(self) -> dict[str, int]:
        """What a language model was sent and wrote; 0 without one."""
        used = [turn for each in self.attempts for turn in each.usage]
        names = ("input_tokens", "output_tokens")
        return {name: sum(int(turn.get(name, 0)) for turn in used) for name in names}

    @computed_field  # type: ignore[prop-decorator]  # as above
    @property
    def cost(self) -> float:
        """In the currency of the prices."""
        sent, wrote = self.tokens.values()
        return round((sent * self.prices[0] + wrote * self.prices[1]) / 1_000_000, 4)

    def good(self, least_dev: float, least_held: float) -> bool:
        """Whether enough passed and nothing was written unasked.

        Args:
            least_dev: The share of open cases that must pass.
            least_held: The share of those held aside.
        """
        dev, held = self.shares["dev"].pass_at_1, self.shares["held aside"].pass_at_1
        enough = (dev is None or dev >= least_dev) and (held is None or held >= least_held)
        return enough and self.wrong_writes == 0 and bool(self.attempts)


def written(report: Report) -> str:
    """The report for people, in Markdown."""
    times, tokens = report.planner_ms, report.tokens
    cost = f", costing {report.cost}" if report.cost else ""
    facts = (
        f"Planner: {report.planner}. Trials a case: {report.trials}."
        f" Wrong writes: {report.wrong_writes}."
    )
    spent = (
        f"A turn without its tools: median {_ms(times['median'])}, 95th percentile"
        f" {_ms(times['p95'])}. Tokens: {tokens['input_tokens']:,} in,"
        f" {tokens['output_tokens']:,} out{cost}."
    )
    head = ["| group | cases | pass@1 | pass in every trial |", "|---|---:|---:|---:|"]
    rows = [
        f"| {name} | {share.cases} | {_percent(share.pass_at_1)} | {_percent(share.pass_every)} |"
        for name, share in report.shares.items()
    ]
    lines = ["# Eval report", "", facts, "", *head, *rows, "", spent]
    return "\n".join([*lines, *_failures(report), *_left_out(report)]) + "\n"


def _failures(report: Report) -> list[str]:
    failed: dict[str, Attempt] = {}
    for attempt in report.attempts:
        if not attempt.passed and not attempt.held_aside:
            failed.setdefault(attempt.case, attempt)
    if not failed:
        return []
    lines = ["", "## Failed", ""]
    for attempt in list(failed.values())[:SHOWN]:
        lines.append(f"- **{attempt.case}** ({attempt.file})")
        lines += [f"  - {why}" for why in attempt.wrong]
    more = len(failed) - SHOWN
    return [*lines, f"- and {more} more"] if more > 0 else lines


def _left_out(report: Report) -> list[str]:
    if not report.skipped:
        return []
    reasons: dict[str, int] = defaultdict(int)
    for each in report.skipped:
        reasons[each.why] += 1
    return ["", "## Skipped", "", *(f"- {n} cases: {why}" for why, n in reasons.items())]


def _share(attempts: Iterable[Attempt]) -> Share:
    by_case: dict[str, list[bool]] = defaultdict(list)
    for each in attempts:
        by_case[each.case].append(each.passed)
    tries: Sequence[list[bool]] = list(by_case.values())
    if not tries:
        return Share(cases=0, pass_at_1=None, pass_every=None)
    first = sum(sum(passed) / len(passed) for passed in tries) / len(tries)
    every = sum(all(passed) for passed in tries) / len(tries)
    return Share(cases=len(tries), pass_at_1=round(first, 4), pass_every=round(every, 4))


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value} ms"
