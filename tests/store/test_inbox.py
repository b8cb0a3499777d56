"""What came in is kept once, taken up by one worker at a time, and in the order of its lane."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from store import inbox
from store.engine import reading, writing
from store.errors import Conflict
from store.inbox import Arrived, Taken
from tests.makers import NOW

LEASE = timedelta(seconds=60)


def event(key: str, second: int = 0, lane: str = "a", subject: str | None = None) -> Arrived:
    return Arrived("slack", key, subject, lane, NOW + timedelta(seconds=second), {"key": key})


def keep(engine: Engine, arrived: Arrived) -> bool:
    with writing(engine, durable=True) as session:
        return inbox.keep(session, "main", arrived, NOW)


def take(engine: Engine, after: float = 60) -> Taken | None:
    with writing(engine) as session:
        return inbox.take(session, "main", "slack", NOW + timedelta(seconds=after), LEASE)


def must(engine: Engine, after: float = 60) -> Taken:
    found = take(engine, after)
    assert found is not None
    return found


def do(engine: Engine, what: Any, *given: Any, **more: Any) -> None:
    with writing(engine) as session:
        what(session, *given, **more)


def test_of_copies_that_arrive_at_once_one_is_kept(engine: Engine):
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda _: keep(engine, event("e1")), range(8)))
    assert sum(kept) == 1


def test_one_subject_is_kept_once_under_whichever_id(engine: Engine):
    assert keep(engine, event("e1", subject="C1:17"))
    assert not keep(engine, event("e2", subject="C1:17"))
    assert keep(engine, event("e3", subject="C1:18"))


def test_workers_that_look_at_once_never_take_the_same(engine: Engine):
    for n in range(12):
        keep(engine, event(f"e{n}", lane=f"l{n}"))
    with ThreadPoolExecutor(4) as pool:
        found = [t.body["key"] for t in pool.map(lambda _: take(engine), range(12)) if t]
    assert len(found) == len(set(found))


def test_a_lane_is_worked_off_one_at_a_time_and_oldest_first(engine: Engine):
    keep(engine, event("late", 2))
    keep(engine, event("early", 1))
    keep(engine, event("other", 3, lane="b"))
    first, second = must(engine), must(engine)
    assert (first.body["key"], second.body["key"]) == ("early", "other")
    assert take(engine) is None
    do(engine, inbox.end, first, NOW)
    assert must(engine).body["key"] == "late"


def test_what_comes_late_waits_until_the_one_under_way_has_ended(engine: Engine):
    keep(engine, event("second", 2))
    under_way = must(engine)
    keep(engine, event("first", 1))
    assert take(engine) is None
    do(engine, inbox.end, under_way, NOW)
    assert must(engine).body["key"] == "first"


def test_after_its_lease_a_row_is_anothers_and_the_first_can_write_nothing(engine: Engine):
    keep(engine, event("e1"))
    first = must(engine)
    assert take(engine, 100) is None
    second = must(engine, 121)
    assert (second.attempts, second.fence) == (2, 2)
    for what, given in ((inbox.end, (NOW,)), (inbox.renew, (NOW,)), (inbox.put_back, (NOW,))):
        with pytest.raises(Conflict):
            do(engine, what, first, *given)
    with pytest.raises(Conflict):
        do(engine, inbox.note, first, ts="1")


def test_how_far_it_is_goes_along_to_the_next_worker(engine: Engine):
    keep(engine, event("e1"))
    first = must(engine)
    do(engine, inbox.note, first, ts="17.1")
    do(engine, inbox.note, first, run="run_1")
    assert must(engine, 121).progress == {"ts": "17.1", "run": "run_1"}


def test_a_row_that_is_put_back_waits_and_holds_up_its_lane(engine: Engine):
    keep(engine, event("e1", 1))
    keep(engine, event("e2", 2))
    first = must(engine)
    do(engine, inbox.put_back, first, NOW + timedelta(seconds=90), counts=False)
    assert take(engine, 80) is None
    again = must(engine, 91)
    assert (again.body["key"], again.attempts) == ("e1", 1)


def test_what_is_done_is_forgotten_after_a_week_and_not_before(engine: Engine):
    keep(engine, event("e1"))
    do(engine, inbox.end, must(engine), NOW)
    do(engine, inbox.sweep, "main", NOW + timedelta(days=6))
    assert not keep(engine, event("e1"))
    do(engine, inbox.sweep, "main", NOW + timedelta(days=8))
    assert keep(engine, event("e1"))


def test_another_workspace_sees_nothing_of_it(engine: Engine):
    keep(engine, event("e1"))
    with reading(engine) as session:
        assert not inbox.is_due(session, "other", "slack", NOW + LEASE)
        assert not inbox.is_due(session, "main", "mail", NOW + LEASE)
        assert inbox.is_due(session, "main", "slack", NOW + LEASE)
