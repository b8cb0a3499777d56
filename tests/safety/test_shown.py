"""What a person approves: every letter of it is to be seen, at every door, and nothing runs."""

import io
import json
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rich.console import Console
from sqlalchemy import Engine
from sqlmodel import Session

from agent.settings import Settings
from api.app import build
from api.drawing import change_set
from api.drawing.markdown import inert, marked
from api.views.change_sets import Page
from connectors.slack.text import escaped
from store import changes, conversation
from store.people import Workspace
from store.unseen import shown
from tests.api.fakes import ANA, FakeOffice, reply
from tests.loopback import served
from tests.makers import NOW, Make
from tests.stores import Stores
from tools.result import Table

HIDING = (
    *"\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202d\u202e\u2060\u2066\u2069\u206f\ufeff",
    *"\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u3164\uffa0\ufff9\ufe00",
    "\U000e0041", "\U000e007f", "\U000e0100", "\x1b[2J", "\x9b", "\x07", "\ufe0f\ufe0f",
)  # fmt: skip
XSS = (
    "<script>{}</script>", "<img src=x onerror={}>", "<svg onload={}>", "<svg><script>{}</script>",
    '"><img src=x onerror={}>', "'><script>{}</script>", "</textarea><script>{}</script>",
    '<iframe srcdoc="<script>parent.{}</script>">', "<a href=javascript:{}>x</a>",
    "[x](javascript:{})", '![x](x" onerror="{})', "<body onload={}>", "<details open ontoggle={}>",
    "<input autofocus onfocus={}>", "<video><source onerror={}>",
    '<math><mi xlink:href="data:x,{}">',
    "<style>@import 'http://EVIL/s';</style>", "<img src=http://EVIL/i>", "![x](http://EVIL/m)",
    "<link rel=stylesheet href=http://EVIL/l>", "<base href=http://EVIL/>", "{{{{{}}}}}", "${{{}}}",
    '<meta http-equiv=refresh content="0;url=http://EVIL/r">', "<object data=http://EVIL/o>",
    "<form action=http://EVIL/f><button autofocus>", "javascript:{}", "&#60;script&#62;{}",
    "\u003cscript\u003e{}\u003c/script\u003e",
)  # fmt: skip
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def stores(sqlite_stores: Stores) -> Stores:
    """What is drawn does not depend on the kind of store."""
    return sqlite_stores


@pytest.fixture
def office(engine: Engine, workspace: Workspace, tmp_path: Path) -> FakeOffice:
    return FakeOffice(Settings(home=tmp_path, _env_file=None), engine, workspace)


@pytest.fixture
def client(office: FakeOffice) -> Iterator[TestClient]:
    return TestClient(build(office), base_url="http://localhost:8321")


def proposal(session: Session, make: Make, name: str, value: str) -> str:
    """A draft that renames a record and says why, all in the same hostile letters."""
    account = make("account", name=name, description="x")
    draft = changes.Draft("update", "account", account.id, {"description": value}, reason=value)
    made = changes.propose(session, "main", title="Correct", kind="by_hand", drafts=[draft],
                           proposed_by=ANA.id, now=NOW)  # fmt: skip
    session.commit()
    return made.id


def hidden(text: str) -> list[str]:
    """The letters of a text that a reader would not see, by name."""
    unseen = [c for c in text if shown(c) != c or unicodedata.category(c) in {"Cf", "Co", "Cs"}]
    return [unicodedata.name(c, hex(ord(c))) for c in unseen]


def test_no_door_hides_a_letter_of_what_is_to_be_approved(
    client: TestClient, session: Session, make: Make
) -> None:
    text = "|".join(f"a{each}b" for each in HIDING if "\x9b" not in each)
    made = proposal(session, make, text, text)
    answer = client.get(f"/v1/change-sets/{made}").json()
    assert hidden(json.dumps(answer["changes"], ensure_ascii=False)) == []
    drawn = io.StringIO()
    Console(file=drawn, width=4000).print(change_set.page(Page.model_validate(answer)))
    assert hidden(drawn.getvalue()) == []
    assert drawn.getvalue().count("·") >= len(HIDING)


@pytest.mark.parametrize("letters", HIDING, ids=lambda each: hex(ord(each[-1])))
@pytest.mark.parametrize("door", [shown, inert, marked, escaped])
def test_every_letter_that_hides_is_marked(door, letters: str) -> None:
    said = door(f"pay{letters}out")
    assert hidden(said) in ([], ["VARIATION SELECTOR-16"])
    assert said != "payout"


def test_letters_that_make_words_and_emoji_are_left_alone() -> None:
    for text in ("Zürich", "東京", "❤️ us", "naïve", "עברית", "a\tb\nc", "ﬁ", "e\u0301"):
        assert shown(text) == text


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_a_browser_runs_and_fetches_nothing_of_what_records_say(
    office: FakeOffice, session: Session, make: Make, tmp_path: Path
) -> None:
    with served(Sink()) as sink:
        mark = "document.title='owned'"
        corpus = [x.replace("{}", mark).replace("EVIL", sink.split("//")[1]) for x in XSS]
        text = "\n".join(corpus)
        made = proposal(session, make, corpus[1], text)
        begun = conversation.begin(session, "main", by=ANA.id, now=NOW, title=text[:200])
        table = Table(name="t", title=corpus[0], columns=[corpus[2]],
                      rows=[[each] for each in corpus], total=len(corpus))  # fmt: skip
        said = reply(answer=text, tables=[table], notes=corpus).model_dump(mode="json")
        say = {"session": session, "workspace_id": "main", "conversation_id": begun.id, "now": NOW}
        conversation.say(**say, speaker="person", text=text)
        conversation.say(**say, speaker="pitcrew", text=text, reply=said)
        session.commit()
        with served(build(office)) as url:
            for place in (f"#/c/{begun.id}", f"#/approvals/{made}", "#/approvals"):
                page = drawn(f"{url.replace('127.0.0.1', 'localhost')}/{place}", tmp_path)
                assert "<title>owned" not in page
                assert "&lt;svg onload=" in page or "approvals" in place
        assert Sink.asked == []


class Sink:
    """A server that nobody should ask anything."""

    asked: list[str] = []  # noqa: RUF012 - all of its instances are one server

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "http":
            Sink.asked.append(scope["path"])
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})


def drawn(url: str, folder: Path) -> str:
    """The page's document after its scripts have run."""
    return subprocess.run(
        [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu",
         f"--user-data-dir={folder}", "--virtual-time-budget=8000", "--dump-dom", url],
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip
