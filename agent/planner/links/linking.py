"""Reading conditions on linked records: `with no open deal`, `more than 3 contacts`, `owner left`.

Which tables are linked comes from the schema (`tools.parts.routes`). A link is a table's word with
`with`, `without` or a number in front of it; what belongs to it (a status, an amount, a period)
stands beside it, and is used up with it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from agent.planner.conditions.account_kinds import is_kind
from agent.planner.conditions.listed import is_listed
from agent.planner.links import link_words as words
from agent.planner.links.figure_links import LED_FROM, is_beside, names_figure
from agent.planner.links.link_counts import LinkRead, led_in, quantity
from agent.planner.links.link_details import (
    ADDRESSED,
    Condition,
    day_within,
    is_address,
    kind_of,
    noun_in,
    period_of,
    period_within,
    status_of,
    table_of,
)
from agent.planner.links.link_phrases import openings, reach, such
from agent.planner.links.link_verbs import bought, departed, renewed, touched, unsold, untouched
from agent.planner.words.clause import Clause
from agent.planner.words.lexicon import Sense
from agent.planner.words.signature import Param
from agent.planner.words.text import Token
from store.schema import ENTITIES, Kind
from tools.arguments import Slot
from tools.parts.routes import pairs


def linked_words(clause: Clause) -> list[tuple[int, int]]:
    """The characters that set conditions on linked records, whatever tool is meant."""
    found: list[tuple[int, int]] = clause.remember("linked", lambda: _used(clause.fresh()))
    return found


def unused_links(clause: Clause) -> list[Token]:
    """Words of conditions on linked records that nobody has used."""
    spans = linked_words(clause)
    return [t for t in clause.left_over() if t.norm not in LIGHT
            and any(start <= t.start and t.end <= end for start, end in spans)]  # fmt: skip


LIGHT = frozenset({"with", "that", "who", "which", "whose", "and", "but", "have", "a", "an", "the",
                   "any", "some", "at", "of", "from", "in", "on", "to", "for"})  # fmt: skip
"""Words that set no condition by themselves."""


def _used(clause: Clause) -> list[tuple[int, int]]:
    found = read_links(clause, Param("links", Slot.LINK, many=True, required=False))
    return clause.claimed if found else []


def read_links(clause: Clause, param: Param) -> list[LinkRead] | None:
    """Every condition on linked records that the words set.

    What is asked for is the table that is named first; its word is used up, so that nothing else
    is read into it.
    """
    subject = _asked(clause)
    if subject is None or (clause.measured and not names_figure(clause)):
        return None
    clause.subject = subject.table
    found = [*_nouns(clause, subject)] if clause.measured else _all_kinds(clause, subject)
    _share_period(found)
    found = _unattended(clause, found)
    if found:
        clause.claim(*subject.noun)
        clause.asked = subject.table
        for match in words.RELATIVE.finditer(clause.low):
            clause.claim(*match.span())
        _claim_ways(clause)
    return found or None


def _unattended(clause: Clause, found: list[LinkRead]) -> list[LinkRead]:
    """`No owner, or one who left` is one condition: without an owner who still works here."""
    none = [k for k in found if k["table"] in {"user", "owner"} and k["op"] == "without"]
    left = [k for k in found if k["table"] == "owner" and k["op"] == "with"]
    if not (none and left and re.search(r"\bor\b", clause.low)):
        return found
    active = {"field": "active", "op": "is", "value": True}
    both = {"table": "owner", "op": "without", "where": [active]}
    return [both, *(k for k in found if k not in none and k not in left)]


def _all_kinds(clause: Clause, subject: "_Subject") -> list[LinkRead]:
    nested = _nested(clause)
    verbs = (departed, untouched, unsold, renewed)
    found = [link for verb in verbs for link in verb(clause)]
    return [*found, *_nouns(clause, subject), *nested, *bought(clause), *touched(clause)]


@dataclass(frozen=True, slots=True)
class _Subject:
    """The records that are asked for, and the characters that name them."""

    table: str
    noun: tuple[int, int]


def _asked(clause: Clause) -> _Subject | None:
    if clause.measured:
        over = (s for s in clause.senses if LED_FROM.match(clause.low[s.end :]))
        known = ((s, table_of(clause, s)) for s in over)
        return next((_Subject(t, noun_in(clause, s, t)) for s, t in known if t), None)
    buyer = words.BUYER.match(clause.low)
    if buyer:
        return _Subject("account", buyer.span("who"))
    who = words.WHO.match(clause.low)
    if who:
        return _Subject("user", who.span("who"))
    for sense in clause.senses:
        table = table_of(clause, sense)
        if table is not None:
            return _Subject(table, noun_in(clause, sense, table))
    return _Subject(clause.subject, (0, 0)) if clause.subject else None


def _share_period(found: list[LinkRead]) -> None:
    """`Lost deals but no wins this quarter` is about this quarter's deals, both times."""
    for earlier, later in pairwise(found):
        if earlier["table"] == later["table"] and "period" in later:
            earlier.setdefault("period", later["period"])
        elif earlier["table"] == later["table"] and earlier["op"] == later["op"] == "without":
            later.update({"period": earlier["period"]} if "period" in earlier else {})


def _claim_ways(clause: Clause) -> None:
    """`Contacts at accounts with ...`, `deals whose account ...`: the word between is the way."""
    for sense in clause.senses:
        table = table_of(clause, sense)
        led = words.WAY.search(clause.low[: sense.start])
        if is_kind(clause, sense.text):
            continue  # "contacts at customers with ..." says which companies
        if led and (clause.subject, table) in pairs() and clause.is_free(sense.start, sense.end):
            clause.claim(led.start(), sense.end)


def _nested(clause: Clause) -> list[LinkRead]:
    """`Contacts whose account has no owner`: what the account is linked to, not the contact."""
    match = words.WHOSE.search(clause.low)
    for sense in clause.senses if match else ():
        assert match is not None  # noqa: S101 - as the line above says
        table = table_of(clause, sense)
        if sense.start != match.start("noun") or (clause.subject, table) not in pairs():
            continue
        outer, clause.subject = clause.subject, table
        inner = list(_nouns(clause, _Subject(table or "", match.span("noun")), match.end() - 4))
        clause.subject = outer
        if inner:
            clause.claim(*match.span())
            return [{"table": table, "op": "with", "links": inner}]
    return []


def _nouns(clause: Clause, subject: _Subject, since: int = 0) -> Iterator[LinkRead]:
    before: LinkRead | None = None
    stops = [s.start for s in clause.senses
             if table_of(clause, s) and not is_address(s, ADDRESSED)]  # fmt: skip
    for sense in [*clause.senses, *_ones(clause)]:
        table = table_of(clause, sense) or (before["table"] if before and _is_ones(sense) else None)
        if table is None or sense.start <= subject.noun[0] < sense.end or sense.start < since:
            continue
        if _is_staff(clause, sense) or _is_own(clause, sense) or _is_deed(clause, sense):
            continue
        if is_listed(clause, sense):
            continue  # a column to show
        if is_address(sense, {clause.subject, before["table"] if before else None}):
            continue
        if clause.is_free(sense.start, sense.end) and (clause.subject, table) in pairs():
            for link in _link(clause, sense, table, before, stops, subject):
                before = link
                yield link


def _is_staff(clause: Clause, sense: Sense) -> bool:
    """Whether people are those who work there: `over 500 people` are employees, not contacts."""
    said = sense.text.lower() in {"people", "persons", "person"}
    return said and any(0 <= sense.start - a.end <= 1 for a in clause.amounts)


def _is_deed(clause: Clause, sense: Sense) -> bool:
    """Whether a word says what nobody did, and names no records: `nobody has touched`."""
    said = sense.text.lower() in words.DEEDS
    return said and words.NOBODY.search(clause.low[: sense.start]) is not None


def _is_own(clause: Clause, sense: Sense) -> bool:
    """Whether a phrase is about the record itself: the `headcount` of an account."""
    entity = ENTITIES.get(clause.subject or "")
    own = [m.name for m in sense.meanings if m.slot == "field" and m.value == clause.subject]
    plain = entity is not None and any(entity.field(f).kind is not Kind.REFERENCE for f in own)
    return plain and not sense.text.endswith("s")


def _ones(clause: Clause) -> Iterator[Sense]:
    """`Ones` stands for the records that were named last: `won deals but no open ones`."""
    for number, token in enumerate(clause.tokens):
        if token.text.lower() == "ones":
            yield Sense(token.start, token.end, number, number, token.text, ())


def _is_ones(sense: Sense) -> bool:
    return not sense.meanings


def _link(
    clause: Clause, sense: Sense, table: str, before: LinkRead | None, stops: list[int],
    subject: _Subject,
) -> Iterator[LinkRead]:  # fmt: skip
    read = ((start, quantity(clause, start, before)) for start in openings(clause, sense))
    start, found = next(((start, found) for start, found in read if found), (0, None))
    if found is None:
        return
    begins, quantities = found
    if table == "user" and words.HAS_DONE.match(clause.low[sense.end :]):
        return  # "no rep has called" is about what was not done
    single = all(step.up for step in pairs()[clause.subject or "", table])
    if single and any(count is not None for _, count in quantities):
        return  # a deal has one product, so none has more than three
    if clause.measured and (
        single or not is_beside(clause, subject.noun[1], begins, quantities[0][0])
    ):
        return
    where = [*status_of(clause, sense, table), *such(clause, table, start, sense.start)]
    where += _by_verb(clause, begins, start, table, where)
    where += kind_of(clause, sense, table)
    clause.claim(led_in(clause, begins), sense.end)
    op = "single" if single and quantities[0][0] == "with" else quantities[0][0]
    beside, more = _behind(clause, sense, table, op, stops)
    where += [c for c in more if not (c["field"] == "type" and table == "activity" and where)]
    for op, count in quantities:
        link: LinkRead = {"table": table, "op": op, **beside}
        if count is not None:
            link["count"] = count
        if where:
            link["where"] = where
        yield link


def _behind(
    clause: Clause, sense: Sense, table: str, op: str, stops: list[int]
) -> tuple[dict[str, str], list[Condition]]:
    """The period and the conditions behind a linked noun."""
    own = not clause.measured or (table == "activity" and op == "without")
    if op == "single" and table in _STANDING:
        end = reach(clause, sense.end, stops)
        return {}, such(clause, table, sense.end, end, without=False)
    end = reach(clause, sense.end, stops)
    day = day_within(clause, table, sense.end, end)
    beside = period_of(clause, sense.end) if own and not day else {}
    found = day + such(clause, table, sense.end, end, without=op == "without")
    if not own:
        return {}, found  # the period is that of the figure
    return beside or ({} if day else period_within(clause, sense.end, end)), found


_STANDING = frozenset({"account", "user", "team", "product"})
"""Records with no day that matters: `meetings with enterprise accounts since May` are since May."""


def _by_verb(
    clause: Clause, begins: int, start: int, table: str, where: list[Condition]
) -> list[Condition]:
    """How deals ended, from the verb before them: `lost a renewal`, `did not win a deal`."""
    said = words.WINS.search(clause.low[begins:start])
    lost = clause.low[begins:start].startswith("lost")
    if table != "opportunity" or not (said or lost) or any(c["field"] == "status" for c in where):
        return []
    return [{"field": "status", "op": "is", "value": "lost" if lost else "won"}]
