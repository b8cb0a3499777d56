"""The rules that people taught the clean-up: learn one, forget one, read those in force."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from store.errors import BadInput, NotFound
from store.identity import new_id
from store.upkeep import CleanupRule

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a person taught: how `found` is written; `written` is None where it stays as it is."""

    found: str
    written: str | None
    table: str = ""
    field: str = ""
    origin: str = "said"
    learned_from: str | None = None


def key_of(value: str) -> str:
    """A value as rules compare it: without regard to case and to how wide its spaces are.

    >>> key_of(" I.B.M.  Corp") == key_of("i.b.m. corp")
    True
    """
    flat = unicodedata.normalize("NFC", " ".join(value.split())).casefold()
    return unicodedata.normalize("NFC", flat)


def in_force(session: Session, workspace_id: str) -> list[CleanupRule]:
    """The rules that hold, the oldest first."""
    query = select(CleanupRule).where(
        col(CleanupRule.workspace_id) == workspace_id, col(CleanupRule.forgotten_at).is_(None)
    )
    return list(session.exec(query.order_by(col(CleanupRule.learned_at), col(CleanupRule.id))))


def learn(
    session: Session, workspace_id: str, lesson: Lesson, *, by: str, now: datetime
) -> CleanupRule:
    """Keep a rule; one that says otherwise of the same value, or the reverse, is forgotten.

    Raises:
        BadInput: A value is empty or too long, or the rule changes nothing.
    """
    _check(lesson)
    key = key_of(lesson.found)
    for other in in_force(session, workspace_id):
        if (other.table_name, other.field_name) != (lesson.table, lesson.field):
            continue
        if other.key == key and other.written == lesson.written:
            return other
        reverse = lesson.written is not None and other.key == key_of(lesson.written)
        undoes = other.written is not None and key_of(other.written) == key
        if other.key == key or (reverse and (other.kind == "keep" or undoes)):
            other.forgotten_by, other.forgotten_at = by, now
            session.add(other)
    session.flush()  # the one in force must be gone before the next takes its place
    rule = CleanupRule(
        workspace_id=workspace_id, id=new_id("rule"), key=key, found=lesson.found.strip(),
        kind="keep" if lesson.written is None else "write", written=lesson.written,
        table_name=lesson.table, field_name=lesson.field, origin=lesson.origin,
        learned_from=lesson.learned_from, learned_by=by, learned_at=now,
    )  # fmt: skip
    session.add(rule)
    session.flush()
    return rule


def forget(
    session: Session, workspace_id: str, about: str, *, by: str, now: datetime
) -> list[CleanupRule]:
    """Forget the rules that a person means: by id, or by either of the values they are about.

    Raises:
        NotFound: There is no such rule; the hint lists those there are.
    """
    key = key_of(about)
    rules = in_force(session, workspace_id)
    meant = [rule for rule in rules if rule.id == about.strip() or key in _names(rule)]
    if not meant:
        shown = ", ".join(sorted({rule.found for rule in rules})[:8])
        raise NotFound(
            f"There is no clean-up rule about {about!r}.",
            hint=f"There are rules about: {shown}." if shown else "No rule has been learned yet.",
        )
    for rule in meant:
        rule.forgotten_by, rule.forgotten_at = by, now
        session.add(rule)
    session.flush()
    return meant


def _names(rule: CleanupRule) -> set[str]:
    return {rule.key, *([key_of(rule.written)] if rule.written else [])}


def _check(lesson: Lesson) -> None:
    for value in (lesson.found, lesson.written):
        if value is not None and not 0 < len(value.strip()) <= LONGEST:
            raise BadInput(
                f"A rule cannot be about {value[:40]!r}: a value has 1 to {LONGEST} characters.",
                hint="Say which value is found, and how it is to be written.",
            )
    if lesson.written is not None and lesson.found.strip() == lesson.written:
        raise BadInput(
            f"{lesson.found!r} is written so already.",
            hint="Say how it is found, and how it is to be written instead.",
        )
