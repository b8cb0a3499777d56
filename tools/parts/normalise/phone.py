"""Telephone numbers as E.164, with the extension kept."""

import re
from functools import lru_cache

import phonenumbers

from tools.parts.normalise.fix import Doubt, Fix, Verdict

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_LETTERS = re.compile(r"[a-wyz]", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:ext(?:ension)?\.?|x|#)\s*(\d{1,6})\s*$", re.IGNORECASE)
_TRUNK_IN_BRACKETS = re.compile(r"\(0\)")
_DUMMIES = re.compile(r"(\d)\1{6,}$|0?1234567890?$")
_LABEL = re.compile(
    r"^\s*(?:tel|telephone|phone|ph|mobile|mob|cell)\b\s*[.:]*\s*(?=[+(\d])", re.IGNORECASE
)
_FEWEST = 7
MOST = 60


@lru_cache(maxsize=50_000)
def phone(text: str, country: str | None, assumed: str | None = None) -> Verdict:
    """The number as E.164.

    Args:
        text: The number as it is.
        country: The record's country, as a code.
        assumed: The workspace's country, taken when the record has none.

    >>> phone("(415) 555-0123", "US").value, phone("+44 (0)20 7946 0958 ext 12", None).value
    ('+14155550123', '+442079460958 ext. 12')
    >>> phone("+14155550123", "US") is None
    True
    >>> phone("555-1234", "US").reason, phone("04155552671", "AU").reason
    ("'555-1234' is not a possible number in US", "'04155552671' is no number that AU has")
    """
    clean = _LABEL.sub("", text.strip())
    if not any(c.isdigit() for c in clean):
        return Doubt(f"{text!r} is not a telephone number") if clean else None
    digits = re.sub(r"\D", "", _EXTENSION.sub("", clean))
    if _SCIENTIFIC.fullmatch(clean):
        return Doubt(f"{text!r} lost digits in a spreadsheet")
    if _DUMMIES.search(digits) or len(digits) < _FEWEST or len(clean) > MOST:
        return Doubt(f"{text!r} is not a whole telephone number")
    if _LETTERS.search(_EXTENSION.sub("", clean)):
        return Doubt(f"{text!r} has letters in it")
    return _parsed(text, clean, country, assumed)


def _parsed(text: str, clean: str, country: str | None, assumed: str | None) -> Verdict:
    number = _read(clean, country or assumed)
    if number is None:
        where = f"in {country or assumed}" if country or assumed else "without a country"
        return Doubt(f"{text!r} is not a possible number {where}")
    value = _e164(number)
    again = _read(value, None)
    if again is None or _e164(again) != value:
        return Doubt(f"{text!r} is not a number that can be dialled from abroad")
    if number.extension:
        value += f" ext. {number.extension}"
    if value == text:
        return None
    sound, told = phonenumbers.is_valid_number(number), clean.startswith(("+", "00"))
    if not sound and not told:
        return Doubt(f"{text!r} is no number that {country or assumed} has")
    sure = 0.98 if sound else 0.9
    if told:
        return Fix(value, "the same number as E.164", sure)
    if country:
        return Fix(value, f"the same number as E.164, its record being in {country}", sure)
    return Fix(value, f"the same number as E.164, taken to be in {assumed}", sure - 0.08)


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _read(clean: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    """The number, if the country's plan allows one so long."""
    flat = _TRUNK_IN_BRACKETS.sub("", clean)
    if flat.startswith("00"):
        flat = "+" + flat[2:]
    try:
        number = phonenumbers.parse(flat, country)
    except phonenumbers.NumberParseException:
        return None
    whole = phonenumbers.is_possible_number_with_reason(number)
    # A number without its area code cannot be dialled from elsewhere.
    return number if whole == phonenumbers.ValidationResult.IS_POSSIBLE else None
