"""Schedules over HTTP: proposed, approved, shown, paused, run, moved and cancelled."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import col, select
from typer.testing import CliRunner

from agent.clock.sending import queue
from agent.planner.reading.plan import Plan
from agent.planner.words.memory import Call
from api import cli
from store import firing
from store.engine import writing
from store.people import Workspace
from store.schedule import ScheduleDelivery, ScheduleRun
from tests.api.fakes import VIC, FakeOffice
from tests.makers import NOW
from tests.tools.schedules.calling import scheduled
from tools.context import Actor

FRIDAYS = {"ask": "show open pipeline", "when": "every Friday at 16:00"}


@pytest.fixture
def office(office: FakeOffice) -> FakeOffice:
    office.desk.brain.plan_for = Plan([Call(tool="list_changes", arguments={})])
    return office


@pytest.fixture
def one(engine: Engine, office: FakeOffice) -> str:
    with writing(engine) as session:
        return scheduled(session).id


def approve(client: TestClient, made: dict[str, Any]) -> None:
    [change_set] = made["change_sets"]
    path = f"/v1/change-sets/{change_set['id']}/approve"
    assert client.post(path, json={"digest": change_set["digest"]}).status_code == 200


def test_a_proposed_schedule_stands_once_it_is_approved(client: TestClient) -> None:
    made = client.post("/v1/schedules", json=FRIDAYS)
    assert made.status_code == 200, made.text
    assert client.get("/v1/schedules").json() == {"schedules": []}
    approve(client, made.json())
    [row] = client.get("/v1/schedules").json()["schedules"]
    assert (row["ask"], row["words"]) == (FRIDAYS["ask"], FRIDAYS["when"])
    assert len(row["next"]) == 3


def test_a_digest_goes_to_several_places_and_each_run_says_whether_it_came(
    client: TestClient, engine: Engine
) -> None:
    told = {"destination": ["ops@example.com", "slack:#revops"]}
    approve(client, client.post("/v1/schedules", json=FRIDAYS | told).json())
    [row] = client.get("/v1/schedules").json()["schedules"]
    assert row["destinations"] == ["email:ops@example.com", "slack:#revops"]
    client.post(f"/v1/schedules/{row['id']}/run")
    with writing(engine) as session:
        run = session.exec(select(ScheduleRun)).one()
        queue(session, firing.standing(session, "main")[0], run, NOW)
        mail, _ = session.exec(
            select(ScheduleDelivery).order_by(col(ScheduleDelivery.destination))
        ).all()
        mail.state, mail.error = "failed", "Nobody is there."
        session.add(mail)
    [made] = client.get(f"/v1/schedules/{row['id']}").json()["runs"]
    assert [(one["destination"], one["state"], one["error"]) for one in made["deliveries"]] == [
        ("email:ops@example.com", "failed", "Nobody is there."), ("slack:#revops", "waiting", None),
    ]  # fmt: skip


def test_on_the_command_line_each_place_is_named_by_itself(
    client: TestClient, office: FakeOffice
) -> None:
    places = ("--to", "email:ops@example.com", "--to", "slack:#revops")
    words = ["schedules", "add", FRIDAYS["ask"], FRIDAYS["when"], *places]
    said = CliRunner().invoke(cli.app, [*words, "--json"], obj={"office": office})
    assert said.exit_code == 0, said.output
    [change_set] = json.loads(said.stdout)["change_sets"]
    approve(client, {"change_sets": [change_set]})
    [row] = client.get("/v1/schedules").json()["schedules"]
    assert row["destinations"] == ["email:ops@example.com", "slack:#revops"]


def test_it_is_paused_and_resumed(client: TestClient, one: str) -> None:
    paused = client.post(f"/v1/schedules/{one}/pause").json()
    assert paused["paused_by"] == "ana@example.com"
    assert paused["next"] == []
    assert client.post(f"/v1/schedules/{one}/pause").status_code == 409
    assert client.post(f"/v1/schedules/{one}/resume").json()["paused_by"] is None


def test_an_extra_run_is_shown_among_its_runs(client: TestClient, one: str) -> None:
    page = client.post(f"/v1/schedules/{one}/run").json()
    assert [(run["state"], run["cause"]) for run in page["runs"]] == [("waiting", "by_hand")]


def test_a_move_is_proposed(client: TestClient, one: str) -> None:
    made = client.post(f"/v1/schedules/{one}/move", json={"when": "every Monday at 9"}).json()
    approve(client, made)
    assert client.get(f"/v1/schedules/{one}").json()["words"] == "every Monday at 09:00"


def test_a_cancelled_one_is_gone(client: TestClient, one: str) -> None:
    assert client.post(f"/v1/schedules/{one}/cancel").status_code == 200
    assert client.get(f"/v1/schedules/{one}").status_code == 404


def test_words_in_place_of_an_id_are_not_found(client: TestClient, one: str) -> None:
    assert client.post("/v1/schedules/friday/cancel").status_code == 404
    assert client.get("/v1/schedules").json()["schedules"][0]["id"] == one


def test_a_viewer_changes_nothing(client: TestClient, office: FakeOffice, one: str) -> None:
    office.people[None] = VIC
    assert client.post("/v1/schedules", json=FRIDAYS).status_code == 403
    for action in ("pause", "resume", "run", "cancel"):
        assert client.post(f"/v1/schedules/{one}/{action}").status_code == 403


def test_a_key_that_only_reads_proposes_nothing(
    client: TestClient, office: FakeOffice, one: str
) -> None:
    reader = Actor("ana@example.com", "Ana", "ops_manager", scopes=frozenset({"read"}))
    office.people[None] = reader
    assert client.post("/v1/schedules", json=FRIDAYS).status_code == 403
    assert client.post(f"/v1/schedules/{one}/cancel").status_code == 403


def test_another_workspace_s_schedule_is_not_found(
    client: TestClient, engine: Engine, workspace: Workspace
) -> None:
    with writing(engine) as session:
        theirs = scheduled(session, workspace_id="other", id="sch_theirs").id
    assert client.get("/v1/schedules").json() == {"schedules": []}
    assert client.get(f"/v1/schedules/{theirs}").status_code == 404
    assert client.post(f"/v1/schedules/{theirs}/cancel").status_code == 404


def test_a_request_that_nothing_here_does_is_refused(
    client: TestClient, office: FakeOffice
) -> None:
    office.desk.brain.plan_for = Plan(statement="nothing")
    answer = client.post("/v1/schedules", json=FRIDAYS)
    assert answer.status_code == 422
    assert "no tool here does that" in answer.json()["message"]
