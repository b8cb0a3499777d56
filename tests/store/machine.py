"""A random office: people, an agent, crashes and undos at work on one small store.

The rules do what a day does, in any order; the invariants are what must hold whatever the order
was. `test_mutants.py` shows that each invariant can fail: it breaks the store on purpose.
"""

from contextlib import suppress

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlmodel import Session

from store import changes
from store.changes import Approver, Draft, merge_drafts, resolve
from store.crm import Contact
from store.engine import reading, working, writing
from store.errors import BadInput, Conflict, Refused
from store.ledger import ChangeSet
from tests.makers import NOW, WORKSPACE
from tests.store.crash import Crash, crashing
from tests.store.hands import ACCOUNTS, CHILDREN, FIELDS, Hands, Rows, blank
from tests.store.steps import ANN

VALUES = st.sampled_from(["a", "b", "Zoë", "\u202eabc", "=1+1", "😀"])
INDEX = st.integers(0, 9)
CRASHES = st.one_of(st.just(0), st.integers(1, 45), st.integers(12, 25))
"""At which statement to die: most often somewhere in the first batch."""


class Office(Hands):
    """What a day brings, in any order, and what must hold after each of it."""

    # What the agent proposes.

    @rule(
        wanted=st.dictionaries(
            st.sampled_from(ACCOUNTS),
            st.dictionaries(st.sampled_from(FIELDS), VALUES, min_size=1),
            min_size=1, max_size=3,
        ),
        together=st.booleans(),
    )  # fmt: skip
    def plan_update(self, wanted: dict[str, dict[str, str]], together: bool) -> None:
        live = self._live()
        self._propose([
            Draft("update", "account", i, fields, group="all" if together else None)
            for i, fields in wanted.items() if i in live
        ])  # fmt: skip

    @rule(which=INDEX)
    def plan_delete(self, which: int) -> None:
        live = self._live()
        self._propose([Draft("delete", "account", live[which % len(live)])])

    @rule(which=INDEX, value=VALUES)
    def plan_create(self, which: int, value: str) -> None:
        if f"n{which}" not in self._live():
            self._propose([Draft("create", "account", f"n{which}", {"name": value})])

    @rule(data=st.data(), value=VALUES)
    def plan_merge(self, data: st.DataObject, value: str) -> None:
        live = self._live()
        if len(live) < 2:
            return
        stays, *go = data.draw(st.lists(st.sampled_from(live), min_size=2, max_size=3, unique=True))
        with reading(self.engine) as session:
            drafts = merge_drafts(
                session, WORKSPACE, "account", stays, go, after={"phone": value}, reason="same"
            )
        made = self._propose(drafts)
        if made is not None:
            self.merging[made.id] = (go, self._pointing(go))

    @precondition(lambda self: self.drafts)
    @rule(which=INDEX)
    def narrow(self, which: int) -> None:
        old = self.drafts[which % len(self.drafts)]
        with working(self.engine) as session:
            try:
                new = changes.subset(session, WORKSPACE, old.id, first=1, by="ann", now=NOW)
            except BadInput:
                return
        self.drafts[self.drafts.index(old)] = new
        with pytest.raises(Conflict):
            changes.approve(self.engine, WORKSPACE, old.id, digest=old.digest, by=ANN, now=NOW)

    # What people do meanwhile.

    @rule(which=INDEX, name=st.sampled_from(FIELDS), value=VALUES, hot=st.integers(0, 3),
          keeps=st.booleans())  # fmt: skip
    def person_edits(self, which: int, name: str, value: str, hot: int, keeps: bool) -> None:
        live = self._live()
        row_id = live[which % len(live)]
        if hot and self.applied:  # three edits of four hit a cell that the newest set wrote
            row_id, name = self._hot(which) or (row_id, name)
        if row_id not in live:
            return
        if keeps:  # typing what is there already confirms it
            value = self._contents()["account", row_id][name] or value
        self._edit("account", row_id, name, value)
        self.word[row_id, name] = value

    @rule(which=INDEX, hot=st.booleans())
    def person_adds_a_child(self, which: int, hot: bool) -> None:
        live = self._live()
        going = [
            i for made in (*self.drafts, *self.approved)
            for i in self.merging.get(made.id, ((), ()))[0] if i in live
        ]  # fmt: skip
        live = going if hot and going else live
        if len(self.children) > 16:
            return
        row_id = f"h{len(self.children)}"
        with writing(self.engine) as session:
            session.add(Contact(**blank(row_id), account_id=live[which % len(live)]))
        self.children.add(row_id)
        self.edits += 1

    @rule(which=INDEX, child=st.sampled_from(CHILDREN))
    def person_moves_a_child(self, which: int, child: str) -> None:
        live = self._live()
        self._edit("contact", child, "account_id", live[which % len(live)])

    # What is decided and done.

    @precondition(lambda self: self.drafts)
    @rule(which=INDEX, tampered=st.booleans(), at_once=st.booleans(), crash=CRASHES)
    def approve(self, which: int, tampered: bool, at_once: bool, crash: int) -> None:
        draft = self.drafts[which % len(self.drafts)]
        with pytest.raises(Refused):
            self._approve(draft, draft.digest, Approver("bot", "admin", kind="agent"))
        if tampered:
            with pytest.raises(Refused):
                self._approve(draft, "0" * 64, ANN)
            return
        self._approve(draft, draft.digest, ANN)
        self.drafts.remove(draft)
        if at_once:
            self._carry_out(draft, crash, batch=2)
        else:
            self.approved.append(draft)

    @precondition(lambda self: self.drafts)
    @rule(which=INDEX)
    def apply_unapproved(self, which: int) -> None:
        before = self._contents()
        with pytest.raises(Refused):
            self._apply(self.drafts[which % len(self.drafts)])
        assert self._contents() == before

    @precondition(lambda self: self.approved)
    @rule(which=INDEX, crash=CRASHES, batch=st.integers(1, 4))
    def apply(self, which: int, crash: int, batch: int) -> None:
        self._carry_out(self.approved.pop(which % len(self.approved)), crash, batch)

    def _carry_out(self, made: ChangeSet, crash: int, batch: int) -> None:
        before, fresh = self._contents(), self._is_fresh(made)
        with crashing(self.engine, crash), suppress(Crash):
            self._apply(made, batch=batch)
        outcome = self._apply(made, batch=batch)
        after = self._contents()
        assert outcome.unverified == []
        assert not fresh or outcome.status == "applied", outcome
        assert self._apply(made) == outcome
        assert self._contents() == after
        for change in self._changes(made, "applied"):
            for name in change.after:
                self.word.pop((change.row_id, name), None)
        if outcome.applied:
            self.applied.append((made, before, after, self.edits))

    @precondition(lambda self: self.applied)
    @rule(which=INDEX, newest=st.booleans(), crash=CRASHES)
    def undo(self, which: int, newest: bool, crash: int) -> None:
        place = -1 if newest else which % len(self.applied)
        made, before, after, edits = self.applied.pop(place)
        now = self._contents()
        exact = now == after and self.edits == edits
        inverse = changes.undo(self.engine, WORKSPACE, made.id, by="ann", now=NOW)
        self._approve(inverse, inverse.digest, ANN)
        with crashing(self.engine, crash), suppress(Crash):
            self._apply(inverse)
        outcome = self._apply(inverse)
        assert inverse.undo_report is not None
        assert outcome.status == "applied", outcome
        if exact:
            assert _restored(self._contents(), before)
            assert inverse.undo_report["exact"]
        with pytest.raises(Conflict):
            changes.undo(self.engine, WORKSPACE, made.id, by="ann", now=NOW)
        if outcome.applied:
            self.applied.append((inverse, now, self._contents(), self.edits))

    # What must hold whatever happened.

    @invariant()
    def everything_holds(self) -> None:
        """One invariant, because the rows and the trail are read once for all of them."""
        with reading(self.engine) as session:
            assert changes.audit(session, WORKSPACE) == []
            now = self._contents()
            for (row_id, name), value in self.word.items():
                assert now["account", row_id][name] == value, "a person's word was lost"
            assert {i for table, i in now if table == "contact"} == self.children
            for table, i in now:
                if table == "contact" and now[table, i]["state"] == "live":
                    parent = now["account", now[table, i]["account_id"]]
                    assert parent["state"] == "live", f"{i} was left behind"
                if now[table, i]["state"] == "merged":
                    _leads_somewhere(session, now, table, i)


def _restored(now: Rows, before: Rows) -> bool:
    """Whether everything is as it was; a row that was made since is a deleted one now."""
    made = now.keys() - before.keys()
    gone = all(now[key]["state"] == "deleted" for key in made)
    return gone and {key: now[key] for key in before} == before


def _leads_somewhere(session: Session, now: Rows, table: str, row_id: str) -> None:
    row = now[table, row_id]
    while row["state"] == "merged":
        row = now[table, row["merged_into"]]
    if row["state"] == "live":
        assert resolve(session, WORKSPACE, table, row_id) == row["id"]
