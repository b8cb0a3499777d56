"""Ten thousand changes proposed, approved, applied and undone: time, and whether it is exact.

Run it with `python -m evals.bench.change_sets [ROWS]`.
"""

import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, insert, select
from sqlmodel import Session

from store import changes
from store import workspace as workspaces
from store.changes import Approver, Draft
from store.crm import Contact
from store.engine import open_engine, reading, upgrade, writing

T = TypeVar("T")
WORKSPACE = "main"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
BOSS = Approver(email="boss@example.com", role="admin")


def fill(engine: Engine, count: int) -> None:
    """Put so many contacts into a new store."""
    rows = [
        {
            "workspace_id": WORKSPACE, "id": f"con_{n:07}", "recorded_at": NOW, "changed_at": NOW,
            "first_name": "Ann", "last_name": f"Lee{n}", "phone": f"(212) 555-{n % 10_000:04}",
            "consent": "unknown",
        }
        for n in range(count)
    ]  # fmt: skip
    with writing(engine) as session:
        workspaces.ensure(session, WORKSPACE)
        session.connection().execute(insert(Contact), rows)


def content(engine: Engine) -> str:
    """A hash of every contact, without the version and the time of the last write."""
    table = Contact.__table__  # type: ignore[attr-defined]  # SQLModel adds it
    kept = [c for c in table.c if c.name not in {"version", "changed_at"}]
    digest = hashlib.sha256()
    with reading(engine) as session:
        for row in session.connection().execute(select(*kept).order_by(table.c.id)):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def propose(session: Session, count: int) -> changes.Shown:
    """One correction for each contact."""
    drafts = [
        Draft(
            "update",
            "contact",
            f"con_{n:07}",
            {"phone": f"+1212555{n % 10_000:04}"},
            reason="written in full",
            confidence=0.99,
        )
        for n in range(count)
    ]
    made = changes.propose(session, WORKSPACE, title="Phones", kind="normalise_fields",
                           drafts=drafts, proposed_by="bench", now=NOW)  # fmt: skip
    session.commit()
    return changes.show(session, WORKSPACE, made.id, limit=1)


def timed(what: str, work: Callable[[], T]) -> T:
    """Run it, print how long it took, and pass on what it gave."""
    began, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, used = time.perf_counter() - began, time.process_time() - cpu
    print(f"{what:10} {wall:6.2f} s wall {used:6.2f} s CPU")
    return result


def main() -> None:
    """Print one line a step, and whether the undo brought everything back."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'store.db'}")
        upgrade(engine)
        fill(engine, count)
        before = content(engine)
        with writing(engine) as session:
            shown = timed("propose", lambda: propose(session, count))
        made = shown.change_set
        timed("approve", lambda: changes.approve(
            engine, WORKSPACE, made.id, digest=made.digest, by=BOSS, now=NOW))  # fmt: skip
        done = timed("apply", lambda: changes.apply(
            engine, WORKSPACE, made.id, worker="bench", now=NOW))  # fmt: skip
        _, undone = timed("undo", lambda: changes.undo_now(
            engine, WORKSPACE, made.id, by=BOSS, now=NOW, worker="bench"))  # fmt: skip
        print(f"applied {done.applied:,}, undone {undone.applied:,}, "
              f"exactly as before: {content(engine) == before}")  # fmt: skip
        engine.dispose()


if __name__ == "__main__":
    main()
