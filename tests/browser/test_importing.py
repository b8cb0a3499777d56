"""A file is looked at, its columns are mapped, and then it is imported."""

from pathlib import Path

from tests.browser.chromium import Page
from tests.browser.serving import Serving


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
    page.run(
        "(() => { const s = document.querySelector('[aria-label=\"Field of Kind of trade\"]');"
        " const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set;"
        " set.call(s, 'industry'); s.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )
    page.click(".modal button", "Import")
    page.until("!!document.querySelector('.modal .inputs')")
    counts = page.run("document.querySelector('.modal .inputs').innerText").split()
    told = dict(zip(counts[::2], counts[1::2], strict=True))
    assert (told["read"], told["added"], told["rejected"]) == ("2", "2", "0")
    page.click("button", "Done")
    page.until("!document.querySelector('.modal')")
