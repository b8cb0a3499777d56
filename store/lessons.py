"""What people's decisions on corrections teach: approved, edited since, turned down, undone.

Only values of short lists teach a rule: a telephone number is right or wrong by itself, but
whether `Tech` is an industry is for people to say. A decision that is not about one value alone
(a rejected set of forty corrections) teaches nothing, because it does not say which was wrong. An
address, number or name that a person has written back the way it was stays so: nobody is to be
corrected twice.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Text, cast, func
from sqlmodel import Session, col, select

from store.changes.narrowing import NARROWED
from store.ledger import Change, ChangeSet, Journal
from store.rules import Lesson, in_force, key_of, learn
from store.schedule import CLOCK
from store.schema import Kind, entity
from store.upkeep import CleanupRule

CORRECTING = ("normalise_fields", "run_cleanup")
"""The tools whose corrections teach."""
NOT_PEOPLE = ("pitcrew", "policy ", CLOCK)
_ITS_OWN = frozenset({Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.DOMAIN, Kind.FIRST_NAME,
                      Kind.LAST_NAME, Kind.FULL_NAME, Kind.COMPANY})  # fmt: skip
"""Kinds whose values belong to one record: written back there, they are meant."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One correction of a list value, wherever it was made."""

    table: str
    field: str
    before: str
    after: str


@dataclass(slots=True)
class _Decided:
    """A change set that people decided, and the list values that it corrects."""

    header: ChangeSet
    mappings: Counter[Mapping] = field(default_factory=Counter)
    other: int = 0

    @property
    def only(self) -> Mapping | None:
        """The one correction that the set is about, if it is about one."""
        return next(iter(self.mappings)) if len(self.mappings) == 1 and not self.other else None


def learn_from_decisions(session: Session, workspace_id: str, now: datetime) -> list[CleanupRule]:
    """Keep what people's decisions say and is not known yet; running it again learns nothing."""
    known = {
        (r.learned_from, r.table_name, r.field_name, r.key)
        for r in session.exec(
            select(CleanupRule).where(
                col(CleanupRule.workspace_id) == workspace_id,
                col(CleanupRule.learned_from).is_not(None),
            )
        )
    }
    said = {(r.table_name, r.field_name, r.key) for r in in_force(session, workspace_id)
            if r.origin == "said"}  # fmt: skip
    learned = []
    for lesson, by in _lessons(session, workspace_id):
        place = (lesson.table, lesson.field, key_of(lesson.found))
        everywhere = ("", "", place[2])
        if (lesson.learned_from, *place) in known or {place, everywhere} & said:
            continue
        learned.append(learn(session, workspace_id, lesson, by=by, now=now))
    return learned


def _lessons(session: Session, workspace_id: str) -> Iterator[tuple[Lesson, str]]:
    decided = _decided(session, workspace_id)
    undone = _undone(session, workspace_id, list(decided))
    edits, back = _edits(session, workspace_id, list(decided))
    yield from back
    for name, one in decided.items():
        if one.header.status == "rejected":
            for mapping in _turned_down(one, decided):
                yield _lesson(mapping, None, "rejected", name), str(one.header.rejected_by)
        elif name in undone:
            if one.only:
                yield _lesson(one.only, None, "undone", name), undone[name]
        elif one.header.status != "draft":
            yield from _approved(one, edits[name])


def _approved(one: _Decided, edits: "_Answers") -> Iterator[tuple[Lesson, str]]:
    for mapping in one.mappings:
        answers = edits.get((mapping.table, mapping.field, mapping.after), Counter())
        (value, by), count = (answers.most_common(1) or [((None, ""), 0)])[0]
        if count * 2 > one.mappings[mapping]:
            back = value is None or key_of(value) == key_of(mapping.before)
            yield _lesson(mapping, None if back else value, "edited", one.header.id), by
        elif _by_a_person(one.header.approved_by):
            by = str(one.header.approved_by)
            yield _lesson(mapping, mapping.after, "approved", one.header.id), by


def _lesson(mapping: Mapping, written: str | None, origin: str, learned_from: str) -> Lesson:
    return Lesson(mapping.before, written, mapping.table, mapping.field, origin, learned_from)


def _decided(session: Session, workspace_id: str) -> dict[str, _Decided]:
    """The corrections that people decided, oldest first."""
    headers = session.exec(
        select(ChangeSet)
        .where(
            col(ChangeSet.workspace_id) == workspace_id,
            col(ChangeSet.kind).in_(CORRECTING),
            col(ChangeSet.status).in_(["applied", "conflicted", "rejected", "draft"]),
        )
        .order_by(col(ChangeSet.proposed_at), col(ChangeSet.id))
    ).all()
    found = {header.id: _Decided(header) for header in headers}
    before, after = cast(Change.before, Text), cast(Change.after, Text)
    rows = session.execute(
        sa.select(col(Change.change_set_id), col(Change.table_name), before, after, func.count())
        .where(col(Change.workspace_id) == workspace_id, col(Change.change_set_id).in_(found))
        .group_by(col(Change.change_set_id), col(Change.table_name), before, after)
    )
    for name, table, was, becomes, count in rows:
        _count(found[name], table, json.loads(was), json.loads(becomes), count)
    return found


def _count(one: _Decided, table: str, was: Any, becomes: Any, count: int) -> None:
    for name, value in becomes.items():
        listed = entity(table).field(name).kind is Kind.PICKLIST
        if listed and isinstance(value, str) and isinstance(was.get(name), str):
            one.mappings[Mapping(table, name, was[name], value)] += count
        else:
            one.other += count


def _turned_down(one: _Decided, decided: dict[str, _Decided]) -> list[Mapping]:
    """What a rejection says no to: its only correction, or those that were left out of the rest."""
    if not _by_a_person(one.header.rejected_by):
        return []
    narrower = decided.get((one.header.decided_note or "").removeprefix(NARROWED))
    if narrower is not None and narrower is not one:
        kept = _kept_of(narrower, one, decided)
        return [m for m in one.mappings if m not in kept]
    return [one.only] if one.only else []


def _kept_of(
    narrower: _Decided, whole: _Decided, decided: dict[str, _Decided]
) -> set[Mapping]:  # fmt: skip
    """What a narrowing did not turn down: its part, and the rest where that waits as a draft.

    The two are proposed at one instant; the rest is decided by itself.
    """
    at = narrower.header.proposed_at
    parts = (one for one in decided.values() if one.header.proposed_at == at and one is not whole)
    return {mapping for part in parts for mapping in part.mappings}


def _undone(session: Session, workspace_id: str, names: list[str]) -> dict[str, str]:
    """Of these change sets, those that were undone, and by whom."""
    rows = session.exec(
        select(ChangeSet.undo_of, ChangeSet.approved_by).where(
            col(ChangeSet.workspace_id) == workspace_id, col(ChangeSet.undo_of).in_(names),
            col(ChangeSet.status).in_(["applied", "conflicted"]),
        )
    )  # fmt: skip
    return {str(of): str(by) for of, by in rows}


@dataclass(frozen=True, slots=True)
class _Edit:
    """A value before a correction, after it, and as a person wrote it since, by hand or not."""

    was: Any
    left: str
    written: str | None
    by: str
    by_hand: bool

    @property
    def is_back(self) -> bool:
        """Whether the person wrote back what the correction had replaced; an undo says less."""
        return self.by_hand and bool(self.was) and self.written == self.was


_Answers = dict[tuple[str, str, str], Counter[tuple[str | None, str]]]
_Place = tuple[str, str, str, str]
"""A change set, a table, a row and a field."""


def _edits(
    session: Session, workspace_id: str, sets: list[str]
) -> tuple[defaultdict[str, _Answers], list[tuple[Lesson, str]]]:
    """What people wrote over values since: by set, for each value, what they wrote, and who.

    Beside it what a record's own values teach: those that were written back the way they were.
    """
    answers: defaultdict[str, _Answers] = defaultdict(lambda: defaultdict(Counter))
    back: list[tuple[Lesson, str]] = []
    written = _written_since(session, workspace_id, sets) if sets else {}
    for (change_set, table, _, name), edit in written.items():
        answers[change_set][table, name, edit.left][edit.written, edit.by] += 1
        if edit.is_back and entity(table).field(name).kind in _ITS_OWN:
            lesson = Lesson(str(edit.was), None, table, name, "edited", change_set)
            back.append((lesson, edit.by))
    return answers, back


def _written_since(session: Session, workspace_id: str, sets: list[str]) -> dict[_Place, _Edit]:
    """The last that a person wrote over each corrected value, where that is something else."""
    ours, later = Journal.__table__.alias(), Journal.__table__.alias()  # type: ignore[attr-defined]  # SQLModel adds it to tables
    query = (
        sa.select(ours.c.change_set_id, ours.c.table_name, ours.c.row_id, ours.c.before,
                  ours.c.after, later.c.after, later.c.actor, later.c.change_set_id)
        .join(
            later,
            (later.c.workspace_id == ours.c.workspace_id)
            & (later.c.table_name == ours.c.table_name)
            & (later.c.row_id == ours.c.row_id) & (later.c.n > ours.c.n),
        )
        .where(ours.c.workspace_id == workspace_id, ours.c.change_set_id.in_(sets))
        .order_by(later.c.n)
    )  # fmt: skip
    last: dict[_Place, _Edit] = {}
    for change_set, table, row_id, was, left, written, actor, by_set in session.execute(query):
        for name in left.keys() & written.keys() if _by_a_person(actor) else ():
            if isinstance(left[name], str) and written[name] != left[name]:
                last[change_set, table, row_id, name] = _Edit(
                    was.get(name), left[name], written[name], actor, by_set is None
                )
    return last


def _by_a_person(actor: str | None) -> bool:
    return bool(actor) and not str(actor).startswith(NOT_PEOPLE)
