"""A schedule is tried, approved, run by hand, paused and resumed."""

from tests.browser.chromium import Page
from tests.browser.serving import Serving


def test_a_schedule_is_made_run_paused_and_resumed(page: Page, served: Serving):
    page.open(f"{served.url}/#/schedules")
    page.sees("Nothing is scheduled yet.")
    page.click("button", "New schedule")
    page.click("input[name=ask]")
    page.type("What did we win last quarter?")
    page.click("input[name=when]")
    page.type("every Friday at 16:00")
    page.click("button", "Try it and show me")
    page.click("button", "Approve and apply")
    page.sees("1 applied")
    page.until("!!document.querySelector('a.item')")
    page.click("a.item")
    page.sees("It has not run yet.")
    page.click("button", "Pause")
    page.sees("Paused ")
    page.sees("none while it is paused")
    page.click("button", "Resume")
    page.until("!document.querySelector('.caution')")
    page.click("button", "Run now")
    page.sees("by hand")
    page.until("[...document.querySelectorAll('.item .badge')].some((e) => e.innerText === 'done')")
    page.click("button.item")
    page.sees("$70,000")
