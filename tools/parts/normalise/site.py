"""Domains and web addresses."""

import re

from tools.parts.normalise.fix import Doubt, Fix, Verdict

_SCHEME = re.compile(r"^(?:h?t{1,2}ps?[:;]/{0,2}|https?/{2}|//)", re.IGNORECASE)
_HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$")
MOST = 500


def domain(text: str) -> Verdict:
    """The bare domain: no scheme, no `www`, no path, small letters.

    >>> domain("HTTPS://www.Acme.com/about").value, domain("acme.com")
    ('acme.com', None)
    """
    if not text.strip() or len(text) > MOST:
        return None
    host = _host(text)
    if host is None:
        return Doubt(f"{text!r} is not a domain")
    return None if host == text else Fix(host, "the bare domain", 0.97)


def url(text: str, *, scheme: bool) -> Verdict:
    """The web address with a well-formed start.

    Args:
        text: The address as it is.
        scheme: Whether the column mostly writes `https://`.

    >>> url("htp:/www.Acme.com/Team", scheme=True).value, url("acme.com", scheme=True).value
    ('https://www.acme.com/Team', 'https://acme.com')
    >>> url("//acme.com?utm=x", scheme=True).value, url("https://acme.com?utm=x", scheme=True)
    ('https://acme.com?utm=x', None)
    >>> url("acme.com", scheme=False), url("http://acme.com", scheme=True)
    (None, None)
    """
    clean = re.sub(r"\s+", "", text)
    if not clean or len(clean) > MOST:
        return None
    bare = _SCHEME.sub("", clean)
    host, slash, path = _parted(bare)
    host = host.lower().replace(",", ".").rstrip(".")
    if not _HOST.match(host.partition(":")[0]):
        return Doubt(f"{text!r} is not a web address")
    given = re.match(r"^https?://", clean, re.IGNORECASE)
    start = given[0].lower() if given else "https://"
    value = f"{start if scheme or given or bare != clean else ''}{host}{slash}{path}"
    return None if value == text else Fix(value, "a well-formed web address", 0.95)


def _parted(bare: str) -> tuple[str, str, str]:
    """The host, what ends it, and what follows."""
    found = re.search(r"[/?#]", bare)
    return (bare[: found.start()], found[0], bare[found.end() :]) if found else (bare, "", "")


def has_scheme(values: list[str]) -> bool:
    """Whether a column mostly writes `https://` before its addresses."""
    return sum(v.lower().startswith("http") for v in values) * 2 > len(values)


def _host(text: str) -> str | None:
    bare = _SCHEME.sub("", re.sub(r"\s+", "", text.lower())).replace(",", ".")
    host = re.split(r"[/?#:]", bare, maxsplit=1)[0].removeprefix("www.").rstrip(".")
    return host if _HOST.match(host) else None
