"""What tests of change sets do over and over: propose, approve, apply, take back, look."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import Session

from store import changes
from store.canonical import plain, records, table_of
from store.changes import Approver, Draft
from store.engine import reading
from store.ledger import ChangeSet
from store.schema import ENTITIES
from tests.makers import NOW, WORKSPACE

ANN = Approver("ann@example.com", "ops_manager")


def propose(session: Session, *drafts: Draft, title: str = "Tidy up") -> ChangeSet:
    made = changes.propose(
        session, WORKSPACE, title=title, kind="normalise_fields", drafts=drafts,
        proposed_by="usr_agent", now=NOW,
    )  # fmt: skip
    session.commit()
    return made


def approve(engine: Engine, made: ChangeSet, by: Approver = ANN) -> ChangeSet:
    return changes.approve(engine, WORKSPACE, made.id, digest=made.digest, by=by, now=NOW)


def apply(engine: Engine, made: ChangeSet, **options: Any) -> changes.Outcome:
    return changes.apply(engine, WORKSPACE, made.id, **{"worker": "test", "now": NOW, **options})


def carry_out(engine: Engine, made: ChangeSet) -> changes.Outcome:
    approve(engine, made)
    return apply(engine, made)


def undo(engine: Engine, made: ChangeSet) -> tuple[ChangeSet, changes.Outcome]:
    return changes.undo_now(engine, WORKSPACE, made.id, by=ANN, now=NOW, worker="test")


def contents(
    engine: Engine, tables: Iterable[str] = tuple(ENTITIES)
) -> dict[tuple[str, str], dict[str, Any]]:
    """Every business row, every column but `version` and `changed_at`."""
    found = {}
    with reading(engine) as session:
        for name in tables:
            for row in records(session, select(table_of(name))):
                del row["version"], row["changed_at"]
                found[name, row["id"]] = plain(row)
    return found


def sound(engine: Engine) -> bool:
    """Whether the whole trail holds together; a failing assertion shows what does not."""
    with reading(engine) as session:
        assert changes.audit(session, WORKSPACE) == []
    return True
