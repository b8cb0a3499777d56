"""The page: what was built is what the sources say, it asks nobody else, and it runs."""

import hashlib
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient
from sqlmodel import Session

from api.app import build
from store import conversation
from tests.api.fakes import FakeOffice, reply
from tests.makers import NOW

API = Path(__file__).parents[2] / "api"
WEB = API / "web"
SOURCES = [path for path in (WEB / "src").rglob("*") if path.is_file()]
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


def test_the_committed_page_was_built_from_these_sources():
    names = sorted(SOURCES, key=lambda path: path.relative_to(WEB).as_posix())
    digest = hashlib.sha256()
    for path in [*names, WEB / "index.html", WEB / "package.json"]:
        digest.update(path.read_bytes())
    built = (API / "static" / "built-from.txt").read_text().strip()
    assert built == digest.hexdigest(), "`make web` builds it"


def test_the_page_loads_its_own_files_only(client: TestClient):
    page = client.get("/").text
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert sources
    for source in sources:
        assert source.startswith("./")
        assert client.get(source.removeprefix(".")).status_code == 200


def test_the_page_puts_no_text_into_markup():
    for path in SOURCES:
        assert not re.search(r"dangerouslySetInnerHTML|innerHTML|eval\(", path.read_text())


@pytest.fixture
def served(office: FakeOffice) -> Iterator[str]:
    """The app on a free port of loopback, in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        config = uvicorn.Config(build(office), log_level="error", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://localhost:{port}"
        server.should_exit = True
        thread.join()


def drawn(url: str, folder: Path) -> str:
    """The page's document after its scripts have run."""
    return subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}",
         "--virtual-time-budget=5000", "--dump-dom", url],
        capture_output=True, text=True, check=True, timeout=90,
    ).stdout  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_a_browser_shows_what_can_be_asked(served: str, tmp_path: Path):
    page = drawn(served, tmp_path)
    assert "What should we work on?" in page
    assert "Embedded planner" in page


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_a_browser_shows_the_dashboard_and_why_a_part_of_it_is_empty(served: str, tmp_path: Path):
    page = drawn(f"{served}/#/dashboard", tmp_path)
    assert "Open pipeline" in page
    assert "What changed in the pipeline" in page
    assert "Nothing to show. " in page


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_a_browser_shows_a_conversation_and_runs_none_of_its_text(
    served: str, session: Session, tmp_path: Path
):
    hostile = (
        "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    )
    begun = conversation.begin(session, "main", by="ana@example.com", now=NOW, title=hostile)
    say = {"session": session, "workspace_id": "main", "conversation_id": begun.id, "now": NOW}
    conversation.say(**say, speaker="person", text=hostile)
    said = reply(answer=f"You won $2,355,928. {hostile}").model_dump(mode="json")
    conversation.say(**say, speaker="pitcrew", text=said["answer"], reply=said)
    session.commit()
    page = drawn(f"{served}/#/c/{begun.id}", tmp_path)
    assert "owned</title>" not in page
    assert "&lt;img src=x" in page
    assert 'class="figure-value">$2,355,928' in page
    assert "1,200,001" in page  # a table's cell, written in its unit
