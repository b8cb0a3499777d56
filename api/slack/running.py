"""Slack at work in a process: the workers, and Socket Mode where that is the way in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from connectors.slack.client import Client
from store.errors import NotReady

if TYPE_CHECKING:
    from agent.setup import Office
    from api.slack.worker import Worker


def client_of(office: "Office") -> Client | None:
    """The way to Slack that the settings give; None without a token."""
    chosen = office.settings.slack
    if chosen.bot_token is None:
        return None
    return Client(chosen.bot_token.get_secret_value(), chosen.api_url)


def worker_of(office: "Office") -> "Worker":
    """A worker of this deployment.

    Raises:
        NotReady: There is no token.
    """
    from api.slack.worker import Worker

    client = client_of(office)
    if client is None:
        raise NotReady(
            "Slack is not set up: there is no bot token.",
            hint="Set PITCREW_SLACK__BOT_TOKEN; docs/slack.md says where it is from.",
        )
    return Worker(office, client)


@asynccontextmanager
async def answering(office: "Office", worker: "Worker | None") -> AsyncIterator[None]:
    """Answer what is kept while the body runs; nothing is started where Slack is not set up."""
    if worker is None:
        yield
        return
    hands = worker.at_work(office.settings.slack.at_once)
    with hands:
        yield


async def by_socket(office: "Office", worker: "Worker", stop: asyncio.Event) -> None:
    """Take events by Socket Mode and answer them until told to stop; no address is needed.

    Raises:
        NotReady: There is no app token.
    """
    from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
    from slack_sdk.web.async_client import AsyncWebClient

    from api.slack.door import bolt

    chosen = office.settings.slack
    if chosen.app_token is None:
        raise NotReady(
            "Socket Mode needs the app's own token.",
            hint="Set PITCREW_SLACK__APP_TOKEN; docs/slack.md says where it is from.",
        )
    web = AsyncWebClient(base_url=chosen.api_url)
    handler = AsyncSocketModeHandler(
        bolt(office, worker.wake.set), chosen.app_token.get_secret_value(), web_client=web
    )  # fmt: skip
    async with answering(office, worker):
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's own
        try:
            await stop.wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's own
