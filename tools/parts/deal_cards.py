"""Deals as people speak of them: name, owner, stage, amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from tools.context import Context
from tools.parts.formats import money
from tools.parts.paths import table_of
from tools.result import Cell


@dataclass(frozen=True, slots=True)
class DealCard:
    """One deal, and who owns it."""

    id: str
    name: str
    stage: str | None
    cents: int | None
    currency: str
    owner_id: str | None
    owner: str | None

    @property
    def amount(self) -> Decimal | None:
        """In major units."""
        return None if self.cents is None else Decimal(self.cents) / 100

    @property
    def cells(self) -> list[Cell]:
        """Name, owner, stage and amount, as tables show them."""
        return [self.name, self.owner, self.stage, self.amount]

    @property
    def in_words(self) -> str:
        """The deal in a line: `Acme renewal (Proposal, $12,000)`."""
        worth = money(self.amount, self.currency) if self.amount is not None else ""
        told = ", ".join(part for part in (self.stage, worth) if part)
        return f"{self.name} ({told})" if told else self.name


def cards(ctx: Context, ids: Sequence[str]) -> dict[str, DealCard]:
    """The deals with these ids."""
    deal, user = table_of("opportunity"), table_of("user")
    owner = (user.c.workspace_id == deal.c.workspace_id) & (user.c.id == deal.c.owner_id)
    query = select(
        deal.c.id, deal.c.name, deal.c.external_id, deal.c.stage, deal.c.amount_cents,
        func.coalesce(deal.c.currency, ctx.workspace.currency).label("currency"),
        deal.c.owner_id, user.c.name.label("owner"),
    ).outerjoin(user, owner).where(
        deal.c.workspace_id == ctx.workspace.id, deal.c.state == "live", deal.c.id.in_(ids)
    )  # fmt: skip
    return {
        row.id: DealCard(
            row.id, row.name or row.external_id or row.id, row.stage, row.amount_cents,
            row.currency, row.owner_id, row.owner,
        )
        for row in ctx.session.connection().execute(query)
    }  # fmt: skip


def worth_of(ctx: Context, ids: Sequence[str]) -> dict[str, tuple[int, list[str]]]:
    """For each currency, what the deals add up to in cents, and those that have an amount."""
    sums: dict[str, tuple[int, list[str]]] = {}
    found = cards(ctx, ids)
    for name in ids:
        card = found.get(name)
        if card is not None and card.cents is not None:
            cents, rows = sums.get(card.currency, (0, []))
            sums[card.currency] = (cents + card.cents, [*rows, card.id])
    return dict(sorted(sums.items()))
