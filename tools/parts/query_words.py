"""How an ad-hoc question and its answer are said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from store.schema import Entity
from tools.parts.calendars import calendar_for
from tools.parts.folding import Folded, Folding
from tools.parts.formats import written
from tools.parts.measuring.receipts import exact
from tools.parts.metrics.shape import Key
from tools.result import Figure

FOLDS = {"count": "number", "sum": "total", "mean": "average", "median": "median",
         "min": "smallest", "max": "largest"}  # fmt: skip
NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Question:
    """An ad-hoc question, understood."""

    entity: Entity
    asked: Folding
    conditions: str
    filters: list[dict[str, Any]]
    period: dict[str, Any] | None
    through: tuple[str, ...] = ()

    @property
    def counted(self) -> str:
        """The records in words: `Accounts, country Germany, without deals (status open)`."""
        which = f", {self.conditions}" if self.conditions else ""
        return f"{self.entity.plural.capitalize()}{which}"

    @property
    def field(self) -> str:
        """The field that is computed of, in words."""
        return self.asked.of.label if self.asked.of else ""

    @property
    def computed(self) -> str:
        """What is computed, in words: `average amount`."""
        if self.asked.of is None:
            return self.entity.plural
        return f"{FOLDS[self.asked.fold]} {self.field}"

    @property
    def title(self) -> str:
        """The figure's label."""
        if self.asked.of is None:
            return self.counted
        return f"{self.computed.capitalize()} of {self.counted[0].lower()}{self.counted[1:]}"

    @property
    def definition(self) -> str:
        """What the figure means, in a sentence."""
        if self.asked.of is None:
            return f"How many {self.entity.plural} meet the conditions."
        return f"The {self.computed} of the {self.entity.plural} that meet the conditions."

    @property
    def formula(self) -> str:
        """How it is computed."""
        return f"{self.asked.fold} of {self.field or self.entity.plural}"

    def facts(self) -> dict[str, Any]:
        """What a follow-up builds on."""
        return {
            "table": self.entity.name, "where": [f for f in self.filters if "field" in f],
            "links": [f for f in self.filters if "field" not in f],
            "by": [d.name for d in self.asked.by], "compute": self.asked.fold,
            "period": self.period["key"] if self.period else None,
        }  # fmt: skip


def noun(entity: Entity, n: int) -> str:
    """What so many records are called."""
    return entity.label if n == 1 else entity.plural


def said(
    question: Question,
    figures: Sequence[Figure],
    found: Folded,
    shown: int,
    groups: Sequence[tuple[Key, Folded]] = (),
) -> str:
    """The answer in a sentence or two; every number in it is in a figure or in the table."""
    n, which = found.rows, f" ({question.conditions})" if question.conditions else ""
    if n == 0:
        return f"There are none: 0 {question.entity.plural}{which}."
    says = f"{n:,} {noun(question.entity, n)}{which}."
    if question.asked.of is not None:
        value = figures[1]
        says += f" Their {question.computed} is {value.text}." if value.value is not None else (
            f" None of them has {question.field}, so there is no {question.computed}.")  # fmt: skip
    if groups:
        return f"{says} {_named(question, groups)}"
    return f"{says} The first {shown:,} are shown." if shown < n else says


def _named(question: Question, groups: Sequence[tuple[Key, Folded]]) -> str:
    asked = question.asked
    parts = [
        f"{name_of(asked, key)}: {written(exact(cell.value, asked.unit), asked.unit)}"
        for key, cell in groups[:NAMED_AT_MOST]
        if cell.value is not None
    ]
    more = len(groups) - len(parts)
    by = " and ".join(d.label for d in asked.by)
    rest = f", and {more:,} more" if more > 0 else ""
    return f"By {by}: {'; '.join(parts)}{rest}." if parts else ""


def name_of(asked: Folding, key: Key, at: int | None = None) -> str:
    """A group as people read it."""
    if at is None:
        return ", ".join(name_of(asked, key, place) for place in range(len(key)))
    cell, split = key[at], asked.by[at]
    if cell is None:
        return f"(no {'date' if split.grain else split.label})"
    if isinstance(cell, date):
        calendar = calendar_for(asked.ctx.workspace)
        return calendar.holding(cell, split.grain or "day")[2]
    return cell


def told(question: Question) -> str:
    """How the question was taken, where it could have been taken otherwise."""
    if question.asked.of is None:
        return ""
    return f"{question.computed.capitalize()} over the {question.entity.plural} that have one."
