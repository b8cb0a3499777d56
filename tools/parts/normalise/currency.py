"""Currencies: the ISO 4217 code."""

from functools import cache

import pycountry

from tools.parts.normalise.fix import Doubt, Fix, Verdict

_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₺": "TRY", "zł": "PLN", "r$": "BRL",
          "us$": "USD", "u$s": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD",
          "nz$": "NZD", "s$": "SGD", "hk$": "HKD"}  # fmt: skip
_SEVERAL = {"$": "dollars of several countries", "kr": "crowns of several countries",
            "¥": "yen or yuan", "fr": "francs of several countries"}  # fmt: skip
_NAMES = {"dollar": "USD", "euro": "EUR", "euros": "EUR", "eu": "EUR", "us": "USD", "rmb": "CNY",
          "stg": "GBP", "pound": "GBP", "pounds": "GBP", "yen": "JPY", "rs": "INR"}  # fmt: skip


@cache
def _codes() -> frozenset[str]:
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def currency(text: str) -> Verdict:
    """The code of a currency; a sign that several have is left to a person.

    >>> currency("usd").value, currency("€").value, currency("EUR")
    ('USD', 'EUR', None)
    >>> currency("$").reason
    "'$' is the sign of dollars of several countries"
    """
    said = text.strip().casefold()
    if not said:
        return None
    if said in _SEVERAL:
        return Doubt(f"{text!r} is the sign of {_SEVERAL[said]}")
    code = said.upper() if said.upper() in _codes() else _SIGNS.get(said) or _NAMES.get(said)
    if code is None:
        return Doubt(f"{text!r} is not a currency")
    return None if code == text else Fix(code, "the ISO code of the same currency", 0.98)
