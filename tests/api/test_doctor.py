"""The doctor looks at everything, says what is unwell, and what to do about it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session
from typer.testing import CliRunner

from agent.settings import Mail, Model, Settings
from agent.setup import open_office
from api import cli
from knowledge.report import Holdings
from store import artifacts
from store.engine import writing
from store.errors import NotReady
from tests.api.fakes import FakeOffice

HELD = Holdings(documents=[], passages=0, vectors=0)


@pytest.fixture
def doctor(
    office: FakeOffice, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, dict[str, dict[str, Any]]]]:
    """Runs the command; gives its exit code and its checks by name."""

    for name in Settings.unknown():
        monkeypatch.delenv(name)

    def run(**chosen: Any) -> tuple[int, dict[str, dict[str, Any]]]:
        index = SimpleNamespace(holdings=lambda _: HELD, embedder=object())
        cast("Any", office).index = index
        office.settings = Settings(home=office.settings.home, _env_file=None, **chosen)
        done = CliRunner().invoke(cli.app, ["doctor", "--json"], obj={"office": office})
        checks = json.loads(done.output)["checks"]
        return done.exit_code, {check["name"]: check for check in checks}

    return run


def test_all_is_well_in_a_new_deployment(doctor: Any) -> None:
    code, checks = doctor()
    assert code == 0, checks
    assert {"home", "disk", "store", "pages", "journal", "files", "model"} <= set(checks)


def test_a_slip_in_a_settings_name_is_told(doctor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PITCREW_MODEL_NAME", "gpt")
    code, checks = doctor()
    assert code == 1
    assert "PITCREW_MODEL__NAME" in checks["settings"]["hint"]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://ops:hunter2@127.0.0.1:9/pitcrew", "up?"),
        ("nonsense", "PITCREW_STORE_URL is like"),
        ("mysql://x/y", "sqlite:///"),
    ],
)
def test_a_store_that_cannot_be_reached_says_what_to_set(
    tmp_path: Path, url: str, says: str
) -> None:
    with pytest.raises(NotReady) as raised:
        open_office(Settings(home=tmp_path, store_url=url, _env_file=None))
    assert says in raised.value.hint
    assert "hunter2" not in raised.value.message


def test_a_home_that_cannot_be_made_says_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotReady) as raised:
        open_office(Settings(home=tmp_path / "file" / "home", _env_file=None))
    assert "PITCREW_HOME" in raised.value.hint


def test_a_file_that_is_gone_is_named(doctor: Any, office: FakeOffice, session: Session) -> None:
    kept = artifacts.keep(
        session, "main", office.artifacts, name="x.csv", content=b"x", media_type="text/csv",
        now=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip
    session.commit()
    (office.artifacts / kept.path).unlink()
    code, checks = doctor()
    assert code == 1
    assert kept.id in checks["artifacts"]["said"]
    assert checks["artifacts"]["hint"]


def test_a_store_of_another_version_is_told_and_not_touched(doctor: Any, engine: Engine) -> None:
    with writing(engine) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0003'"))
    code, checks = doctor()
    assert (code, checks["store"]["ok"]) == (1, False)
    assert "0003" in checks["store"]["said"]
    assert "journal" not in checks


@pytest.mark.parametrize(
    ("chosen", "name", "variable"),
    [
        ({"model": Model(name="m", base_url="http://127.0.0.1:9/v1")}, "model", "MODEL__BASE_URL"),
        ({"mail": Mail(host="127.0.0.1", port=9)}, "mail", "MAIL__HOST"),
        ({"public_url": "https://pitcrew.example.com"}, "people", "pitcrew users add"),
    ],
)
def test_what_is_set_and_does_not_answer_is_named_with_what_to_set(
    doctor: Any, chosen: dict[str, Any], name: str, variable: str
) -> None:
    code, checks = doctor(**chosen)
    assert (code, checks[name]["ok"]) == (1, False)
    assert variable in checks[name]["hint"]
