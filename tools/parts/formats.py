"""How a number is written for a reader, the same everywhere."""

from decimal import ROUND_HALF_UP, Decimal

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


def written(value: Decimal | None, unit: str) -> str:
    """The value as a reply writes it; `no value` when there is none.

    >>> written(Decimal("2355928"), "USD")
    '$2,355,928'
    >>> written(Decimal("0.6315"), "rate"), written(Decimal("12"), "count")
    ('63.2 %', '12')
    >>> written(Decimal("-0.032"), "points")
    '-3.20 points'
    >>> written(Decimal("47.25"), "days"), written(None, "USD")
    ('47.3 days', 'no value')
    >>> written(Decimal("-0.04"), "days"), written(Decimal("-0.00001"), "points")
    ('0 days', '0 points')
    """
    if value is None:
        return "no value"
    if unit in {"rate", "points"}:
        percent = unit == "rate"
        return f"{_round(value * 100, 1 if percent else 2):,} {'%' if percent else 'points'}"
    if unit in {"count", "number"}:
        places = 0 if unit == "count" else 1 if abs(value) >= 1 else 2
        return f"{_round(value, places):,}"
    if unit in {"days", "hours", "months"}:
        length = _round(value, 1)
        return f"{length:,} {unit.removesuffix('s') if length == 1 else unit}"
    if unit.endswith("/day"):
        return f"{money(value, unit.removesuffix('/day'))} a day"
    if unit == "ratio":
        return f"{_round(value, 2):,}x"
    return money(value, unit)


def money(value: Decimal, currency: str) -> str:
    """Money in major units: cents are shown below a thousand or when they are not zero there.

    >>> money(Decimal("-1234.56"), "USD"), money(Decimal("12.5"), "CHF")
    ('-$1,235', 'CHF 12.50')
    """
    places = 0 if abs(value) >= 1000 or value == value.to_integral_value() else 2  # noqa: PLR2004 - below a thousand cents matter
    amount = _round(abs(value), places)
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"{'-' if value < 0 and amount else ''}{symbol}{amount:,}"


def _round(value: Decimal, places: int) -> Decimal:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0  # never minus nothing
    if places and rounded == rounded.to_integral_value():
        return rounded.quantize(Decimal(1))
    return rounded
