"""What each table and field is called: by people, by file headers, and what kind of value it is.

One declaration serves the importer (headers), the planner (words), the query tools (fields) and
cleanup (kinds). A field that is not declared here cannot be asked for, changed or imported.
"""

from store.errors import BadInput
from store.schema.customers import ACCOUNT, CONTACT, LEAD
from store.schema.deals import (
    ACTIVITY,
    DEAL_SPLIT,
    OPPORTUNITY,
    PRODUCT,
    STAGE,
    STAGE_HISTORY,
)
from store.schema.field import Entity, FieldSpec, Kind
from store.schema.people import QUOTA, REP_COMMIT, TEAM, TEAM_MEMBERSHIP, USER
from store.schema.prospects import FUNDING_ROUND, PROSPECT_COMPANY, PROSPECT_PERSON
from store.schema.revenue import COST, EXCHANGE_RATE, SUBSCRIPTION
from store.schema.schedules import SCHEDULE

__all__ = ["CHILDREN", "DECIDED", "ENTITIES", "Entity", "FieldSpec", "Kind", "entity", "known"]

ENTITIES: dict[str, Entity] = {
    e.name: e
    for e in (
        ACCOUNT, CONTACT, LEAD, OPPORTUNITY, STAGE_HISTORY, ACTIVITY, PRODUCT, STAGE, USER, TEAM,
        QUOTA, PROSPECT_COMPANY, FUNDING_ROUND, PROSPECT_PERSON, SUBSCRIPTION, COST, EXCHANGE_RATE,
        DEAL_SPLIT, TEAM_MEMBERSHIP, REP_COMMIT,
    )
}  # fmt: skip

DECIDED: dict[str, Entity] = {e.name: e for e in (SCHEDULE,)}
"""Tables that change sets write and verify, but that are no records: nobody imports or lists them,
and their words are not words of the business."""

CHILDREN: dict[str, tuple[tuple[str, str], ...]] = {
    target: tuple(
        (e.name, spec.name) for e in ENTITIES.values() for spec in e.fields if spec.target == target
    )
    for target in (*ENTITIES, *DECIDED)
}
"""For each table, the (table, field) pairs that point at it; a merge moves them all."""


def known(name: str) -> Entity | None:
    """The table called `name`, of records or not; None when there is none."""
    return ENTITIES.get(name) or DECIDED.get(name)


def entity(name: str) -> Entity:
    """The table called `name`, of records or not.

    Raises:
        BadInput: There is none; the hint lists those there are.
    """
    found = known(name)
    if found is None:
        raise BadInput(f"There is no table {name!r}.", hint=f"Tables: {', '.join(ENTITIES)}.")
    return found
