"""A connection drops or a server dies: the page comes back, and nothing is done twice."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import httpx
import pytest

from tests.browser.chromium import Page
from tests.browser.conftest import settle
from tests.browser.serving import Serving, serving
from tests.browser.wire import wire

ASKED = "What did we win last quarter?"


class Model:
    """A language model that says nothing until it is let go, and then fails."""

    def __init__(self) -> None:
        self.let_go = Event()
        model = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                """Say nothing."""

            def do_POST(self) -> None:
                model.let_go.wait(60)
                self.send_error(400)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


@contextmanager
def slow_model() -> Iterator[Model]:
    made = Model()
    Thread(target=made.server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        made.let_go.set()
        made.server.shutdown()
        made.server.server_close()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, Model]]:
    home = tmp_path_factory.mktemp("home")
    settle(home)
    with slow_model() as model:
        settings = {
            "PITCREW_MODEL__NAME": "slow", "PITCREW_MODEL__BASE_URL": model.url,
            "PITCREW_MODEL__API_KEY": "none", "PITCREW_MODEL__TRIES": "1",
        }  # fmt: skip
        with serving(home, **settings) as made:
            yield made, model


@pytest.fixture
def slow(both: tuple[Serving, Model]) -> Iterator[tuple[Serving, Event]]:
    served, model = both
    model.let_go.clear()
    yield served, model.let_go
    model.let_go.set()


def runs(served: Serving) -> list[str]:
    """How each run ended, the newest first."""
    found = httpx.get(f"{served.url}/v1/runs").json()["runs"]
    return [run["status"] for run in found]


def ask(page: Page) -> None:
    page.sees("What should we work on?")
    page.click("textarea")
    page.type(ASKED)
    page.press("Enter")
    page.until("location.hash.startsWith('#/c/')")


def test_a_dropped_connection_is_taken_up_again_and_the_run_is_one(page, slow):
    served, let_go = slow
    before = runs(served)
    with wire(served.port) as cable:
        page.open(cable.url)
        ask(page)
        cable.cut()
        page.sees("The connection is lost.")
        cable.mend()
        let_go.set()
        page.sees("$70,000")
    assert runs(served) == ["answered", *before]


def test_a_server_that_is_killed_in_the_middle_ends_the_run_and_the_page_says_so(page, slow):
    served, _ = slow
    before = runs(served)
    page.open(served.url)
    ask(page)
    served.stop(signal.SIGKILL)
    page.sees("The connection is lost.")
    served.start()
    page.until("document.body.innerText.includes('Pitcrew was stopped while it worked')", 60)
    assert runs(served) == ["failed", *before]
    page.click("textarea")
    assert page.run("!document.querySelector('[aria-label=Stop]')")


def test_a_page_that_is_loaded_anew_goes_on_with_the_run(page, slow):
    served, let_go = slow
    before = runs(served)
    page.open(served.url)
    ask(page)
    page.send("Page.reload")
    page.until("!!document.querySelector('[aria-label=Stop]')")
    let_go.set()
    page.sees("$70,000")
    assert runs(served) == ["answered", *before]


def test_stop_ends_the_run_and_says_so(page, slow):
    served, _ = slow
    before = runs(served)
    page.open(served.url)
    ask(page)
    page.click("[aria-label=Stop]")
    page.sees("I was stopped before I could finish.")
    assert runs(served) == ["failed", *before]
