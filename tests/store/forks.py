"""Other processes for tests: to be killed at a bad moment, or to race each other."""

import os
import signal
import time
from collections.abc import Callable

from sqlalchemy import Engine, event

from store.engine import open_engine
from store.errors import PitcrewError

Job = Callable[[Engine], object]


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def start(engine: Engine, job: Job, *, die_at: int = 0) -> int:
    """Run `job` in a process of its own, on an engine of its own, and return its id.

    The process exits with 0 when the job ends, 1 when it refuses, and dies by SIGKILL when it is
    about to send its `die_at`-th statement.
    """
    url = url_of(engine)
    engine.dispose()  # an open connection must not be shared with the child
    child = os.fork()
    if child:
        return child
    code = 2
    try:
        mine = open_engine(url)
        if die_at:
            _die(mine, die_at)
        job(mine)
        code = 0
    except PitcrewError:
        code = 1
    finally:
        os._exit(code)


def kill_after(child: int, seconds: float) -> bool:
    """Kill the process unless it ends before; whether it was killed."""
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return ended(child) == -signal.SIGKILL


def ended(child: int) -> int:
    """Wait for the process: its exit code, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _die(engine: Engine, at: int) -> None:
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", count)
