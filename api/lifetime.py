"""What lives as long as the application does, and is let go of with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from fastapi import FastAPI

from agent.pulse import EVERY, end_silent
from api.deliveries import delivering
from api.slack.running import answering
from store.errors import PitcrewError


@asynccontextmanager
async def lifetime(app: FastAPI) -> AsyncIterator[None]:
    """Between its start and its end."""
    async with delivering(app.state.office), answering(app.state.office, app.state.slack):
        watch = asyncio.create_task(_watch(app))
        try:
            yield
        finally:
            watch.cancel()
            await app.state.live.close()
            await app.state.mcp.close()


async def _watch(app: FastAPI) -> None:
    """End the runs of processes that died, so that nobody waits for them."""
    office, live = app.state.office, app.state.live
    while True:
        with suppress(PitcrewError):  # the store is busy; there is a next time
            await asyncio.to_thread(
                end_silent, office.engine, office.workspace.id, datetime.now(UTC), list(live.runs)
            )
        await asyncio.sleep(EVERY.total_seconds())
