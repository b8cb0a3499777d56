"""Work beside the event loop: kept whole when its caller is cancelled, and alive after a fork."""

import asyncio
import os
from contextvars import ContextVar
from threading import Event

import pytest

from agent.apart import apart, finished

HERE: ContextVar[str] = ContextVar("HERE", default="")
PATIENCE = 60


async def test_it_sees_the_context_of_its_caller_and_gives_what_the_work_gives() -> None:
    HERE.set("a run")
    assert await apart(lambda given: f"{given} of {HERE.get()}", "a part") == "a part of a run"


async def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await finished(lambda: 1 / 0)


async def test_who_is_cancelled_leaves_only_when_the_work_is_done() -> None:
    begun, may_end, ended = Event(), Event(), Event()

    def work() -> None:
        begun.set()
        may_end.wait(PATIENCE)
        ended.set()

    task = asyncio.create_task(finished(work))
    await asyncio.to_thread(begun.wait, PATIENCE)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # it is what is tried
def test_a_process_that_was_forked_has_threads_of_its_own() -> None:
    asyncio.run(apart(os.getpid))  # from here on this process has one
    child = os.fork()
    if child == 0:
        worked = asyncio.run(apart(os.getpid)) == os.getpid()
        os._exit(0 if worked else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
