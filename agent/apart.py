"""Short pieces of work on the store, in threads of their own, beside the event loop.

The store has one writer at a time, and whoever waits for a turn there must not hold up everybody
else's events. Tools have the loop's own threads; these few are kept free of them, so that a long
computation keeps nobody from beginning.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_THREADS: dict[int, ThreadPoolExecutor] = {}
"""Of this process: one that was forked has its parent's list, and none of its threads."""


async def apart(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do a short piece of work in one of the threads."""
    call = partial(copy_context().run, work, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_threads(), call)


async def finished(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """As `apart`; who is cancelled meanwhile waits for the end of it, a moment, and then leaves."""
    doing = asyncio.ensure_future(apart(work, *args, **kwargs))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        with suppress(asyncio.CancelledError):
            await doing
        raise


def _threads() -> ThreadPoolExecutor:
    found = _THREADS.get(os.getpid())
    if found is None:
        made = ThreadPoolExecutor(max_workers=4, thread_name_prefix="pitcrew-store")
        found = _THREADS.setdefault(os.getpid(), made)
    return found
