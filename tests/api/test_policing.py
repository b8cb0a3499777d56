"""`pitcrew policy` and `pitcrew cleanup`, a bad day, and a stopped import, as people type them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from connectors import files
from store import demo
from store.engine import open_engine, upgrade
from tests.makers import NOW

GRANT = ("policy", "grant", "normalise_fields", "--table", "contact", "--field", "phone",
         "--min-confidence", "0.9", "--max-rows", "50")  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade(engine)
    demo.write(engine, "main", demo.generate(scale=0.05), NOW)
    engine.dispose()
    return tmp_path


def typed(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def test_a_policy_is_granted_listed_and_revoked(home: Path) -> None:
    assert "nothing is applied without a person" in typed(home, "policy", "list").stdout
    granted = typed(home, *GRANT)
    assert granted.exit_code == 0, granted.output
    name = granted.stdout.split()[1].rstrip(":")
    assert "contact (phone)" in typed(home, "policy", "list").stdout
    assert f"Revoked {name}" in typed(home, "policy", "revoke", name).stdout
    assert "nothing is applied" in typed(home, "policy", "list").stdout


def test_a_field_that_is_not_there_is_refused(home: Path) -> None:
    result = typed(home, *GRANT, "--field", "nothing")
    assert result.exit_code != 0
    assert "nothing" in str(result.exception)


@pytest.mark.slow
def test_the_clean_up_applies_what_a_policy_allows_and_asks_for_the_rest(home: Path) -> None:
    typed(home, *GRANT)
    result = typed(home, "cleanup", "--as-of", "2026-11-20")
    assert result.exit_code == 0, result.output
    assert "Clean-up of 2026-11-20" in result.stdout
    assert "applied under a standing policy" in result.stdout
    assert "need your approval" in result.stdout
    assert "Nothing else has changed yet" in " ".join(result.stdout.split())
    applied = typed(home, "changes", "list", "--status", "applied").stdout
    assert "that a policy allows" in applied


def test_a_day_that_is_none_says_how_to_write_one(home: Path) -> None:
    result = typed(home, "ask", "what did we win", "--as-of", "31/12/2017")
    assert result.exit_code == 2
    assert "'31/12/2017' is not a day" in " ".join(result.output.replace("│", " ").split())
    assert "2026-11-20" in result.output


def test_an_import_that_is_stopped_says_that_nothing_was_imported(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "load", stopped)
    path = tmp_path / "contacts.csv"
    path.write_text("First Name,Last Name,Email\nAnn,Lee,ann@acme.com\n")
    result = typed(home, "import", "--yes", str(path))
    assert result.exit_code == 130
    assert "Nothing of contacts.csv was imported." in result.output
