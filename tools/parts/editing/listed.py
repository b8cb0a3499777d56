"""Values out of a list, in the store's spelling: stages, statuses, industries, products."""

from rapidfuzz import fuzz, process
from sqlalchemy import func, select

from store.errors import NotFound
from store.schema import FieldSpec, Kind
from tools.context import Context
from tools.parts import industries
from tools.parts.paths import alive, table_of

_FIXED: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("opportunity", "status"): {
        "open": ("open", "active", "reopened", "in progress"),
        "won": ("won", "closed won", "closed-won"),
        "lost": ("lost", "closed lost", "closed-lost"),
    },
    ("contact", "consent"): {
        "opted_out": ("opted out", "opt out", "opted-out", "do not contact", "don't contact",
                      "do not email", "do not call", "dnc", "unsubscribed", "no marketing",
                      "not contactable", "suppressed"),
        "opted_in": ("opted in", "opt in", "opted-in", "subscribed", "contactable"),
        "unknown": ("unknown", "not known"),
    },
}  # fmt: skip
"""Fields whose values the tables themselves restrict, and what people call those values."""
NEAR_ENOUGH = 60
KEPT = 400
"""Values that a list has at most; a field with more is not one."""


def listed(ctx: Context, table: str, spec: FieldSpec, text: str, *, new: bool) -> str:
    """A value of a listed field, as the store spells it.

    Args:
        ctx: Whose store.
        table: The records.
        spec: The field.
        text: The value as it was said.
        new: Whether it may be one that no record has yet.

    Raises:
        NotFound: It is none of them; the hint lists those that are near.
    """
    said = " ".join(text.casefold().replace("_", " ").split())
    fixed = _FIXED.get((table, spec.name))
    if fixed is not None:
        found = next((v for v, names in fixed.items() if said in names), None)
        if found is None:
            raise _unknown(spec, text, [v.replace("_", " ") for v in fixed])
        return found
    every = values_of(ctx, table, spec.name)
    same = [v for v in every if " ".join(v.casefold().split()) == said]
    if same:
        return same[0]
    closed = (table, spec.name) in {("opportunity", "stage"), ("opportunity", "product")}
    if not every or (new and not closed):
        return text
    squeezed = [v for v in every if _squeezed(v) == _squeezed(text)]
    meant = squeezed or _industry(spec, text, every)
    if len(meant) == 1:
        return meant[0]
    raise _unknown(spec, text, every, closed=closed)


def said_of(spec: FieldSpec, value: str) -> str:
    """A value as people say it: the tables' own words have no gaps, all others stand as they are.

    >>> from store.schema import entity
    >>> said_of(entity("contact").field("consent"), "opted_out")
    'opted out'
    """
    own = {each for words in _FIXED.values() for each in words}
    return value.replace("_", " ") if spec.kind is Kind.PICKLIST and value in own else value


def values_of(ctx: Context, table: str, field: str) -> list[str]:
    """The values that a listed field can have, the most used first."""
    if field in {"stage", "product"} and table == "opportunity":
        source = table_of(field)
        order = source.c.position if field == "stage" else source.c.name
        query = select(source.c.name).where(alive(source, ctx.workspace.id)).order_by(order)
        names = [name for name in ctx.session.scalars(query) if name]
        if names:
            return names
    source = table_of(table)
    held = source.c[field]
    used = select(held).where(alive(source, ctx.workspace.id), held.is_not(None), held != "")
    ordered = used.group_by(held).order_by(func.count().desc(), held).limit(KEPT)
    return [str(value) for value in ctx.session.scalars(ordered)]


def _squeezed(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _industry(spec: FieldSpec, text: str, every: list[str]) -> list[str]:
    if spec.name != "industry":
        return []
    reading = industries.resolve(text, every)
    return list(reading.values) if reading is not None and not reading.markers else []


def _unknown(spec: FieldSpec, text: str, every: list[str], *, closed: bool = True) -> NotFound:
    near = process.extract(text, every, scorer=fuzz.WRatio, processor=str.casefold, limit=5,
                           score_cutoff=NEAR_ENOUGH)  # fmt: skip
    offered = [match[0] for match in near] or every[:8]
    more = "" if closed else f" To add it to the list, say “{text} as a new value”."
    return NotFound(
        f"There is no {spec.label} called {text!r}.",
        hint=f"{'Near' if near else 'There are'}: {', '.join(offered)}.{more}",
    )
