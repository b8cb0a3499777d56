"""A whole cleanup run may be killed at any moment: proposing, approving, applying, taking back."""

import random
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from store import changes
from store.changes import Merge, drafts_of
from store.crm import Account, Contact
from store.engine import reading, working, writing
from store.ledger import ChangeSet, NotDuplicate
from tests.makers import NOW, WORKSPACE
from tests.store.forks import Job, kill_after, start
from tests.store.steps import ANN, contents, sound

TRIPLES = 25
"""Companies, each there three times; A into B of the next round makes chains."""
KIND = "merge_duplicates"
OPEN = ("draft", "approved", "applying")


def fill(engine: Engine) -> None:
    """Accounts that come in threes, each with two contacts."""
    shared: dict[str, Any] = {"workspace_id": WORKSPACE, "recorded_at": NOW, "changed_at": NOW}
    with writing(engine) as session:
        for n in range(TRIPLES * 3):
            session.add(
                Account(**shared, id=f"a{n:03}", name=f"A{n}", phone=str(n), external_id=f"x{n}")
            )
        session.flush()
        for n in range(TRIPLES * 6):
            session.add(Contact(**shared, id=f"c{n:03}", account_id=f"a{n // 2:03}"))


def clean_up(stage: int, engine: Engine) -> None:
    """Take up what is under way, or propose the next merges; then approve and apply them."""
    with reading(engine) as session:
        query = select(ChangeSet).where(ChangeSet.kind == KIND).order_by(col(ChangeSet.proposed_at))
        waiting = [row for row in session.exec(query) if row.status in OPEN]
    made = waiting[0] if waiting else _propose(engine, stage)
    if made is not None:
        _carry_on(engine, made)


def _propose(engine: Engine, stage: int) -> ChangeSet | None:
    """Stage 1 merges the first of each three into the second, stage 2 that into the third."""
    with working(engine) as session:
        live = set(session.exec(select(Account.id).where(Account.state == "live")))
        merges = [
            Merge("account", f"a{n + stage:03}", [f"a{n + stage - 1:03}"],
                  after={"phone": f"+{n}"}, reason="same", confidence=0.999)
            for n in range(0, TRIPLES * 3, 3)
            if {f"a{n + stage:03}", f"a{n + stage - 1:03}"} <= live
        ]  # fmt: skip
        if not merges:
            return None
        return changes.propose(
            session, WORKSPACE, title=f"Stage {stage}", kind=KIND, proposed_by="agent", now=NOW,
            drafts=drafts_of(session, WORKSPACE, merges),
        )  # fmt: skip


def _carry_on(engine: Engine, made: ChangeSet) -> None:
    if made.status == "draft":
        changes.approve(engine, WORKSPACE, made.id, digest=made.digest, by=ANN, now=NOW)
    changes.apply(engine, WORKSPACE, made.id, worker="w", now=NOW, batch=12)


def take_back(stage: int, engine: Engine) -> None:
    """Undo one stage's merges, wherever an earlier process left off."""
    with reading(engine) as session:
        rows = session.exec(select(ChangeSet).where(ChangeSet.kind == "undo")).all()
        waiting = [row for row in rows if row.status in OPEN]
    if waiting:
        _carry_on(engine, waiting[0])
        return
    for done in _standing(engine, stage):
        changes.undo_now(engine, WORKSPACE, done, by=ANN, now=NOW, worker="w")


def _standing(engine: Engine, stage: int) -> list[str]:
    """The applied sets of a stage that are not undone."""
    with reading(engine) as session:
        query = select(ChangeSet.id).where(
            ChangeSet.kind == KIND, ChangeSet.title == f"Stage {stage}",
            ChangeSet.status == "applied",
        )  # fmt: skip
        undone = set(session.exec(select(ChangeSet.undo_of).where(ChangeSet.status == "applied")))
        return [row for row in session.exec(query) if row not in undone]


def merged(engine: Engine) -> int:
    rows = contents(engine, ["account"]).values()
    return sum(row["state"] == "merged" for row in rows)


def survive(engine: Engine, kills: int, seed: int) -> int:
    """Clean up and take back under fire until so many processes were killed; how many rounds."""
    chance = random.Random(seed)
    fill(engine)
    before = contents(engine)
    done = rounds = 0
    while done < kills:
        rounds += 1
        for stage in (1, 2):
            done += _under_fire(engine, partial(clean_up, stage), chance, TRIPLES * stage)
        after = contents(engine)
        assert {row["account_id"] for (table, _), row in after.items() if table == "contact"} == {
            f"a{n + 2:03}" for n in range(0, TRIPLES * 3, 3)
        }
        # In the order in which they were done: the chain is taken apart from its far end.
        for stage, left in ((1, TRIPLES), (2, 0)):
            done += _under_fire(engine, partial(take_back, stage), chance, left)
        assert contents(engine) == before
        assert sound(engine)
    with reading(engine) as session:
        assert session.exec(select(NotDuplicate)).all() == []  # a batch says nothing of its pairs
        applied = session.exec(select(ChangeSet).where(ChangeSet.status == "applied")).all()
        assert len(applied) == 4 * rounds, "nothing was done twice"
    return rounds


def _under_fire(engine: Engine, work: Job, chance: random.Random, until: int) -> int:
    kills, longest = 0, 0.1
    while merged(engine) != until or _under_way(engine):
        child = start(engine, work)
        kills += kill_after(child, chance.uniform(0.01, longest))
        longest *= 1.03  # on a busy machine too, some process lives long enough to commit
    return kills


def _under_way(engine: Engine) -> bool:
    with reading(engine) as session:
        statuses = set(session.exec(select(ChangeSet.status)))
    return bool(statuses & {"approved", "applying"})


@pytest.mark.heavy
def test_six_kills_of_a_cleanup_lose_and_double_nothing(engine: Engine) -> None:
    assert survive(engine, kills=6, seed=3) >= 1


@pytest.mark.slow
def test_a_thousand_kills_of_a_cleanup_lose_and_double_nothing(engine: Engine) -> None:
    survive(engine, kills=1000, seed=5)
