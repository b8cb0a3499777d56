"""A check-up of the pipeline: `how healthy is this quarter's pipeline?` is several looks.

What is open, how far it covers the quota, and which deals stand still: asked in those words.
"""

import re

_WHOSE = (
    r"(?P<whose>(?:(?:our|the|my) )?(?:(?:this|next|the|the current|current) (?:quarter|month|year)"
    r"(?:'s)?|q[1-4](?:'s)?)?)"
)
_TAIL = r"(?P<tail>(?: (?:for|in|of) [^,;.?]{2,40}?)?)"
_END = r"(?=\s*(?:[?.!;]|$|,? and (?:why|what|how|which|who)\b|, (?:why|what|how)\b))"
_STATE = (
    r"(?:(?:really |still )?(?:healthy|ok(?:ay)?|in (?:good|bad) (?:shape|health)|looking good"
    r"|looking|good|strong|on track|doing))"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\bhow (?:healthy|strong|good) (?:is|does) {_WHOSE} ?pipeline(?: look)?{_TAIL}{_END}",
        rf"\b(?:is|are) {_WHOSE} ?pipeline {_STATE}{_TAIL}{_END}",
        rf"\bhow(?:'s| is) (?:the )?health of {_WHOSE} ?pipeline{_TAIL}{_END}",
        rf"\b(?:{_WHOSE} )?pipeline health(?:[- ]?check)?(?: check)?{_TAIL}{_END}",
        rf"\bhealth[- ]?check (?:of|on) {_WHOSE} ?pipeline{_TAIL}{_END}",
    )
)


def checked_up(text: str) -> str:
    """The text with a check-up said as the looks that it takes.

    >>> checked_up("How healthy is this quarter's pipeline?")
    'open pipeline this quarter; pipeline coverage this quarter; find stale deals?'
    >>> checked_up("pipeline health for West")
    'open pipeline for West; pipeline coverage for West; find stale deals for West'
    >>> checked_up("how is the pipeline by stage")
    'how is the pipeline by stage'
    """
    for form in _FORMS:
        found = form.search(text)
        if found is not None:
            return f"{text[: found.start()]}{_looks(found)}{text[found.end() :]}"
    return text


def _looks(found: re.Match[str]) -> str:
    whose = re.sub(r"^(?:our|the(?! current)|my) ?", "", found["whose"] or "", flags=re.IGNORECASE)
    when = re.sub(r"'s$", "", whose.strip())
    time = f" {when}" if when else ""
    tail = found["tail"]
    return (
        f"open pipeline{time}{tail}; pipeline coverage{time}{tail}; find stale deals{_place(tail)}"
    )


def _place(tail: str) -> str:
    """What says where, and not when: deals stand still today."""
    return (
        "" if re.search(r"\b(?:quarter|month|year|q[1-4]|20\d\d)\b", tail, re.IGNORECASE) else tail
    )
