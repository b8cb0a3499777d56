"""How the store spells what a person wrote: names, ids, countries, industries, near misses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, func, or_, select

from store.changes import resolved
from store.errors import BadInput, NotFound
from store.schema import entity
from tools.context import Context
from tools.parts import geography, industries, titles
from tools.parts.dimensions import distinct
from tools.parts.fields import NAMES, Meaning
from tools.parts.paths import alive, column, squeezed, table_of

NAMED_OTHERWISE = frozenset({"user", "account", "contact", "team", "opportunity"})
"""Tables whose records may be named by an id, an address or a domain instead of their name."""
NEAR_ENOUGH = 60
"""Of 100, rapidfuzz's ratio above which a value is offered as a near miss."""
STATUS_WORDS = {
    "closed": ("won", "lost"), "decided": ("won", "lost"), "closed won": ("won",),
    "closed-won": ("won",), "closed lost": ("lost",), "closed-lost": ("lost",),
    "active": ("open",), "live": ("open",), "in progress": ("open",),
}  # fmt: skip
"""What a deal's status is called besides open, won and lost."""
ONESELF = frozenset({"me", "my", "mine", "myself", "i"})


@dataclass(frozen=True, slots=True)
class Spelled:
    """A value as a reply says it, and every spelling of it in the store."""

    said: str
    values: tuple[str, ...]


def myself(ctx: Context, value: str) -> str:
    """The person who asks, when the value is `me`."""
    if value.casefold() not in ONESELF:
        return value
    user = table_of("user")
    known_as = or_(user.c.id == ctx.actor.id, func.lower(user.c.email) == ctx.actor.id.lower())
    rows = select(user.c.id).where(alive(user, ctx.workspace.id), known_as).limit(1)
    return ctx.actor.id if ctx.session.execute(rows).first() else ctx.actor.name


def records_named(ctx: Context, found: Meaning, value: str) -> list[tuple[str, str]]:
    """The records that a value names by id, address or as `Name (id)`, and the value itself.

    The id of a record that was merged names the one that it was merged into; so does its name,
    when no record has that name now.
    """
    if found.target is None or found.target not in NAMED_OTHERWISE:
        return []
    source = table_of(found.target)
    written = re.fullmatch(r".+ \(([\w-]+)\)", value)
    names = {f.name for f in entity(found.target).fields} & {"email", "domain", "external_id"}
    same = [func.lower(source.c[name]) == value.lower() for name in sorted(names)]
    same.append(source.c.id.in_([value, *([written[1]] if written else [])]))
    rows = select(source.c.id).where(alive(source, ctx.workspace.id), or_(*same)).limit(50)
    live = [(row[0], value) for row in ctx.session.execute(rows)]
    if live:
        return live
    into = resolved(ctx.session, ctx.workspace.id, found.target, [value]).values()
    return [(row_id, value) for row_id in into or once_named(ctx, found.target, value)]


def once_named(ctx: Context, table: str, name: str) -> list[str]:
    """What became of merged records of a name that no record has now: the ids of the survivors."""
    source = table_of(table)
    called = column(source, NAMES[table])
    rows = select(source.c.id, source.c.state).where(
        source.c.workspace_id == ctx.workspace.id, source.c.state.in_(["live", "merged"]),
        same_text(called, [name]),
    )  # fmt: skip
    states = {row[0]: row[1] for row in ctx.session.execute(rows)}
    if not states or "live" in states.values():
        return []
    return sorted(set(resolved(ctx.session, ctx.workspace.id, table, list(states)).values()))


def same_text(value: ColumnElement[Any], asked: Sequence[str]) -> ColumnElement[bool]:
    """Whether a value is one of those asked for, without regard to case."""
    # SQLite's lower() knows ASCII only, so the exact spelling is tried as well.
    lowered = {text.lower() for text in asked} | {_ascii_lower(text) for text in asked}
    return or_(value.in_(asked), func.lower(value).in_(sorted(lowered)))


def _ascii_lower(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def known(ctx: Context, found: Meaning, value: str) -> Spelled:
    """The spellings under which the store knows a value; itself when the field is free text.

    Raises:
        NotFound: The field has a closed set of values and this is none of them.
        BadInput: It fits several of them.
    """
    if not found.ends:
        return Spelled(value, (value,))
    spellings = _exactly(ctx, found, value)
    meant = _meant(ctx, found, value)
    if meant:
        return Spelled(value, tuple(dict.fromkeys([*spellings, *meant])))
    if spellings:
        return Spelled(" or ".join(spellings), tuple(spellings))
    return _nearest(ctx, found, value) if found.strict else Spelled(value, (value,))


def _exactly(ctx: Context, found: Meaning, value: str) -> list[str]:
    spellings: list[str] = []
    for table, name in dict.fromkeys(found.ends):
        source = table_of(table)
        held = column(source, name)
        same = [same_text(held, [value])]
        if table == "product" or name == "product":
            same.append(squeezed(held) == value.replace(" ", "").lower())
        rows = ctx.session.execute(
            select(held).where(alive(source, ctx.workspace.id), or_(*same)).distinct().limit(50)
        )
        spellings += [str(row[0]) for row in rows if row[0] is not None]
    return list(dict.fromkeys(spellings))


def _meant(ctx: Context, found: Meaning, value: str) -> list[str]:
    """The store's spellings of a country, a state or a job title, or the countries of a region."""
    columns = {name for _, name in found.ends}
    if set(found.ends) == {("opportunity", "status")}:
        return list(STATUS_WORDS.get(" ".join(value.casefold().split()), ()))
    if columns == {"country"}:
        place = geography.resolve(value)
        if place is None or place.states or place.cities:
            return []
        return [v for v in _values(ctx, found) if geography.country_code(v) in place.countries]
    if columns == {"state_region"}:
        code = geography.state_code(value)
        same = (v for v in _values(ctx, found) if geography.state_code(v) == code)
        return list(same) if code else []
    if columns == {"title"}:
        asked = titles.parse(value)
        named = asked.functions or asked.levels
        return [v for v in _values(ctx, found) if titles.matches(value, v)] if named else []
    return []


def _values(ctx: Context, found: Meaning) -> list[str]:
    return distinct(ctx.session, ctx.workspace.id, list(dict.fromkeys(found.ends)))


def _nearest(ctx: Context, found: Meaning, value: str) -> Spelled:
    """The one value that holds all the words of `value`; else what is near is offered."""
    every = _values(ctx, found)
    words = set(value.casefold().split())
    holding = [v for v in every if words and words <= set(v.casefold().split())]
    if len(holding) == 1:
        return Spelled(holding[0], (holding[0],))
    if holding:
        shown = ", ".join(holding[:8])
        raise BadInput(f"Which {found.label} is {value!r}: {shown}?", hint=f"One of: {shown}.")
    if {name for _, name in found.ends} == {"industry"}:
        reading = industries.resolve(value, every)
        if reading is not None and reading.values and not reading.markers:
            return Spelled(" or ".join(reading.values), reading.values)
    near = process.extract(
        value, every, scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=NEAR_ENOUGH, limit=5
    )
    offered = [match[0] for match in near] or every[:8]
    listed = f"{'Near' if near else 'There are'}: {', '.join(offered)}."
    raise NotFound(
        f"There is no {found.label} called {value!r}.",
        hint=listed if offered else f"No {found.label} is recorded at all.",
    )
