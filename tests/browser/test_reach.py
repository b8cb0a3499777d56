"""Everybody can use it: by keyboard alone, at phone width, by day and by night."""

import json

import pytest

from tests.browser.chromium import Page
from tests.browser.serving import Serving

PLACES = ["", "dashboard", "changes", "schedules", "runs", "runs/journal", "knowledge",
          "knowledge/playbook/hygiene", "settings", "settings/keys", "settings/usage",
          "settings/people", "settings/all"]  # fmt: skip
CONTRAST = """(() => {
  const parts = (c) => { const m = c.match(/[\\d.]+/g).map(Number);
    return c.startsWith('color(') ? [...m.slice(0, 3).map((x) => x * 255), m[3] ?? 1]
      : [m[0], m[1], m[2], m[3] ?? 1]; };
  const light = (c) => { const [r, g, b] = c.map((x) => { x /= 255;
    return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = (e) => { for (; e; e = e.parentElement) {
    const c = parts(getComputedStyle(e).backgroundColor); if (c[3] > .9) return c.slice(0, 3); }
    return [255, 255, 255]; };
  const faded = (e) => { for (; e; e = e.parentElement) {
    if (Number(getComputedStyle(e).opacity) < 1 || e.disabled) return true; } return false; };
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    const e = n.parentElement, r = e.getBoundingClientRect();
    if (!n.data.trim() || !r.width || !r.height || faded(e)) continue;
    if (getComputedStyle(e).visibility === 'hidden') continue;
    const a = light(parts(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push([n.data.trim().slice(0, 40), Math.round(ratio * 100) / 100]);
  }
  return poor; })()"""
WIDE = """[...document.querySelectorAll('main *')].filter((e) =>
  !e.closest('.table-scroll, svg') && e.getBoundingClientRect().right > 391)
  .map((e) => e.className)"""
UNNAMED = """[...document.querySelectorAll('button, a[href], input, select, textarea')]
  .filter((e) => e.getBoundingClientRect().width && !(e.innerText?.trim() ||
    e.getAttribute('aria-label') || e.closest('label') || e.title)).map((e) => e.outerHTML)"""


def shown(page: Page, served: Serving, place: str) -> None:
    page.open("about:blank")
    page.open(f"{served.url}/#/{place}")
    page.until("!!document.querySelector('.who') && !document.querySelector('main .spinner')")


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_every_word_can_be_read_and_everything_one_can_use_has_a_name(page, served, dark):
    page.size(1280, 800, dark=dark)
    found = {}
    for place in PLACES:
        shown(page, served, place)
        found[place] = page.run(CONTRAST) + page.run(UNNAMED)
    assert {place: poor for place, poor in found.items() if poor} == {}


def test_no_page_scrolls_sideways_on_a_phone(page, served):
    page.size(390, 844)
    for place in PLACES:
        shown(page, served, place)
        assert page.run("document.documentElement.scrollWidth") <= 390, place
        wide = page.run(WIDE)
        assert wide == [], (place, json.dumps(wide))


def test_the_menu_of_a_phone_opens_leads_on_and_closes(page, served):
    page.size(390, 844)
    shown(page, served, "")
    page.click("[aria-label=Menu]")
    page.until("!!document.querySelector('.rail.open')")
    page.press("Escape")
    page.until("!document.querySelector('.rail.open')")
    page.click("[aria-label=Menu]")
    page.until("document.querySelector('.rail').getBoundingClientRect().left === 0")
    page.click("a.entry", "Playbooks")
    page.sees("How each job is done here.")
    page.until("!document.querySelector('.rail.open')")


def focused(page: Page) -> str:
    script = (
        "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText)"
    )
    return str(page.run(script)).strip()


def tab_to(page: Page, name: str, most: int = 60) -> None:
    for _ in range(most):
        if focused(page).startswith(name):
            outline = page.run("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{name}: the focus cannot be seen"
            return
        page.press("Tab")
    raise AssertionError(f"{name} was not reached by Tab; last {focused(page)}")


def test_everything_is_done_by_keyboard_alone(page, served):
    shown(page, served, "")
    page.type("Normalise the countries of accounts")  # the message has the focus at first
    page.press("Enter")
    page.sees("Approve and apply")
    page.until("!document.querySelector('[aria-busy=true]')")
    page.run("document.querySelector('.turn').setAttribute('tabindex', '-1')")
    page.run("document.querySelector('.turn').focus()")
    tab_to(page, "Reject")
    page.press("Enter")
    page.sees("Nothing was changed.")
    page.run("document.activeElement.blur()")
    page.press("/")
    page.until("document.activeElement.tagName === 'TEXTAREA'")
