"""Which day of a record a period is about: `created in July`, `due after Christmas`."""

import re
from functools import cache
from typing import Any

from agent.planner.conditions.other_days import not_on_day
from agent.planner.conditions.record_states import unfunded
from agent.planner.words.clause import Clause
from agent.planner.words.signature import Param
from store.schema import ENTITIES, Kind
from tools.arguments import Slot
from tools.parts import periods
from tools.parts.records import DAYS

Condition = dict[str, Any]
TO_COME = re.compile(
    r"\b(?:open|closing|to close|be closed|due|expected|coming up|scheduled|upcoming|ends"
    r"|ending|runs? out|running out|expir(?:es?|ing)|laps(?:es?|ing))\b"
)
_DEALS = frozenset({"opportunity"})
_CUSTOMERS = frozenset({"opportunity", "lead", "account", "contact"})
_TURNED = (
    r"(?:turn(?:ed|ing)?(?: into)?|became|become|becoming|reached|reach|hit|made|made it to|went"
    r"|moved to|got to|passed to)(?: an?)?"
)
"""Before the grade of a lead: that it came to have it."""
_DAYS: tuple[tuple[frozenset[str], str, str], ...] = (
    (_DEALS, "expected_close_on",
     (r"(?:closing|closes?|be closed|due|expected(?: to (?:close|land|come in|sign|be signed))?"
     r"|expected close(?: date)?s?|close dates?|to close|scheduled|landing|renewing"
     r"|up for renewal|coming up)")),
    (_DEALS, "closed_on",
     (r"(?:closed|won|lost|signed|booked|landed"
      r"|(?:did|do|does|have|has|had) (?:[\w'.-]+ ){1,4}?(?:lose|win|close|sign|book|land))")),
    (frozenset({"lead"}), "mql_on", rf"(?:{_TURNED} (?:mqls?|marketing[- ]qualified(?: leads?)?))"),
    (frozenset({"lead"}), "sal_on", rf"(?:{_TURNED} (?:sals?|sales[- ]accepted(?: leads?)?))"),
    (frozenset({"lead"}), "sql_on", rf"(?:{_TURNED} (?:sqls?|sales[- ]qualified(?: leads?)?))"),
    (frozenset({"subscription"}), "ends_on",
     (r"(?:end|ends|ending|ended|runs? out|running out|ran out|expir(?:es?|ing|ed)"
      r"|laps(?:es?|ing|ed)|terminat(?:es?|ing|ed)|cancell?ed)")),
    (_CUSTOMERS, "last_activity_on",
     (r"(?:last (?:touch(?:ed)?|contact(?:ed)?|activit(?:y|ies)|active|spoken to|called|worked"
     r"|updated|emailed))")),
    (_CUSTOMERS, "created_on",
     (r"(?:created|added|opened|entered|came in|come in|coming in|received|generated|registered"
     r"|arrived|started|began|begun|kicked off)")),
    (frozenset({"lead"}), "converted_on", r"(?:converted)"),
    (frozenset({"lead"}), "responded_at",
     r"(?:answered|responded(?: to)?|replied(?: to)?|first contacted)"),
    (frozenset({"user"}), "left_on", r"(?:left|quit|departed|leaving)"),
    (frozenset({"user"}), "started_on", r"(?:started|joined|hired|began|starting)"),
)  # fmt: skip
_GAP = (
    r"(?: (?:us|on|in|at|of|since|before|after|by|during|within|between|until|till|back|sometime"
    r"|is|are|was|were|falls?|lies?|dates?|any ?time|already|only|again|earlier|later|the|than"
    r"|some ?time|over))* $"
)
_VERBS = tuple((tables, field, re.compile(rf"\b{verb}{_GAP}")) for tables, field, verb in _DAYS)
_QUIET = re.compile(
    r"\b(?:no|without(?: any)?|not had(?: any)?|nobody|no one|untouched|quiet|silent"
    r"|(?:not|n't|never)(?: been)? (?:touched|contacted|called|worked|updated|emailed|spoken to"
    r"|talked to|moved|heard from))"
    r"(?: (?:activity|activities|calls?|contact|touch(?:es)?|emails?|meetings?|has|have|had|been"
    r"|touched|contacted|called|worked|updated|spoken|talked|to|with|at|all|it|them|from"
    r"|logged))* $"
)
"""What has not happened since a day."""
_LATER = re.compile(r"^(?:after|later than|from|since|past|beyond) (?:the )?")
_EARLIER = re.compile(r"^(?:before|prior to|by|until|till|up to) (?:the )?")


def dates(clause: Clause, found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """Make conditions of the periods that a tool's own period does not say."""
    _not_yet(clause, found, own)
    unfunded(clause, found, own)
    _places(clause, found, own)
    _of_no_period(clause, found, own)


def _not_yet(clause: Clause, found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """Records that begin on their day have no day to come: `accounts to call tomorrow`."""
    kinds = {p.slot: p.name for p in own}
    period = kinds.get(Slot.PERIOD, "")
    if Slot.TABLE not in kinds or clause.subject not in _BEGIN or period not in found:
        return
    for span in clause.periods:
        ahead = span.span.start is not None and span.span.start > clause.world.today
        if ahead and span.span.key == found.get(period):
            del found[period]
            clause.claimed = [c for c in clause.claimed if c != (span.start, span.end)]


_BEGIN = frozenset({"account", "contact", "lead", "product", "user"})
"""Tables whose records are dated by the day they began."""


def _places(clause: Clause, found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """Make each period a condition on the day that it is about, where the tool would take another.

    `Open deals created this quarter` are dated by their creation, though open deals are otherwise
    by the day they are due.
    """
    kinds = {p.slot: p.name for p in own}
    where, table = kinds.get(Slot.FILTER), clause.subject or ""
    period = kinds.get(Slot.PERIOD, "")
    lists = not period or (Slot.TABLE in kinds and Slot.METRIC not in kinds)
    if where is None or table not in DAYS or not lists:
        return
    for span in clause.periods:
        used = bool(period) and found.get(period) == span.span.key
        if used or clause.is_free(span.start, span.end):
            _place(clause, span, found, (where, period if used else ""), table)
    if period and found.get(period) and table == "opportunity":
        _due(clause, found, where, period)


def _place(
    clause: Clause, span: periods.Found, found: dict[str, Any], names: tuple[str, str], table: str
) -> None:
    where, period = names
    condition = _quiet(clause, span, table) or on_day(clause, span, table)
    if condition is not None and (turned := not_on_day(clause, span, condition)):
        clause.claim(span.start, span.end)
        found[where] = [*_due_ones(found.get(where) or [], condition, table), turned]
        found.pop(period, None)
        return
    lacking = {c["field"] for c in found.get(where) or [] if c["op"] == "missing"}
    if condition is None or condition["field"] in lacking:
        return  # "nobody has answered since Monday" is about when they came
    usual = condition["field"] == _usual(found.get(where), table)
    if period and usual and condition["op"] != "after":  # what is to come after a day has no end
        return
    if period and condition["field"] == "expected_close_on" and condition["op"] == "between":
        return  # of open deals, as they are then asked for
    clause.claim(span.start, span.end)
    _claim_grade(clause, span, condition["field"])
    found[where] = [*(found.get(where) or []), condition]
    if period:
        del found[period]


def _due_ones(given: list[Condition], day: Condition, table: str) -> list[Condition]:
    """With the deals that are open, where they are asked for by the day they are to close."""
    due = table == "opportunity" and day["field"] == "expected_close_on"
    if not due or any(c["field"] in {"status", "loss_reason"} for c in given):
        return given
    return [*given, {"field": "status", "op": "is", "value": "open"}]


def _claim_grade(clause: Clause, span: periods.Found, field: str) -> None:
    """Use up the grade that a lead came to have: `became MQLs in May` asks for no figure."""
    before = clause.low[: span.start]
    said = [verb.search(before) for _, f, verb in _VERBS if f == field and f in _GRADES]
    for match in filter(None, said):
        clause.claim(*match.span())


_GRADES = frozenset({"mql_on", "sal_on", "sql_on"})


def on_day(clause: Clause, span: periods.Found, table: str) -> Condition | None:
    """The condition on a record's day that the words before a period make of it."""
    field = governed(clause, span, table)
    if field is None:
        return None
    said, ahead = clause.low[span.start : span.end], field == "expected_close_on"
    ahead = ahead or (field == "ends_on" and clause.ahead)
    edge = _LATER.match(said) if ahead else _EARLIER.match(said)
    inner = _inner(clause, said[edge.end() :], ahead=ahead) if edge else None
    if inner is not None and ahead:
        return {"field": field, "op": "after", "value": inner.end.isoformat()}
    if edge is not None and inner is not None and inner.start is not None:
        before = edge[0].startswith(("before", "prior"))
        day = inner.start if before else inner.end
        return {"field": field, "op": "before" if before else "lte", "value": day.isoformat()}
    if span.span.start is None:
        return None
    days = [span.span.start.isoformat(), span.span.end.isoformat()]
    return {"field": field, "op": "between", "value": days}


def _inner(clause: Clause, said: str, *, ahead: bool) -> periods.Span | None:
    """The stretch of time after `before` or `after`."""
    world = clause.world
    found = periods.find(said, world.today, world.calendar, ahead=ahead)
    return found[0].span if found else None


def governed(clause: Clause, span: periods.Found, table: str) -> str | None:
    """The day that the words before a period say it is about."""
    before = clause.low[: span.start]
    said = ((f, verb) for tables, f, verb in _VERBS if table in tables)
    return next((f for f, verb in (*said, *_names(table)) if verb.search(before)), None)


@cache
def _names(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every date of a table with its own names: `sales qualified in October`."""
    fields = ENTITIES[table].fields if table in ENTITIES else ()
    days = (f for f in fields if f.kind in {Kind.DATE, Kind.INSTANT})
    said = ((f.name, "|".join(map(re.escape, (f.label, *f.words)))) for f in days)
    return tuple((name, re.compile(rf"\b(?:{words.lower()}){_GAP}")) for name, words in said)


def _quiet(clause: Clause, span: periods.Found, table: str) -> Condition | None:
    said = clause.low[span.start : span.end]
    start, quiet = span.span.start, _QUIET.search(clause.low[: span.start])
    since = said.startswith(("since", "after"))
    if start is None or quiet is None or not since or table not in _CUSTOMERS:
        return None
    clause.claim(*quiet.span())
    return {"field": "last_activity_on", "op": "before", "value": start.isoformat()}


def _usual(where: list[Condition] | None, table: str) -> str:
    """The day that a tool's period is about by itself."""
    if table != "opportunity":
        return DAYS[table]
    said = {str(c["value"]).casefold() for c in where or [] if c["field"] == "status"}
    stages = {str(c["value"]).casefold() for c in where or [] if c["field"] == "stage"}
    said = said or stages & {"won", "lost", "closed won", "closed lost"}
    if not said:
        return DAYS[table]
    return "expected_close_on" if said == {"open"} else "closed_on"


def _due(clause: Clause, found: dict[str, Any], where: str, period: str) -> None:
    """Deals that are to close are open ones: only these are dated by the day they are due."""
    spans = [s for s in clause.periods if s.span.key == found[period]]
    due = any(governed(clause, s, "opportunity") == "expected_close_on" for s in spans)
    ahead = any(s.span.start and s.span.start > clause.world.today for s in spans)
    given = found.get(where) or []
    if (due or ahead) and not any(c["field"] in {"status", "loss_reason"} for c in given):
        found[where] = [*given, {"field": "status", "op": "is", "value": "open"}]


_EDITED = re.compile(
    r"\b(?:edited|changed|modified|corrected|amended)(?: by (?:an? |the |some)?\w+)?"
    r"(?: (?:in|on|since|during|within))?(?: the)? $"
)


def _of_no_period(clause: Clause, found: dict[str, Any], own: tuple[Param, ...]) -> None:
    """A period becomes a condition on the day that matters, where a tool takes no period."""
    where = next((p.name for p in own if p.slot is Slot.FILTER), None)
    table = clause.subject or ""
    spans = [f for f in clause.periods if clause.is_free(f.start, f.end)]
    if where is None or any(p.slot is Slot.PERIOD for p in own) or not spans or table not in DAYS:
        return
    span = spans[0].span
    if span.start is None or _EDITED.search(clause.low[: spans[0].start]):
        return  # who changed a record, and when, is in no field of it
    clause.claim(spans[0].start, spans[0].end)
    days = [span.start.isoformat(), span.end.isoformat()]
    condition = {"field": _day_of(clause, table), "op": "between", "value": days}
    found[where] = [*found.get(where, []), condition]


def _day_of(clause: Clause, table: str) -> str:
    """The day of a record that a period in these words is about."""
    if table == "opportunity" and clause.has(r"\b(?:won|lost|closed|wins|losses|signed)\b"):
        return "closed_on"
    if table == "opportunity" and TO_COME.search(clause.low):
        return "expected_close_on"
    return DAYS[table]
