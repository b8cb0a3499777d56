"""Whatever dies after the acknowledgement, the message is answered, and nothing is done twice."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.slack.answer import Post
from store import changes
from store.engine import reading
from tests.api.fakes import reply
from tests.api.slack.conftest import KeepingDesk, KilledError, Slacking
from tests.api.slack.events import button, request, said
from tests.makers import NOW, Make

DOOR = """
import os, signal, sys
from pathlib import Path
from fastapi.testclient import TestClient
from pydantic import SecretStr
from agent.settings import Settings, Slack
from agent.setup import open_office
from api.app import build
url, home = sys.argv[1:3]
slack = Slack(bot_token=SecretStr("xoxb-test"), signing_secret=SecretStr("a-signing-secret"))
office = open_office(Settings(home=Path(home), store_url=url, slack=slack, _env_file=None))
client = TestClient(build(office), base_url="http://localhost:8321")
headers = dict(line.split("=", 1) for line in sys.argv[3:])
answer = client.post("/slack/events", content=sys.stdin.buffer.read(), headers=headers)
print(answer.status_code, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
def test_a_process_that_is_killed_right_after_it_acknowledged_has_lost_nothing(
    slack: Slacking, tmp_path: Path
):
    sent = request(said("what did we win?"))
    url = slack.office.engine.url.render_as_string(hide_password=False)
    headers = [f"{name}={value}" for name, value in sent.headers.items()]
    door = subprocess.run(
        [sys.executable, "-c", DOOR, url, str(tmp_path), *headers],
        input=sent.content, capture_output=True, check=False, env={**os.environ},
    )  # fmt: skip
    assert door.stdout.strip() == b"200", door.stderr.decode()
    assert door.returncode == -signal.SIGKILL
    slack.work()
    assert slack.api.last()["text"] == "You won $2,355,928."
    assert len(slack.desk.asked) == 1


def killed(slack: Slacking) -> None:
    """Work until the worker dies, and let its lease run out."""
    with pytest.raises(KilledError):
        slack.worker.turn()
    later = slack.worker.clock() + timedelta(minutes=2)
    slack.worker.clock = lambda: later


def test_a_run_that_broke_off_is_asked_again_and_its_drafts_are_taken_back(
    slack: Slacking, make: Make, session
):
    account = make("account", name="Acme", industry="x")
    made = changes.propose(
        session, "main", title="t", kind="t", proposed_by="ana@example.com", now=NOW,
        run_id="run_0",
        drafts=[changes.Draft(kind="update", table="account", row_id=account.id,
                              after={"industry": "y"})],
    )  # fmt: skip
    session.commit()
    slack.desk.breaks = 1
    slack.send(said("correct industries"))
    killed(slack)
    slack.work()
    assert [ask.text for ask in slack.desk.asked] == ["correct industries"] * 2
    assert len(slack.api.of("chat.postMessage")) == 1
    assert slack.api.last()["text"] == "You won $2,355,928."
    with reading(slack.office.engine) as opened:
        assert changes.find(opened, "main", made.id).status == "rejected"


def test_a_word_that_decides_is_never_heard_twice(slack: Slacking, draft, monkeypatch):
    """The run approves the draft and dies; the same word would now mean another one."""
    asked = KeepingDesk.reply

    def deciding(self, ask):
        changes.approve(self.engine, "main", draft.id, digest=draft.digest, now=datetime.now(UTC),
                        by=changes.Approver(email=ask.actor.id, role=ask.actor.role))  # fmt: skip
        return asked(self, ask)

    monkeypatch.setattr(KeepingDesk, "reply", deciding)
    slack.desk.breaks = 1
    slack.send(said("approve"))
    killed(slack)
    slack.work()
    assert len(slack.desk.asked) == 1
    message = slack.api.last()
    assert "I was stopped while I carried that out" in message["text"]
    assert button(message, "undo")
    with reading(slack.office.engine) as opened:
        assert changes.find(opened, "main", draft.id).status == "applied"


def test_a_word_that_decided_nothing_before_its_worker_died_is_to_be_said_again(slack: Slacking):
    slack.desk.breaks = 1
    slack.send(said("yes, apply it"))
    killed(slack)
    slack.work()
    assert len(slack.desk.asked) == 1
    assert "nothing was decided" in slack.api.last()["text"]


def test_a_message_that_is_asked_again_cannot_decide(slack: Slacking):
    slack.desk.breaks = 1
    slack.send(said("apply the rest"))
    killed(slack)
    slack.work()
    first, second = slack.desk.asked
    assert "decide" in first.actor.scopes
    assert "decide" not in second.actor.scopes


def test_a_reply_that_was_kept_but_not_sent_is_sent_and_the_run_not_made_again(
    slack: Slacking, monkeypatch: pytest.MonkeyPatch
):
    finish, deaths = Post.finish, [KilledError()]

    def dying(self, answer):
        if deaths:
            raise deaths.pop()
        finish(self, answer)

    monkeypatch.setattr(Post, "finish", dying)
    slack.desk.says = reply(answer="Once.")
    slack.send(said("what did we win?"))
    killed(slack)
    slack.work()
    assert len(slack.desk.asked) == 1
    assert slack.api.last()["text"] == "Once."
    assert len(slack.api.of("chat.postMessage")) == 1


def test_a_worker_that_was_thought_dead_says_nothing_more(slack: Slacking):
    slack.send(said("what did we win?"))
    first = slack.worker._taken()
    assert first is not None
    later = slack.worker.clock() + timedelta(minutes=2)
    slack.worker.clock = lambda: later
    slack.work()
    answered = slack.api.of("chat.update")
    slack.worker._work(first)
    assert slack.api.of("chat.update") == answered
    assert [row.state for row in slack.rows()] == ["done"]


def test_what_kills_its_worker_each_time_is_given_up_with_an_answer(slack: Slacking):
    slack.desk.breaks = 99
    slack.send(said("poison"))
    for _ in range(6):
        killed(slack)
    slack.work()
    assert "gave up" in slack.api.last()["text"]
    assert slack.rows()[0].state == "done"
