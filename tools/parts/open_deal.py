"""A deal as it was on a day, and what of it nobody can tell any more."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """One deal that was open on a day.

    A field in `unknown` has no value because it is not on record for that day; only `owner_id`,
    when unknown, says who owns the deal now.
    """

    id: str
    name: str | None
    account_id: str | None
    owner_id: str | None
    stage: str | None
    amount_cents: int | None
    currency: str | None
    expected_close_on: date | None
    forecast_category: str | None
    created_on: date | None
    unknown: frozenset[str] = frozenset()
