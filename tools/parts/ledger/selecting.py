"""Which part of a change set a person means: by group, rule, confidence, record, field or count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from store.canonical import sealed_changes
from store.errors import BadInput
from store.ledger import ChangeSet
from tools.arguments import Filter
from tools.context import Context
from tools.parts.ledger.conditions import RESPECTS, Records, agreeing, of_fields, touching
from tools.parts.ledger.grouping import Bunch, Item, bunches, items_of, sure_text
from tools.parts.ledger.reading import noun_of


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a change set that is wanted; nothing said is all of it."""

    keep: Sequence[Filter] = ()
    drop: Sequence[Filter] = ()
    fields: Sequence[str] = ()
    groups: Sequence[int] = ()
    drop_groups: Sequence[int] = ()
    same: str | None = None
    rule: str | None = None
    sure: float | None = None
    first: int | None = None
    tables: Sequence[str] = ()
    drop_table: str | None = None
    drop_fields: Sequence[str] = ()

    def is_whole(self) -> bool:
        """Whether nothing was said to leave anything out."""
        return self == Part()


@dataclass(frozen=True, slots=True)
class Selected:
    """The items that are wanted, of how many, and the part in words."""

    numbers: list[int]
    of: int
    words: str


def left_to_itself(part: Part) -> Literal["wait", "reject"]:
    """What becomes of what a part leaves out, when nobody has said.

    >>> left_to_itself(Part(groups=[1])), left_to_itself(Part(groups=[1, 2], drop_groups=[2]))
    ('wait', 'reject')
    """
    reviewed = part.groups or part.rule or part.same or part.sure is not None
    named = part.drop or part.drop_groups or part.drop_table or part.drop_fields
    return "wait" if reviewed and not named else "reject"


def selected(ctx: Context, found: ChangeSet, part: Part) -> Selected:
    """The items of a change set that a part keeps, in order.

    Raises:
        BadInput: A condition fits none of its tables, or there is no such group or rule.
        NotFound: A condition names a value that is not in the store.
    """
    changes = sealed_changes(ctx.session, found)
    items = items_of(changes)
    numbered = bunches(changes)
    wanted = _of_records(ctx, items, part)
    if part.fields:
        wanted &= of_fields(items, part.fields)
    wanted -= touching(items, part.drop_fields)
    if part.groups:
        wanted &= _in_groups(numbered, part.groups)
    wanted -= _in_groups(numbered, part.drop_groups)
    if part.rule:
        wanted &= _by_rule(numbered, part.rule)
    if part.same:
        wanted &= agreeing(items, part.same)
    if part.sure is not None:
        wanted &= _sure_enough(items, part.sure)
    kept = [item.number for item in items if item.number in wanted]
    return Selected(kept[: part.first], len(items), _words(part))


def _of_records(ctx: Context, items: Sequence[Item], part: Part) -> set[int]:
    """The items of the records that are wanted: by table, and by conditions on them."""
    wanted = {item.number for item in items}
    about = set(part.tables) | ({part.drop_table} if part.drop_table else set())
    if not (part.keep or part.drop):
        kept = set(part.tables) - {part.drop_table}  # "without the contacts" names them as well
        if kept:
            wanted &= _of_tables(items, kept)
        return wanted - _of_tables(items, [part.drop_table or ""])
    scope = _of_tables(items, about) if about else wanted
    records = Records(ctx).of(item for item in items if item.number in scope)
    for given in part.keep:
        wanted &= records.meeting(given)
    for given in part.drop:
        wanted -= records.meeting(given)
    return wanted


def _of_tables(items: Sequence[Item], tables: Collection[str]) -> set[int]:
    return {item.number for item in items if item.head["table_name"] in tables}


def _in_groups(found: Sequence[Bunch], numbers: Sequence[int]) -> set[int]:
    """The items of some groups."""
    wanted = set(numbers) & in_groups(found, numbers)
    return {item.number for bunch in found if bunch.number in wanted for item in bunch.items}


def in_groups(found: Sequence[Bunch], numbers: Sequence[int]) -> set[int]:
    """The groups of these numbers; all groups when none are given.

    Raises:
        BadInput: There is no group of one of the numbers.
    """
    known = {bunch.number for bunch in found}
    wrong = set(numbers) - known
    if wrong:
        raise BadInput(
            f"There is no group {min(wrong)}: this change set has {len(found)}.",
            hint="Show the change set to see its groups.",
        )
    return set(numbers) or known


def _by_rule(found: Sequence[Bunch], rule: str) -> set[int]:
    words = rule.casefold().split()
    fitting = [
        bunch for bunch in found
        if all(word in f"{bunch.what} {bunch.rule}".casefold() for word in words)
    ]  # fmt: skip
    if not fitting:
        known = "; ".join(bunch.rule or bunch.what for bunch in found[:8])
        raise BadInput(f"No change was proposed for the reason “{rule}”.", hint=f"Rules: {known}.")
    return {item.number for bunch in fitting for item in bunch.items}


def _sure_enough(items: Sequence[Item], share: float) -> set[int]:
    if not 0 <= share <= 1:
        raise BadInput(f"{share} is no share from 0 to 1.", hint="0.99 means 99 %.")
    return {item.number for item in items if item.sure is not None and item.sure >= share}


def _words(part: Part) -> str:
    said = [f"only {_condition(given)}" for given in part.keep]
    said += [f"not {_condition(given)}" for given in part.drop]
    said += [f"only {noun_of(table)}" for table in part.tables if table != part.drop_table]
    said += [f"without {noun_of(part.drop_table)}"] if part.drop_table else []
    said += [f"only the fields {', '.join(part.fields)}"] if part.fields else []
    said += [f"not the fields {', '.join(part.drop_fields)}"] if part.drop_fields else []
    said += [f"only group {_listed(part.groups)}"] if part.groups else []
    said += [f"without group {_listed(part.drop_groups)}"] if part.drop_groups else []
    said += [f"only where the rule says “{part.rule}”"] if part.rule else []
    said += [f"only where the {RESPECTS[part.same][0]} is the same"] if part.same else []
    said += [f"only those at least {sure_text(part.sure)} sure"] if part.sure is not None else []
    said += [f"of those the first {part.first:,}"] if part.first is not None else []
    return "; ".join(said)


def _listed(numbers: Sequence[int]) -> str:
    return " and ".join(map(str, numbers))


def _condition(given: Filter) -> str:
    if given.either:
        return " or ".join(map(_condition, given.either))
    value = ", ".join(map(str, given.value)) if isinstance(given.value, list) else given.value
    return f"{given.field} {given.op.replace('_', ' ')} {'' if value is None else value}".strip()
