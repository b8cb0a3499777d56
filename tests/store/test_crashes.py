"""A process may be killed at any moment: nothing is lost, nothing is doubled, undo is identity."""

import random
import signal
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from store import changes
from store.changes import Draft, merge_drafts
from store.crm import Account, Contact
from store.engine import reading, working, writing
from store.ledger import ChangeSet
from tests.makers import NOW, WORKSPACE, Make
from tests.store.forks import ended, kill_after, start
from tests.store.steps import ANN, approve, contents, sound, undo

ROWS = 120
PAIRS = 15


def fill(engine: Engine) -> None:
    """Accounts that come in pairs, each with two contacts."""
    shared = {"workspace_id": WORKSPACE, "recorded_at": NOW, "changed_at": NOW}
    with writing(engine) as session:
        for n in range(ROWS):
            session.add(Account(**shared, id=f"a{n:03}", name=f"Account {n}", phone="0"))
        session.flush()
        for n in range(2 * ROWS):
            session.add(Contact(**shared, id=f"c{n:03}", account_id=f"a{n % ROWS:03}"))


def plan(engine: Engine, value: str) -> ChangeSet:
    """An approved set of many updates and some merges."""
    with working(engine) as session:
        drafts = [
            Draft("update", "account", f"a{n:03}", {"phone": value}) for n in range(2 * PAIRS, ROWS)
        ]
        for n in range(PAIRS):
            drafts += merge_drafts(
                session, WORKSPACE, "account", f"a{2 * n:03}", [f"a{2 * n + 1:03}"],
                after={"phone": value}, reason="same",
            )  # fmt: skip
        made = changes.propose(
            session, WORKSPACE, title="Tidy up", kind="test", drafts=drafts, proposed_by="agent",
            now=NOW,
        )  # fmt: skip
    return approve(engine, made)


def carry_on(change_set_id: str, engine: Engine) -> None:
    changes.apply(engine, WORKSPACE, change_set_id, worker="w", now=NOW, batch=5)


def status(engine: Engine, made: ChangeSet) -> str:
    with reading(engine) as session:
        return changes.find(session, WORKSPACE, made.id).status


def survive(engine: Engine, kills: int, seed: int) -> int:
    """Apply and undo under fire until so many processes were killed; how many rounds it took."""
    chance = random.Random(seed)
    fill(engine)
    before = contents(engine)
    done = rounds = 0
    while done < kills:
        rounds += 1
        made = plan(engine, f"round {rounds}")
        done += _under_fire(engine, made, chance)
        after = contents(engine)
        assert sum(row.get("phone") == f"round {rounds}" for row in after.values()) == ROWS - PAIRS
        inverse = changes.undo(engine, WORKSPACE, made.id, by="ann", now=NOW)
        assert inverse.undo_report is not None
        assert inverse.undo_report["exact"]
        done += _under_fire(engine, approve(engine, inverse), chance)
        assert contents(engine) == before
        assert sound(engine)
    return rounds


def _under_fire(engine: Engine, made: ChangeSet, chance: random.Random) -> int:
    kills, longest = 0, 0.1
    while status(engine, made) not in {"applied", "conflicted"}:
        child = start(engine, partial(carry_on, made.id))
        kills += kill_after(child, chance.uniform(0.01, longest))
        longest *= 1.05  # on a busy machine too, some process lives long enough to commit
    assert status(engine, made) == "applied"
    return kills


@pytest.mark.heavy
def test_fifteen_kills_lose_and_double_nothing(engine: Engine) -> None:
    assert survive(engine, kills=15, seed=7) >= 1


@pytest.mark.slow
def test_a_thousand_kills_lose_and_double_nothing(engine: Engine) -> None:
    survive(engine, kills=1000, seed=11)


@pytest.mark.slow
def test_a_kill_before_any_statement_of_a_merge_leaves_it_whole(
    engine: Engine, session: Session, make: Make
) -> None:
    stays, goes = make("account", phone="1"), make("account", phone="2")
    make("contact", account_id=goes.id)
    make("opportunity", account_id=goes.id)
    before = contents(engine)
    deaths, code = 0, -signal.SIGKILL
    while code == -signal.SIGKILL:
        drafts = merge_drafts(
            session, WORKSPACE, "account", stays.id, [goes.id], after={"phone": "2"}, reason="same"
        )
        made = changes.propose(
            session, WORKSPACE, title="Merge", kind="test", drafts=drafts, proposed_by="agent",
            now=NOW,
        )  # fmt: skip
        session.commit()
        approve(engine, made)
        deaths += 1
        code = ended(start(engine, partial(carry_on, made.id), die_at=deaths))
        assert sound(engine)
        carry_on(made.id, engine)
        assert status(engine, made) == "applied"
        undo(engine, made)
        assert contents(engine) == before
    assert code == 0
    assert deaths > 15
    assert len(session.exec(select(ChangeSet)).all()) == 2 * deaths
    assert ANN.kind == "person"
