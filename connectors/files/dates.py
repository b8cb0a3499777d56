"""Days and instants as files write them, and which of day and month comes first.

`31/12/2017` and `12/31/2017` each say which order they are in; `03/04/2017` does not. The order is
found for a whole column: `Evidence` counts what its values prove, and `decide` answers only when
they agree.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from connectors.files.values import Reading, Unreadable

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](.*))?$")
_NUMERIC = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[,T ]+(.*))?$")
_COMPACT = re.compile(r"^(19|20)\d{6}$")
_NAMED_DAY_FIRST = re.compile(
    r"^(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ -]"
    r"([A-Za-z]{3,9})\.?,?[ -](\d{4}|\d{2})(?:[,T ]+(.*))?$"
)
_NAMED_MONTH_FIRST = re.compile(
    r"^(?:[A-Za-z]{3,9}, )?([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:[,T ]+(.*))?$"
)
_SERIAL = re.compile(r"^\d{5}(\.\d+)?$")
_EPOCH_MS = re.compile(r"^1\d{12}$")
_CLOCK = re.compile(
    r"^(?:at )?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
_OFFSET = re.compile(r"(Z|UTC|GMT|[+-]\d{2}:?\d{2})$")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}
_EXCEL_DAY_0 = date(1899, 12, 30)
_SERIAL_RANGE = range(10_000, 80_000)  # 1927 to 2119
_PIVOT = 69  # POSIX: 69 and above are of the 1900s
_MONTHS_IN_YEAR = 12


@dataclass(slots=True)
class Evidence:
    """What a column's values prove about the order of day and month."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    serials: int = 0
    iso: int = 0
    short_years: int = 0
    iso_example: str = ""
    serial_example: str = ""
    day_example: str = ""
    month_example: str = ""
    either_example: str = ""

    def see(self, cells: Iterable[str]) -> None:
        """Count what each of `cells` proves."""
        for cell in cells:
            bare = cell.strip()
            found = _NUMERIC.match(bare)
            if not found:
                self._see_other(bare)
                continue
            self.short_years += len(found[4]) == 2  # noqa: PLR2004 - two digits
            first, second = int(found[1]), int(found[3])
            if found[2] == "." or first > _MONTHS_IN_YEAR >= second:
                self.day_first += 1
                self.day_example = self.day_example or bare
            elif second > _MONTHS_IN_YEAR >= first:
                self.month_first += 1
                self.month_example = self.month_example or bare
            elif first != second:
                self.either += 1
                self.either_example = self.either_example or bare

    def _see_other(self, bare: str) -> None:
        if _SERIAL.match(bare):
            self.serials += 1
            self.serial_example = self.serial_example or bare
        elif _ISO.match(bare):
            self.iso += 1
            self.iso_example = self.iso_example or bare

    def told(self) -> list[str]:
        """What was taken for granted, for the person."""
        said: list[str] = []
        if self.serials:
            said.append(f"{self.serials:,} numbers like {self.serial_example} are Excel's days")
        if self.short_years:
            said.append(f"{self.short_years:,} years of two digits are 1969 to 2068")
        other = self.day_example or self.month_example or self.either_example
        if self.iso and other:
            said.append(f"dates are written in two ways ({self.iso_example}, {other})")
        return said

    def decide(self) -> bool | None:
        """Whether the day comes first; None when no value needs to be decided.

        Raises:
            Undecided: Values disagree, or none of them shows the order.
        """
        if self.day_first and self.month_first:
            raise Undecided(
                f"has dates in both orders ({self.day_example} and {self.month_example})"
            )
        if self.day_first:
            return True
        if self.month_first:
            return False
        if self.either:
            raise Undecided(f"could be day/month or month/day ({self.either_example})")
        return None


class Undecided(ValueError):
    """A column whose dates can be read in two ways."""


def day(cell: str, how: Reading, zone: ZoneInfo = ZoneInfo("UTC")) -> date:  # noqa: B008 - a constant
    """The calendar day that `cell` names; a time of day beside it is left out.

    With an offset, `cell` is a moment, and its day is the one in the time zone `zone`.

    >>> day("31/12/2017", Reading(day_first=True)), day("Dec 31, 2017", Reading())
    (datetime.date(2017, 12, 31), datetime.date(2017, 12, 31))
    """
    bare = cell.strip()
    on, clock = _split(bare, how)
    if _EPOCH_MS.match(bare):
        return instant(bare, how, zone).astimezone(zone).date()
    if _OFFSET.search(clock):
        return _at(on, clock, zone).astimezone(zone).date()
    return on


def instant(cell: str, how: Reading, zone: ZoneInfo) -> datetime:
    """The moment that `cell` names; without an offset it is in the time zone `zone`.

    >>> instant("2017-03-01 10:00", Reading(), ZoneInfo("America/New_York"))
    datetime.datetime(2017, 3, 1, 15, 0, tzinfo=datetime.timezone.utc)
    """
    bare = cell.strip()
    if _EPOCH_MS.match(bare):
        return datetime.fromtimestamp(int(bare) / 1000, UTC)
    on, clock = _split(bare, how)
    return _at(on, clock, zone)


def _split(bare: str, how: Reading) -> tuple[date, str]:
    for read in (_iso, _numeric, _named, _serial):
        found = read(bare, how)
        if found:
            return found
    if _EPOCH_MS.match(bare):
        return datetime.fromtimestamp(int(bare) / 1000, UTC).date(), ""
    raise Unreadable("not a date")


def _iso(bare: str, how: Reading) -> tuple[date, str] | None:  # noqa: ARG001 - same shape as its siblings
    if _COMPACT.match(bare):
        return _date(int(bare[:4]), int(bare[4:6]), int(bare[6:])), ""
    found = _ISO.match(bare)
    if not found:
        return None
    return _date(int(found[1]), int(found[2]), int(found[3])), found[4] or ""


def _numeric(bare: str, how: Reading) -> tuple[date, str] | None:
    found = _NUMERIC.match(bare)
    if not found:
        return None
    first, second, written = int(found[1]), int(found[3]), _full_year(found[4])
    day_first = how.day_first if how.day_first is not None else found[2] == "."
    if first == second:
        day_first = True
    on, month = (first, second) if day_first else (second, first)
    return _date(written, month, on), found[5] or ""


def _named(bare: str, how: Reading) -> tuple[date, str] | None:  # noqa: ARG001 - as above
    found = _NAMED_DAY_FIRST.match(bare)
    if found:
        return _date(_full_year(found[3]), _month(found[2]), int(found[1])), found[4] or ""
    found = _NAMED_MONTH_FIRST.match(bare)
    if found:
        return _date(int(found[3]), _month(found[1]), int(found[2])), found[4] or ""
    return None


def _serial(bare: str, how: Reading) -> tuple[date, str] | None:  # noqa: ARG001 - as above
    if not _SERIAL.match(bare):
        return None
    whole, _, part = bare.partition(".")
    if int(whole) not in _SERIAL_RANGE:
        return None
    seconds = round(float(f"0.{part}") * 86_400) if part else 0
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}" if seconds else ""
    return _EXCEL_DAY_0 + timedelta(days=int(whole)), clock


def _month(word: str) -> int:
    number = _MONTHS.get(word[:3].lower())
    if number is None:
        raise Unreadable("not a date")
    return number


def _full_year(digits: str) -> int:
    number = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - all four digits were written
        return number
    return number + (1900 if number >= _PIVOT else 2000)


def _date(written: int, month: int, on: int) -> date:
    try:
        return date(written, month, on)
    except ValueError as problem:
        raise Unreadable(f"no such day: {problem}") from None


def _at(on: date, clock: str, zone: ZoneInfo) -> datetime:
    if not clock.strip():
        return datetime(on.year, on.month, on.day, tzinfo=zone).astimezone(UTC)
    found = _CLOCK.match(clock.strip())
    if not found:
        raise Unreadable("not a time of day")
    hour = int(found[1])
    half = (found[5] or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    micros = int((found[4] or "0").ljust(6, "0")[:6])
    try:
        naive = datetime(on.year, on.month, on.day, hour, int(found[2]), int(found[3] or 0), micros)  # noqa: DTZ001 - its zone is put on below
    except ValueError as problem:
        raise Unreadable(f"no such time: {problem}") from None
    return _with_zone(naive, found[6], zone)


def _with_zone(naive: datetime, offset: str | None, zone: ZoneInfo) -> datetime:
    if not offset:
        return naive.replace(tzinfo=zone).astimezone(UTC)
    if offset in {"Z", "UTC", "GMT"}:
        return naive.replace(tzinfo=UTC)
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return (naive - sign * away).replace(tzinfo=UTC)
