"""The words that dates and lengths of time are written in."""

import re

from tools.parts.calendars import Calendar


def _unnamed(pattern: str) -> str:
    """A pattern to stand in another one, where its groups must not have names."""
    return re.sub(r"\(\?P<[a-z]+>", "(?:", pattern)


MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
DAYS = r"mon|tues?|wednes|thurs?|fri|satur|sun"
SEASONS = r"summer|winter|autumn|spring"
COUNT = (
    r"\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|couple of|couple"
)
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "couple of": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3,
            "4th": 4, "final": 4}  # fmt: skip
OF_YEAR = r"(?:,? \d{4}|(?: of)? (?:last|this|next) year)?"
"""The year of a day, in digits or told from today."""
_NAMED_DAYS = (
    r"new year's eve|new year(?:'s)?(?: day)?|valentine'?s?(?: day)?|good friday|easter monday"
    r"|easter(?: sunday)?|memorial day|labor day|halloween|black friday|cyber monday"
    r"|thanksgiving(?: day)?|christmas eve|christmas(?: day)?|xmas|boxing day"
)
HOLIDAY = (
    rf"(?:the )?(?P<rel>last |this |next )?(?P<h>{_NAMED_DAYS})"
    r"(?:,? (?:of )?(?P<y>20\d{2})|(?: of)? (?P<ry>last|this|next) year)?"
)
"""A day that has a name of its own, and whose year may be said."""
NTH = (
    r"the (?P<n>\d{1,2})(?:st|nd|rd|th)(?: of (?P<which>the|this|last|next) month)?"
    r"(?=\W*$|[,.;:?!)]| (?:and|to|in|by|for|with|without|closing|until|through|or|vs)\b)"
)
"""A day of the month, where its word is followed by nothing that it could number."""
DATE = (
    rf"(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTHS})\.?{OF_YEAR}"
    rf"|(?:{MONTHS})\.? (?:\d{{1,2}}(?:st|nd|rd|th)?(?!\d)|first){OF_YEAR}"
    rf"|(?:last |this |next )?(?:{DAYS})days?"
    rf"|the day before yesterday|today|yesterday|tomorrow|now)"
)
SUB = (
    rf"(?:{DATE}|{_unnamed(HOLIDAY)}|{_unnamed(NTH)}|fy ?'?(?:20)?\d{{2}}(?!\d)"
    rf"|q[1-4](?:[ -]?(?:fy)? ?'?\d{{2,4}})?|\d{{4}}[ -]?q[1-4]"
    rf"|(?:{MONTHS})\.?(?:,? (?:of )?'?\d{{4}}|(?: of)? (?:last|this|next) year)?"
    rf"|\d{{4}}-\d{{2}}(?!\d)|(?:19|20)\d{{2}}"
    rf"|(?:last |this |next )?(?:{SEASONS})(?:(?: of)? (?:20\d{{2}}|(?:last|this|next) year))?)"
)


def counted(text: str) -> int:
    """A count in digits or in words: `12`, `a couple of`."""
    return int(text) if text.isdigit() else _COUNTS[text]


def year_written(text: str | None) -> int | None:
    """The year that four or two digits are; None when records are not of that year."""
    if text is None:
        return None
    year = int(text) if len(text) == 4 else 2000 + int(text)  # noqa: PLR2004 - a full year has four digits
    return year if 1900 < year < 2100 else None  # noqa: PLR2004 - years of business records


def shift(words: str) -> int:
    """How many years away `last year`, `this year` and `next year` are."""
    return -1 if "last" in words else int("next" in words)


def calendar_of(words: str, own: Calendar) -> Calendar:
    """The company's own calendar, unless the words ask for the ordinary one."""
    return Calendar(1) if "calendar" in words else own
