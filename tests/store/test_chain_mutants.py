"""The tests of chains, parts and pairs can fail: each deliberate bug is caught by one of them."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from store import changes
from store.changes import application, earlier, later, merge_drafts, narrowing, reversal, standing
from store.engine import reading, working, writing
from store.errors import Conflict
from store.ledger import ChangeSet, NotDuplicate
from tests.makers import NOW, WORKSPACE, Make
from tests.store.steps import ANN, carry_out, contents, propose, sound, undo

Patch = pytest.MonkeyPatch
Mutant = Callable[[Patch], None]


def live_through(engine: Engine) -> None:
    """What people do with chains and parts; raises where something does not hold."""
    with working(engine) as session:
        make = Make(session)
        for name in "abcd":
            make("account", id=name, name=name, phone=name)
            make("contact", id=f"at_{name}", account_id=name)
    before = contents(engine)
    first, second = _merged(engine, "b", "a"), _merged(engine, "c", "b")
    undo(engine, first)
    assert contents(engine)["contact", "at_a"]["account_id"] == "a"
    undo(engine, second)
    assert contents(engine) == before
    first, second = _merged(engine, "a", "b"), _merged(engine, "a", "c")
    undo(engine, first)
    undo(engine, second)
    assert contents(engine) == before
    _a_word_in_between(engine)
    _parts(engine)
    assert sound(engine)


def _merged(engine: Engine, *names: str) -> ChangeSet:
    stays, *rest = names
    with working(engine) as session:
        drafts = [
            draft for goes in rest
            for draft in merge_drafts(
                session, WORKSPACE, "account", stays, [goes], after={"phone": goes},
                reason="same", group=goes,
            )
        ]  # fmt: skip
        made = propose(session, *drafts)
    assert carry_out(engine, made).status == "applied"
    return made


def _a_word_in_between(engine: Engine) -> None:
    """A person moves a contact on between two merges: their word stands through both undos."""
    first, second = _merged(engine, "b", "a"), _merged(engine, "c", "b")
    with writing(engine) as session:
        changes.edit(
            session, WORKSPACE, "contact", "at_a", {"account_id": "d"}, actor="bo", now=NOW
        )
    undo(engine, first)
    undo(engine, second)
    assert contents(engine)["contact", "at_a"]["account_id"] == "d"
    with reading(engine) as session:
        pairs = {(p.first_id, p.second_id) for p in session.exec(select(NotDuplicate))}
    assert pairs == {("a", "b"), ("a", "c"), ("b", "c")}


def _parts(engine: Engine) -> None:
    before = contents(engine)
    with working(engine) as session:
        drafts = [
            *merge_drafts(session, WORKSPACE, "account", "a", ["b"], after={}, reason="same"),
            changes.Draft("update", "account", "a", {"city": "Rome"}, group="later"),
        ]
        whole = propose(session, *drafts)
        part = changes.subset(session, WORKSPACE, whole.id, by="ann", now=NOW, groups=[2])
        session.commit()
    assert carry_out(engine, part).status == "applied"
    undo(engine, part)
    assert contents(engine) == before
    made = _merged(engine, "a", "b")
    back = changes.undo_now(
        engine, WORKSPACE, made.id, by=ANN, now=NOW, worker="t", groups=[1]
    )[0]  # fmt: skip
    with pytest.raises(Conflict):
        undo(engine, made)
    undo(engine, back)
    assert contents(engine)["account", "b"]["state"] == "merged"
    undo(engine, made)
    assert contents(engine) == before


def stuck(patch: Patch) -> None:
    """A pointer that a later merge moved on is left where it is."""
    patch.setattr(later.Later, "was_carried", lambda *_: False)


def grabbed(patch: Patch) -> None:
    """A pointer is fetched back wherever it is, whoever put it there."""
    patch.setattr(later.Later, "was_carried", lambda *_: True)


def shortsighted(patch: Patch) -> None:
    """Every field goes back to its own before-image, even when that was taken back itself."""
    patch.setattr(earlier.Earlier, "value", lambda _self, _change, _name, before: before)


def forgetful(patch: Patch) -> None:
    """Nobody remembers what was taken back."""
    patch.setattr(standing.Standing, "withdrawn", lambda *_: {})


def unrebased(patch: Patch) -> None:
    """A part keeps the versions that the whole would have led to."""
    patch.setattr(
        narrowing, "rebased",
        lambda given, groups: [change for change in given if change["group_no"] in groups],
    )  # fmt: skip


def careless(patch: Patch) -> None:
    """Un-merged records may be proposed again at once."""
    patch.setattr(application, "note_unmerged", lambda *_: None)


def keyless(patch: Patch) -> None:
    """Every undo of a set is taken for the same one."""
    patch.setattr(reversal, "_key", lambda *_, **__: "")


MUTANTS = [stuck, grabbed, shortsighted, forgetful, unrebased, careless, keyless]


def test_an_unbroken_store_lives_through_chains_and_parts(engine: Engine) -> None:
    live_through(engine)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_deliberate_bug_in_chains_or_parts_is_caught(
    mutant: Mutant, monkeypatch: Patch, engine: Engine, session: Session
) -> None:
    mutant(monkeypatch)
    with pytest.raises(BaseException, match=r"(?s).*"):
        live_through(engine)
