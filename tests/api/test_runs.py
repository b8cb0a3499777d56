"""What was asked, by whom, and what came of it: one's own, and for an admin everybody's."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from api.app import build
from store import conversation, receipts
from tests.api.fakes import FakeOffice
from tests.api.people import bearer, key, member
from tests.makers import NOW, TODAY

ANA, BO, CY = "ana@example.com", "bo@example.com", "cy@example.com"


@pytest.fixture
def runs(session: Session, office: FakeOffice) -> list[str]:
    """Two runs of Ana's, the newer one under way; one of Bo's between them."""
    for email, role in ((ANA, "rep"), (BO, "ops_manager"), (CY, "admin")):
        member(office, email, role)
    made = []
    for n, (who, asked) in enumerate(((ANA, "won revenue"), (BO, "stale deals"), (ANA, "ARR"))):
        talk = conversation.begin(session, "main", by=who, now=NOW, title=asked)
        run = conversation.start_run(
            session, "main", talk.id, asked=asked, actor=who, planner="embedded", as_of=TODAY,
            now=NOW + timedelta(minutes=n),
        )  # fmt: skip
        made.append(run.id)
    conversation.note_step(
        session, "main", made[0], position=1, tool="measure", arguments={"metric": "won_revenue"},
        status="done", ms=41, said="You won $5.",
    )  # fmt: skip
    receipts.record(
        session, workspace_id="main", run_id=made[0], metric="won_revenue", label="Won revenue",
        value="70000", unit="USD", definition="d", definition_version=1, variant="default",
        formula="f", inputs={}, filters=[], period=None, as_of=TODAY, currency="USD", n=3,
        exclusions=[], caveats=[], row_table=None, row_ids=[], made_at=NOW, made_by=ANA,
    )  # fmt: skip
    for run_id in made[:2]:
        conversation.end_run(
            session, "main", run_id, status="answered", now=NOW + timedelta(seconds=90)
        )
    session.commit()
    return made


@pytest.fixture
def as_(office: FakeOffice, runs: list[str]):
    def client(email: str) -> TestClient:
        made = TestClient(build(office), base_url="http://localhost:8321")
        made.headers |= bearer(key(office, email))
        return made

    return client


def ids(answer) -> list[str]:
    return [run["id"] for run in answer.json()["runs"]]


def test_a_person_sees_their_own_runs_and_an_admin_everybodys(as_, runs):
    assert ids(as_(ANA).get("/v1/runs")) == [runs[2], runs[0]]
    assert ids(as_(BO).get("/v1/runs")) == [runs[1]]
    assert ids(as_(CY).get("/v1/runs")) == runs[::-1]
    assert as_(BO).get(f"/v1/runs/{runs[0]}").status_code == 404
    assert as_(CY).get(f"/v1/runs/{runs[0]}").status_code == 200


def test_a_run_tells_its_steps_and_how_long_it_took(as_, runs):
    told = as_(ANA).get(f"/v1/runs/{runs[0]}").json()
    assert [step["tool"] for step in told["steps"]] == told["tools"] == ["measure"]
    assert (told["status"], told["ms"], told["has_conversation"]) == ("answered", 90_000, True)
    assert as_(ANA).get(f"/v1/runs/{runs[2]}").json()["ms"] is None


def test_a_run_tells_its_figures_with_their_values(as_, runs):
    told = as_(ANA).get(f"/v1/runs/{runs[0]}").json()
    assert [(each["name"], each["text"]) for each in told["figures"]] == [
        ("Won revenue", "$70,000")
    ]


def test_runs_are_found_by_words_by_person_and_by_how_they_ended(as_, runs):
    admin = as_(CY)
    assert ids(admin.get("/v1/runs", params={"words": "STALE"})) == [runs[1]]
    assert ids(admin.get("/v1/runs", params={"words": "%"})) == []
    assert ids(admin.get("/v1/runs", params={"actor": ANA, "status": "running"})) == [runs[2]]


def test_a_page_goes_on_behind_the_last_run_of_the_one_before(as_, runs):
    admin = as_(CY)
    first = admin.get("/v1/runs", params={"limit": 2}).json()
    rest = admin.get("/v1/runs", params={"limit": 2, "cursor": first["next"]})
    assert ids(rest) == runs[:1]
    assert (first["total"], rest.json()["next"]) == (3, None)


def test_only_whoever_asked_stops_a_run_and_only_where_it_is_worked_on(as_, runs, office):
    url = f"/v1/runs/{runs[2]}/stop"
    assert as_(BO).post(url).status_code == 404
    assert as_(CY).post(url).status_code == 403
    assert as_(ANA).post(url).status_code == 409
    assert as_(ANA).post(f"/v1/runs/{runs[0]}/stop").status_code == 204
