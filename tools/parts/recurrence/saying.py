"""A recurrence in words: what a person checks before they approve it."""

import re

from tools.parts.recurrence.rule import Rule

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NTH = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth"}
_MONTHS = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def said(rule: Rule) -> str:
    """The rule in words; a line of cron that has none is said as it is.

    >>> said(Rule("0 16 * * 5")), said(Rule("30 8 * * 1-5")), said(Rule("0 9 * * 1#1"))
    ('every Friday at 16:00', 'every weekday at 08:30', 'on the first Monday of the month at 09:00')
    """
    minute, hour, day, month, weekday = rule.cron.split()
    if re.fullmatch(r"\d+", minute) and re.fullmatch(r"\d+", hour):
        days = _days(rule, day, month, weekday)
        return f"{days} at {int(hour):02}:{int(minute):02}" if days else f"by cron {rule.cron!r}"
    if (day, month, weekday) == ("*", "*", "*"):
        return _often(minute, hour) or f"by cron {rule.cron!r}"
    return f"by cron {rule.cron!r}"


def _often(minute: str, hour: str) -> str:
    steps = re.fullmatch(r"\*/(\d+)", minute)
    if steps and hour == "*":
        return f"every {steps[1]} minutes"
    hours = re.fullmatch(r"\*/(\d+)", hour)
    if minute == "0" and hour == "*":
        return "every hour"
    return f"every {hours[1]} hours" if minute == "0" and hours else ""


def _days(rule: Rule, day: str, month: str, weekday: str) -> str:
    if rule.first_weekday:
        return f"on the first weekday of {_of(month)}"
    if day == "*" and month == "*":
        return _of_week(rule, weekday) or _nth(weekday, "the month")
    if day == "*":
        return _nth(weekday, _of(month))
    return f"on {_dates(day)} of {_of(month)}" if weekday == "*" and _dates(day) else ""


def _of_week(rule: Rule, weekday: str) -> str:
    plain = {"*": "every day", "1-5": "every weekday", "0,6": "every Saturday and Sunday"}
    if rule.weeks == 1 and weekday in plain:
        return plain[weekday]
    if not re.fullmatch(r"\d(?:,\d)*", weekday):
        return ""
    names = _and([_DAYS[int(n)] for n in weekday.split(",")])
    weeks = {1: "every", 2: "every other"}.get(rule.weeks)
    return f"{weeks} {names}" if weeks else f"every {rule.weeks} weeks on {names}"


def _nth(weekday: str, months: str) -> str:
    last = re.fullmatch(r"(\d)L", weekday)
    if last:
        return f"on the last {_DAYS[int(last[1])]} of {months}"
    nth = re.fullmatch(r"(\d)#(\d)", weekday)
    return f"on the {_NTH[nth[2]]} {_DAYS[int(nth[1])]} of {months}" if nth else ""


def _dates(day: str) -> str:
    if day == "L":
        return "the last day"
    if day == "LW":
        return "the last weekday"
    if not re.fullmatch(r"\d+(?:,\d+)*", day):
        return ""
    return "the " + _and([f"{n}{_ending(int(n))}" for n in day.split(",")])


def _of(month: str) -> str:
    if not re.fullmatch(r"\d+(?:,\d+)*", month):
        return "the month" if month == "*" else f"months {month}"
    return _and([_MONTHS[int(n)] for n in month.split(",")])


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _ending(number: int) -> str:
    if number in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
