"""A message to each owner about their stale deals and wrong close dates: drafted, never sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from tools.arguments import Days, Filters
from tools.contract import Context, Result, tool
from tools.parts.deal_ages import judged
from tools.parts.deal_cards import DealCard, cards
from tools.parts.paths import table_of
from tools.parts.staleness import Judgement, wrong_close_date
from tools.result import Cell, Figure, Table

IN_A_LINE = 2
IN_A_MESSAGE = 10
"""Deals that a message lists; it counts the others."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """Who a message is for."""

    name: str
    email: str | None
    here: bool


@dataclass(slots=True)
class _Nudge:
    """What one owner is to look at: each deal, and what is wrong with it."""

    owner: _Owner
    stale: list[tuple[DealCard, str]] = field(default_factory=list)
    dates: list[tuple[DealCard, str]] = field(default_factory=list)

    @property
    def about(self) -> str:
        """The first of its deals and what is wrong with them, in a line."""
        deals = [*self.stale, *self.dates]
        said = "; ".join(f"{card.in_words}: {why}" for card, why in deals[:IN_A_LINE])
        more = len(deals) - IN_A_LINE
        return f"{said}; and {more:,} more" if more > 0 else said

    @property
    def ids(self) -> list[str]:
        """The deals that it is about."""
        return [card.id for card, _ in [*self.stale, *self.dates]]


@tool(effect="reads")
def draft_nudges(
    ctx: Context,
    *,
    where: Filters = [],  # noqa: B006 - pydantic copies a default
    days: Days | None = None,
) -> Result:
    """Draft a message to each owner about their stale deals and wrong close dates; send nothing.

    Each message names the owner's deals, says what is wrong with each in words, and asks for the
    next step. They are in a file, for a person to send.

    Args:
        where: Conditions that choose the deals, such as a region or an owner.
        days: Days without activity after which a deal is quiet; 30 unless given.

    Raises:
        BadInput: A condition cannot be read.
        NotFound: A condition names a value that is not in the store.
    """
    found, _ = judged(ctx, where, days)
    nudges, orphans = _nudges(ctx, found)
    if not nudges:
        return _nothing(ctx, found, orphans)
    text = "\n\n---\n\n".join(_message(nudge) for nudge in nudges)
    name = f"nudges_{ctx.today.isoformat()}.md"
    artifact = ctx.shelf.put(name, text.encode(), "text/markdown")
    figures = _figures(ctx, nudges)
    messages = "message" if len(nudges) == 1 else "messages"
    about = "deal" if figures[1].value == 1 else "deals"
    return Result(
        say=f"{figures[0].text} {messages} drafted, about {figures[1].text} {about}. Nothing was "
        "sent: they are in the file for you to send.",
        figures=figures, tables=[_table(nudges, artifact)], notes=_notes(nudges, orphans),
        facts={"artifact": artifact, "file": name, "owners": [n.owner.name for n in nudges],
               "record_table": "opportunity", "record_ids": [i for n in nudges for i in n.ids]},
    )  # fmt: skip


def _nudges(ctx: Context, found: Sequence[Judgement]) -> tuple[list[_Nudge], int]:
    """A nudge for each owner, those with most deals first, and the deals that nobody owns."""
    wrong = {
        one.deal.id: fault
        for one in found
        if one.deal.close_on is not None and (fault := wrong_close_date(one.deal, ctx.today))
    }
    told = [one for one in found if one.stale or one.deal.id in wrong]
    known = cards(ctx, [one.deal.id for one in told])
    owners = _owners(ctx)
    made: dict[str, _Nudge] = {}
    orphans = 0
    for one in told:
        card = known[one.deal.id]
        owner = owners.get(card.owner_id or "")
        if owner is None:
            orphans += 1
            continue
        nudge = made.setdefault(str(card.owner_id), _Nudge(owner))
        if one.stale:
            nudge.stale.append((card, one.words))
        else:
            nudge.dates.append((card, f"its close date {_fault(wrong[card.id])}"))
    return sorted(made.values(), key=lambda n: (-len(n.ids), n.owner.name)), orphans


def _fault(fault: str) -> str:
    return fault if fault.startswith("passed") else f"is {fault}"


def _owners(ctx: Context) -> Mapping[str, _Owner]:
    user = table_of("user")
    query = select(user.c.id, user.c.name, user.c.email, user.c.active, user.c.left_on).where(
        user.c.workspace_id == ctx.workspace.id, user.c.state == "live"
    )
    return {
        row.id: _Owner(
            row.name, row.email, bool(row.active) and (row.left_on is None or
                                                       row.left_on > ctx.today)
        )
        for row in ctx.session.connection().execute(query)
    }  # fmt: skip


def _message(nudge: _Nudge) -> str:
    owner = nudge.owner
    count = len(nudge.ids)
    lines = [f"To: {owner.name}" + (f" <{owner.email}>" if owner.email else "")]
    lines += [f"Subject: {count} open {'deal' if count == 1 else 'deals'} to look at", ""]
    lines += [f"Hi {owner.name.split()[0]},", ""]
    lines += _part("These open deals look stale:", nudge.stale)
    lines += _part("These have a close date that cannot be right:", nudge.dates)
    lines += [
        "For each of them, please set the next step and a close date that you believe in, or say",
        "that it is lost and why. If one is moving and the record does not show it, log what was",
        "done last. Thank you!",
    ]
    return "\n".join(lines)


def _part(heading: str, deals: Sequence[tuple[DealCard, str]]) -> list[str]:
    if not deals:
        return []
    lines = [f"- {card.in_words}: {why}" for card, why in deals[:IN_A_MESSAGE]]
    more = len(deals) - IN_A_MESSAGE
    return [heading, "", *lines, *([f"- and {more:,} more"] if more > 0 else []), ""]


def _figures(ctx: Context, nudges: Sequence[_Nudge]) -> list[Figure]:
    ids = [name for nudge in nudges for name in nudge.ids]
    return [
        ctx.figure(
            "nudges_drafted", len(nudges), "count", label="messages drafted", n=len(ids),
            definition="Owners with an open deal that is stale or whose close date is wrong.",
            formula="count of owners",
        ),
        ctx.figure(
            "deals_nudged", len(ids), "count", label="deals they are about", n=len(ids),
            definition="Open deals that are stale or whose close date is wrong.", formula="count",
            row_table="opportunity", row_ids=ids,
        ),
    ]  # fmt: skip


def _table(nudges: Sequence[_Nudge], artifact: str) -> Table:
    rows: list[list[Cell]] = [
        [nudge.owner.name, nudge.owner.email, len(nudge.stale), len(nudge.dates), nudge.about]
        for nudge in nudges
    ]
    return Table(
        name="nudges", title="Messages to owners (drafts)",
        columns=["owner", "e-mail", "stale deals", "wrong close dates", "about"],
        units=["text", "text", "count", "count", "text"], rows=rows, total=len(rows),
        artifact=artifact,
    )  # fmt: skip


def _notes(nudges: Sequence[_Nudge], orphans: int) -> list[str]:
    notes = []
    gone = [nudge.owner.name for nudge in nudges if not nudge.owner.here]
    if gone:
        notes.append(f"No longer here, so give their deals to somebody first: {', '.join(gone)}.")
    silent = [nudge.owner.name for nudge in nudges if nudge.owner.here and not nudge.owner.email]
    if silent:
        notes.append(f"No e-mail address on record: {', '.join(silent)}.")
    if orphans:
        notes.append(f"{orphans:,} such {'deal has' if orphans == 1 else 'deals have'} no owner.")
    return notes


def _nothing(ctx: Context, found: Sequence[Judgement], orphans: int) -> Result:
    figure = ctx.figure(
        "nudges_drafted", 0, "count", label="messages drafted", n=len(found),
        definition="Owners with an open deal that is stale or whose close date is wrong.",
        formula="count of owners",
    )  # fmt: skip
    return Result(
        say=f"No nudge is needed: of {len(found):,} open deals none that somebody owns is stale or "
        "has a wrong close date.",
        figures=[figure], notes=_notes([], orphans),
    )  # fmt: skip
