"""A schedule just proposed, in another way; or one that stands, stopped, paused or run.

`Also email it to me`, `only propose`, `Mondays too`; and after its approval `pause it`, `run it`.
"""

import re
from datetime import date

from agent.planner.schedules.recurring_words import left_of
from agent.planner.talk.retiming import waiting
from agent.planner.words.memory import Call, Memory
from tools.catalog import catalog, family_of
from tools.parts.recurrence import find, rule_of, said
from tools.parts.recurrence.rule import Rule

LONGEST = 12
"""Words; a longer message is a request of its own."""
_OPENS = (
    r"^\W*(?:(?:no|nope|sorry|oops|wait|actually|rather|ok(?:ay)?|and|but|also|please|yes|great|good"
    r"|fine|can you|could you|then|now|just|it should|you should|let it|have it)\b[ ,]*)*"
)
_PLACE = (
    r"(?:#[\w-]+|\S+@\S+|https?://\S+|slack|(?:e-?)?mail|me|us|my (?:e-?)?mail|my inbox|the team"
    r"|our|the|my|channel)"
)
_SENDS = re.compile(
    rf"{_OPENS}(?:send|e-?mail|mail|post|slack|deliver|copy|cc|ping|notify|tell|share|message|put)\b"
    rf"(?: (?:it|that|this|the|a|copy|of|digest|summary|results?|report|{_PLACE}|to|in|on|by|via"
    r"|into|over|and|too|also|as|well|instead|please|rather|every|each|time)[ ,]*)*\W*$",
    re.IGNORECASE,
)
_MAILS_ME = re.compile(
    r"\be-?mail (?:it |that |the \w+ )?(?:to )?(?:me|us)\b|\b(?:by|via|per) e-?mail\b"
    r"|\b(?:mail (?:it |that )?(?:to )?me)\b|\bmy (?:inbox|e-?mail)\b", re.IGNORECASE,
)  # fmt: skip
_ADDS = re.compile(r"\b(?:also|too|as well|cc|copy|and|additionally|besides)\b", re.IGNORECASE)
_LIMITS = re.compile(
    rf"{_OPENS}(?:only |just )?(?:propose|draft|suggest|preview|ask|don't|do not|never|nothing"
    r"|without|at most|no more than|max(?:imum)?|limit|up to|cap)\b",
    re.IGNORECASE,
)
_DRAFTS = re.compile(
    r"\b(?:only|just) (?:propose|draft|suggest|preview|ask)|\b(?:propose|draft)s? only\b"
    r"|\b(?:don't|do not|never) (?:ever )?(?:apply|change|touch|write|fix|merge) (?:anything|it"
    r"|them|things|any)|\bnothing (?:is |gets )?(?:applied|automatically|changed)"
    r"|\bask (?:me|us) (?:first|before)|\bwithout (?:applying|asking)",
    re.IGNORECASE,
)
_DAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
_ON_DAYS = re.compile(
    rf"{_OPENS}(?:add |do it |run it |have it )?(?:on |for )?(?P<days>{_DAYS}(?:(?:,| and|, and)"
    rf" {_DAYS})*)(?: (?:too|as well|also|on top))*\W*$",
    re.IGNORECASE,
)


def amended(text: str, memory: Memory, today: date) -> Call | None:
    """The schedule that waits, done in another way; None when the words are about anything else.

    Args:
        text: What the person said.
        memory: What the conversation remembers.
        today: Every other week counts from it.
    """
    before = waiting(memory)
    if before is None or len(text.split()) > LONGEST:
        return None
    given = before.arguments
    changes = _place(text, given) or _days(text, given, today) or _limits(text)
    return Call(tool=before.tool, arguments={**given, **changes}, text=text) if changes else None


def _place(text: str, given: dict[str, str]) -> dict[str, str]:
    """Where the digest goes: besides the place it goes to, or instead of it."""
    if not _SENDS.match(text):
        return {}
    place = left_of(text).destination or ("email:me" if _MAILS_ME.search(text) else None)
    if place is None:
        return {}
    old = given.get("destination") if _ADDS.search(text) else None
    return {"destination": f"{old}, {place}" if old and place not in old else place}


def _days(text: str, given: dict[str, str], today: date) -> dict[str, str]:
    """`Mondays too`: the days there are and those, at the same time."""
    said_days = _ON_DAYS.match(text)
    if said_days is None or not _ADDS.search(text):
        return {}
    now, more = find(given["when"], today), find(f"every {said_days['days']}", today)
    if now is None or more is None or now.rule.weeks > 1:
        return {}
    minute, hour, day, month, weekday = now.rule.cron.split()
    others = more.rule.cron.split()[4]
    if not re.fullmatch(r"[\d,]+", f"{weekday},{others}") or (day, month) != ("*", "*"):
        return {}
    days = ",".join(sorted({*weekday.split(","), *others.split(",")}))
    rule = rule_of(str(Rule(f"{minute} {hour} {day} {month} {days}")))
    return {"when": said(rule)}


def _limits(text: str) -> dict[str, bool | int]:
    """That nothing is applied without a word, or at most so many changes."""
    if not _LIMITS.match(text):
        return {}
    most = left_of(text).max_rows
    drafts: dict[str, bool | int] = {"draft_only": True} if _DRAFTS.search(text) else {}
    return {**drafts, **({"max_rows": most} if most else {})}


_IT = r"(?:it|that|this|them|(?:that|this|the) (?:one|schedule|job|run))"
_ENDS = (
    r"(?: (?:for now|please|now|again|right now|at once|immediately|today|then|anymore|for good"
    r"|altogether|entirely|straight away|once|for a while|until further notice))*\W*$"
)
_ACTS = {
    "resume": rf"(?:resume|unpause|continue|restart|reactivate|enable) {_IT}"
              rf"|(?:turn|switch) (?:{_IT} )?(?:back )?on(?: {_IT})?|start {_IT} again",
    "pause": rf"(?:pause|suspend|hold|freeze|halt|snooze|disable) {_IT}|put {_IT} on hold"
             rf"|(?:turn|switch) (?:{_IT} )?off(?: {_IT})?|stop {_IT} for (?:now|a while)",
    "cancel": r"(?:cancel|stop|end|delete|remove|drop|kill|unschedule|scrap|discontinue"
              rf"|get rid of) {_IT}",
    "run": rf"(?:run|start|trigger|fire|kick off) {_IT}|do {_IT} (?:now|once|right now|at once)",
}  # fmt: skip
_ACT = {name: re.compile(f"{_OPENS}(?:{words}){_ENDS}", re.IGNORECASE)
        for name, words in _ACTS.items()}  # fmt: skip
_TITLE = re.compile(r"^Schedule: (?P<name>.+?)(?: \([\w/+-]+\))?$")
FAMILY = "schedules"


def acted_on(text: str, memory: Memory) -> Call | None:
    """`Pause it`, of the schedule that was just approved or looked at; None for anything else."""
    title = _TITLE.match(memory.sets[-1].summary) if memory.sets else None
    last = memory.last.tool if memory.last else ""
    looked = last in catalog() and family_of(last) == FAMILY
    if memory.newest("draft") is not None or not (looked or (title and last in _DECIDES)):
        return None
    action = next((name for name, form in _ACT.items() if form.match(text)), None)
    if action is None:
        return None
    which = {"schedule": title["name"]} if title else {}
    return Call(tool="change_schedule", arguments={"action": action, **which}, text=text)


_DECIDES = frozenset({"approve_changes", "show_changes"})
