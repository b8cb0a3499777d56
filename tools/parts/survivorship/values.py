"""What the record that stays says afterwards, field by field, and what it keeps beside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from store.schema import FieldSpec, Kind, entity
from tools.parts.survivorship.kept import EXTRA, beside, same
from tools.parts.survivorship.named import NAMED, Choice, Row, changed, empty
from tools.parts.survivorship.settings import Chosen, Rules

_OWN = frozenset({"external_id", "converted_contact_id", "annual_revenue_cents", "currency",
                  "other_emails"})  # fmt: skip
"""The survivor keeps its own; an amount and its currency only come together."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What one field says after a merge, why, and what the others said.

    Attributes:
        field: The field.
        before: What the record that stays said.
        value: What it says afterwards.
        rule: The named rule.
        reason: Why, in words.
        lost: Values of the others that no field of the survivor holds afterwards.
    """

    field: str
    before: Any
    value: Any
    rule: str
    reason: str
    lost: tuple[Any, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether the record that stays says something else afterwards."""
        return bool(self.value != self.before)


def survivor_values(
    table: str, keep: Row, others: Sequence[Row], rules: Rules | None = None
) -> dict[str, Choice]:
    """The fields of the kept record that change, each with its reason.

    Args:
        table: The table.
        keep: The record that stays.
        others: Those merged into it.
        rules: The rules that are set; the usual ones hold for every other field.
    """
    return {
        made.field: Choice(made.value, made.reason, made.rule)
        for made in decisions(table, keep, others, rules)
        if made.changes
    }


def decisions(
    table: str, keep: Row, others: Sequence[Row], rules: Rules | None = None
) -> list[Decision]:
    """For every field that any of the records fills: what the survivor says, and why."""
    rows = [keep, *sorted(others, key=lambda row: str(row["id"]))]
    chosen = Chosen(rules or {})
    values: dict[str, Choice] = {}
    for spec in entity(table).fields:
        if spec.name in keep:
            values |= _chosen(spec, rows, chosen)
    values |= _revenue(rows)
    values |= dict(beside(table, rows, values))
    return [_decision(table, name, rows, choice, values) for name, choice in values.items()]


def _chosen(spec: FieldSpec, rows: Sequence[Row], rules: Chosen) -> dict[str, Choice]:
    if spec.name in _OWN or not any(not empty(row[spec.name]) for row in rows):
        return {}
    setting = rules.of(spec)
    found = NAMED[setting.rule](spec.name, rows, setting.sources)
    if found is None:
        return {}
    said = f"{found.reason} ({setting.origin})" if setting.origin else found.reason
    return {spec.name: Choice(found.value, said, setting.rule)}


def _revenue(rows: Sequence[Row]) -> dict[str, Choice]:
    """An amount the kept record lacks comes with the currency that it is in."""
    keep = rows[0]
    if "annual_revenue_cents" not in keep or keep["annual_revenue_cents"] is not None:
        return {}
    known = [row for row in rows[1:] if row["annual_revenue_cents"] is not None]
    if not known:
        return {}
    newest = max(known, key=changed)
    return {
        name: Choice(newest[name], "the kept record had none", "survivor")
        for name in ("annual_revenue_cents", "currency")
    }


def _decision(
    table: str, name: str, rows: Sequence[Row], choice: Choice, values: dict[str, Choice]
) -> Decision:
    lost = () if name == EXTRA else tuple(_lost(table, name, rows, choice, values))
    return Decision(name, rows[0].get(name), choice.value, choice.rule, choice.reason, lost)


def _lost(
    table: str, name: str, rows: Sequence[Row], choice: Choice, values: dict[str, Choice]
) -> Iterator[Any]:
    """Values that were in the field of some record and are nowhere on the survivor."""
    kind = entity(table).field(name).kind
    if choice.rule == "union" or kind is Kind.DATE or name in {"other_emails", "consent"}:
        return
    kept = f"{_text(values.get(EXTRA))}\n{_text(values.get('other_emails'))}".casefold()
    seen = {same(kind, str(choice.value))}
    for row in rows:
        said = "" if empty(row[name]) else str(row[name]).strip()
        if said and said.casefold() not in kept and same(kind, said) not in seen:
            seen.add(same(kind, said))
            yield row[name]


def _text(choice: Choice | None) -> str:
    return "" if choice is None else str(choice.value)
