"""Job titles: abbreviations written out, in the words that the column itself uses."""

import re
from collections import Counter
from collections.abc import Mapping

from tools.parts.normalise.fix import Fix

_SHORT = {
    "eng": "Engineering", "engr": "Engineer", "mgr": "Manager", "mngr": "Manager",
    "mgmt": "Management", "dir": "Director", "sr": "Senior", "snr": "Senior", "jr": "Junior",
    "mktg": "Marketing", "mkt": "Marketing", "mkting": "Marketing", "ops": "Operations",
    "acct": "Account", "exec": "Executive", "asst": "Assistant", "assoc": "Associate",
    "fin": "Finance", "svcs": "Services", "admin": "Administrator", "coord": "Coordinator",
    "spec": "Specialist", "rep": "Representative", "proc": "Procurement", "dept": "Department",
    "tech": "Technology", "dev": "Development", "biz": "Business", "intl": "International",
    "natl": "National", "reg": "Regional", "prod": "Product", "cust": "Customer",
    "svp": "SVP", "evp": "EVP", "vp": "VP", "avp": "AVP",
}  # fmt: skip
_ALWAYS = frozenset(["eng", "engr", "mgr", "mngr", "mgmt", "dir", "sr", "snr", "jr", "mktg",
                     "mkting", "acct", "asst", "svcs"])  # fmt: skip
"""Written out with or without a full stop; the others only with one, or where the column does."""
_CAPITALS = frozenset(["vp", "svp", "evp", "avp", "ceo", "cto", "cfo", "coo", "cmo", "cro",
                       "cio", "ciso", "cpo", "chro", "it", "hr", "pr", "qa", "r&d", "ai", "us",
                       "uk", "emea", "apac", "b2b", "b2c", "seo", "ux", "ui", "bi", "erp", "crm",
                       "gm", "ii", "iii", "iv", "sdr", "bdr", "ae", "csm"])  # fmt: skip
_SMALL = frozenset({"of", "and", "the", "for", "in", "to", "at"})
_MIXED = {"revops": "RevOps", "devops": "DevOps", "secops": "SecOps", "finops": "FinOps",
          "mlops": "MLOps", "salesops": "SalesOps", "bizops": "BizOps"}  # fmt: skip
_HEADS = re.compile(r"^((?:Senior |Associate |Assistant )?(?:(?:S|E|A)?VP|Director|Head)) "
                    r"(?!of\b|General\b|Emeritus\b)(?=[A-Z])")  # fmt: skip
_DOTTED_VP = re.compile(r"\bv\.\s?p\.?(?=\W|$)", re.IGNORECASE)
_USUAL = 3
_USUALLY = "written as this column mostly writes it"
MOST = 200


def usual_titles(counts: Mapping[str, int]) -> dict[str, str]:
    """For each meaning of a title, how the column most often writes it, if it writes it well."""
    best: Counter[tuple[str, str]] = Counter()
    for title, count in counts.items():
        if count >= _USUAL and not _untidy(title):
            best[_key(title), title] += count
    chosen: dict[str, str] = {}
    for (key, title), _ in sorted(best.items(), key=lambda item: (-item[1], item[0])):
        chosen.setdefault(key, title)
    return chosen


def job_title(text: str, usual: Mapping[str, str]) -> Fix | None:
    """The title written out, when it is abbreviated, shouted, or in small letters.

    Args:
        text: The title as it is.
        usual: What `usual_titles` says of its column.

    >>> job_title("VP Eng.", {}).value, job_title("Sr Software Eng.", {}).value
    ('VP of Engineering', 'Senior Software Engineer')
    >>> job_title("Sr. Dir. Mktg", {}).value
    'Senior Director of Marketing'
    >>> job_title("vp sales", {"vp sales": "VP of Sales"}).value
    'VP of Sales'
    >>> job_title("VP of Engineering", {}), job_title("CTO", {}), job_title("VP Sales", {})
    (None, None, None)
    """
    clean = " ".join(text.split())
    if not clean or len(clean) > MOST:
        return None
    if not _untidy(clean):
        known = usual.get(_key(clean))
        if known and known != clean and _abbreviated(clean):
            return Fix(known, _USUALLY, 0.95)
        return None if clean == text else Fix(clean, "stray spaces taken out", 0.99)
    known = usual.get(_key(clean))
    if known:
        return None if known == text else Fix(known, _USUALLY, 0.95)
    value = _written_out(clean)
    return None if value == text else Fix(value, "abbreviations and capitals written out", 0.85)


def _untidy(title: str) -> bool:
    """Whether it is abbreviated beyond custom, shouted, or all in small letters."""
    letters = [c for c in title if c.isalpha()]
    plain = [w for w in _words(title) if w not in _CAPITALS]
    flat = bool(plain) and bool(letters) and (title.isupper() or _silent(title))
    return flat or bool(_DOTTED_VP.search(title)) or any(map(_is_short, title.split()))


def _silent(title: str) -> bool:
    words = [w for w in title.split() if w.lower() not in _CAPITALS and w.lower() not in _SMALL]
    return bool(words) and all(w.islower() for w in words if any(map(str.isalpha, w)))


def _is_short(word: str) -> bool:
    bare = word.lower().strip(",()/&").rstrip(".")
    return bare in _ALWAYS or (word.rstrip(",").endswith(".") and bare in _SHORT)


def _abbreviated(title: str) -> bool:
    """Whether it holds a short word, such as `Ops`, or a head without `of`."""
    short = any(w in _SHORT and _SHORT[w].lower() != w for w in _words(title))
    return short or bool(_HEADS.match(title))


def _words(title: str) -> list[str]:
    return re.findall(r"[a-z&]+[a-z0-9&]*", _DOTTED_VP.sub("VP", title).lower())


def _key(title: str) -> str:
    """What a title means, however it is written: short words written out, small ones left out."""
    words = [_SHORT.get(w, w).lower() for w in _words(title) if w not in _SMALL]
    text = " ".join(words).replace("vice president", "vp")
    return re.sub(r"software engineering$", "software engineer", text)


def _written_out(title: str) -> str:
    clean = _DOTTED_VP.sub("VP", title)
    flat = clean.isupper() or _silent(clean)
    words = [_word(word, flat=flat) for word in clean.split()]
    text = re.sub(r"(Software|Systems|Data|Sales|Support|Design|Network) Engineering$",
                  r"\1 Engineer", " ".join(words))  # fmt: skip
    return _HEADS.sub(r"\1 of ", text)


def _word(word: str, *, flat: bool) -> str:
    tail = re.search(r"[,)/]*$", word)
    end = tail[0] if tail else ""
    body = word[: len(word) - len(end)]
    bare = body.lower().rstrip(".")
    if bare in _ALWAYS or (bare in _SHORT and (body.endswith(".") or flat)):
        return _SHORT[bare] + end
    if bare in _CAPITALS and (flat or body.isupper()):
        return body.upper() + end
    if not flat:
        return word
    if bare in _SMALL:
        return word.lower()
    cased = "-".join(part[:1].upper() + part[1:].lower() for part in body.split("-"))
    return _MIXED.get(bare, cased) + end
