"""Deals in any common shape, as the tools' own book takes them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from evals.forecasting.frames import Rows, column, day_of, number, rows_of
from store.errors import BadInput
from tools.parts.forecasting.book import NEVER, Book

CREATED = ("engage_date", "created_on", "created_date", "created", "create_date", "opened",
           "first_contact_date")  # fmt: skip
CLOSED = ("close_date", "closed_on", "closed_date", "won_date", "closed")
STATUS = ("deal_stage", "status", "stage", "outcome")
AMOUNT = ("close_value", "amount", "value", "amount_cents", "deal_value")
PRODUCT = ("product", "product_name", "segment", "origin")
PRICE = ("sales_price", "list_price", "price", "list_price_cents")


def read_book(history: Any, as_of: int) -> Book:
    """The deals as they were known at the close of a day.

    Whatever is dated later is masked, and no other column is looked at: an account that is only
    filled in when a deal is won tells the outcome.

    Args:
        history: A table of deals, or a dictionary with the table as `deals` and, if there is a
            price list, `products`.
        as_of: The day, as an ordinal.

    Raises:
        BadInput: There is no column of first days or of outcomes.
    """
    table, products = history, None
    if isinstance(history, Mapping) and "deals" in history:
        table, products = history["deals"], history.get("products")
    rows = rows_of(table)
    names = list(rows[0]) if rows else [CREATED[0], CLOSED[0], STATUS[0]]
    created, status = column(names, *CREATED), column(names, *STATUS)
    closed, amount = column(names, *CLOSED), column(names, *AMOUNT)
    if created is None or closed is None:
        raise BadInput("The deals have no first or last days.",
                       hint="Call the columns `engage_date` and `close_date`.")  # fmt: skip
    deals = [_deal(row, (created, closed, status, amount)) for row in rows]
    product = column(names, *PRODUCT)
    keys = [_spelt(row[product]) if product else "" for row in rows]
    kept = [n for n, deal in enumerate(deals) if deal is not None and deal[0] <= as_of]
    return _book([deals[n] for n in kept], [keys[n] for n in kept], products, as_of)


def _deal(
    row: Mapping[str, Any], names: tuple[str, str, str | None, str | None]
) -> tuple[int, int, bool, float] | None:
    """First day, last day, whether it was won, and its amount; None without a first day."""
    created, closed, status, amount = names
    first, last = day_of(row[created]), day_of(row[closed])
    if first is None:
        return None
    said = str(row[status]).casefold() if status else ""
    won = "won" in said if status else last is not None
    over = last is not None and (not status or won or "lost" in said)
    value = number(row[amount]) if amount else 1.0
    ended = max(last, first) if over and last is not None else NEVER
    return first, ended, won and over, value if value is not None and np.isfinite(value) else np.nan


def _book(deals: list[Any], keys: list[str], products: Any, as_of: int) -> Book:
    first, last, won, value = zip(*deals, strict=True) if deals else ((), (), (), ())
    names: dict[str, int] = {}
    price = [names.setdefault(key, len(names)) for key in keys]
    listed = _listed(products)
    book = Book(
        np.array(first, dtype=np.int64), np.array(last, dtype=np.int64),
        np.array(won, dtype=bool), np.array(value, dtype=np.float64) * 100,
        np.array(price, dtype=np.int64), np.zeros(len(deals), dtype=np.int64), None, as_of,
        np.array([listed.get(key, np.nan) * 100 for key in names]),
    )  # fmt: skip
    return book.seen_on(as_of)


def _listed(products: Any) -> dict[str, float]:
    """List prices by product."""
    if products is None:
        return {}
    rows: Rows = rows_of(products)
    names = list(rows[0]) if rows else []
    name, price = column(names, "product", "name"), column(names, *PRICE)
    if name is None or price is None:
        return {}
    told = {_spelt(row[name]): number(row[price]) for row in rows}
    return {key: value for key, value in told.items() if value is not None}


def _spelt(name: Any) -> str:
    """A product's name however it is spaced."""
    return "".join(str(name or "").casefold().split())
