"""How the random office reaches its store, and what it remembers of it."""

from contextlib import ExitStack
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine
from sqlmodel import col, select

from store import changes
from store.changes import Approver, Draft
from store.crm import Account, Contact
from store.engine import reading, working, writing
from store.errors import BadInput
from store.ledger import Change, ChangeSet
from tests.makers import NOW, WORKSPACE
from tests.store.steps import contents
from tests.stores import Stores

ACCOUNTS = [f"a{n}" for n in range(6)]
CHILDREN = [f"c{n}" for n in range(8)]
FIELDS = ["name", "phone", "city"]

Rows = dict[tuple[str, str], dict[str, Any]]


class Hands(RuleBasedStateMachine):
    """One store, what the test remembers of it, and how its rules reach it."""

    def __init__(self, stores: Stores) -> None:
        super().__init__()
        self._open = ExitStack()
        self.engine = self._open.enter_context(stores.one())
        self.drafts: list[ChangeSet] = []
        self.approved: list[ChangeSet] = []
        self.applied: list[tuple[ChangeSet, Any, Any, int]] = []
        self.word: dict[tuple[str, str], str] = {}
        self.merging: dict[str, tuple[list[str], set[str]]] = {}
        self.edits = 0
        self.children = set(CHILDREN)
        with writing(self.engine) as session:
            rows = [Account(**blank(i), name=i) for i in ACCOUNTS]
            rows += [
                Contact(**blank(i), account_id=ACCOUNTS[n % 6]) for n, i in enumerate(CHILDREN)
            ]
            session.add_all(rows)

    def teardown(self) -> None:
        self._open.close()

    def _contents(self) -> Rows:
        return contents(self.engine, ("account", "contact"))

    def _live(self) -> list[str]:
        with reading(self.engine) as session:
            query = select(Account.id).where(Account.state == "live").order_by(Account.id)
            found = list(session.exec(query))
        return found or self._start_again()

    def _start_again(self) -> list[str]:
        """Everything was merged or deleted: somebody opens a new account."""
        row_id = f"z{self.edits}"
        with writing(self.engine) as session:
            session.add(Account(**blank(row_id), name=row_id))
        self.edits += 1
        return [row_id]

    def _propose(self, drafts: list[Draft]) -> ChangeSet | None:
        with working(self.engine) as session:
            try:
                made = changes.propose(
                    session, WORKSPACE, title="Tidy", kind="test", drafts=drafts,
                    proposed_by="agent", now=NOW,
                )  # fmt: skip
            except BadInput:  # everything is already so, or a created row is there, deleted
                return None
        self.drafts.append(made)
        return made

    def _edit(self, table: str, row_id: str, name: str, value: str) -> None:
        with writing(self.engine) as session:
            changes.edit(session, WORKSPACE, table, row_id, {name: value}, actor="bo", now=NOW)
        self.edits += 1

    def _approve(self, made: ChangeSet, digest: str, by: Approver) -> None:
        changes.approve(self.engine, WORKSPACE, made.id, digest=digest, by=by, now=NOW)

    def _apply(self, made: ChangeSet, batch: int = 2) -> changes.Outcome:
        return changes.apply(self.engine, WORKSPACE, made.id, worker="w", now=NOW, batch=batch)

    def _changes(self, made: ChangeSet, result: str | None = None) -> list[Change]:
        with reading(self.engine) as session:
            return changes.show(session, WORKSPACE, made.id, limit=1000, result=result).changes

    def _hot(self, which: int) -> tuple[str, str] | None:
        cells = [
            (change.row_id, name)
            for change in self._changes(self.applied[-1][0], "applied")
            if change.table_name == "account"
            for name in change.after if name in FIELDS
        ]  # fmt: skip
        return cells[which % len(cells)] if cells else None

    def _is_fresh(self, made: ChangeSet) -> bool:
        """Whether nothing has happened that could be a reason to skip any of it."""
        planned = self._changes(made)
        with reading(self.engine) as session:
            versions = {("account", r.id): r.version for r in session.exec(select(Account))}
            versions |= {("contact", r.id): r.version for r in session.exec(select(Contact))}
        gone, children = self.merging.get(
            made.id, ([c.row_id for c in planned if c.kind == "delete"], set())
        )
        return self._pointing(gone) == children and all(
            versions.get((c.table_name, c.row_id)) == c.expected_version for c in planned
        )

    def _pointing(self, accounts: list[str]) -> set[str]:
        """The live contacts of some accounts."""
        with reading(self.engine) as session:
            query = select(Contact.id).where(
                col(Contact.account_id).in_(accounts), Contact.state == "live"
            )
            return set(session.exec(query))


def blank(row_id: str) -> dict[str, Any]:
    return {"workspace_id": WORKSPACE, "id": row_id, "recorded_at": NOW, "changed_at": NOW}
