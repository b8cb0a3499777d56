"""Real pages of a real server in a real Chromium, over a small company."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from agent.settings import Settings
from agent.setup import open_office
from store.engine import writing
from tests.agent.company import furnish
from tests.browser.chromium import PROGRAM, Page, browser
from tests.browser.serving import Serving, serving
from tests.makers import Make

COUNTRIES = {"United States": 12, "usa": 3, "U.S.": 2, "germany": 2, "Germany": 6}
SHOTS = Path("/tmp/pitcrew-shots")  # noqa: S108 - pictures for whoever wants to look


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of it is slow, and needs a browser."""
    absent = pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(absent)


def settle(home: Path) -> None:
    """Put the company into a home: deals, and accounts whose countries are written in many ways."""
    office = open_office(Settings(home=home, _env_file=None))
    furnish(office.engine)
    with writing(office.engine) as session:
        countries(session)
    office.close()


def countries(session: Session) -> None:
    """Accounts whose countries need cleaning."""
    make = Make(session)
    for country, number in COUNTRIES.items():
        for n in range(number):
            make("account", name=f"{country.strip('.').title()} {n}", country=country)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server over the company, before anybody must sign in."""
    home = tmp_path_factory.mktemp("home")
    settle(home)
    with serving(home) as made:
        yield made


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One browser for all tests."""
    with browser(tmp_path_factory.mktemp("chrome")) as made:
        yield made


@pytest.fixture
def page(chrome: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The browser with nothing in it; what went wrong in the page fails the test."""
    chrome.send("Network.clearBrowserCookies")
    chrome.size(1280, 800)
    chrome.open("about:blank")
    chrome.requests.clear()
    chrome.faults.clear()
    yield chrome
    SHOTS.mkdir(exist_ok=True)
    name = re.sub(r"\W+", "_", request.node.name)[:80]
    chrome.shot(SHOTS / f"{name}.png")
    assert chrome.faults == []
