"""What others wrote stays words: nothing of it runs, and nothing is fetched for it."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from agent.settings import Settings
from agent.setup import open_office
from store.engine import writing
from tests.browser.chromium import Page
from tests.browser.conftest import settle
from tests.browser.serving import Serving, serving
from tests.makers import Make

HOSTILE = [
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<svg onload=\"document.title='owned'\">",
    "<a href=\"javascript:document.title='owned'\">Acme</a>",
    "![a](https://evil.example/a.png) [b](javascript:document.title='owned')",
    '"><iframe src=https://evil.example/></iframe>',
    "{{constructor.constructor('document.title=1')()}}",
    "<style>@import 'https://evil.example/a.css'</style>",
    '<meta http-equiv=refresh content="0;url=https://evil.example/">',
]
NAMES = [f"{n} {text}" for n, text in enumerate(HOSTILE)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("hostile")
    settle(home)
    office = open_office(Settings(home=home, _env_file=None))
    with writing(office.engine) as session:
        make = Make(session)
        for name in NAMES:
            make("account", name=name, country="usa", industry=name[:60])
    office.close()
    with serving(home) as made:
        yield made


def unharmed(page: Page, served: Serving) -> None:
    assert page.run("document.title") == "Pitcrew"
    assert page.run("document.querySelectorAll('main script, main iframe, main img').length") == 0
    assert page.run("document.querySelectorAll('a[href^=\"javascript:\"]').length") == 0
    hosts = {urlsplit(url).netloc for url in page.requests if url.startswith("http")}
    assert hosts <= {urlsplit(served.url).netloc}


def say(page: Page, text: str) -> None:
    page.click("textarea")
    page.type(text)
    page.press("Enter")
    page.until("!!document.querySelector('.asked') && !document.querySelector('[aria-busy=true]')")


ASKS = ("Normalise the countries of accounts", "List the accounts in usa", "Accounts by industry")


@pytest.mark.parametrize("text", [*ASKS, *HOSTILE])
def test_no_name_and_no_message_does_anything_in_the_conversation(page, hostile, text):
    page.open(hostile.url)
    say(page, text)
    unharmed(page, hostile)


@pytest.mark.parametrize("place", ["changes", "runs", "runs/journal", "dashboard"])
def test_nor_on_the_other_pages(page, hostile, place):
    page.open(f"{hostile.url}/#/{place}")
    page.until("!document.querySelector('main .spinner')")
    unharmed(page, hostile)


def test_nor_in_a_document(page: Page, hostile: Serving, tmp_path: Path):
    path = tmp_path / "<img src=x onerror=alert(1)>.md"
    path.write_text("# Terms\n\n" + "\n\n".join(HOSTILE))
    page.open(f"{hostile.url}/#/knowledge")
    page.sees("Add a document")
    page.give("input[type=file]", path)
    page.until("!!document.querySelector('[aria-label=Documents] a.item')")
    page.click("[aria-label=Documents] a.item")
    page.sees("Terms")
    page.sees("iframe")
    unharmed(page, hostile)
