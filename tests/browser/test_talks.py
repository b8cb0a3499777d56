"""Conversations: found, renamed, branched, deleted; the address says which one is open."""

from tests.browser.chromium import Page
from tests.browser.serving import Serving


def test_a_conversation_is_renamed_found_branched_and_deleted(page: Page, served: Serving):
    page.open(served.url)
    page.sees("What should we work on?")
    for text in ("What did we win last quarter?", "How many open deals are there?"):
        page.click("textarea")
        page.type(text)
        page.press("Enter")
        page.until(
            "!document.querySelector('[aria-busy=true]') && !!document.querySelector('.answer')"
        )
    page.until("document.querySelectorAll('.turn .answer').length === 2")
    first = page.run("location.hash")

    page.click("[aria-label^='Rename']")
    page.type("Quarter close")
    page.press("Enter")
    page.until("document.querySelector('.past.on')?.innerText === 'Quarter close'")

    page.click(".turn-tools button", "Branch from here")  # after the first answer
    page.until(f"location.hash !== {first!r} && document.querySelectorAll('.turn').length === 1")
    page.sees("$70,000")
    page.click("textarea")
    page.type("and by region?")
    page.press("Enter")
    page.sees("West")
    page.run("history.back()")
    page.until(f"location.hash === {first!r} && document.querySelectorAll('.turn').length === 2")

    page.click(".find")
    page.type("and by region")
    page.until("document.querySelectorAll('.past').length === 1")
    page.click(".past")
    page.click("[aria-label^='Delete']")
    page.sees("What it changed stays on record")
    page.click(".sure button", "Delete")
    page.sees("No conversation says that.")


def test_a_conversation_that_is_not_there_is_said_so(page: Page, served: Serving):
    page.open(f"{served.url}/#/c/cnv_nope")
    page.sees("There is no conversation 'cnv_nope'.")
