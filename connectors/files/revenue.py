"""What rows of subscriptions, costs, credits and memberships need beyond reading cell by cell."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from connectors.files.parse import Rows
from store.imports.incoming import Mention

if TYPE_CHECKING:
    from connectors.files.rules import Rulebook

_FUNCTIONS = (
    ("cost_of_revenue", ("cost of", "cogs", "hosting", "delivery", "support", "success")),
    ("marketing", ("marketing", "advertis", "demand", "campaign")),
    ("sales", ("sales", "selling", "s&m", "sdr", "account exec")),
)


def cost_function(text: str | None) -> str:
    """What a department's costs are for.

    >>> [cost_function(t) for t in ("Sales", "Paid marketing", "COGS", "Sales & Marketing", "R&D")]
    ['sales', 'marketing', 'cost_of_revenue', 'sales', 'other']
    """
    word = (text or "").casefold().replace("_", " ")
    if "sales" in word and "marketing" in word:
        return "sales"
    return next((name for name, marks in _FUNCTIONS if any(m in word for m in marks)), "other")


def _costs(book: "Rulebook", rows: Rows) -> None:
    nothing: list[Any] = [None] * rows.size
    said = rows.fields.get("function") or nothing
    categories = rows.fields.get("category") or nothing
    rows.fields["function"] = [
        cost_function(a or b) for a, b in zip(said, categories, strict=True)
    ]  # fmt: skip
    _periods(book, rows)


def _subscriptions(book: "Rulebook", rows: Rows) -> None:
    _periods(book, rows)


def _commits(book: "Rulebook", rows: Rows) -> None:
    _periods(book, rows)


def _memberships(book: "Rulebook", rows: Rows) -> None:
    _periods(book, rows)


def _periods(book: "Rulebook", rows: Rows) -> None:
    """Set aside a row that ends before it starts."""
    nothing: list[Any] = [None] * rows.size
    starts, ends = (rows.fields.get(name) or nothing for name in ("starts_on", "ends_on"))
    for at, (first, last) in enumerate(zip(starts, ends, strict=True)):
        if first and last and first > last:
            book.refuse(rows, at, "ends_on", str(last), "it ends before it starts")


def _credits(book: "Rulebook", rows: Rows) -> None:
    """A deal that is not there is not made up, and nobody is credited with nothing."""
    deals: list[Mention | None] = rows.mentions.get("opportunity_id", [None] * rows.size)
    rows.mentions["opportunity_id"] = [m and m._replace(stub=False) for m in deals]
    for at, share in enumerate(rows.fields.get("share") or ()):
        if share is not None and share <= 0:
            book.refuse(rows, at, "share", str(share), "a share of nothing")


RULES: dict[str, Callable[["Rulebook", Rows], None]] = {
    "subscription": _subscriptions,
    "cost": _costs,
    "deal_split": _credits,
    "team_membership": _memberships,
    "rep_commit": _commits,
}
