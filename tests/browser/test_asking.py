"""The first question, its plan and its receipt; then a change from its preview to its undo."""

from datetime import UTC, datetime

import pytest

from store.changes import Draft, propose
from store.engine import open_engine, writing
from store.ledger import ChangeSet
from tests.browser.chromium import Page
from tests.browser.serving import Serving
from tests.makers import WORKSPACE, Make

CLEAN = "Normalise the countries of accounts"


@pytest.fixture
def home(page: Page, served: Serving) -> Page:
    page.open(served.url)
    page.sees("What should we work on?")
    return page


def say(page: Page, text: str) -> None:
    page.click("textarea")
    page.type(text)
    page.press("Enter")


def test_the_first_question_shows_its_plan_its_answer_and_the_rows_behind_a_figure(home: Page):
    say(home, "What did we win last quarter?")
    home.until("!!document.querySelector('.plan')")
    home.sees("$70,000")
    home.until("location.hash.startsWith('#/c/')")
    home.click(".plan-head")
    home.sees("measure")
    home.click(".number", "$70,000")
    home.sees("Rows behind it")
    assert home.run("document.activeElement.getAttribute('aria-label')") == "Close"
    assert "Blue Harbor 40" in home.text
    home.press("Escape")
    home.until("!document.querySelector('.drawer')")
    assert home.run("document.activeElement.innerText") == "$70,000"  # back where one was


def test_the_answer_is_read_from_its_beginning(home: Page):
    say(home, "What did we win last quarter by region?")
    home.sees("East")
    home.until("!document.querySelector('[aria-busy=true]')")
    assert home.run("document.querySelector('.asked').getBoundingClientRect().top") >= 0


def test_a_change_is_previewed_a_row_left_out_the_rest_approved_and_undone(home: Page):
    say(home, CLEAN)
    home.sees("Approve and apply")
    home.sees("Waits for approval")
    home.click(".take input")
    home.sees("Left out: 1 item")
    assert "Approve and apply" not in home.text
    home.click("button", "Leave them out")
    home.sees("(only ")
    home.click("button", "Approve and apply")
    home.sees("6 applied")
    assert "approved by" in home.text
    home.click("button", "Undo")
    home.sees("6 reversed")
    home.sees("0 kept")
    home.sees("0 errored")


@pytest.fixture
def two_rules(served: Serving) -> ChangeSet:
    """A draft of two groups, two accounts each, which another process than the server proposes."""
    engine = open_engine(f"sqlite:///{served.home / 'store.db'}")
    with writing(engine) as session:
        make = Make(session)
        drafts = [
            Draft("update", "account", make("account", name=f"{field} {n}").id, {field: "Rome"},
                  reason="as the others")
            for field in ("city", "industry") for n in range(2)
        ]  # fmt: skip
        made = propose(session, WORKSPACE, title="Tidy four", kind="t", drafts=drafts,
                       proposed_by="ana@example.com", now=datetime.now(UTC))  # fmt: skip
    engine.dispose()
    return made


def test_one_group_is_approved_alone_and_the_rest_goes_on_waiting(
    page: Page, served: Serving, two_rules: ChangeSet
):
    page.open(f"{served.url}/#/changes/{two_rules.id}")
    page.sees("empty → Rome")
    page.click(".group-head .quiet", "Approve only group 1")
    page.sees("2 applied")
    page.sees("The rest goes on waiting")
    page.until("!!document.querySelector('.card.change.draft')")
    page.click(".card.change.applied button", "Undo")
    page.sees("2 reversed")
    page.click(".card.change.draft button", "Reject")
    page.sees("Nothing was changed.")


def test_the_page_of_approvals_filters_by_state_and_the_journal_holds(home: Page, served: Serving):
    home.open(f"{served.url}/#/changes")
    home.sees("Decided")
    home.click(".segments button", "Rejected")
    every = "[...document.querySelectorAll('.decided')]"
    home.until(f"{every}.length && {every}.every((e) => e.querySelector('.badge.rejected'))")
    home.open(f"{served.url}/#/runs/journal")
    home.sees("country")
    home.click("button", "Check the chain")
    home.sees("The chain holds")


def test_a_run_is_found_by_its_words_and_tells_its_steps(home: Page, served: Serving):
    home.open(f"{served.url}/#/runs")
    home.sees(CLEAN)
    home.click("input[type=search][placeholder^='Words']")
    home.type("last quarter?")
    home.until(f"!document.querySelector('.items').innerText.includes({CLEAN!r})")
    home.click("a.item")
    home.sees("Asked by")
    home.sees("measure")
    home.click(".chip", "$70,000")
    home.sees("Rows behind it")
    home.press("Escape")
