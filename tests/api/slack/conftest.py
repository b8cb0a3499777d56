"""An office in Slack: a scripted desk, a real store, and Slack's API on loopback."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import col, select

from agent.events import Ask, Ended, Event, Planned
from agent.settings import Settings, Slack
from agent.setup import Office
from api.app import build
from api.auth import granting
from api.slack.door import kept
from api.slack.running import worker_of
from api.slack.worker import Worker
from connectors.slack.client import Client
from store import conversation
from store.doors import InboxEvent
from store.engine import reading, writing
from store.members import Invited
from store.people import Workspace
from tests.api.fakes import ScriptedDesk
from tests.api.people import OPERATOR
from tests.api.slack.events import SECRET, request
from tests.api.slack.web_api import WebApi, user, web_api
from tests.makers import TODAY

TOKEN = "xoxb-test"


@dataclass
class KeepingDesk(ScriptedDesk):
    """Leaves the run and its reply in the store, as the real one does."""

    engine: Any = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    breaks: int = 0
    """So many runs break off before they have answered, as when the process dies."""

    async def reply(self, ask: Ask) -> AsyncIterator[Event]:
        run = f"run_{len(self.asked)}"
        says = self.says = self.says.model_copy(update={"run": run})
        with writing(self.engine) as session:
            conversation.start_run(
                session, "main", str(ask.conversation), asked=ask.text, actor=ask.actor.id,
                planner="embedded", as_of=TODAY, now=self.now, run_id=run,
            )  # fmt: skip
        async for event in super().reply(ask):
            if isinstance(event, Planned) and self.breaks:
                self.breaks -= 1
                raise KilledError
            if isinstance(event, Ended):
                with writing(self.engine) as session:
                    conversation.say(session, "main", str(ask.conversation), speaker="pitcrew",
                                     text=says.answer, now=self.now, run_id=run,
                                     reply=says.model_dump(mode="json"))  # fmt: skip
                    conversation.end_run(session, "main", run, status=says.ended, now=self.now)
            yield event


class KilledError(BaseException):
    """The process dies here."""


@dataclass
class Slacking:
    """Everything that a test of Slack needs in its hands."""

    api: WebApi
    office: Any
    worker: Worker
    desk: KeepingDesk

    @cached_property
    def client(self) -> TestClient:
        """The whole app; making it takes longer than most tests."""
        return TestClient(build(self.office), base_url="http://localhost:8321")

    def send(self, body: dict[str, Any]) -> None:
        """Let something arrive, past the door."""
        kept(self.office, body)

    def post(self, body: dict[str, Any]) -> None:
        """Let a request of Slack's arrive at the door."""
        sent = request(body)
        answer = self.client.post("/slack/events", content=sent.content, headers=sent.headers)
        assert answer.status_code == 200, answer.text

    def work(self) -> None:
        """Answer what has arrived."""
        while self.worker.turn():
            pass

    def say(self, body: dict[str, Any]) -> dict[str, Any]:
        """Let a request arrive and be answered; the last message as it stands."""
        self.send(body)
        self.work()
        return self.api.last()

    def rows(self) -> list[InboxEvent]:
        """The inbox, oldest first."""
        with reading(self.office.engine) as session:
            return list(session.exec(select(InboxEvent).order_by(col(InboxEvent.at))))


@pytest.fixture(scope="session")
def served_api() -> Iterator[WebApi]:
    with web_api() as api:
        yield api


@pytest.fixture
def api(served_api: WebApi) -> WebApi:
    for part in (
        served_api.calls,
        served_api.files,
        served_api.uploaded,
        served_api.faults,
        served_api.answers,
    ):
        part.clear()
    served_api.people = {
        "UANA": user("UANA", "ana@example.com"), "UVIC": user("UVIC", "Vic@Example.com"),
        "UZED": user("UZED", "zed@example.com"), "UBOT": user("UBOT", None, is_bot=True),
    }  # fmt: skip
    return served_api


def settings_of(api: WebApi, home: Path) -> Settings:
    chosen = Slack(
        bot_token=SecretStr(TOKEN), signing_secret=SecretStr(SECRET), api_url=f"{api.url}/api/"
    )
    return Settings(home=home, slack=chosen, _env_file=None)


@pytest.fixture
def slack(api: WebApi, engine: Engine, workspace: Workspace, tmp_path: Path) -> Slacking:
    """Ana is an ops manager and Vic a viewer; nobody here knows Zed."""
    office = Office(settings_of(api, tmp_path), engine)
    desk = KeepingDesk(engine=engine)
    office.__dict__["desk"] = desk
    for email, name, role in (("ana@example.com", "Ana Ruiz", "ops_manager"),
                              ("vic@example.com", "Vic", "viewer")):  # fmt: skip
        granting.add(office, OPERATOR, Invited(email, name, role))
    return Slacking(api, office, worker_of(office), desk)


@pytest.fixture
def to_slack(api: WebApi) -> Client:
    return Client(TOKEN, f"{api.url}/api/")
