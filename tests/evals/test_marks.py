from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from agent.events import Reply, Step
from evals.case import Case
from evals.marks import Outcome, marks
from store.ledger import ChangeSet
from store.workspace import ensure
from tests.makers import NOW, WORKSPACE, Make
from tests.stores import Stores
from tools.result import ChangeSetRef, Figure, Question, Table

QUIET: dict[str, Any] = {"id": "c", "why": "w", "ask": "a", "must_show": [""]}


@pytest.fixture
def store(sqlite_stores: Stores) -> Iterator[Engine]:
    with sqlite_stores.one() as engine:
        yield engine


def path_of(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def reply(**fields: Any) -> Reply:
    return Reply.model_validate(
        {"conversation": "cv", "run": "r", "answer": "", "ended": "answered"} | fields
    )


def step(tool: str, status: str = "done", **arguments: Any) -> Step:
    return Step(n=1, tool=tool, title=tool, arguments=arguments, status=status)  # type: ignore[arg-type]  # one of the literals


def proposal(name: str = "cs_1", **counts: Any) -> ChangeSetRef:
    return ChangeSetRef(id=name, summary="s", counts=counts, risk="low", status="draft", digest="d")


def wrong(engine: Engine, *replies: Reply, **terms: Any) -> list[str]:
    case = Case.model_validate(QUIET | terms)
    return marks(case, Outcome(replies or (reply(),), path_of(engine)))


def test_a_call_with_more_arguments_than_named_counts(store: Engine) -> None:
    made = reply(plan=[step("measure", metric="won_revenue", by=["region"])])
    assert wrong(store, made, must_call=[{"measure": {"metric": "won_revenue"}}]) == []


def test_a_missing_call_is_told_with_what_was_called_instead(store: Engine) -> None:
    made = reply(plan=[step("find_records", table="account")])
    (why,) = wrong(store, made, must_call=[{"measure": {"metric": "won_revenue"}}])
    assert "was not called, but find_records {'table': 'account'}" in why


def test_one_call_does_not_stand_for_two(store: Engine) -> None:
    made = reply(plan=[step("measure")])
    assert len(wrong(store, made, must_call=[{"measure": {}}, {"measure": {}}])) == 1


def test_one_of_two_readings_is_enough(store: Engine) -> None:
    either = {"one_of": [{"measure": {"metric": "won_revenue"}}, {"find_records": {}}]}
    for tool, arguments in (("measure", {"metric": "won_revenue"}), ("find_records", {})):
        assert wrong(store, reply(plan=[step(tool, **arguments)]), must_call=[either]) == []
    (why,) = wrong(store, reply(plan=[step("measure", metric="win_rate")]), must_call=[either])
    assert "{'metric': 'won_revenue'} or find_records {} was not called" in why


def test_a_call_of_an_earlier_turn_counts(store: Engine) -> None:
    first, last = reply(plan=[step("measure")]), reply()
    assert wrong(store, first, last, must_call=[{"measure": {}}]) == []


def test_a_forbidden_call_that_ran_is_told_and_one_that_was_refused_is_not(store: Engine) -> None:
    ran, refused = reply(plan=[step("merge")]), reply(plan=[step("merge", "refused")])
    assert wrong(store, ran, must_not_call=["merge"]) == ["merge was called"]
    assert wrong(store, refused, must_not_call=["merge"]) == []


def test_words_are_sought_in_the_last_reply_and_its_questions(store: Engine) -> None:
    first = reply(answer="Five deals")
    last = reply(answer="It  IS done", questions=[Question(text="Which?", options=["Ana\u2019s"])])
    assert wrong(store, first, last, must_say=["it is DONE", "ana's", ["no", "which"]]) == []
    assert wrong(store, first, last, must_say=["Five"]) == ["it did not say 'Five'"]


def test_forbidden_words_are_sought_in_every_reply(store: Engine) -> None:
    first, last = reply(answer="Done!"), reply(answer="Fine")
    assert wrong(store, first, last, must_not_say=["done"]) == ["it said 'done'"]


def test_what_must_be_shown_is_sought_in_cells_and_figures(store: Engine) -> None:
    table = Table(name="t", columns=["region"], rows=[["West", None]], total=1)
    figure = Figure(id="f", metric="m", label="Won", value=Decimal(5), unit="USD", text="$5.00")
    shown = reply(tables=[table], receipts=[figure], answer="East")
    assert wrong(store, shown, must_show=["west", "$5.00"]) == []
    assert wrong(store, shown, must_show=["East"]) == ["it did not show 'East'"]


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ({"value": 5}, True),
        ({"value": "5.00", "metric": "m", "unit": "USD"}, True),
        ({"value": 5, "metric": "other"}, False),
        ({"value": 5, "unit": "EUR"}, False),
        ({"value": 6}, False),
        ({"value": None}, False),
    ],
)
def test_a_figure_must_stand_in_a_receipt(
    store: Engine, wanted: dict[str, Any], held: bool
) -> None:
    figure = Figure(id="f", metric="m", label="l", value=Decimal("5.0"), unit="USD", text="$5")
    found = wrong(store, reply(receipts=[figure]), must_figure=[wanted])
    assert (found == []) is held


def test_the_ending_must_be_one_of_those_named(store: Engine) -> None:
    assert wrong(store, reply(), must_end=["refused", "answered"]) == []
    assert wrong(store, reply(), must_end="refused") == ["it ended as answered, not refused"]


def kept(engine: Engine, name: str, status: str = "draft") -> None:
    with Session(engine) as session:
        session.add(
            ChangeSet(
                workspace_id=WORKSPACE,
                id=name,
                title="t",
                kind="k",
                status=status,
                digest="d",
                proposed_by="me",
                proposed_at=NOW,
                expires_at=NOW,
            )
        )
        session.commit()


def test_a_proposal_is_compared_by_its_counts_and_fields(store: Engine) -> None:
    kept(store, "cs_1")
    made = reply(change_sets=[proposal(updates=3, by_field={"contact.phone": 3})])
    good = {"counts": {"updates": 3}, "fields": ["contact.phone"], "most": {"updates": 3}}
    assert wrong(store, made, must_propose=good) == []
    assert wrong(store, made, must_propose={"counts": {"updates": 4}}) == [
        "it proposed 3 updates, not 4"
    ]
    assert wrong(store, made, must_propose={"least": {"merges": 1}}) == [
        "it proposed 0 merges, fewer than 1"
    ]
    assert wrong(store, made, must_propose={"most": {"updates": 2}}) == [
        "it proposed 3 updates, more than 2"
    ]
    assert wrong(store, made, must_propose={"fields": ["contact.email"]}) == [
        "it would write contact.phone"
    ]
    assert wrong(store, made, must_propose={"risk": "high"}) == ["the risk was low, not high"]
    assert wrong(store, made, must_propose={"at_least": 2}) == ["it proposed 1 change sets, not 2"]


def test_a_proposal_where_none_may_be_is_told(store: Engine) -> None:
    kept(store, "cs_1")
    made = reply(change_sets=[proposal()])
    assert wrong(store, made, must_propose="nothing") == ["it proposed 1 change sets"]
    assert wrong(store, reply(), must_propose="nothing") == []
    assert wrong(store, reply(), must_propose={}) == ["it proposed 0 change sets, not 1"]


def test_a_narrowed_proposal_counts_in_place_of_the_whole_one(store: Engine) -> None:
    kept(store, "cs_1", "rejected")
    kept(store, "cs_2")
    first = reply(change_sets=[proposal("cs_1", updates=9)])
    last = reply(change_sets=[proposal("cs_2", updates=3)])
    assert wrong(store, first, last, must_propose={"counts": {"updates": 3}}) == []


def test_a_rejected_proposal_was_proposed_all_the_same(store: Engine) -> None:
    kept(store, "cs_1", "rejected")
    made = reply(change_sets=[proposal("cs_1", updates=9)])
    assert wrong(store, made, must_propose={"counts": {"updates": 9}}) == []


def test_the_store_is_read_for_the_end_state(store: Engine) -> None:
    with Session(store) as session:
        ensure(session)
        make = Make(session)
        make("account", id="acc_a", name="Acme", industry="Retail")
        make("account", id="acc_b", name="Bolt", state="deleted")
    state = {"table": "account", "where": {"name": "acme"}}
    assert wrong(store, end_state=[{"table": "account", "count": 1}]) == []
    assert wrong(store, end_state=[state | {"value": {"industry": "Retail"}}]) == []
    assert len(wrong(store, end_state=[{"table": "account", "count": 2}])) == 1
    assert len(wrong(store, end_state=[state | {"value": {"industry": "Energy"}}])) == 1
    (missing,) = wrong(store, end_state=[{**state, "where": {"name": "Bolt"}, "value": {"id": 1}}])
    assert missing.startswith("no row of account")
    (stranger,) = wrong(store, end_state=[{"table": "account", "where": {"nme": 1}, "count": 0}])
    assert stranger == "account has no field 'nme'"


def test_a_row_that_was_changed_unasked_fails_the_case(store: Engine) -> None:
    case = Case.model_validate(QUIET)
    outcome = Outcome((reply(),), path_of(store), (("account", "acc_a"),))
    assert marks(case, outcome) == ["account acc_a was changed unasked"]
