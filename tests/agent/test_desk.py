"""One message in, events out, and everything that happened left in the store."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from agent import contexts
from agent.desk import Desk
from agent.events import Ask, Ended, Event, Reply, Started
from store import conversation
from store.engine import reading, writing
from store.errors import NotFound
from store.ledger import ChangeSet
from store.trail import Conversation
from tests.agent.conftest import ANA, Office
from tests.makers import TODAY, WORKSPACE, Make
from tests.store.steps import contents
from tools.context import Actor

QUESTION = "What did we win last quarter?"
MERGE = "Merge the duplicate accounts"


def stream(desk: Desk, text: str, talk: str | None = None) -> AsyncIterator[Event]:
    return desk.reply(Ask(text=text, actor=ANA, conversation=talk, as_of=TODAY))


def events(desk: Desk, text: str) -> list[Event]:
    async def heard() -> list[Event]:
        return [event async for event in stream(desk, text)]

    return asyncio.run(heard())


def run_of(engine: Engine, reply: Reply) -> tuple[str, list[tuple[str, str]]]:
    """How the store says that a run ended, and the status of its steps."""
    with reading(engine) as session:
        run = conversation.read_run(session, WORKSPACE, reply.run)
        steps = conversation.steps(session, WORKSPACE, reply.run)
        return run.status, [(s.tool, s.status) for s in steps]


@pytest.fixture
def twins(make: Make) -> None:
    """Two records of one company, one of them with a deal."""
    make("account", name="Acme Foods", domain="acme.com", phone="+14155550123")
    other = make("account", name="ACME FOODS INC", domain="acme.com", city="Boston")
    make("opportunity", account_id=other.id, amount_cents=500_00)


@pytest.fixture
def shown(twins, office: Office) -> Office:
    """A desk that has just shown a merge."""
    assert office.ask(MERGE).ended == "needs_approval"
    return office


def test_a_stream_starts_plans_steps_shows_says_and_ends(asked: Office) -> None:
    heard = events(asked.desk, QUESTION)
    kinds = [event.kind for event in heard]
    assert kinds[0] == "started"
    assert kinds[1] == "planned"
    assert kinds[-1] == "ended"
    order = [kinds.index(k) for k in ("started", "planned", "stepped", "shown", "said", "ended")]
    assert order == sorted(order)
    assert [e.step.status for e in heard if e.kind == "stepped"] == ["running", "done"]
    ended = heard[-1]
    assert isinstance(ended, Ended)
    assert "".join(e.text for e in heard if e.kind == "said") == ended.reply.answer


def test_the_run_its_steps_and_both_messages_are_in_the_store(asked: Office) -> None:
    reply = asked.ask(QUESTION)
    assert run_of(asked.desk.engine, reply) == ("answered", [("measure", "done")])
    with reading(asked.desk.engine) as session:
        said = conversation.history(session, WORKSPACE, reply.conversation, limit=10)
        assert [(m.speaker, m.text) for m in said] == [
            ("person", QUESTION),
            ("pitcrew", reply.answer),
        ]
        run = conversation.read_run(session, WORKSPACE, reply.run)
        assert (run.asked, run.actor, run.as_of) == (QUESTION, ANA.id, TODAY)


def test_every_figure_of_an_answer_has_its_receipt(asked: Office) -> None:
    reply = asked.ask(QUESTION)
    assert "$70,000" in reply.answer
    assert [(f.metric, f.value) for f in reply.receipts] == [("won_revenue", 70_000)]


def test_a_conversation_that_does_not_exist_is_refused(asked: Office) -> None:
    asked.conversation = "cnv_nowhere"
    with pytest.raises(NotFound):
        asked.ask(QUESTION)


def test_too_many_tool_calls_end_the_run_as_failed(twins, engine, tmp_path, planner_cache) -> None:
    office = Office(engine, tmp_path, planner_cache, budget={"tool_calls": 1})
    reply = office.ask("Find duplicate accounts and merge them")
    assert reply.ended == "failed"
    assert "I stopped after 1 tool calls." in reply.answer
    assert run_of(engine, reply)[0] == "failed"


def test_too_much_time_ends_the_run_as_failed(asked: Office, company, tmp_path) -> None:
    hurried = Office(company.engine, tmp_path, tmp_path, company, budget={"seconds": 1e-6})
    heard = events(hurried.desk, QUESTION)
    assert isinstance(heard[-1], Ended)
    assert heard[-1].reply.ended == "failed"
    assert "I stopped after" in heard[-1].reply.answer
    assert run_of(company.engine, heard[-1].reply)[0] == "failed"


def test_a_slow_listener_hears_the_end_after_the_time_is_over(company, tmp_path) -> None:
    office = Office(company.engine, tmp_path, tmp_path, company, budget={"seconds": 0.2})

    async def slowly() -> list[Event]:
        heard = []
        async for event in stream(office.desk, QUESTION):
            heard.append(event)
            await asyncio.sleep(0.3)
        return heard

    assert isinstance(asyncio.run(slowly())[-1], Ended)


def test_a_run_that_nobody_listens_to_any_more_is_closed(asked: Office) -> None:
    async def leaves() -> str:
        heard = stream(asked.desk, QUESTION)
        first = await anext(heard)
        assert isinstance(first, Started)
        await heard.aclose()
        return first.run

    run = asyncio.run(leaves())
    with reading(asked.desk.engine) as session:
        assert conversation.read_run(session, WORKSPACE, run).status == "failed"


def test_the_store_is_unchanged_until_somebody_approves(twins, engine, office: Office) -> None:
    before = contents(engine)
    reply = office.ask(MERGE)
    assert [c.status for c in reply.change_sets] == ["draft"]
    assert contents(engine) == before


def test_approving_applies_and_undoing_leaves_the_rows_as_they_were(engine, shown: Office) -> None:
    before = contents(engine)
    approved = shown.ask("Looks good, approve")
    assert [c.status for c in approved.change_sets] == ["applied"]
    assert contents(engine) != before
    undone = shown.ask("undo that please")
    assert undone.ended == "answered"
    assert contents(engine) == before


def test_rejecting_changes_nothing_and_cannot_be_taken_back(engine, shown: Office) -> None:
    before = contents(engine)
    assert shown.ask("no, discard that").ended == "answered"
    assert not shown.ask("approve").change_sets
    assert contents(engine) == before


def test_who_may_only_look_is_refused_by_role(twins, engine, office: Office) -> None:
    before = contents(engine)
    reply = office.ask(MERGE, Actor("vic@example.com", "Vic", "viewer"))
    assert reply.ended == "refused"
    assert "Vic has the role viewer" in reply.answer
    assert (reply.change_sets, contents(engine)) == ([], before)


def in_a_channel(engine) -> None:
    """Let everybody go on with the conversation, as in a channel's thread."""
    with writing(engine) as session:
        talk = session.exec(select(Conversation)).one()
        talk.shared = True
        session.add(talk)


def test_who_may_propose_may_not_approve(engine, shown: Office) -> None:
    in_a_channel(engine)
    before = contents(engine)
    reply = shown.ask("approve", Actor("rob@example.com", "Rob", "rep"))
    assert reply.ended == "refused"
    assert "Rob has the role rep" in reply.answer
    assert contents(engine) == before


@pytest.mark.parametrize("kind", ["agent", "clock"])
@pytest.mark.parametrize("words", ["approve", "yes", "approve all", "reject it"])
def test_the_word_of_anything_but_a_person_decides_nothing(
    engine, shown: Office, kind, words
) -> None:
    in_a_channel(engine)
    before = contents(engine)
    shown.ask(words, Actor("robot", "The robot", "admin", kind))
    with reading(engine) as session:
        assert session.exec(select(ChangeSet.status)).all() == ["draft"]
    assert contents(engine) == before


@pytest.mark.parametrize("role", ["rep", "ops_manager", "admin"])
def test_nobody_goes_on_with_the_conversation_of_another(engine, shown: Office, role) -> None:
    before = contents(engine)
    with pytest.raises(NotFound):
        shown.ask("approve", Actor("rob@example.com", "Rob", role))
    assert contents(engine) == before


def test_approving_in_another_conversation_decides_nothing(engine, shown: Office) -> None:
    shown.conversation = None
    reply = shown.ask("approve")
    assert [c.status for c in reply.change_sets] == ["draft"]  # looked at, not decided
    with reading(engine) as session:
        assert session.exec(select(ChangeSet.status)).all() == ["draft"]


@pytest.mark.parametrize("words", ["great", "ok thanks", "Perfect!", "yes"])
def test_agreeing_to_something_else_approves_nothing(engine, shown: Office, words: str) -> None:
    before = contents(engine)
    shown.ask("How many accounts do we have?")
    shown.ask(words)
    assert contents(engine) == before
    assert [c.status for c in shown.ask("approve").change_sets] == ["applied"]


def test_agreeing_to_what_was_just_shown_approves_it(shown: Office) -> None:
    assert [c.status for c in shown.ask("Yes, please").change_sets] == ["applied"]


def test_a_draft_that_is_not_what_was_shown_is_not_applied(engine, shown: Office) -> None:
    before = contents(engine)
    talk = shown.conversation
    with writing(engine) as session:  # the set itself is sealed, so what was shown is altered
        memory = dict(conversation.read(session, WORKSPACE, talk).memory)
        memory["sets"] = [{**memory["sets"][0], "digest": "0" * 64}]
        conversation.remember(session, WORKSPACE, talk, memory)
    reply = shown.ask("approve")
    assert reply.ended == "refused"
    assert "not the content that was shown" in reply.answer
    assert contents(engine) == before


def test_a_newer_draft_of_the_conversation_is_the_one_that_is_approved(
    engine, shown: Office, make: Make
) -> None:
    make("contact", first_name="Ann", last_name="Lee", phone="(415) 555-0199", email="a@x.com")
    shown.ask("Normalise the phone numbers of contacts")
    approved = shown.ask("approve")
    assert [c.summary for c in approved.change_sets] == ["Correct 1 value: phone of contacts 1"]
    with reading(engine) as session:
        statuses = dict(session.exec(select(ChangeSet.kind, ChangeSet.status)).all())
    assert statuses == {"merge_duplicates": "draft", "normalise_fields": "applied"}


def test_a_large_store_without_its_copy_is_never_slow_without_a_word(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert contexts.SLOW not in office.ask(QUESTION).notes
    monkeypatch.setattr(contexts, "is_behind", lambda *_: True)
    assert office.ask(QUESTION).notes.count(contexts.SLOW) == 1
