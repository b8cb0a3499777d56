"""A request as words: where each stands, and the form in which it is looked up."""

import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z0-9À-ÿ$€£][\w&+./@$€£%'’-]*[\w%+]|[A-Za-z0-9À-ÿ$€£]", re.UNICODE)
_KEPT = {"sales", "series", "business", "status", "analysis", "emea", "us", "is", "this", "its",
         "pass", "address", "loss", "less", "plus", "across", "process", "news", "always", "was",
         "has", "vs", "gross", "access", "class", "cross", "during", "thing", "nothing", "bring",
         "king", "ring", "need", "seed", "speed", "feed", "red", "bed", "led", "anything",
         "something", "everything", "string", "spring", "marketing", "engineering", "opening",
         "meeting", "pricing", "rating", "building", "prospecting", "engaging", "listing",
         "spending", "hundred", "indeed", "exceed", "proceed", "breed", "wing", "sing", "morning",
         "evening", "missing", "existing", "pending", "outstanding", "standing", "being",
         "manufacturing", "banking", "consulting", "advertising", "clothing", "united",
         "limited", "dated", "undated", "hosting", "gaming", "accounting", "training",
         "bookings", "booking", "forecasting", "coming", "upcoming", "outbound",
         "inbound"}  # fmt: skip
_IRREGULAR = {"won": "win", "wins": "win", "winning": "win", "lost": "lose", "losing": "lose",
              "loses": "lose", "sold": "sell", "selling": "sell", "made": "make",
              "brought": "bring", "people": "person", "closing": "close", "closed": "close",
              "closes": "close", "stalled": "stall", "happened": "happen", "merged": "merge",
              "deduping": "dedupe", "deduped": "dedupe", "slipped": "slip", "dropped": "drop",
              "bigger": "big", "biggest": "big", "largest": "large", "larger": "large",
              "data": "data", "created": "create", "dupes": "duplicate", "dupe": "duplicate",
              "dups": "duplicate", "cos": "company", "opps": "opportunity", "opp": "opportunity",
              "acct": "account", "accts": "account", "qtr": "quarter", "qtrs": "quarter",
              "companys": "company", "did": "do", "does": "do", "bookings": "bookings",
              "yrs": "year"}  # fmt: skip


SHORT_FORMS = {
    "yr": "year", "yrs": "years", "wk": "week", "wks": "weeks", "mo": "month", "mth": "month",
    "qtr": "quarter", "qtrs": "quarters", "w": "with", "w/": "with", "w/o": "without",
    "mktg": "marketing", "mgr": "manager", "mgrs": "managers", "biz": "business",
    "cust": "customer", "mtg": "meeting", "mtgs": "meetings", "nums": "numbers",
    "whos": "who's", "whats": "what's", "hows": "how's", "wheres": "where's", "dq": "data quality",
    "DQ": "data quality",
    "leed": "lead", "leeds": "leads", "accts": "accounts", "acct": "account", "pls": "please",
    "plz": "please", "prev": "previous", "avg": "average", "amt": "amount", "cmpd": "compared",
    "b/c": "because", "thru": "through", "til": "until", "nr": "number", "num": "number",
    "fc": "forecast", "dept": "department", "emp": "employees", "emps": "employees",
    "rn": "right now", "u": "you",
    "ur": "your", "gimme": "give me", "lemme": "let me", "wanna": "want to", "gotta": "have to",
    "lst": "last", "companys": "companies", "serie": "series", "industrys": "industries",
    "ths": "this", "nxt": "next", "hw": "how", "wn": "won", "wht": "what", "mny": "many",
    "shw": "show", "whch": "which", "wich": "which", "abt": "about", "frm": "from", "hv": "have",
    "bn": "been", "dls": "deals", "dl": "deal", "custs": "customers", "acc": "account",
    "accs": "accounts", "accnt": "account", "accnts": "accounts", "cntct": "contact",
    "cntcts": "contacts", "oppty": "opportunity", "opptys": "opportunities", "pipe": "pipeline",
    "rgn": "region", "prod": "product", "prods": "products", "rev": "revenue", "fcst": "forecast",
    "fcast": "forecast", "ppl": "people", "cos": "companies", "mkt": "market", "comp": "company",
    "comps": "companies", "vol": "volume", "pct": "percent", "addr": "address", "tel": "phone",
    "ctry": "country", "fin": "finance", "eng": "engineering", "sched": "schedule",
    "tmrw": "tomorrow", "yday": "yesterday", "evryone": "everyone", "dont": "don't",
    "cant": "can't", "doesnt": "doesn't", "isnt": "isn't", "arent": "aren't", "didnt": "didn't",
    "havent": "haven't", "hasnt": "hasn't", "wasnt": "wasn't", "wont": "won't", "im": "i'm",
}  # fmt: skip
"""What people shorten in chat, in lower case only: `Leeds` stays a city."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its text, its look-up form, and its characters in the sentence."""

    text: str
    norm: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it is written like a name, with a capital."""
        return self.text[:1].isupper()


def tokens(text: str) -> list[Token]:
    """The words of a sentence, in order; punctuation is left out."""
    return [Token(m[0], norm(m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]


def key(phrase: str) -> tuple[str, ...]:
    """A phrase in the form that it is looked up by.

    >>> key("Close rates"), key("Dustin's closed deals")
    (('close', 'rate'), ('dustin', 'close', 'deal'))
    """
    return tuple(t.norm for t in tokens(phrase))


@lru_cache(maxsize=100_000)
def norm(word: str) -> str:
    """One word without case, possessive, plural and the endings of verbs.

    >>> norm("Companies"), norm("won"), norm("dropped"), norm("Status")
    ('company', 'win', 'drop', 'status')
    """
    low = word.lower().replace("’", "'")
    low = low.removesuffix("'s").rstrip("'.").replace("e-mail", "email")
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    return _verb(singular(low)) if low not in _KEPT and low.isalpha() else low


def singular(word: str) -> str:
    """A word without its plural ending, when it is safe to take it off.

    >>> singular("companies"), singular("deals"), singular("status"), singular("addresses")
    ('company', 'deal', 'status', 'address')
    """
    if len(word) < 4 or word in _KEPT or word.endswith(("ss", "us", "is")):  # noqa: PLR2004 - shorter words have no safe plural
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word.removesuffix("s")


def _verb(word: str) -> str:
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and word not in _KEPT and len(stem) > 2:  # noqa: PLR2004 - "red" is no verb
            if stem[-1] == stem[-2] and stem[-1] not in "lsz":
                return stem[:-1]
            return f"{stem}e" if stem.endswith(_DROPPED_E) else stem
    return word


_DROPPED_E = ("lat", "cat", "dat", "ghtt", "as", "rat", "iz", "is", "mov", "merg", "creat",
              "clos", "us", "mak", "los", "giv", "hav", "duc", "rit", "plet", "par", "chang",
              "nc", "rc", "ag",
              "ecat", "ut", "iv", "ur", "ov", "uc", "ibut", "lud", "eriv", "rov",
              "ast", "phon")  # fmt: skip
