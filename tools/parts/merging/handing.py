"""Records that another person looks after once merged: what routing and commissions hang on."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select

from store.canonical import records
from store.changes.bench import batched_of
from store.schema import entity
from tools.context import Context
from tools.parts.attribution import standing_of
from tools.parts.comparing import CENTS
from tools.parts.formats import money
from tools.parts.merging.joining import Joins
from tools.parts.paths import alive, table_of

NAMED = 4
OWNER = "owner_id"

Deal = Mapping[str, Any]
Hands = tuple[str, str]


def first(said: Sequence[str], noun: str = "moves") -> str:
    """The first few of some phrases, and how many more there are."""
    more = len(said) - NAMED
    return "; ".join(said[:NAMED]) + (f"; and {more:,} more {noun}" if more > 0 else "")


def effects_of(
    ctx: Context, merges: Mapping[str, Sequence[Joins]], deals: Mapping[str, Sequence[Deal]]
) -> dict[str, Any]:
    """Which records change hands, and which open deals then stand at somebody else's account.

    Args:
        ctx: Whose records they are.
        merges: The merges of each table.
        deals: The open deals of each account that takes part.
    """
    moves = {table: Counter(h for _, h in handed(mine)) for table, mine in merges.items()}
    stranded = list(_stranded(merges.get("account", ()), deals))
    people = _people(ctx, {one for count in moves.values() for hands in count for one in hands})
    names = {one: person.name for one, person in people.items()}
    found: dict[str, Any] = {}
    for table, mine in moves.items():
        plural = entity(table).plural
        found |= _counted(f"{plural} that change hands (routing)", mine, names)
        found |= _counted(f"{plural} that come to another team (routing)", _teams(mine, people))
    if stranded:
        told = [_told(ctx, names, deal, hands) for deal, hands in stranded]
        found["open deals that stay with their owner at an account that changes hands"] = (
            f"{len(told):,}: {first(told, 'deals')}"
        )
    return found


def _counted(
    said: str, moves: Counter[Hands], names: Mapping[str, str] | None = None
) -> dict[str, str]:
    """How many go from whom to whom, the most first; nothing where none do."""
    known = names or {}
    told = [
        f"{count:,} from {known.get(was, was)} to {known.get(now, now)}"
        for (was, now), count in moves.most_common()
    ]
    return {said: first(told)} if told else {}


def _teams(moves: Counter[Hands], people: Mapping[str, "Person"]) -> Counter[Hands]:
    """The same by team: moves within one are none."""
    found: Counter[Hands] = Counter()
    nobody = Person("", None)
    for (was, now), count in moves.items():
        teams = people.get(was, nobody).team, people.get(now, nobody).team
        if teams[0] != teams[1]:
            found[teams[0] or "no team", teams[1] or "no team"] += count
    return found


def handed(merges: Sequence[Joins]) -> Iterator[tuple[str, Hands]]:
    """Each record whose owner is another afterwards: its id, who it was, who it is."""
    for merge in merges:
        after = merge.says(OWNER)
        for row in (merge.keep, *merge.others):
            before = row.get(OWNER)
            if before and after and before != after:
                yield str(row["id"]), (str(before), str(after))


def _stranded(
    accounts: Sequence[Joins], deals: Mapping[str, Sequence[Deal]]
) -> Iterator[tuple[Deal, Hands]]:
    """Open deals of the owner that an account is taken from, the largest first."""
    found = [
        (deal, hands)
        for row_id, hands in handed(accounts)
        for deal in deals.get(row_id, ())
        if deal[OWNER] == hands[0]
    ]
    yield from sorted(found, key=lambda one: -int(one[0]["amount_cents"] or 0))


def _told(ctx: Context, names: Mapping[str, str], deal: Deal, hands: Hands) -> str:
    was, now = (names.get(one, one) for one in hands)
    cents, code = deal["amount_cents"], deal["currency"] or ctx.workspace.currency
    worth = f", {money(Decimal(cents) / CENTS, code)}" if cents is not None else ""
    return f"{deal['name'] or 'a deal without a name'} ({was}'s{worth}; the account goes to {now})"


@dataclass(frozen=True)
class Person:
    """Whose records are moved: the name, and the team of today."""

    name: str
    team: str | None


def _people(ctx: Context, ids: set[str]) -> dict[str, Person]:
    user, team = table_of("user"), table_of("team")
    standing = standing_of(ctx)
    mine: ColumnElement[Any] = user.c.team_id
    if standing is not None:
        mine = standing.held("user", user, user.c.id, "team_id", user.c.team_id)
    told = select(user.c.id, user.c.name, mine.label("team_id")).where(
        user.c.workspace_id == ctx.workspace.id
    )
    teams = select(team.c.id, team.c.name).where(alive(team, ctx.workspace.id))
    called = {row["id"]: row["name"] for row in records(ctx.session, teams)}
    return {
        row["id"]: Person(row["name"], called.get(row["team_id"]))
        for some in batched_of(ids)
        for row in records(ctx.session, told.where(user.c.id.in_(some)))
    }
