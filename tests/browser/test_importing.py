"""A file is looked at, its columns are mapped, and then it is imported."""

import json
from pathlib import Path

from tests.browser.chromium import Page
from tests.browser.serving import Serving


def choose(page: Page, select: str, value: str) -> None:
    """Choose in a list as a person does: the page hears of it."""
    page.run(
        f"(() => {{ const s = document.querySelector({json.dumps(select)});"
        " const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set;"
        f" set.call(s, {json.dumps(value)});"
        " s.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )


def test_a_file_is_mapped_and_imported(page: Page, served: Serving, tmp_path: Path):
    path = tmp_path / "accounts.csv"
    path.write_text(
        "Company name,Home country,Kind of trade\nUmbra,France,Software\nNova,,Retail\n"
    )
    page.open(served.url)
    page.click("button", "Import a file")
    page.until("!!document.querySelector('.dropzone input')")
    page.give(".dropzone input", path)
    page.sees("Goes to")
    choose(page, '[aria-label="Field of Kind of trade"]', "industry")
    page.click(".modal button", "Import")
    page.until("!!document.querySelector('.modal .inputs')")
    counts = page.run("document.querySelector('.modal .inputs').innerText").split()
    told = dict(zip(counts[::2], counts[1::2], strict=True))
    assert (told["read"], told["added"], told["rejected"]) == ("2", "2", "0")
    page.click("button", "Done")
    page.until("!document.querySelector('.modal')")


def test_a_file_that_is_not_recognised_is_named_mapped_and_its_bad_rows_are_shown(
    page: Page, served: Serving, tmp_path: Path
):
    path = tmp_path / "firmen.csv"
    path.write_text("Wort,Koepfe\nOrbis,12\nKortex,viele\n")
    page.open(served.url)
    page.click("button", "Import a file")
    page.until("!!document.querySelector('.dropzone input')")
    page.give(".dropzone input", path)
    page.sees("fit no table")
    page.until("document.querySelectorAll('.modal .taken option').length > 1")
    choose(page, ".modal .taken select", "account")
    page.sees("Goes to")
    choose(page, '[aria-label="Field of Wort"]', "name")
    choose(page, '[aria-label="Field of Koepfe"]', "employee_count")
    page.click(".modal button", "Import")
    page.sees("Why it was rejected")
    assert "viele" in page.run("document.querySelector('.modal table').innerText")
    link = page.run("document.querySelector('.modal a[download]').href")
    file = page.run(f"fetch({json.dumps(link)}).then((got) => got.text())")
    assert "3,Koepfe,viele," in file
    page.click("button", "Done")
