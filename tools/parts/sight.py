"""Which rows a person may see: declared here once, held wherever rows are read.

Quotas and commits are about a person's pay. Analysts and those above see all of them; others see
their own, and those of the people who report to them, however many steps down.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause, false, func, or_, select
from sqlmodel import Session, col

from store.errors import BadInput, NotFound, Refused
from store.ledger import Change, ChangeSet
from store.people import ROLES
from tools.arguments import Filter
from tools.context import Actor, Context
from tools.parts.paths import alive, table_of


@dataclass(frozen=True, slots=True)
class Personal:
    """The columns that say whose a row is: a person, or a team."""

    user: str
    team: str | None = None


PERSONAL: dict[str, Personal] = {
    "quota": Personal("user_id", "team_id"),
    "rep_commit": Personal("user_id"),
}
"""Tables of which nobody sees everything, below the role that sees all."""
SEES_ALL = "analyst"
WHY = (
    "As {role} you see the quotas and commits of yourself and of those who report to you; those of"
    " others are for analysts, ops managers and admins."
)


def is_limited(actor: Actor) -> bool:
    """Whether somebody sees only some of the personal rows."""
    return ROLES.index(actor.role) < ROLES.index(SEES_ALL)


def why(actor: Actor) -> str:
    """What a person is told of what was left out."""
    return WHY.format(role=actor.role)


def people_seen(session: Session, workspace_id: str, actor: Actor) -> dict[str, str | None]:
    """The users whose rows somebody may see, and their teams: their own, and all below them."""
    user = table_of("user")
    columns = (user.c.id, user.c.manager_id, user.c.team_id, func.lower(user.c.email))
    below: dict[str, list[str]] = defaultdict(list)
    teams: dict[str, str | None] = {}
    found: list[str] = []
    for row_id, manager, team, email in session.execute(
        select(*columns).where(alive(user, workspace_id))
    ):
        teams[row_id] = team
        if manager:
            below[manager].append(row_id)
        if actor.id.lower() in {email, row_id}:
            found.append(row_id)
    seen: dict[str, str | None] = {}
    while found:
        person = found.pop()
        if person not in seen:
            seen[person] = teams[person]
            found += below[person]
    return seen


def seen(
    session: Session, workspace_id: str, actor: Actor, table: str, source: FromClause | None = None
) -> ColumnElement[bool] | None:
    """The rows of a table that somebody may see; None: all of them."""
    rule = PERSONAL.get(table)
    if rule is None or not is_limited(actor):
        return None
    rows = table_of(table) if source is None else source
    people = people_seen(session, workspace_id, actor)
    tests = [rows.c[rule.user].in_(sorted(people))] if people else []
    teams = sorted({team for team in people.values() if team})
    if rule.team is not None and teams:
        tests.append(rows.c[rule.team].in_(teams))
    return or_(*tests) if tests else false()


def in_sight(
    ctx: Context, table: str, source: FromClause | None = None
) -> list[ColumnElement[bool]]:
    """The condition on a table that the reader's rights make, if they make one; it is told of."""
    test = seen(ctx.session, ctx.workspace.id, ctx.actor, table, source)
    if test is None:
        return []
    ctx.withheld.append(why(ctx.actor))
    return [test]


def of_people_seen(ctx: Context, filters: Sequence[Filter]) -> list[Filter]:
    """The conditions of a question about quotas, limited to people whose quotas one may see.

    The whole question is limited, deals and all, so that no figure sets the wins of many against
    the quota of one.

    Raises:
        Refused: The question is about others only, or the person who asks has none of their own.
    """
    if not is_limited(ctx.actor):
        return list(filters)
    mine = people_seen(ctx.session, ctx.workspace.id, ctx.actor)
    asked = _people_of(ctx, filters)
    allowed = sorted(set(mine) if asked is None else set(mine) & asked)
    if not allowed:
        raise Refused(why(ctx.actor), hint="Ask about yourself, or ask an analyst.")
    if asked is not None and asked <= set(mine):
        return list(filters)
    ctx.withheld.append(why(ctx.actor))
    return [*filters, Filter(field="owner", op="is", value=_named(ctx, allowed))]


def covers(ctx: Context, filters: Sequence[Filter]) -> bool:
    """Whether the quotas and commits of everybody in question may be seen."""
    if not is_limited(ctx.actor):
        return True
    asked = _people_of(ctx, filters)
    mine = set(people_seen(ctx.session, ctx.workspace.id, ctx.actor))
    if asked is not None and asked and asked <= mine:
        return True
    ctx.withheld.append(why(ctx.actor))
    return False


def sets_in_sight(actor: Actor) -> list[ColumnElement[bool]]:
    """The change sets that somebody may look into: none that writes personal rows of others."""
    if not is_limited(actor):
        return []
    touching = select(col(Change.change_set_id)).where(
        col(Change.workspace_id) == col(ChangeSet.workspace_id),
        col(Change.table_name).in_(sorted(PERSONAL)),
    )
    return [
        or_(col(ChangeSet.proposed_by) == actor.id, col(ChangeSet.id).not_in(touching)),
    ]


def _people_of(ctx: Context, filters: Sequence[Filter]) -> set[str] | None:
    """The people whom the conditions are about; None when they are about no people."""
    from tools.parts.query import where

    of_people = [_by_id(ctx, f) for f in filters if f.field.casefold() in PEOPLE]
    if not of_people:
        return None
    user = table_of("user")
    try:
        test = where(ctx, "user", of_people)
    except (BadInput, NotFound):
        return None
    return set(ctx.session.connection().scalars(select(user.c.id).where(test)))


def _by_id(ctx: Context, given: Filter) -> Filter:
    """A condition on the owner that names them by an id, an address or `me`, asked of a person."""
    from tools.parts.fields import meaning
    from tools.parts.spelling import myself, records_named

    if given.field.casefold() not in {"owner", "rep"} or given.value is None:
        return given
    owner = meaning("opportunity", "owner")
    asked = [str(v) for v in (given.value if isinstance(given.value, list) else [given.value])]
    ids = [i for v in asked for i, _ in records_named(ctx, owner, myself(ctx, v))]
    return given.model_copy(update={"field": "id", "value": ids}) if ids else given


def _named(ctx: Context, people: Sequence[str]) -> list[str]:
    """People as a condition names them: one whose name could be another's with the id."""
    user = table_of("user")
    columns = (user.c.id, user.c.name, user.c.email, user.c.external_id)
    rows = ctx.session.execute(select(*columns).where(alive(user, ctx.workspace.id))).all()
    bearers: dict[str, set[str]] = defaultdict(set)
    for row_id, *words in rows:
        for word in filter(None, words):
            bearers[word.lower()].add(row_id)
    return [
        row.name if len(bearers[row.name.lower()]) == 1 else f"{row.name} ({row.id})"
        for row in rows
        if row.id in people
    ]


PEOPLE = frozenset({"owner", "rep", "team", "region", "manager"})
"""What a condition on a deal says of its owner."""
