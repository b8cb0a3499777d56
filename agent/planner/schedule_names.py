"""Which schedule a sentence is about, and how often something is to be done: two readers."""

import re

from agent.planner.clause import Clause
from agent.planner.recurring import without
from agent.planner.signature import Param
from tools.parts.recurrence import find, said

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
    ]
)  # fmt: skip


def read_recurrence(clause: Clause, param: Param) -> str | None:
    """How often and when: claimed whole, in words or as the rule that is kept."""
    found = find(clause.text, clause.world.today, clause.world.calendar.first_month)
    if found is None:
        return None
    for piece in found.pieces:
        clause.claim(*piece)
    zone = f" {found.zone}" if found.zone else ""
    return f"{said(found.rule)}{zone}" if found.rule.anchor is None else str(found.rule)


def read_schedule(clause: Clause, param: Param) -> str | None:
    """Which schedule is meant: its id, or the words left once what is to be done with it is out."""
    by_id = _ID.search(clause.low)
    if by_id:
        clause.claim(*by_id.span())
        return by_id[0]
    if param.about == "runs" and not _OF_RUNS.search(clause.low):
        return None
    found = find(clause.text, clause.world.today) if re.search(r"\bto\b", clause.low) else None
    text = without(clause.text, found) if found else clause.text
    words = [w for w in re.findall(r"[\w:-]+", text) if w.lower() not in _NO_NAME | _FILLERS]
    # Words such as `Friday` stand in the schedule's name: here they are no period and no filter.
    clause.claim(0, len(clause.text))
    return " ".join(words) or None


_FILLERS = frozenset(
    [
        "the", "a", "an", "my", "our", "that", "this", "it", "please", "pls", "schedule", "job",
        "scheduled", "schedules", "pause", "resume", "cancel", "stop", "delete", "start", "run",
        "runs", "show", "me", "to", "at", "on", "up", "and",
    ]
)  # fmt: skip
