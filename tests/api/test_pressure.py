"""The line before the desk: bounded, fair, and given back whatever happens."""

import asyncio

import pytest

from agent.settings import Chats
from api.pressure import Line
from store.errors import LimitReached
from tests.api.fakes import ANA, VIC


async def hold(line: Line, actor, until: asyncio.Event, order: list[str]) -> None:
    async with line.of(actor):
        order.append(actor.name)
        await until.wait()


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_person_with_the_fewest_chats_is_next():
    line, order = Line(Chats(running=2, per_person=9)), []
    one, two, rest = asyncio.Event(), asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(hold(line, ANA, one, order))
    second = asyncio.create_task(hold(line, ANA, two, order))
    await settled()
    waits = [asyncio.create_task(hold(line, a, rest, order)) for a in (ANA, ANA, VIC)]
    await settled()
    assert (order, line.depth) == (["Ana", "Ana"], (2, 3))
    one.set()
    await first
    await settled()
    assert order[2:] == ["Vic"]
    two.set()
    rest.set()
    await asyncio.gather(second, *waits)
    assert (order[3:], line.depth) == (["Ana", "Ana"], (0, 0))


async def test_one_person_cannot_fill_the_line():
    line, until = Line(Chats(running=9, per_person=2)), asyncio.Event()
    held = [asyncio.create_task(hold(line, ANA, until, [])) for _ in range(2)]
    await settled()
    with pytest.raises(LimitReached, match="2 chats under way"):
        async with line.of(ANA):
            pass
    async with line.of(VIC):
        pass
    until.set()
    await asyncio.gather(*held)
    assert line.depth == (0, 0)


async def test_a_full_line_refuses_at_once_and_a_long_wait_ends():
    line, until = Line(Chats(running=1, waiting=1, wait_seconds=0.05)), asyncio.Event()
    held = asyncio.create_task(hold(line, ANA, until, []))
    await settled()
    waits = asyncio.create_task(hold(line, VIC, until, []))
    await settled()
    with pytest.raises(LimitReached, match="Too many people"):
        async with line.of(VIC):
            pass
    with pytest.raises(LimitReached, match="No place became free"):
        await waits
    until.set()
    await held
    assert line.depth == (0, 0)


async def test_who_goes_away_while_waiting_or_just_as_it_is_called_blocks_nobody():
    line, until = Line(Chats(running=1)), asyncio.Event()
    held = asyncio.create_task(hold(line, ANA, until, []))
    await settled()
    gone, called = (asyncio.create_task(hold(line, VIC, until, [])) for _ in range(2))
    await settled()
    gone.cancel()
    await settled()
    until.set()
    await held
    called.cancel()
    await asyncio.gather(gone, called, return_exceptions=True)
    await settled()
    assert line.depth == (0, 0)


async def test_a_place_is_given_back_when_the_listener_leaves_a_stream():
    line = Line(Chats())

    async def events():
        yield "one"
        yield "two"

    stream = line.during(ANA, events())
    assert await anext(stream) == "one"
    assert line.depth == (1, 0)
    await stream.aclose()
    assert line.depth == (0, 0)


async def test_a_stream_that_has_no_place_yet_says_how_many_are_before_it():
    line = Line(Chats(running=1, wait_seconds=0.05))

    async def events():
        yield "one"

    held = line.during(ANA, events())
    assert await anext(held) == "one"
    first, second = line.during(VIC, events()), line.during(VIC, events())
    assert [(await anext(each)).ahead for each in (first, second)] == [0, 1]
    with pytest.raises(LimitReached, match="No place became free"):
        await anext(second)
    await held.aclose()
    assert await anext(first) == "one"
    await first.aclose()
    assert line.depth == (0, 0)


async def test_who_leaves_while_told_to_wait_gives_the_place_up():
    line = Line(Chats(running=1))

    async def events():
        yield "one"

    held, waits = line.during(ANA, events()), line.during(VIC, events())
    await anext(held)
    await anext(waits)
    await waits.aclose()
    assert line.depth == (1, 0)
    await held.aclose()
    assert line.depth == (0, 0)
