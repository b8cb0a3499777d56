"""Values that stand for nothing: `n/a`, `test`, `asdf`, `xxx`."""

import re

from store.schema import Kind
from tools.parts.normalise.fix import Doubt, Fix

_ABSENT = frozenset(
    """n/a;n.a.;n.a;n\\a;#n/a;#ref!;#value!;#name?;#null!;#div/0!;(null);null;nil;(none);none
    ;unknown;(unknown);not known;not available;not applicable;not provided;not set;not specified
    ;no data;tbd;tba;tbc;to be determined;to be confirmed;(blank);blank;(empty);empty;undefined
    ;nan;missing;keine angabe;k.a.;s/o;sin datos""".replace("\n", "")
    .replace("    ", "")
    .split(";")
)
"""Ways to say that there is no value."""
_TYPED = frozenset(
    """test;testing;test test;test1;test123;test 123;tester;asdf;asdfasdf;asdfgh;asdfghjkl;asd
    ;asdasd;sdf;sdfsdf;qwer;qwerty;qwertz;qwertyuiop;dummy;fake;foo;foobar;blah;blah blah;abc
    ;first name;firstname;last name;lastname;first;last;abcd;abcdef;lorem ipsum;delete
    ;delete me;deleteme;do not use;donotuse;do not call
    """.replace("\n", "")
    .replace("    ", "")
    .split(";")
)
"""What people type to get past a field that must be filled."""
_SIGNS = re.compile(r"[\W_]+")
_ONE_KEY = re.compile(r"(\w)\1{2,}")
_SURNAMES = frozenset(
    {"null", "nan", "tba", "test", "tester", "foo", "nil", "asd", "none", "abc", "first", "last"}
)
"""People are called so, or at least their initials are: a person decides."""
_NAMES = frozenset({Kind.FIRST_NAME, Kind.LAST_NAME, Kind.FULL_NAME})
_TEXTS = frozenset({
    *_NAMES, Kind.COMPANY, Kind.TITLE, Kind.EMAIL, Kind.PHONE, Kind.COUNTRY, Kind.STATE, Kind.CITY,
    Kind.POSTCODE, Kind.URL, Kind.DOMAIN,
})  # fmt: skip
_LISTED = frozenset({"n/a", "n.a.", "#n/a", "#ref!", "#value!", "(null)", "null", "nan",
                     "undefined", "asdf", "qwerty", "xxx", "(blank)"})  # fmt: skip
"""Of a short list; its own `None`, `Unknown` or `Other` are answers."""
_COMPANIES = frozenset({"foo", "blank", "missing", "empty", "abc", "abcd", "asd", "fake", "nan",
                        "nil", "delete", "unknown", "none", "test"})  # fmt: skip
"""Some company is called so."""


def junk(text: str, kind: Kind) -> Fix | Doubt | None:
    """What to do with a value that stands for nothing: empty the field, if a person agrees.

    >>> junk("n/a", Kind.TITLE).value is None, junk("xxx", Kind.CITY).value is None
    (True, True)
    >>> junk("Null", Kind.LAST_NAME).reason
    "'Null' may be a name, or stand for none"
    >>> junk("CTO", Kind.TITLE), junk("Unknown", Kind.PICKLIST), junk("III", Kind.LAST_NAME)
    (None, None, None)
    """
    said = " ".join(text.casefold().split())
    if not said:
        return None
    if kind is Kind.PICKLIST:
        return _emptied(text) if said in _LISTED else None
    if kind not in _TEXTS or not _is_nothing(said):
        return None
    doubtful = _SURNAMES if kind in _NAMES else _COMPANIES if kind is Kind.COMPANY else frozenset()
    if said in doubtful:
        return Doubt(f"{text!r} may be a name, or stand for none")
    return _emptied(text)


def _is_nothing(said: str) -> bool:
    if said in _ABSENT or said in _TYPED or not _SIGNS.sub("", said):
        return True
    if said == "iii" or said.isdigit():
        return False  # a numeral; and digits may repeat in a number
    return bool(_ONE_KEY.fullmatch(said))


def _emptied(text: str) -> Fix:
    return Fix(None, f"{text!r} stands for no value", None)
