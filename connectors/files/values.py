"""What a cell's text means, one value at a time.

Each reader returns the value or raises `Unreadable` with a reason that a person can act on. None
of them guesses: where a text could mean two things, the column's `Reading` has decided before.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

EMPTY = frozenset(
    {
        "", "-", "--", "—", "–", "Select", "select", "-- Select --", "--Select--", "--None--",  # noqa: RUF001 - dashes as typed in files
        "N/A", "n/a", "#N/A", "NULL", "Null", "null", "None", "none", "NONE", "NaN", "nan", "<NA>",
        "(blank)", "(none)", "(No value)", "--None", "[unknown]",
    }
)  # fmt: skip
"""What files write for "nothing here"."""

EMPTY_NAMES = EMPTY - {"Null", "None"}
"""The same for people's names: Null and None are surnames."""

LARGEST = 9_000_000_000_000_000
"""Cents beyond this are not believable money."""

LARGEST_COUNT = 2_147_483_647
"""Counts beyond this fit no column of a database, and no company."""


class Unreadable(ValueError):
    """The text is not a value of the kind that its column holds."""


class KeptAsText(Unreadable):
    """The text means something that the field cannot hold, such as a range; it is kept aside."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column is to be read, where its texts alone do not say.

    Args:
        day_first: `31/12` (True) or `12/31` (False); None: no value of the column needs it.
        comma_decimal: `1.234,50` (True) or `1,234.50` (False).
        scale: What one unit of the file is worth: 1, 1000 or 1000000.
        percent: Bare numbers are percentages.
    """

    day_first: bool | None = None
    comma_decimal: bool = False
    scale: int = 1
    percent: bool = False


_FORMULA = frozenset("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20")
"""What a formula begins with, in some spreadsheet or other."""
_BLANK = " \u00a0\ufeff\u200b"


def held_back(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula: with an apostrophe before it.

    >>> held_back("=1+1"), held_back("Ada"), held_back("-120.00")
    ("'=1+1", 'Ada', '-120.00')
    """
    begins = cell.lstrip(_BLANK)[:1] in _FORMULA
    return f"'{cell}" if begins and not _PLAIN.match(cell) else cell


def let_go(cell: str) -> str:
    """The cell without the apostrophe that our own exports, and others', hold a formula back with.

    >>> let_go("'+49 30 123456"), let_go("'quoted'")
    ('+49 30 123456', "'quoted'")
    """
    bare = cell.removeprefix("'")
    return bare if bare.lstrip(_BLANK)[:1] in _FORMULA else cell


def text(cell: str, empty: frozenset[str] = EMPTY) -> str | None:
    """The text without the space around it, in composed Unicode; None if it says nothing."""
    trimmed = let_go(cell.strip()).strip()
    if trimmed in empty:
        return None
    return trimmed if trimmed.isascii() else unicodedata.normalize("NFC", trimmed)


_SIGNS = {"$": None, "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "zł": "PLN"}
_CODE = re.compile(r"^([A-Z]{3})\s+|\s*([A-Z]{3})$")
_SCALES = {"k": 1_000, "m": 1_000_000, "mm": 1_000_000, "bn": 1_000_000_000, "b": 1_000_000_000}
_SCALED = re.compile(r"^(.*\d)\s*(k|mm|m|bn|b)$", re.IGNORECASE)
_DATE_LIKE = re.compile(r"^\d{1,4}[/-]\d{1,2}[/-]\d{1,4}$|^\d{1,2}-[A-Z][a-z]{2}$")
_PLAIN = re.compile(r"^-?\d+(\.\d+)?([eE][+-]?\d{1,2})?$")
_GROUPED = re.compile(r"^-?\d{1,3}([ ,.'\u00a0\u202f]\d{3})+$")


def money(cell: str, how: Reading) -> tuple[int, str | None]:
    """Whole cents, and the currency where the text itself names one.

    >>> money("$1,234.50", Reading()), money("1.234,50 €", Reading(comma_decimal=True))
    ((123450, None), (123450, 'EUR'))
    >>> money("(120)", Reading())[0]
    -12000
    """
    bare = cell.strip()
    if _DATE_LIKE.match(bare):
        raise KeptAsText("amounts that a spreadsheet turned into a date")
    if bare and not bare.strip("#"):
        raise KeptAsText("amounts that a spreadsheet showed as ####")
    negative = bare.startswith("(") and bare.endswith(")")
    bare, currency = _without_currency(bare[1:-1] if negative else bare)
    factor = how.scale
    scaled = _SCALED.match(bare)
    if scaled:
        bare, factor = scaled[1], factor * _SCALES[scaled[2].lower()]
    amount = _decimal(bare, how) * factor * 100
    cents = int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if abs(cents) > LARGEST:
        raise Unreadable("an amount too large to be true")
    return (-cents if negative else cents), currency


def _without_currency(bare: str) -> tuple[str, str | None]:
    currency: str | None = None
    code = _CODE.search(bare)
    if code:
        currency = code[1] or code[2]
        bare = _CODE.sub("", bare)
    for sign, meant in _SIGNS.items():
        if sign in bare:
            bare, currency = bare.replace(sign, ""), currency or meant
    return bare.strip(), currency


def _decimal(bare: str, how: Reading) -> Decimal:
    if _PLAIN.match(bare) and not (how.comma_decimal and "." in bare):
        return Decimal(bare)
    mark, group = (",", ".") if how.comma_decimal else (".", ",")
    whole, _, part = bare.partition(mark)
    if part and not part.isdigit():
        raise Unreadable("not a number")
    digits = whole.removeprefix("+")
    if any(sign in digits for sign in (group, " ", "'", "\u00a0", "\u202f")):
        if not _GROUPED.match(digits):
            raise Unreadable("not a number: its thousands are not grouped by three")
        digits = re.sub(r"[ ,.'\u00a0\u202f]", "", digits)
    try:
        return Decimal(f"{digits or '0'}.{part or '0'}")
    except InvalidOperation:
        raise Unreadable("not a number") from None


_RANGE = re.compile(r"^[<>~]?\s*[\d,. ]+\s*(\+|(-|–|to)\s*[\d,. ]+)\+?$|^[<>~]\s*[\d,. ]+$")  # noqa: RUF001 - a dash as typed


def whole_number(cell: str, how: Reading) -> int:
    """A count.

    >>> whole_number("1,234", Reading()), whole_number("250.0", Reading())
    (1234, 250)
    """
    bare = cell.strip()
    if _RANGE.match(bare):
        raise KeptAsText("a range, not one number")
    number = _decimal(bare, how)
    if number != number.to_integral_value():
        raise Unreadable("not a whole number")
    if abs(number) > LARGEST_COUNT:
        raise Unreadable("a number too large to be true")
    return int(number)


def year(cell: str, how: Reading) -> int:
    """A calendar year; a date gives its own."""
    bare = cell.strip()
    if re.match(r"^\d{4}-\d\d-\d\d", bare):
        bare = bare[:4]
    number = whole_number(bare, how)
    if not 1000 <= number <= 2200:  # noqa: PLR2004 - the years that companies are founded in
        raise Unreadable("not a year")
    return number


def share(cell: str, how: Reading) -> float:
    """A share from 0 to 1; `85%` and, in a column of percentages, `85` are 0.85.

    >>> share("85%", Reading()), share("0.85", Reading()), share("85", Reading(percent=True))
    (0.85, 0.85, 0.85)
    """
    bare = cell.strip()
    percent = how.percent or bare.endswith("%")
    number = _decimal(bare.rstrip("% "), how) / (100 if percent else 1)
    if not 0 <= number <= 1:
        raise Unreadable("not a share between 0 and 100 %")
    return float(number)


def factor(cell: str, how: Reading) -> int:
    """A rate in whole hundred-millionths.

    >>> factor("1.0845", Reading()), factor("0.00651", Reading())
    (108450000, 651000)
    """
    number = (_decimal(cell.strip(), how) * 10**8).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if not 0 < number <= LARGEST:
        raise Unreadable("not a rate above zero")
    return int(number)


_YES = frozenset({"true", "t", "yes", "y", "1", "1.0", "x", "ja", "oui", "si", "sí", "active"})
_NO = frozenset({"false", "f", "no", "n", "0", "0.0", "nein", "non", "inactive"})


def flag(cell: str) -> bool:
    """Yes or no."""
    word = cell.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unreadable("neither yes nor no")


_NAMED_CURRENCIES = {"us dollar": "USD", "us dollars": "USD", "dollar": "USD", "euro": "EUR",
                     "euros": "EUR", "british pound": "GBP", "pound sterling": "GBP"}  # fmt: skip


def currency(cell: str) -> str:
    """An ISO 4217 code.

    >>> currency("eur"), currency("U.S. Dollar"), currency("USD - U.S. Dollar")
    ('EUR', 'USD', 'USD')
    """
    bare = cell.strip()
    code = re.match(r"^([A-Za-z]{3})(\s*[-(].*)?$", bare) or re.search(r"\(([A-Za-z]{3})\)$", bare)
    if code:
        return code[1].upper()
    if bare in _SIGNS or bare == "$":
        return _SIGNS[bare] or "USD"
    named = _NAMED_CURRENCIES.get(bare.casefold().replace(".", ""))
    if named is None:
        raise Unreadable("not a currency")
    return named


_DAMAGED = re.compile(r"^\d(\.\d+)?[eE]\+\d{1,2}$")


def damaged_by_excel(cell: str) -> bool:
    """Whether a phone number was turned into `5.55123E+09`; its last digits are lost.

    >>> damaged_by_excel("5.55123E+09"), damaged_by_excel("555-1230")
    (True, False)
    """
    return bool(_DAMAGED.match(cell.strip()))


_FLOATED = re.compile(r"^\d{5,15}\.0$")


def phone(cell: str) -> str | None:
    """A phone number as typed, without the `.0` that spreadsheets add to it."""
    kept = text(cell)
    return kept[:-2] if kept and _FLOATED.match(kept) else kept


def email(cell: str) -> str | None:
    """An address as typed, without what mail programs put around it."""
    kept = text(cell)
    if kept is None:
        return None
    if kept[:7].lower() == "mailto:":
        kept = kept[7:]
    if kept.endswith(">") and "<" in kept:
        kept = kept[kept.rindex("<") + 1 : -1]
    return kept or None
