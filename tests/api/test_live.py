"""A run goes on when the connection drops, and whoever comes back is told the rest of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import Session

from agent.events import Ended, Event, Planned, Said, Started, Waiting
from agent.pulse import CUT_OFF, SILENT, end_silent
from api.app import build
from api.live import Live
from store import conversation
from store.engine import writing
from store.errors import LimitReached
from store.trail import Run
from tests.api.fakes import ANA, STEP, FakeOffice, reply
from tests.makers import NOW, TODAY


@dataclass
class SlowDesk:
    """Says one thing, then waits until it is told to go on."""

    run: str
    asked: int = 0
    closed: bool = False
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def reply(self, _ask: object) -> AsyncIterator[Event]:
        self.asked += 1
        try:
            yield Started(conversation="cnv_1", run=self.run, planner="embedded")
            yield Planned(steps=[STEP])
            await self.go_on.wait()
            yield Said(text="You won.")
            yield Ended(reply=reply(run=self.run))
        finally:
            self.closed = True


def begun(session: Session) -> str:
    talk = conversation.begin(session, "main", by=ANA.id, now=NOW)
    made = conversation.start_run(session, "main", talk.id, asked="?", actor=ANA.id, now=NOW,
                                  planner="embedded", as_of=TODAY)  # fmt: skip
    session.commit()
    return made.id


async def heard(live: Live, run: str, after: int) -> list[tuple[int, str]]:
    return [(n, event.kind) async for n, event in live.runs[run].listen(after)]


async def test_who_leaves_and_comes_back_is_told_the_rest_and_nothing_is_asked_twice():
    desk, live = SlowDesk("run_1"), Live()
    run = live.begin(desk.reply(None))
    await run.begun()
    assert run.started.run == "run_1"
    first = run.listen()
    assert [(await anext(first))[1].kind for _ in range(2)] == ["started", "planned"]
    await first.aclose()
    again = asyncio.create_task(heard(live, "run_1", 2))
    await asyncio.sleep(0)
    desk.go_on.set()
    assert await again == [(3, "said"), (4, "ended")]
    assert desk.asked == 1
    assert live.runs == {}


async def test_two_who_listen_hear_the_same(monkeypatch):
    desk, live = SlowDesk("run_1"), Live()
    await live.begin(desk.reply(None)).begun()
    both = [asyncio.create_task(heard(live, "run_1", 0)) for _ in range(2)]
    await asyncio.sleep(0)
    desk.go_on.set()
    one, other = await asyncio.gather(*both)
    assert one == other
    assert one[-1] == (4, "ended")


async def test_a_stopped_run_is_closed_by_the_desk():
    desk, live = SlowDesk("run_1"), Live()
    await live.begin(desk.reply(None)).begun()
    assert live.stop("run_1")
    assert not live.stop("run_2")
    await live.close()
    assert desk.closed


async def test_when_the_service_ends_a_run_has_a_little_time_and_is_then_stopped(monkeypatch):
    monkeypatch.setattr("api.live.LEAVES_AFTER", 0.01)
    desk, live = SlowDesk("run_1"), Live()
    await live.begin(desk.reply(None)).begun()
    await live.close()
    assert desk.closed


async def test_what_fails_before_the_first_event_is_raised_to_whoever_asked():
    async def fails() -> AsyncIterator[Event]:
        raise LookupError("no such talk")
        yield

    with pytest.raises(LookupError, match="no such talk"):
        await Live().begin(fails()).begun()


async def test_who_waited_for_a_place_in_vain_is_told_why_and_it_is_no_bug(caplog):
    async def waits() -> AsyncIterator[Event]:
        yield Waiting(ahead=3)
        raise LimitReached("No place became free in time.", hint="Ask again.")

    run = Live().begin(waits())
    await run.begun()
    said = [event async for _, event in run.listen()]
    assert [each.kind for each in said] == ["waiting", "ended"]
    assert said[-1].reply.answer == "No place became free in time. Ask again."
    assert not caplog.records


async def listened(office: FakeOffice, run: str, **headers: str) -> list[dict]:
    transport = ASGITransport(build(office), client=("127.0.0.1", 1))
    async with AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get(f"/v1/runs/{run}/events", headers=headers)
    assert answer.status_code == 200, answer.text
    lines = answer.text.splitlines()
    return [json.loads(line[6:]) for line in lines if line.startswith("data: ")]


async def test_a_run_that_is_over_is_told_by_its_kept_reply(office, session):
    run = begun(session)
    kept = session.get(Run, ("main", run))
    said = reply(run=run).model_dump(mode="json")
    conversation.say(session, "main", kept.conversation_id, speaker="pitcrew", text="x", now=NOW,
                     run_id=run, reply=said)  # fmt: skip
    conversation.end_run(session, "main", run, status="answered", now=NOW)
    session.commit()
    [event] = await listened(office, run, **{"last-event-id": "3"})
    assert (event["kind"], event["reply"]["answer"]) == ("ended", said["answer"])


async def test_a_run_whose_process_died_is_ended_and_its_conversation_says_so(office, session):
    run = begun(session)
    [event] = await listened(office, run)  # its last sign was long ago
    assert (event["reply"]["ended"], event["reply"]["answer"]) == ("failed", CUT_OFF)
    session.expire_all()
    kept = session.get(Run, ("main", run))
    [said] = conversation.history(session, "main", kept.conversation_id)
    assert (kept.status, said.text, said.run_id) == ("failed", CUT_OFF, run)


def test_a_run_that_gave_a_sign_lately_or_is_known_to_go_on_is_left_alone(engine, session):
    lately, known = begun(session), begun(session)
    now = datetime.now(UTC)
    with writing(engine) as writer:
        writer.get(Run, ("main", lately)).alive_at = now - SILENT + timedelta(seconds=5)
    assert end_silent(engine, "main", now, [known]) == []
    assert end_silent(engine, "main", now) == [known]
    assert end_silent(engine, "main", now) == []
