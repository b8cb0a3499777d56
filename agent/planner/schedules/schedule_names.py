"""Which schedule a sentence is about, and how often something is to be done: two readers."""

import re
from dataclasses import replace

from agent.planner.schedules.recurring import without
from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param
from tools.parts.recurrence import Found, find, said

_ID = re.compile(r"\bsch_[a-z2-7]+\b")
_OF_RUNS = re.compile(
    r"\b(?:runs?|history|log|status|progress|outcomes?|digests?)(?: of| for)\b"
    r"|\bhow (?:did|far|is|was)\b|\blast (?:run|time)\b|\bdid .+ (?:run|go)\b", re.IGNORECASE,
)  # fmt: skip
_NO_NAME = frozenset(
    [
        "what", "whats", "is", "are", "do", "we", "have", "any", "all", "there", "which", "list",
        "s", "how", "did", "far", "history", "log", "status", "progress", "outcome", "digest",
        "digests", "last", "time", "go", "went", "week", "now", "again", "for", "back", "off",
        "hold", "put", "can", "you", "could", "i", "in", "with", "done", "was", "straight", "away",
        "immediately", "right", "once", "today", "until", "further", "notice", "no", "longer",
        "don", "t", "anymore", "more", "any", "unpause", "continue", "suspend", "disable", "enable",
        "trigger", "kick", "fire", "end", "remove", "drop", "kill", "unschedule", "move", "turn",
        "switch", "reactivate", "restart", "reschedule", "shift", "change", "of", "recurring",
        "discontinue", "retire", "scrap", "snooze", "skip", "extra", "should", "instead", "rather",
        "than", "delay", "postpone", "kindly",
    ]
)  # fmt: skip


def read_recurrence(clause: Clause, param: Param) -> str | None:
    """How often and when: claimed whole, in words or as the rule that is kept."""
    first_month = clause.world.calendar.first_month
    found = find(clause.text, clause.world.today, first_month) or _moved(clause, first_month)
    if found is None:
        return None
    for piece in found.pieces:
        clause.claim(*piece)
    zone = f" {found.zone}" if found.zone else ""
    return f"{said(found.rule)}{zone}" if found.rule.anchor is None else str(found.rule)


_TO_A_DAY = re.compile(
    r"\bto (?=(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:the )?weekdays\b)", re.IGNORECASE
)
_EVERY = "every "


def _moved(clause: Clause, first_month: int = 1) -> Found | None:
    """New times that are only a day: `move it to Tuesday 9am` is every Tuesday from then on."""
    day = _TO_A_DAY.search(clause.text)
    if day is None:
        return None
    at, shift = day.end(), len(_EVERY)
    whole = f"{clause.text[:at]}{_EVERY}{clause.text[at:]}"
    found = find(whole, clause.world.today, first_month)
    if found is None:
        return None
    pieces = tuple((a - shift if a > at else a, b - shift if b > at else b)
                   for a, b in found.pieces)  # fmt: skip
    return replace(found, pieces=pieces)


def read_schedule(clause: Clause, param: Param) -> str | None:
    """Which schedule is meant: its id, or the words left once what is to be done with it is out."""
    by_id = _ID.search(clause.low)
    if by_id:
        clause.claim(*by_id.span())
        return by_id[0]
    if param.about == "runs" and not _OF_RUNS.search(clause.low):
        return None
    to = re.search(r"\bto\b", clause.low)
    found = (find(clause.text, clause.world.today) or _moved(clause)) if to else None
    text = _UNTIL.sub("", without(clause.text, found) if found else clause.text)
    words = [w for w in re.findall(r"[\w:-]+", text) if w.lower() not in _NO_NAME | _FILLERS]
    # Words such as `Friday` stand in the schedule's name: here they are no period and no filter.
    clause.claim(0, len(clause.text))
    return " ".join(words) or None


_UNTIL = re.compile(r"\b(?:until|till)\b.*$|(?<=\w), .*$", re.IGNORECASE | re.DOTALL)
"""Until when it rests, and what is said of why, are no part of a schedule's name."""
_FILLERS = frozenset(
    [
        "the", "a", "an", "my", "our", "that", "this", "it", "please", "pls", "schedule", "job",
        "scheduled", "schedules", "pause", "resume", "cancel", "stop", "delete", "start", "run",
        "runs", "show", "me", "to", "at", "on", "up", "and",
    ]
)  # fmt: skip
