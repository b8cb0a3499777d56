"""Reading back: do the rows hold what was applied, and does the journal tell the whole story?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    and_,
    bindparam,
    exists,
    func,
    literal,
    not_,
    select,
    union_all,
)
from sqlmodel import Session

from store import journal
from store.canonical import CHANGE, plain, records, table_of
from store.changes.bench import Bench, Key, batched_of, key_of, said
from store.journal import JOURNAL
from store.schema import DECIDED, ENTITIES
from store.schema import known as is_known

MINE: BindParameter[str] = bindparam("of_workspace")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row that does not hold what was applied to it."""

    table: str
    row_id: str
    problem: str


def verify(session: Session, workspace_id: str, change_set_id: str) -> list[Mismatch]:
    """Read a change set's rows back; an empty list says that all of them hold what was applied.

    A row that somebody has changed since is not a mismatch.
    """
    query = select(CHANGE).where(
        CHANGE.c.workspace_id == workspace_id,
        CHANGE.c.change_set_id == change_set_id,
        CHANGE.c.result == "applied",
    )
    applied = records(session, query.order_by(CHANGE.c.seq))
    bench = Bench(session, workspace_id, applied, rows_only=True)
    last: dict[Key, dict[str, Any]] = defaultdict(dict)
    for change in applied:
        last[key_of(change)].update(change["after"], version=change["new_version"])
    return [
        Mismatch(*key, problem)
        for key, values in last.items()
        if (problem := _differs(bench.rows.get(key), values))
    ]


def audit(session: Session, workspace_id: str) -> list[str]:
    """Everything that is wrong with the workspace's trail; an empty list says it is whole.

    The chain of hashes is unbroken; each row's versions follow each other; what a line says was
    there before is what the line before it left; what the last lines left is what the tables hold;
    applied changes and journal lines are the same ones.
    """
    broken = journal.broken_at(session, workspace_id)
    problems = [] if broken is None else [f"the journal's chain is broken at line {broken}"]
    folded, faults = _fold(journal.read(session, workspace_id))
    problems += faults
    problems += _tables_differ(session, workspace_id, folded)
    problems += _unexplained(session, workspace_id)
    problems += _unmatched(session, workspace_id)
    return problems


def _differs(row: Mapping[str, Any] | None, values: Mapping[str, Any]) -> str | None:
    if row is None:
        return "the row is not there"
    if row["version"] > values["version"]:
        return None
    for name, value in values.items():
        if row[name] != value:
            return f"{name} is {said(row[name])} instead of {said(value)}"
    return None


def _fold(lines: Iterable[Mapping[str, Any]]) -> tuple[dict[Key, dict[str, Any]], list[str]]:
    """What the journal says each row holds, and where it contradicts itself."""
    folded: dict[Key, dict[str, Any]] = {}
    faults = []
    for line in lines:
        if is_known(line["table_name"]) is None:
            continue
        key = key_of(line)
        known = folded.setdefault(key, {})
        was = known.get("version", line["old_version"])
        if was != line["old_version"] or line["new_version"] != (was or 0) + 1:
            faults.append(f"line {line['n']}: {key[0]} {key[1]} skips from version {was}")
        for name, value in line["before"].items():
            if name in known and known[name] != value:
                faults.append(f"line {line['n']}: {key[0]} {key[1]} {name} was not {said(value)}")
        known.update(line["after"], version=line["new_version"])
    return folded, faults


def _tables_differ(
    session: Session, workspace_id: str, folded: Mapping[Key, Mapping[str, Any]]
) -> list[str]:
    ids: dict[str, list[str]] = defaultdict(list)
    for table, row_id in folded:
        ids[table].append(row_id)
    problems = []
    for table, wanted in ids.items():
        target = table_of(table)
        found = {}
        for some in batched_of(wanted):
            query = select(target).where(
                target.c.workspace_id == workspace_id, target.c.id.in_(some)
            )
            for row in records(session, query):
                found[row["id"]] = {name: plain(value) for name, value in row.items()}
        problems += [
            f"{table} {row_id}: {problem}"
            for row_id in wanted
            if (problem := _not_as_told(found.get(row_id), folded[table, row_id]))
        ]
    return problems


def _not_as_told(row: Mapping[str, Any] | None, told: Mapping[str, Any]) -> str | None:
    if row is not None and row["version"] != told["version"]:
        return f"it is at version {row['version']}, the journal says {told['version']}"
    return _differs(row, told)


def _unexplained(session: Session, workspace_id: str) -> list[str]:
    """Rows that were changed, and of which the journal has no line."""
    found = session.connection().execute(_changed_without_a_line(), {"of_workspace": workspace_id})
    return [f"{row[1]} rows of {row[0]} were changed and have no journal line" for row in found]


def _unmatched(session: Session, workspace_id: str) -> list[str]:
    """Applied changes without a line, lines without an applied change, groups torn apart."""
    found = session.connection().execute(_mismatched(), {"of_workspace": workspace_id})
    return [f"{row[1]} {row[0]}" for row in found if row[1]]


@cache
def _changed_without_a_line() -> CompoundSelect[str, int]:
    """One question over all tables: table -> rows above version 1 that no line is about."""
    asked = []
    for table in (*ENTITIES, *DECIDED):
        target = table_of(table)
        told = exists().where(
            JOURNAL.c.workspace_id == target.c.workspace_id,
            JOURNAL.c.table_name == table,
            JOURNAL.c.row_id == target.c.id,
        )
        asked.append(
            select(literal(table), func.count())
            .select_from(target)
            .where(target.c.workspace_id == MINE, target.c.version > 1, not_(told))
            .having(func.count() > 0)
        )
    return union_all(*asked)


@cache
def _mismatched() -> CompoundSelect[str, int]:
    """One question: what is wrong between changes and journal -> how often."""
    same = and_(
        JOURNAL.c.workspace_id == CHANGE.c.workspace_id,
        JOURNAL.c.change_set_id == CHANGE.c.change_set_id,
        JOURNAL.c.seq == CHANGE.c.seq,
    )
    applied = CHANGE.c.result == "applied"
    of_group = (CHANGE.c.change_set_id, CHANGE.c.group_no)
    torn = (
        select(*of_group)
        .where(CHANGE.c.workspace_id == MINE)
        .group_by(*of_group)
        .having(func.count(CHANGE.c.result.distinct()) > 1)
        .subquery()
    )
    return union_all(
        select(literal("applied changes have no journal line"), func.count())
        .select_from(CHANGE)
        .where(CHANGE.c.workspace_id == MINE, applied, not_(exists().where(same))),
        select(literal("journal lines belong to no applied change"), func.count())
        .select_from(JOURNAL)
        .where(
            JOURNAL.c.workspace_id == MINE,
            JOURNAL.c.change_set_id.is_not(None),
            not_(exists().where(same, applied)),
        ),
        select(literal("groups were applied in part"), func.count()).select_from(torn),
    )
