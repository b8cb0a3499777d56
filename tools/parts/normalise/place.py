"""Countries and states: their names, codes and the ways people write them."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

import pycountry
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tools.parts.normalise.fix import Doubt, Fix, Verdict

_SHORT_NAMES = {
    "BO": "Bolivia", "BN": "Brunei", "CD": "Democratic Republic of the Congo", "CG": "Congo",
    "CV": "Cape Verde", "FK": "Falkland Islands", "FM": "Micronesia",
    "GB": "United Kingdom", "IR": "Iran", "KP": "North Korea", "KR": "South Korea", "LA": "Laos",
    "MD": "Moldova", "MK": "North Macedonia", "NL": "Netherlands", "PS": "Palestine",
    "RU": "Russia", "SY": "Syria", "SZ": "Eswatini", "TL": "Timor-Leste", "TR": "Turkey",
    "TW": "Taiwan", "TZ": "Tanzania", "US": "United States", "VA": "Vatican City",
    "VE": "Venezuela", "VG": "British Virgin Islands", "VI": "U.S. Virgin Islands",
    "VN": "Vietnam", "CI": "Ivory Coast",
}  # fmt: skip
"""English names that people use where ISO 3166 has a longer one."""

_OTHER_NAMES = {
    "US": "usa|us|u s a|u s|united states of america|the united states|america|estados unidos"
    "|etats unis|vereinigte staaten|the us|the usa|unites states|untied states|united sates",
    "GB": "uk|u k|gb|great britain|britain|england|scotland|wales|northern ireland"
    "|the united kingdom|gran bretana|grande bretagne|vereinigtes konigreich|united kindom",
    "DE": "deutschland|allemagne|alemania|ger|germania|federal republic of germany",
    "FR": "la france|frankreich|francia|republique francaise",
    "IT": "italia|italien|italie", "ES": "espana|spanien|espagne|spagna",
    "NL": "the netherlands|holland|nederland|niederlande|pays bas|netherland",
    "BE": "belgie|belgique|belgien", "CH": "schweiz|suisse|svizzera|switserland",
    "AT": "osterreich|oesterreich|autriche", "SE": "sverige|schweden",
    "NO": "norge|norwegen", "DK": "danmark|danemark", "FI": "suomi|finnland",
    "PL": "polska|polen", "CZ": "czechia|ceska republika", "PT": "portugal",
    "BR": "brasil|bresil|brasilien", "MX": "mejico|mexiko|estados unidos mexicanos",
    "JP": "nippon|nihon|japon", "CN": "prc|p r china|peoples republic of china|china pr",
    "IN": "bharat|republic of india", "AE": "uae|u a e|emirates", "SA": "ksa|saudi",
    "RU": "russian federation|rossiya", "TR": "turkiye|turkei", "ZA": "rsa|suid afrika",
    "NZ": "aotearoa|n z", "KR": "republic of korea|korea republic of|s korea|south korea",
    "KP": "dprk|n korea", "IE": "republic of ireland|eire", "HK": "hong kong sar|hongkong",
    "GR": "ellada|hellas", "IL": "yisrael", "UA": "ukraina", "EG": "misr",
    "VN": "viet nam", "PH": "phillipines|philipines|the philippines", "SG": "singapur",
}  # fmt: skip

_IN_OWN_LETTERS = {
    "CN": "中国|中國|中华人民共和国", "JP": "日本|日本国", "KR": "한국|대한민국",
    "TW": "台灣|臺灣|台湾",
    "HK": "香港", "SG": "新加坡", "TH": "ประเทศไทย|ไทย", "IN": "भारत", "RU": "Россия",
    "UA": "Україна", "BG": "България", "GR": "Ελλάδα", "IL": "ישראל", "EG": "مصر",
    "SA": "السعودية|المملكة العربية السعودية", "AE": "الإمارات|الإمارات العربية المتحدة",
    "AM": "Հայաստան", "GE": "საქართველო", "RS": "Србија", "KZ": "Қазақстан|Казахстан",
}  # fmt: skip
"""What countries whose own letters are not Latin ones call themselves."""

_AMBIGUOUS = frozenset({"korea", "congo", "guinea", "virgin islands", "ireland uk", "asia"})
"""Could be two countries; left alone. "Korea" is how most people write South Korea, but not all."""

_US_STATES = frozenset({"US"})
_STATE_STYLES = ("US", "CA", "AU")
_TYPO_LEAST, _STATE_LEAST = 6, 5


def _key(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.strip().lower())
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", flat).split())


@cache
def country_names() -> dict[str, str]:
    """For each ISO 3166 code, the English name in common use."""
    named = {}
    for country in pycountry.countries:
        common = getattr(country, "common_name", country.name)
        named[country.alpha_2] = _SHORT_NAMES.get(country.alpha_2, common)
    return named


@cache
def _country_keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for country in pycountry.countries:
        official = getattr(country, "official_name", country.name)
        for name in (country.alpha_2, country.alpha_3, country.name, official):
            keys[_key(name)] = country.alpha_2
    for code, name in country_names().items():
        keys[_key(name)] = code
    for code, names in _OTHER_NAMES.items():
        keys.update(dict.fromkeys(names.split("|"), code))
    for code, names in _IN_OWN_LETTERS.items():
        keys.update(dict.fromkeys(map(_key, names.split("|")), code))
    return keys


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """The ISO 3166 code of a country as people write it; None when it is not clear.

    >>> country_code("U.S.A."), country_code("Deutschland"), country_code("Korea")
    ('US', 'DE', None)
    >>> country_code("中国"), country_code("대한민국"), country_code("ประเทศไทย")
    ('CN', 'KR', 'TH')
    """
    wanted = _key(text)
    if not wanted or wanted in _AMBIGUOUS:
        return None
    return _country_keys().get(wanted)


@lru_cache(maxsize=4096)
def country(text: str, style: str = "name") -> Verdict:
    """The country in the column's style: `name`, `code` (two letters) or `code3`.

    >>> country("Philipines").value, country("United States"), country("uk", "code").value
    ('Philippines', None, 'GB')
    """
    code = country_code(text)
    if code is not None:
        return _styled(text, code, style, "the same country, written as the column writes it")
    if _key(text) in _AMBIGUOUS or len(_key(text)) < _TYPO_LEAST:
        known = _key(text) in _AMBIGUOUS
        return Doubt(f"{text!r} could be more than one country" if known else
                     f"{text!r} is not a country") if _key(text) else None  # fmt: skip
    near = _near(_key(text))
    if near is None:
        return Doubt(f"{text!r} is not a country")
    return _styled(text, near, style, "a misspelled country", 0.95)


def _styled(text: str, code: str, style: str, reason: str, sure: float = 0.99) -> Fix | None:
    wanted = {"name": country_names()[code], "code": code}.get(style, _named(code).alpha_3)
    kept = style == "name" and _key(text) == _key(wanted) and text == text.strip()
    if wanted == text or (kept and not (text.isupper() or text.islower())):
        return None
    if style == "name" and _is_full_name(text, code):
        return None
    return Fix(wanted, reason, sure)


def _is_full_name(text: str, code: str) -> bool:
    """Whether it is another correct English name of the country: nothing to correct."""
    found = _named(code)
    names = {found.name, *(getattr(found, kind, "") for kind in ("common_name", "official_name"))}
    return text in names - {""} and code not in _SHORT_NAMES


@cache
def _named(code: str) -> Any:
    return next(c for c in pycountry.countries if c.alpha_2 == code)


def _near(wanted: str) -> str | None:
    """The one country one or two slips away; None when there is none, or two."""
    allowed = 1 if len(wanted) < 9 else 2  # noqa: PLR2004 - two slips in a short word make another
    found = process.extract(
        wanted, list(_country_keys()), scorer=OSA.distance, score_cutoff=allowed, limit=5
    )
    codes = {_country_keys()[name] for name, _, _ in found}
    return codes.pop() if len(codes) == 1 else None


def column_style(values: list[str]) -> str:
    """How a column mostly writes countries: `name`, `code` or `code3`."""
    known = [v.strip() for v in values if country_code(v)]
    short = sum(len(v) == 2 and v.isupper() for v in known)  # noqa: PLR2004 - ISO codes
    long = sum(len(v) == 3 and v.isupper() and v != "USA" for v in known)  # noqa: PLR2004 - as above
    if short * 2 > len(known):
        return "code"
    return "code3" if long * 2 > len(known) else "name"


@cache
def _states() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """For each key, the (country, code, name) of the states that it may be."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for country in _STATE_STYLES:
        for part in (p for p in pycountry.subdivisions if p.country_code == country):
            state = (country, part.code.partition("-")[2], part.name)
            for name in (state[1], part.name):
                found.setdefault(_key(name), []).append(state)
    found.setdefault("washington dc", []).append(("US", "DC", "District of Columbia"))
    return {name: tuple(states) for name, states in found.items()}


def state(text: str, country: str | None, style: str = "code") -> Verdict:
    """The state or province in the column's style, `code` or `name`, of US, Canada, Australia.

    Args:
        text: The state as it is.
        country: The record's country, as a code; None when unknown.
        style: How the column writes states.

    >>> state("california", "US").value, state("CA", "US"), state("Calif.", "US").value
    ('CA', None, 'CA')
    >>> state("N.Y.", "US").value, state("Flordia", "US").value, state("Wash.", "US").value
    ('NY', 'FL', 'WA')
    """
    wanted = _key(text)
    if re.fullmatch(r"\w \w", wanted):
        wanted = wanted.replace(" ", "")
    options = [s for s in _states().get(wanted, ()) if country in (None, s[0])]
    if not options and country in _STATE_STYLES:
        options = [s for s in _begins(wanted) if s[0] == country]
    if not options and country in _STATE_STYLES:
        return _misspelled_state(text, wanted, country, style)
    if len(options) != 1:
        return Doubt(f"{text!r} is not a state of {country}") if country in _US_STATES else None
    _, code, name = options[0]
    value = code if style == "code" else name
    return None if value == text else Fix(value, "the same state, written as the column does", 0.98)


def _misspelled_state(text: str, wanted: str, country: str, style: str) -> Verdict:
    """The one state of the country a slip away from what is no state."""
    names = [name for name, states in _states().items() if len(name) >= _STATE_LEAST
             for s in states if s[0] == country]  # fmt: skip
    allowed = 1 if len(wanted) < 9 else 2  # noqa: PLR2004 - two slips in a short word make another
    near = process.extract(wanted, names, scorer=OSA.distance, score_cutoff=allowed, limit=3)
    found = {s for name, _, _ in near for s in _states()[name] if s[0] == country}
    if len(found) != 1 or len(wanted) < _STATE_LEAST:
        return Doubt(f"{text!r} is not a state of {country}") if country in _US_STATES else None
    _, code, name = found.pop()
    return Fix(code if style == "code" else name, "a misspelled state", 0.93)


def _begins(wanted: str) -> list[tuple[str, str, str]]:
    """States that an abbreviation of four letters or more begins, such as `Calif.`."""
    if len(wanted) < 4:  # noqa: PLR2004 - three letters begin several
        return []
    return sorted({s for name, states in _states().items()
                   if name.startswith(wanted) and name != "washington dc"
                   for s in states})  # fmt: skip


def state_style(values: list[str]) -> str:
    """How a column mostly writes states: `code` or `name`."""
    short = sum(len(v.strip()) in (2, 3) for v in values)
    return "code" if short * 2 >= len(values) else "name"
