"""People: an invitation, a password, a wrong one, a key, and what a viewer does not see."""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Page
from tests.browser.conftest import settle
from tests.browser.serving import Serving, serving

PASSWORD = "correct horse battery"
ROLES = ("admin", "viewer")


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.click(f"input[name={name}]")
        page.type(value)


def invited(page: Page, served: Serving, email: str, role: str) -> str:
    page.open(f"{served.url}/#/settings/people")
    fill(page, email=email, name=email.partition("@")[0].title())
    page.run(f"document.querySelector('select[name=role]').value = '{role}'")
    page.click("button", "Add and invite")
    page.until(f"!!document.querySelector('.secret')?.innerText.includes({email!r})")
    return str(page.run("document.querySelector('.secret code').innerText"))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("home")
    settle(home)
    with serving(home) as made:
        yield made


@pytest.fixture(scope="module")
def links(chrome: Page, fresh: Serving) -> dict[str, str]:
    """Invitations, made by the operator while nobody has a password."""
    chrome.open("about:blank")
    return {role: invited(chrome, fresh, f"{role}@example.com", role) for role in ROLES}


def test_people_are_invited_sign_in_make_keys_and_see_what_is_theirs(page, fresh, links):
    page.open(links["viewer"])
    page.sees("Choose a password")
    fill(page, password=PASSWORD)
    page.click("button", "Set it and sign in")
    page.sees("Viewer, viewer")
    page.open(f"{fresh.url}/#/settings")
    page.sees("My account")
    assert "People" not in page.run("document.querySelector('.segments').innerText")
    page.open(f"{fresh.url}/#/runs/journal")
    page.sees("the journal needs ops_manager")
    page.open(f"{fresh.url}/#/settings/keys")
    fill(page, name="nightly")
    page.click("button", "Make a key")
    assert page.until("document.querySelector('.secret code')?.innerText").startswith("pk_")
    page.sees("never used")

    page.click("button", "Sign out")
    page.sees("Sign in")
    fill(page, email="viewer@example.com", password="not the password")
    page.click("button", "Sign in")
    page.until("!!document.querySelector('.fault')")
    page.open("about:blank")
    page.open(links["viewer"])  # an invitation is used once
    fill(page, password=PASSWORD)
    page.click("button", "Set it and sign in")
    page.until("!!document.querySelector('.fault')")


def test_what_is_open_when_a_sign_in_ends_comes_back_after_it(page, fresh, links):
    page.open(links["admin"])
    fill(page, password=PASSWORD)
    page.click("button", "Set it and sign in")
    page.sees("What should we work on?")
    page.open(f"{fresh.url}/#/schedules")
    page.sees("New schedule")
    page.send("Network.clearBrowserCookies")
    page.click("a.entry", "Runs and audit")
    page.sees("Password")
    fill(page, email="admin@example.com", password=PASSWORD)
    page.click("button", "Sign in")
    page.sees("What everybody asked")
