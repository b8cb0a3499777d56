"""Marking a case: each `must` against the replies and the store, by code; the words say why."""

import operator
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from agent.events import Reply
from agent.planner.words.memory import Call
from evals.alike import Place, same
from evals.case import Case, Choices, Proposal, Saying, State, Sum
from evals.census import Row
from evals.idle import even, holds
from store.schema import ENTITIES
from tools.result import ChangeSetRef


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: a reply a turn, the store afterwards, and rows changed unasked."""

    replies: tuple[Reply, ...]
    store: Path
    wrong_writes: tuple[Row, ...] = ()
    today: date | None = None


def marks(case: Case, outcome: Outcome) -> list[str]:
    """What is wrong, a line each; empty when the case is passed."""
    return [
        *_calls(case, outcome.replies, Place(today=outcome.today)),
        *_words(case, outcome.replies),
        *_figures(case.must_figure, outcome.replies[-1]),
        *_proposed(case, outcome),
        *_ending(case, outcome.replies[-1]),
        *(why for state in case.end_state for why in _state(state, outcome.store)),
        *(f"{table} {row} was changed unasked" for table, row in outcome.wrong_writes[:5]),
    ]


def _calls(case: Case, replies: Sequence[Reply], at: Place) -> Iterator[str]:
    made = [
        Call(tool=step.tool, arguments=step.arguments)
        for reply in replies
        for step in reply.plan
        if step.status != "planned"
    ]
    rest = list(made)
    for entry in case.wanted:
        found = next((call for call in rest if _any_of(entry, call, at)), None)
        if found is not None:
            rest.remove(found)
            continue
        words = " or ".join(f"{tool} {arguments}" for tool, arguments in entry)
        instead = "; ".join(f"{c.tool} {c.arguments}" for c in made) or "nothing"
        yield f"{words} was not called, but {instead}"
    ran = {step.tool for reply in replies for step in reply.plan if step.status == "done"}
    for tool in case.must_not_call:
        if tool in ran:
            yield f"{tool} was called"


def _any_of(entry: Choices, call: Call, at: Place) -> bool:
    return any(call.tool == tool and same(given, call.arguments, at) for tool, given in entry)


def _words(case: Case, replies: Sequence[Reply]) -> Iterator[str]:
    said, shown = even(_said(replies[-1])), even(_shown(replies[-1]))
    for wanted in case.must_say:
        if not holds(said, wanted):
            yield f"it did not say {_any(wanted)}"
    for wanted in case.must_show:
        if not holds(shown, wanted):
            yield f"it did not show {_any(wanted)}"
    everything = even(" \n ".join(_said(reply) for reply in replies))
    for unwanted in case.must_not_say:
        if even(unwanted) in everything:
            yield f"it said {unwanted!r}"


def _said(reply: Reply) -> str:
    asked = [text for question in reply.questions for text in (question.text, *question.options)]
    return " \n ".join([reply.answer, *reply.notes, *asked])


def _shown(reply: Reply) -> str:
    cells = [str(cell) for table in reply.tables for row in table.rows for cell in row]
    titles = [text for table in reply.tables for text in (table.title, *table.columns)]
    figures = [text for figure in reply.receipts for text in (figure.label, figure.text)]
    return " \n ".join([*titles, *cells, *figures])


def _any(wanted: Saying) -> str:
    return " or ".join(repr(each) for each in wanted)


def _figures(wanted: Sequence[Sum], reply: Reply) -> Iterator[str]:
    for each in wanted:
        near = [
            figure
            for figure in reply.receipts
            if each.metric in {None, figure.metric} and each.unit in {None, figure.unit}
        ]
        if not any(figure.value == each.value for figure in near):
            held = ", ".join(f"{figure.metric} {figure.value}" for figure in near[:5]) or "none"
            yield f"no receipt holds {each.metric or 'a figure'} {each.value}; there is {held}"


def _proposed(case: Case, outcome: Outcome) -> Iterator[str]:
    wanted = case.must_propose
    if wanted is None:
        return
    found = _standing(outcome)
    if wanted == "nothing":
        if found:
            yield f"it proposed {len(found)} change sets"
        return
    if isinstance(wanted, Proposal):
        counts = [ref.counts for ref in found.values()]
        yield from _counted(wanted, counts)
        risks = {ref.risk for ref in found.values()}
        if wanted.risk and risks - {wanted.risk}:
            yield f"the risk was {', '.join(sorted(risks))}, not {wanted.risk}"


def _standing(outcome: Outcome) -> dict[str, ChangeSetRef]:
    """The change sets that were shown, without undos and without those set aside for another."""
    shown = {ref.id: ref for reply in outcome.replies for ref in reply.change_sets}
    with closing(sqlite3.connect(outcome.store)) as database:
        rows = database.execute("SELECT id, status FROM change_set WHERE undo_of IS NULL")
        status = {name: value for name, value in rows if name in shown}
    kept = {name for name, value in status.items() if value != "rejected"} or set(status)
    return {name: ref for name, ref in shown.items() if name in kept}


def _counted(wanted: Proposal, counts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if len(counts) < wanted.at_least:
        yield f"it proposed {len(counts)} change sets, not {wanted.at_least}"
        return
    totals: Counter[str] = Counter()
    fields: set[str] = set()
    for each in counts:
        totals.update({name: n for name, n in each.items() if isinstance(n, int)})
        fields |= set(each.get("by_field", {}))
    limits = [(wanted.counts, operator.eq, "not"), (wanted.least, operator.ge, "fewer than"),
              (wanted.most, operator.le, "more than")]  # fmt: skip
    for numbers, within, words in limits:
        for name, n in numbers.items():
            if not within(totals[name], n):
                yield f"it proposed {totals[name]} {name}, {words} {n}"
    if wanted.fields and fields - set(wanted.fields):
        yield f"it would write {', '.join(sorted(fields - set(wanted.fields)))}"


def _ending(case: Case, reply: Reply) -> Iterator[str]:
    if case.endings and reply.ended not in case.endings:
        yield f"it ended as {reply.ended}, not {' or '.join(case.endings)}"


def _state(state: State, store: Path) -> Iterator[str]:
    columns = [spec.name for spec in ENTITIES[state.table].fields]
    known = {"id", *columns}
    with closing(sqlite3.connect(store)) as database:
        database.row_factory = sqlite3.Row
        # The table's name is one of our own, quoted; nothing else is spliced.
        query = f"SELECT * FROM \"{state.table}\" WHERE state = 'live'"  # noqa: S608  # see above
        rows = [dict(row) for row in database.execute(query)]
    strangers = (set(state.where) | set(state.value or {})) - known - set(rows[0] if rows else {})
    if strangers:
        yield f"{state.table} has no field {min(strangers)!r}"
        return
    found = [row for row in rows if same(state.where, row)]
    if state.count is not None and len(found) != state.count:
        yield f"{len(found)} rows of {state.table} are {state.where}, not {state.count}"
    if state.value is None:
        return
    if not found:
        yield f"no row of {state.table} is {state.where}"
    for row in found:
        if not same(state.value, row):
            held = {name: row.get(name) for name in state.value}
            yield f"{state.table} {row['id']} holds {held}, not {state.value}"
