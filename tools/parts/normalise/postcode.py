"""Postcodes: the spelling of their country, and zeros that a spreadsheet took."""

import re
from dataclasses import dataclass

from tools.parts.normalise.fix import Doubt, Fix, Verdict

MOST = 20


@dataclass(frozen=True, slots=True)
class _Plan:
    """A country's postcodes: what they look like without spaces and signs, and how they are cut."""

    bare: re.Pattern[str]
    cuts: tuple[int, ...] = ()
    mark: str = " "
    digits: int = 0


def _plan(pattern: str, *cuts: int, mark: str = " ", digits: int = 0) -> _Plan:
    return _Plan(re.compile(pattern), cuts, mark, digits)


_FIVE = _plan(r"\d{5}", digits=5)
_FOUR = _plan(r"\d{4}", digits=4)
_PLANS = {
    "US": _plan(r"\d{5}(?:\d{4})?", 5, mark="-", digits=5),
    "CA": _plan(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d", 3),
    "GB": _plan(r"(?:GIR0AA|[A-Z]{1,2}\d[A-Z\d]?\d[ABD-HJLNP-UW-Z]{2})", -3),
    "NL": _plan(r"\d{4}[A-Z]{2}", 4), "SE": _plan(r"\d{5}", 3, digits=5),
    "PL": _plan(r"\d{5}", 2, mark="-", digits=5), "PT": _plan(r"\d{7}", 4, mark="-"),
    "BR": _plan(r"\d{8}", 5, mark="-", digits=8), "JP": _plan(r"\d{7}", 3, mark="-", digits=7),
    "CZ": _plan(r"\d{5}", 3), "IE": _plan(r"[AC-FHKNPRTV-Y]\d[\dW][\dAC-FHKNPRTV-Y]{4}", 3),
    "IN": _plan(r"\d{6}"), "SG": _plan(r"\d{6}", digits=6), "CN": _plan(r"\d{6}"),
    "DE": _FIVE, "FR": _FIVE, "IT": _FIVE, "ES": _FIVE, "MX": _FIVE, "FI": _FIVE,
    "AU": _plan(r"\d{4}", digits=4), "AT": _FOUR, "CH": _FOUR, "BE": _FOUR, "DK": _FOUR,
    "NO": _plan(r"\d{4}", digits=4), "NZ": _plan(r"\d{4}", digits=4),
}  # fmt: skip
_FLOAT = re.compile(r"\d+\.0+")


def postcode(text: str, country: str | None) -> Verdict:
    """The postcode as its country writes it.

    >>> postcode("sw1a1aa", "GB").value, postcode("2139", "US").value
    ('SW1A 1AA', '02139')
    >>> postcode("941050001", "US").value, postcode("94105.0", "US").value
    ('94105-0001', '94105')
    >>> postcode("94105", "US"), postcode("1234", None), postcode("9410", "DE").value
    (None, None, '09410')
    """
    clean = " ".join(text.split())
    if not clean or len(clean) > MOST:
        return Doubt(f"{clean[:MOST]!r} is too long for a postcode") if clean else None
    if _FLOAT.fullmatch(clean):
        clean = clean.partition(".")[0]
    plan = _PLANS.get(country or "")
    if plan is None:
        return _as_it_is(text, clean)
    bare = re.sub(r"[\s.\-\u2013]", "", _abroad(clean, plan).upper())
    bare = bare.removeprefix(country or "") if bare[2:].isdigit() else bare
    reason = f"as {country} writes postcodes"
    if plan.digits and bare.isdigit() and len(bare) == plan.digits - 1:
        bare, reason = f"0{bare}", "the zero in front that a spreadsheet takes"
    if not plan.bare.fullmatch(bare):
        return Doubt(f"{text!r} is not a postcode of {country}")
    return _as_it_is(text, _cut(bare, plan), reason)


def _abroad(clean: str, plan: _Plan) -> str:
    """The code without the country's letters that letters from abroad bear: `D-10115`."""
    return re.sub(r"^[A-Za-z]{1,2}[-\u2013](?=\d)", "", clean) if plan.digits else clean


def _cut(bare: str, plan: _Plan) -> str:
    for at in plan.cuts:
        head, tail = bare[:at], bare[at:]
        return f"{head}{plan.mark}{tail}" if head and tail else bare
    return bare


def _as_it_is(text: str, value: str, reason: str = "stray spaces taken out") -> Fix | None:
    return None if value == text else Fix(value, reason, 0.95)
