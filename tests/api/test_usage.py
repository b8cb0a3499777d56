"""Usage over HTTP and on the command line."""

from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from typer.testing import CliRunner

from agent.settings import Allowance, Settings
from api import cli
from store import usage
from store.engine import writing
from store.usage import Price, Spent
from tests.api.fakes import ANA, FakeOffice
from tests.api.people import Browser, member

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOVEMBER = {"since": "2026-11-01", "until": "2026-11-30"}


@pytest.fixture
def _runs(engine: Engine) -> None:
    price = Price(1_250_350, "USD")
    with writing(engine) as session:
        for n, (actor, planner) in enumerate([("vic@example.com", "big"), (ANA.id, "embedded")]):
            usage.begin(session, "main", f"run_{n}", day=date(2026, 11, 19 + n), actor=actor,
                        planner=planner, now=NOW)  # fmt: skip
            usage.end(session, "main", f"run_{n}", status="answered", planner=planner,
                      spent=Spent(1, 1, 1000, 200), price=price, now=NOW)  # fmt: skip


@pytest.mark.usefixtures("_runs")
def test_an_admin_sees_everybodys_by_what_was_asked_for(
    client: TestClient, office: FakeOffice
) -> None:
    office.people[None] = ANA.__class__(id=ANA.id, name="Ana", role="admin")
    page = client.get("/v1/usage", params={**NOVEMBER, "by": ["day", "planner"]}).json()
    assert (page["whose"], page["total"]["runs"], page["total"]["cost"]) == ("everybody", 2, 2.5007)
    assert [(row["day"], row["planner"], row["person"]) for row in page["rows"]] == [
        ("2026-11-19", "big", None), ("2026-11-20", "embedded", None),
    ]  # fmt: skip


@pytest.mark.usefixtures("_runs")
def test_others_see_their_own(client: TestClient, office: FakeOffice) -> None:
    member(office, "admin@example.com")
    member(office, "vic@example.com", role="viewer")
    browser = Browser(client, "vic@example.com")
    page = browser.client.get("/v1/usage", params={**NOVEMBER, "by": "person"}).json()
    assert (page["whose"], page["total"]["runs"]) == ("yours", 1)
    assert [row["person"] for row in page["rows"]] == ["vic@example.com"]
    assert page["rows"][0]["name"] == "vic@example.com"


def test_nothing_used_has_no_cost_rather_than_none_of_it(client: TestClient) -> None:
    page = client.get("/v1/usage", params=NOVEMBER).json()
    assert (page["rows"], page["total"]["runs"], page["total"]["cost"]) == ([], 0, None)


@pytest.mark.parametrize(
    "days", [{"since": "2026-11-02", "until": "2026-11-01"}, {"since": "2001-01-01"}]
)
def test_days_that_make_no_report_are_refused(client: TestClient, days: dict[str, str]) -> None:
    answer = client.get("/v1/usage", params=days)
    assert answer.status_code == 422
    assert answer.json()["hint"]


def test_limits_are_told_whether_set_or_not(client: TestClient, office: FakeOffice) -> None:
    allowed = Allowance(runs_per_day=5)
    office.settings = Settings(home=office.settings.home, allowance=allowed, _env_file=None)
    limits = {each["name"]: each for each in client.get("/v1/usage").json()["limits"]}
    assert limits["runs_per_day"]["limit"] == 5
    assert limits["tokens_per_day"]["limit"] is None


@pytest.mark.usefixtures("_runs")
def test_the_command_line_shows_the_same(office: FakeOffice) -> None:
    office.people[None] = ANA.__class__(id=ANA.id, name="Ana", role="admin")
    words = ["usage", "--by", "person", "--since", "2026-11-01", "--until", "2026-11-30"]
    said = CliRunner().invoke(cli.app, words, obj={"office": office}).output
    assert "vic@example.com" in said
    assert "2.5007" in said
    nothing = ["usage", "--since", "2025-11-01", "--until", "2025-11-30"]
    said = CliRunner().invoke(cli.app, nothing, obj={"office": office}).output
    assert said == "Nobody asked anything from 2025-11-01 to 2025-11-30.\n"
