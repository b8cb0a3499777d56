"""`pitcrew workspace`, as people type it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from store.engine import open_engine, upgrade, writing
from store.errors import BadInput, Refused
from store.people import User
from store.workspace import ensure
from tests.makers import NOW


@pytest.fixture
def home(tmp_path: Path) -> Path:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    upgrade(engine)
    with writing(engine) as session:
        ensure(session)
        session.add(User(workspace_id="main", id="usr-1", name="Rita", email="rita@example.com",
                         role="rep", recorded_at=NOW, changed_at=NOW))  # fmt: skip
    engine.dispose()
    return tmp_path


def typed(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), "workspace", *words])


def test_a_calendar_by_weeks_is_set_and_the_quarter_is_shown_by_it(home: Path) -> None:
    done = typed(home, "set", "--fiscal-start", "feb", "--fiscal-weeks", "4-4-5")
    assert done.exit_code == 0
    assert "First month of the year: February (was January)." in done.stdout
    assert "Quarters divided by: 4-4-5 (was calendar months)." in done.stdout
    assert "fiscal Q" in done.stdout
    shown = typed(home, "show").stdout
    assert "first month of the year: February" in shown
    assert json.loads(typed(home, "show", "--json").stdout)["fiscal_weeks"] == "4-4-5"


def test_setting_the_same_again_says_so(home: Path) -> None:
    assert "Nothing changed" in typed(home, "set", "--currency", "usd").stdout


def test_setting_nothing_is_bad_usage(home: Path) -> None:
    assert typed(home, "set").exit_code == 2


def test_a_rep_may_not_set_them(home: Path) -> None:
    result = typed(home, "set", "--currency", "EUR", "--actor", "rita@example.com")
    assert isinstance(result.exception, Refused)


def test_a_wrong_value_is_told_with_what_to_give(home: Path) -> None:
    result = typed(home, "set", "--timezone", "Berlin")
    assert isinstance(result.exception, BadInput)
    assert "Europe/Berlin" in result.exception.hint
