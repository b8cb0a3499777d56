"""How the records of one table lead to those of another: over references, one step or two.

Everything here is worked out from the schema: a table leads up along its own references and down
along the references that point at it. Two steps are taken where they can mean only one thing: up
and up, down and down through deals or people, and to the other records of the same account.
"""

from dataclasses import dataclass
from functools import cache
from itertools import product

from sqlalchemy import ColumnElement, FromClause

from store import schema
from store.errors import BadInput
from store.schema import Entity
from tools.parts.fields import field_named
from tools.parts.paths import squeezed

SHARED = "account"
"""Records of one account are linked through it: a contact and the deals of their company."""
CROSSED = frozenset({"opportunity", "user"})
"""Tables that lead further down: the stage changes of an account's deals, the deals of a team."""
UNTOLD = frozenset({"manager_id", "converted_contact_id"})
"""References that are followed only when they are named."""


@dataclass(frozen=True, slots=True)
class Step:
    """One reference followed: up to the record that it names, or down to those that name this."""

    table: str
    column: str
    up: bool

    def here(self, source: FromClause) -> ColumnElement[str]:
        """The key on the side that the step starts from."""
        return _key(source, self.column if self.up else None, self.column)

    def there(self, source: FromClause) -> ColumnElement[str]:
        """The key on the side that the step leads to."""
        return _key(source, None if self.up else self.column, self.column)


def _key(source: FromClause, column: str | None, reference: str) -> ColumnElement[str]:
    if reference == "product":  # a deal names its product by text
        key: ColumnElement[str] = squeezed(source.c[column or "name"])
        return key
    found: ColumnElement[str] = source.c[column or "id"]
    return found


@dataclass(frozen=True, slots=True)
class Route:
    """The steps to another table, and what its records are called from here."""

    steps: tuple[Step, ...]
    label: str
    plural: str

    @property
    def table(self) -> str:
        return self.steps[-1].table

    @property
    def single(self) -> bool:
        """Whether there is at most one record at the other end."""
        return all(step.up for step in self.steps)


def route(table: str, word: str) -> Route:
    """The way from a table to the records that a word names.

    Raises:
        BadInput: There is none; the hint lists what can be reached.
    """
    entity = schema.entity(table)
    spec = field_named(entity, word)
    if spec is not None and spec.target is not None:
        return Route((Step(spec.target, spec.name, up=True),), spec.label, spec.label)
    other = table_named(word)
    steps = other and _steps(table, other.name)
    if other is None or not steps:
        raise BadInput(
            f"{entity.plural.capitalize()} are not linked to {word!r}.",
            hint=f"They are linked to: {', '.join(reachable(table))}.",
        )
    up = entity.field(steps[0].column).label if len(steps) == 1 and steps[0].up else other.label
    return Route(steps, up, other.plural)


def table_named(word: str) -> Entity | None:
    """The table whose name or words these are, if any."""
    said = word.casefold().replace("_", " ").strip()
    for entity in schema.ENTITIES.values():
        names = (entity.name.replace("_", " "), entity.label, entity.plural, *entity.words)
        if said in names:
            return entity
    return None


def reachable(table: str) -> list[str]:
    """What the records of a table are linked to, as people call it."""
    found = [e.plural for e in schema.ENTITIES.values() if _steps(table, e.name)]
    return [*(f.label for f in schema.entity(table).fields if f.target), *found]


def _steps(table: str, other: str) -> tuple[Step, ...]:
    for step in _around(table):
        if step.table == other:
            return (step,)
    for first in _around(table):
        for second in _around(first.table):
            if second.table == other and _sensible(first, second):
                return first, second
    return ()


def _around(table: str) -> list[Step]:
    """One step from a table: down to its own records first, then up."""
    down = [Step(child, column, up=False) for child, column in schema.CHILDREN[table]]
    up = [Step(f.target, f.name, up=True) for f in schema.entity(table).fields if f.target]
    if table == "product":
        down.append(Step("opportunity", "product", up=False))
    if table == "opportunity":
        up.append(Step("product", "product", up=True))
    return [step for step in (*down, *up) if step.column not in UNTOLD]


def _sensible(first: Step, second: Step) -> bool:
    if first.up and second.up:
        return True
    if first.up:
        return first.table == SHARED
    return not second.up and first.table in CROSSED


@cache
def pairs() -> dict[tuple[str, str], tuple[Step, ...]]:
    """Every two tables that are linked, with the way between them."""
    names = list(schema.ENTITIES)
    found = {(a, b): _steps(a, b) for a, b in product(names, names)}
    return {pair: steps for pair, steps in found.items() if steps}
