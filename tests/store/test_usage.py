"""What runs used, added up."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from store import usage
from store.usage import Price, Spent

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)


def used(  # noqa: PLR0917 - what the tests are about
    session: Session, run: str, actor: str = "ana", planner: str = "embedded", day: date = DAY,
    spent: Spent | None = None, micros: int | None = 0, currency: str = "USD",
) -> None:  # fmt: skip
    usage.begin(session, "main", run, day=day, actor=actor, planner=planner, now=NOW)
    usage.end(
        session, "main", run, status="answered", planner=planner, spent=spent or Spent(1),
        price=Price(micros, currency), now=NOW,
    )  # fmt: skip


def summed(session: Session, *by: usage.By, **more: str) -> list[usage.Summed]:
    return usage.summed(
        session, "main", by, since=DAY, until=DAY, currency="USD", actor=more.get("actor")
    )


@pytest.fixture
def some(session: Session) -> None:
    used(session, "run_1", spent=Spent(2))
    used(session, "run_2", planner="big", spent=Spent(1, 3, 1000, 200), micros=350)
    used(session, "run_3", actor="ben", planner="big", spent=Spent(0, 1, None, None), micros=None)
    used(session, "run_4", day=date(2026, 11, 21))


@pytest.mark.usefixtures("some")
def test_groups_are_added_up_over_the_days_asked_for(session: Session) -> None:
    [ana, ben] = summed(session, "person")
    assert (ana.key, ana.runs, ana.tool_calls, ana.model_calls) == (("ana",), 2, 3, 3)
    assert (ana.input_tokens, ana.output_tokens, ana.cost_micros, ana.unpriced) == (
        1000, 200, 350, 0,
    )  # fmt: skip
    assert (ben.runs, ben.cost_micros, ben.unpriced, ben.untold) == (1, None, 1, 1)


@pytest.mark.usefixtures("some")
def test_finer_groups_add_up_to_the_whole(session: Session) -> None:
    [whole] = summed(session)
    fine = summed(session, "day", "person", "planner")
    assert len(fine) == 3
    assert whole.runs == sum(each.runs for each in fine) == 3
    assert whole.cost_micros == 350
    assert whole.endings["answered"] == 3


@pytest.mark.usefixtures("some")
def test_one_persons_runs_are_theirs_alone(session: Session) -> None:
    assert [each.key for each in summed(session, "person", actor="ben")] == [("ben",)]
    assert summed(session, "person", actor="cy") == []


def test_a_cost_in_another_currency_is_not_added_to_this_one(session: Session) -> None:
    used(session, "run_1", micros=100)
    used(session, "run_2", micros=900, currency="EUR")
    [whole] = summed(session)
    assert (whole.cost_micros, whole.unpriced) == (100, 1)


def test_a_run_that_went_on_is_one_run_and_adds_what_it_used(session: Session) -> None:
    for _ in range(2):
        used(session, "run_1", planner="big", spent=Spent(1, 1, 10, 5), micros=7)
    [whole] = summed(session)
    assert (whole.runs, whole.tool_calls, whole.input_tokens, whole.cost_micros) == (1, 2, 20, 14)


def test_what_is_noted_on_the_way_is_added_to_and_not_counted_again(session: Session) -> None:
    usage.begin(session, "main", "run_1", day=DAY, actor="ana", planner="big", now=NOW)
    usage.add(session, "main", "run_1", Spent(0, 1, 10, 5), Price(7, "USD"))
    assert (usage.tokens_on(session, "main", DAY), summed(session)[0].cost_micros) == (15, 7)
    usage.end(session, "main", "run_1", status="answered", planner="big", spent=Spent(2, 1, 3, 2),
              price=Price(1, "USD"), now=NOW)  # fmt: skip
    [whole] = summed(session)
    assert (whole.tool_calls, whole.model_calls, whole.input_tokens) == (2, 2, 13)
    assert (whole.cost_micros, whole.unpriced) == (8, 0)


def test_a_cost_that_is_unknown_once_stays_unknown(session: Session) -> None:
    usage.begin(session, "main", "run_1", day=DAY, actor="ana", planner="big", now=NOW)
    usage.add(session, "main", "run_1", Spent(0, 1, None, None), Price(None, "USD"))
    usage.add(session, "main", "run_1", Spent(0, 1, 3, 2), Price(1, "USD"))
    [whole] = summed(session)
    assert (whole.cost_micros, whole.model_calls) == (None, 2)


def test_a_run_under_way_is_counted_and_not_called_unpriced(session: Session) -> None:
    usage.begin(session, "main", "run_1", day=DAY, actor="ana", planner="big", now=NOW)
    [whole] = summed(session)
    assert (whole.runs, whole.endings["running"], whole.unpriced) == (1, 1, 0)
    assert usage.runs_on(session, "main", DAY) == usage.runs_on(session, "main", DAY, "ana") == 1
    assert usage.runs_on(session, "main", DAY, "ben") == 0
