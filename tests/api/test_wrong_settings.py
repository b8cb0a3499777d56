"""A setting that cannot be used is told by its variable, with what is wrong and what it takes."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
import typer

from agent.settings import Settings
from api import opening
from api.wrong_settings import slips
from store.errors import BadInput


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the machine's settings nor a `.env` file."""
    for name in Settings.unknown():
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def told(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> BadInput:
    monkeypatch.setenv(name, value)
    context = cast("typer.Context", SimpleNamespace(obj={}))
    with pytest.raises(BadInput) as found:
        opening.settings(context)
    return found.value


@pytest.mark.parametrize(
    ("name", "value", "takes"),
    [
        ("PITCREW_AS_OF", "2026-13-40", "today"),
        ("PITCREW_PLANNER", "oracle", "auto"),
        ("PITCREW_PUBLIC_URL", "pitcrew.example.com", "https://pitcrew.example.com"),
        ("PITCREW_MODEL__BASE_URL", "localhost:11434/v1", "ending in /v1"),
        ("PITCREW_CHATS__RUNNING", "many", "at once"),
        ("PITCREW_WEBHOOKS__HOSTS", "hooks.example.com", '["hooks.example.com"'),
        ("PITCREW_WEBHOOKS__PRIVATE_HOSTS", "[crm.local]", "your own network"),
        ("PITCREW_OUTSIDE", "wiki", "docs/api.md"),
        ("PITCREW_TRACES__ENDPOINT", "collector:4317", "http://localhost:4317"),
    ],
)
def test_it_is_named_with_what_it_takes(monkeypatch, name: str, value: str, takes: str):
    error = told(monkeypatch, name, value)
    assert f"The setting {name} cannot be used" in error.message
    assert takes in error.hint


@pytest.mark.parametrize(
    ("name", "value", "needs"),
    [("PITCREW_OIDC__ISSUER", "https://id.example", "PITCREW_OIDC__CLIENT_ID"),
     ("PITCREW_SLACK__SIGNING_SECRET", "hush-hush", "PITCREW_SLACK__BOT_TOKEN"),
     ("PITCREW_SLACK__APP_TOKEN", "xapp-1", "PITCREW_SLACK__BOT_TOKEN")],
)  # fmt: skip
def test_half_of_what_belongs_together_says_what_to_set(monkeypatch, name, value, needs):
    error = told(monkeypatch, name, value)
    assert needs in error.message
    assert value not in error.message


def test_a_setting_that_is_none_names_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch):
    assert slips(Settings(_env_file=None)) is None
    monkeypatch.setenv("PITCREW_CHATS__RUNING", "3")
    said: Any = slips(Settings(_env_file=None))
    assert said == (
        "PITCREW_CHATS__RUNING: no such setting.",
        "Did you mean PITCREW_CHATS__RUNNING?",
    )
