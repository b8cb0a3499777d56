"""The worker that tells webhooks what happened, for as long as the service runs."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fastapi.concurrency import run_in_threadpool

from connectors.outgoing.address import Allowed, Lookup, lookup, resolve
from connectors.outgoing.posting import SECONDS, post, signed
from store import webhooks
from store.errors import PitcrewError

if TYPE_CHECKING:
    from agent.settings import Settings
    from agent.setup import Office

log = logging.getLogger(__name__)
POLL_SECONDS = 2.0
SWEEP_EVERY = 1800
"""Polls: about once an hour what ended long ago is forgotten."""


def allowed(settings: "Settings") -> Allowed:
    """The hosts that the deployment lets webhooks lead to."""
    return Allowed(settings.webhooks.hosts, settings.webhooks.private_hosts)


@dataclass(slots=True)
class Courier:
    """Takes what is due from the queue and sends it."""

    office: "Office"
    find: Lookup = lookup
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    seconds: float = SECONDS

    async def once(self) -> int:
        """Send everything that is due now; how many attempts there were."""
        engine, space = self.office.engine, self.office.settings.workspace
        due = await run_in_threadpool(webhooks.claim, engine, space, self.clock())
        await asyncio.gather(*(self._send(each) for each in due))
        return len(due)

    async def _send(self, due: webhooks.Due) -> None:
        answer = await self._attempt(due)
        engine, space = self.office.engine, self.office.settings.workspace
        state = await run_in_threadpool(webhooks.settle, engine, space, due, answer, self.clock())
        log.info("webhook %s was told of %s", due.webhook_id, due.event, extra={"status": state})

    async def _attempt(self, due: webhooks.Due) -> dict[str, Any]:
        content = json.dumps(due.payload, separators=(",", ":")).encode()
        headers = signed(due.secret, due.id, int(self.clock().timestamp()), content)
        try:
            # Looked at anew each time: the list may have been shortened, the name turned.
            limits = allowed(self.office.settings)
            target = await run_in_threadpool(resolve, due.url, limits, self.find)
            return {"status": await post(target, content, headers, self.seconds)}
        except PitcrewError as error:
            return {"error": error.message}


async def _work(courier: Courier) -> None:
    polls = 0
    while True:
        try:
            if polls % SWEEP_EVERY == 0:
                await run_in_threadpool(
                    webhooks.sweep, courier.office.engine, courier.office.settings.workspace,
                    courier.clock(),
                )  # fmt: skip
            sent = await courier.once()
        except Exception:
            # A door of its own: a bug, or a store that is away, must not end the deliveries.
            log.exception("webhooks could not be told")
            sent = 0
        polls += 1
        if not sent:
            await asyncio.sleep(POLL_SECONDS)


@contextlib.asynccontextmanager
async def delivering(office: "Office") -> AsyncIterator[None]:
    """Deliver while the body runs; nothing is started where no webhook may lead anywhere."""
    limits = allowed(office.settings)
    if not limits.hosts and not limits.private:
        yield
        return
    work = asyncio.create_task(_work(Courier(office)))
    try:
        yield
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
