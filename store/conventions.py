"""A company's conventions: its name, zone, currency, country and calendar; set by an admin.

They change how every figure is read, so each change is one line of the journal, under the table
`workspace`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select
from sqlmodel import Session, col

from store import journal
from store.changes.approval import Approver
from store.errors import BadInput, Conflict, Refused
from store.journal import JOURNAL
from store.revenue import ExchangeRate
from store.workspace import read

NEEDED_ROLE = "admin"
LONGEST_NAME = 200
WEEKS = ("4-4-5", "4-5-4", "5-4-4")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
          "october", "november", "december")  # fmt: skip
BY_MONTHS = frozenset({"months", "month", "none", "calendar"})
"""Words for a year that is divided by calendar months."""


def set_conventions(
    session: Session, workspace_id: str, wanted: Mapping[str, str], *, by: Approver, now: datetime
) -> dict[str, tuple[Any, Any]]:
    """Change a company's conventions, and say what each was and is now.

    Args:
        session: A writing session; nothing is written when anything is wrong.
        workspace_id: Whose conventions.
        wanted: New values as a person types them, by name: name, timezone, currency, country,
            fiscal_start_month (a number or a month's name), fiscal_weeks (`4-4-5` or `months`).
        by: Who asks.
        now: The time.

    Raises:
        Refused: Only a person with the role admin may.
        BadInput: A value cannot be used, or there is no such convention.
        Conflict: Exchange rates into the old currency are kept.
    """
    if by.kind != "person" or by.role != NEEDED_ROLE:
        raise Refused(
            f"{by.email} has the role {by.role}; the company's conventions need {NEEDED_ROLE}.",
            hint="Ask an admin: they change what every figure means.",
        )
    held = read(session, workspace_id)
    given = {name: _read(name, text) for name, text in wanted.items()}
    changed = {name: (getattr(held, name), value) for name, value in given.items()
               if getattr(held, name) != value}  # fmt: skip
    if "currency" in changed:
        _no_rates(session, workspace_id, held.currency, str(given["currency"]))
    for name, (_, value) in changed.items():
        setattr(held, name, value)
    if changed:
        session.add(held)
        session.flush()
        _journal(session, workspace_id, changed, by.email, now)
    return changed


def _read(name: str, text: str) -> str | int | None:
    reader = READERS.get(name)
    if reader is None:
        raise BadInput(f"A workspace has no {name!r} to set.",
                       hint=f"It has: {', '.join(READERS)}.")  # fmt: skip
    return reader(text.strip())


def _name(text: str) -> str:
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise BadInput(f"{text!r} cannot be a company's name.",
                       hint=f"Give 1 to {LONGEST_NAME} printable letters.")  # fmt: skip
    return text


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder's name, `..`, no zone
        raise BadInput(f"{text!r} is not a time zone.",
                       hint="Give an IANA name, such as Europe/Berlin or America/New_York."
                       ) from error  # fmt: skip
    return text


def _currency(text: str) -> str:
    import pycountry

    code = text.upper()
    if pycountry.currencies.get(alpha_3=code) is None:
        raise BadInput(f"{text!r} is not a currency.",
                       hint="Give the ISO code, such as USD, EUR or GBP.")  # fmt: skip
    return code


def _country(text: str) -> str:
    import pycountry

    code = text.upper()
    if pycountry.countries.get(alpha_2=code) is None:
        raise BadInput(f"{text!r} is not a country.",
                       hint="Give the two letters of ISO 3166, such as US, DE or GB.")  # fmt: skip
    return code


def _month(text: str) -> int:
    low = text.casefold()
    if low.isdecimal() and 1 <= int(low) <= len(MONTHS):
        return int(low)
    named = [n for n, month in enumerate(MONTHS, 1) if len(low) > 2 and month.startswith(low)]  # noqa: PLR2004 - `ju` is two months
    if len(named) != 1:
        raise BadInput(
            f"{text!r} is not a month.", hint="Give 1 to 12, or a name such as February."
        )
    return named[0]


def _weeks(text: str) -> str | None:
    if text.casefold() in BY_MONTHS:
        return None
    if text not in WEEKS:
        raise BadInput(f"{text!r} is not a way to divide a quarter into weeks.",
                       hint=f"Give {', '.join(WEEKS)}, or `months` for calendar months."
                       )  # fmt: skip
    return text


READERS: dict[str, Callable[[str], str | int | None]] = {
    "name": _name, "timezone": _timezone, "currency": _currency, "country": _country,
    "fiscal_start_month": _month, "fiscal_weeks": _weeks,
}  # fmt: skip
"""For each convention, how what a person types is read."""


def _no_rates(session: Session, workspace_id: str, before: str, after: str) -> None:
    """Rates are worth so much of the currency that is being left: they would convert wrongly."""
    mine = col(ExchangeRate.workspace_id) == workspace_id, col(ExchangeRate.state) == "live"
    kept = session.connection().scalar(select(func.count()).select_from(ExchangeRate).where(*mine))
    if kept:
        rates = "exchange rate is" if kept == 1 else "exchange rates are"
        raise Conflict(
            f"The currency cannot become {after}: {kept:,} {rates} kept in {before}.",
            hint="Keep figures in another currency in a workspace of its own"
            " (PITCREW_WORKSPACE), and import rates into that currency there.",
        )


def _journal(
    session: Session, workspace_id: str, changed: Mapping[str, tuple[Any, Any]], actor: str,
    now: datetime,
) -> None:  # fmt: skip
    journal.hold(session, workspace_id)
    last = session.connection().scalar(
        select(func.max(JOURNAL.c.new_version)).where(
            JOURNAL.c.workspace_id == workspace_id, JOURNAL.c.table_name == "workspace"
        )
    )
    line = journal.Line(
        actor=actor, table="workspace", row_id=workspace_id, old_version=last or 1,
        new_version=(last or 1) + 1, before={name: was for name, (was, _) in changed.items()},
        after={name: value for name, (_, value) in changed.items()},
    )  # fmt: skip
    journal.append(session, workspace_id, [line], now)
