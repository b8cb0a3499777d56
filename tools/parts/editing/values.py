"""A value as its field takes it: a person, a day, an amount, a word out of a list."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from store.errors import BadInput, NotFound
from store.schema import FieldSpec, Kind, entity
from tools.context import Context
from tools.parts.calendars import calendar_for
from tools.parts.comparing import number
from tools.parts.editing.fields import NEVER_EMPTY
from tools.parts.editing.listed import listed, said_of
from tools.parts.formats import money
from tools.parts.normalise.column import Setting, reader, record_country
from tools.parts.normalise.fix import Doubt, Fix
from tools.parts.paths import alive, table_of
from tools.parts.periods import resolve, written_day
from tools.parts.spelling import ONESELF, myself

Value = str | int | float | None
CENTS = 100
YEARS = (1600, 2100)
_MONEY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_SHIFT = re.compile(r"([+-])\s*(\d{1,4}) ?(?:d|days?|weeks?|w)$")
_WRITTEN = frozenset({Kind.PHONE, Kind.EMAIL, Kind.COUNTRY, Kind.STATE, Kind.DOMAIN, Kind.URL})
"""Kinds of value that are written in one way, as clean-up would write them."""
SAID = 60
LONGEST = 20_000
"""Letters of a text whose column sets no limit."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a field is to hold.

    Attributes:
        spec: The field.
        value: As the column takes it; None empties it.
        said: As a reply says it.
        shift: Of a day: by how many days it moves, instead of a value.
        currency: Of money: its currency, the workspace's unless another was named.
    """

    spec: FieldSpec
    value: Any
    said: str
    shift: int | None = None
    currency: str | None = None

    @property
    def words(self) -> str:
        """The order in words: `set owner to Dana Okafor`, `empty next step`."""
        if self.shift is not None:
            way = "later" if self.shift > 0 else "earlier"
            days = "day" if abs(self.shift) == 1 else "days"
            return f"move {self.spec.label} {abs(self.shift):,} {days} {way}"
        if self.value is None:
            return f"empty {self.spec.label}"
        return f"set {self.spec.label} to {self.said}"


def wanted(ctx: Context, table: str, spec: FieldSpec, given: Value, *, new: bool) -> Wanted:
    """A value read as its field takes it.

    Args:
        ctx: Whose store.
        table: The records.
        spec: The field.
        given: The value as it was said; None or nothing empties the field.
        new: Whether a listed field may get a value that no record has yet.

    Raises:
        BadInput: It is no value of that kind, or could be several.
        NotFound: There is no such person, record or listed value; the hint lists near ones.
    """
    text = "" if given is None else str(given).strip()
    if not text:
        return _emptied(table, spec)
    if spec.target is not None:
        row_id, name = _referred(ctx, spec, text)
        return Wanted(spec, row_id, name)
    if spec.kind is Kind.PICKLIST:
        value = listed(ctx, table, spec, text, new=new)
        return Wanted(spec, value, said_of(spec, value))
    if spec.kind is Kind.DATE:
        return _day(ctx, spec, text)
    if spec.kind is Kind.MONEY:
        return _amount(ctx, spec, text)
    if spec.kind in {Kind.NUMBER, Kind.YEAR}:
        return _whole(spec, text)
    value = _clean(ctx, table, spec, text) if spec.kind in _WRITTEN else _text(table, spec, text)
    return Wanted(spec, value, value if len(value) <= SAID else f"{value[:SAID]}…")


def _emptied(table: str, spec: FieldSpec) -> Wanted:
    if spec.name in NEVER_EMPTY and not (spec.name == "name" and table == "opportunity"):
        raise BadInput(
            f"The {spec.label} of a {entity(table).label} cannot be empty.", hint="Give it a value."
        )
    return Wanted(spec, None, "nothing")


def _referred(ctx: Context, spec: FieldSpec, text: str) -> tuple[str, str]:
    """The live record that a name, an address or an id means: its id and its name."""
    assert spec.target is not None  # noqa: S101 - asked of references only
    source = table_of(spec.target)
    said = myself(ctx, text) if spec.target == "user" else text
    bracketed = re.fullmatch(r".+ \(([\w-]+)\)", said)
    keys = [c for c in ("email", "domain", "external_id") if c in source.c]
    same = [source.c.id == (bracketed[1] if bracketed else said), source.c.name == said]
    same += [func.lower(source.c[key]) == said.lower() for key in ("name", *keys)]
    mine = alive(source, ctx.workspace.id)
    rows = _people(ctx, select(source).where(mine, or_(*same)))
    if not rows:
        words = [source.c.name.icontains(w, autoescape=True) for w in said.split()]
        rows = _people(ctx, select(source).where(mine, *words).limit(50))
        rows = [r for r in rows if _has_words(r["name"], said)]
    working = [r for r in rows if r.get("active", True)]
    if rows and not working:
        raise BadInput(
            f"{rows[0]['name']} does not work here any more, and can be given nothing.",
            hint="Name somebody who is active.",
        )
    if not rows and text.casefold() in ONESELF:
        raise NotFound(
            f"{ctx.actor.name} is not among the users here, and can own nothing.",
            hint="Name somebody who is.",
        )
    if not rows:
        raise NotFound(f"There is no {spec.label} called {text!r}.", hint=_near(ctx, spec, text))
    if len(working) > 1:
        shown = ", ".join(sorted(f"{r['name']} ({r.get('email') or r['id']})" for r in working)[:8])
        raise BadInput(f"Which {text}: {shown}?", hint="Give the whole name or the address.")
    return str(working[0]["id"]), str(working[0]["name"])


def _people(ctx: Context, query: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in ctx.session.execute(query).mappings()]


def _has_words(name: str, said: str) -> bool:
    return set(said.casefold().split()) <= set(name.casefold().split())


def _near(ctx: Context, spec: FieldSpec, text: str) -> str:
    from rapidfuzz import fuzz, process

    source = table_of(str(spec.target))
    query = select(source.c.name).where(alive(source, ctx.workspace.id))
    if "active" in source.c:
        query = query.where(source.c.active)
    names = sorted(set(ctx.session.scalars(query)))
    near = process.extract(text, names, scorer=fuzz.WRatio, processor=str.casefold, limit=4,
                           score_cutoff=60)  # fmt: skip
    return f"Near: {', '.join(n[0] for n in near)}." if near else "Give a name that there is."


def _day(ctx: Context, spec: FieldSpec, text: str) -> Wanted:
    shift = _SHIFT.fullmatch(text.lower())
    if shift:
        days = int(shift[2]) * (7 if "w" in shift[0] else 1) * (1 if shift[1] == "+" else -1)
        if days:
            return Wanted(spec, None, "", shift=days)
        raise BadInput("A day that moves by nothing stays where it is.", hint="Say +14 days.")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        span = resolve(text, ctx.today, calendar_for(ctx.workspace), ahead=True)
        if span.start is None or span.start != span.end:
            raise BadInput(
                f"Which day of {span.label} is the {spec.label} to be?",
                hint=f"Its last day is {span.end.isoformat()}.",
            ) from None
        day = span.end
    if abs(day - ctx.today) > timedelta(days=50 * 366):
        raise BadInput(f"{written_day(day)} is no likely {spec.label}.", hint="Check the year.")
    return Wanted(spec, day, written_day(day))


def _amount(ctx: Context, spec: FieldSpec, text: str) -> Wanted:
    sign = next((code for mark, code in _MONEY_SIGNS.items() if mark in text), None)
    code = re.search(r"\b([A-Z]{3})\b", text)
    named = sign or (code[1] if code else None)
    bare = re.sub(r"\b[A-Z]{3}\b|[€£¥₹$]", "", text).strip()
    cents = number(bare) * CENTS
    if cents < 0 or cents != cents.to_integral_value():
        raise BadInput(f"{text!r} is no amount in whole cents.", hint="Write 48000 or 48k.")
    currency = named or ctx.workspace.currency
    return Wanted(spec, int(cents), money(cents / CENTS, currency), currency=currency)


def _whole(spec: FieldSpec, text: str) -> Wanted:
    value = number(text)
    low, high = YEARS if spec.kind is Kind.YEAR else (0, 2**31 - 1)
    if value != value.to_integral_value() or not low <= value <= high:
        raise BadInput(f"{text!r} cannot be the {spec.label}.", hint="Give a whole number.")
    return Wanted(spec, int(value), str(int(value)) if spec.kind is Kind.YEAR else f"{value:,}")


def _text(table: str, spec: FieldSpec, text: str) -> str:
    """A text that both databases hold: no longer than the column, and without a NUL."""
    most = getattr(table_of(table).c[spec.name].type, "length", None) or LONGEST
    if len(text) > most or "\0" in text:
        raise BadInput(
            f"That cannot be the {spec.label}.",
            hint=f"Give plain text of {most:,} letters at most.",
        )
    return text


def _clean(ctx: Context, table: str, spec: FieldSpec, text: str) -> str:
    """The value as the column mostly writes such; a value that is none is not taken."""
    source = table_of(table)
    held = source.c[spec.name]
    rows = ctx.session.execute(
        select(held, func.count()).where(alive(source, ctx.workspace.id), held.is_not(None))
        .group_by(held).order_by(func.count().desc()).limit(2_000)
    )  # fmt: skip
    read = reader(spec, Counter({row[0]: row[1] for row in rows}), Setting(ctx.workspace.country))
    verdict = read(text, record_country(ctx.workspace.country)) if read else None
    if isinstance(verdict, Doubt) or (isinstance(verdict, Fix) and verdict.value is None):
        raise BadInput(
            f"{text!r} cannot be the {spec.label}: {verdict.reason}.",
            hint="Give the value as it should stand.",
        )
    return verdict.value or text if isinstance(verdict, Fix) else text
