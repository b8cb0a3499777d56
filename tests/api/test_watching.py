"""Logs, figures, health and readiness: what they tell, to whom, and what they never tell."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from agent.settings import Log, Metrics, Settings
from api.app import build
from api.watching import readiness
from api.watching.logs import JsonLines, keep_log, log_fault
from store.engine import writing
from store.errors import NotFound
from tests.api.fakes import FakeOffice
from tests.api.people import Browser, bearer, key, member

HOME = "http://localhost:8321"
PERSONAL = ("ana.ruiz@example.com", "+49 30 901820", "(415) 555-0100", "pk_abcdefghijk",
            "sk-proj-1234567890abcdef")  # fmt: skip


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The log of a process, as it is written."""
    root, before = logging.getLogger(), logging.getLogger().level
    held = list(root.handlers)
    keep_log(Settings(home=tmp_path, _env_file=None))
    yield tmp_path / "logs" / "pitcrew.log"
    for handler in set(root.handlers) - set(held):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(before)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_line_is_json_with_the_fields_that_are_listed(log: Path) -> None:
    told = {"run": "run_1", "ms": 12, "email": "ana.ruiz@example.com", "text": "Ana asked"}
    logging.getLogger("pitcrew.agent").info("a run ended", extra=told)
    [line] = lines(log)
    assert set(line) == {"at", "level", "logger", "message", "run", "ms"}
    assert (line["message"], line["run"], line["ms"]) == ("a run ended", "run_1", 12)


@pytest.mark.parametrize("canary", PERSONAL)
def test_no_address_number_or_key_is_written_even_where_somebody_logs_one(
    log: Path, canary: str
) -> None:
    logging.getLogger("pitcrew").warning("It was sent by %s.", canary)
    logging.getLogger("pitcrew").warning("x", extra={"route": canary, "subject": canary})
    assert canary not in log.read_text("utf-8")


@pytest.mark.parametrize(
    "said",
    ["password=hunter2", "PITCREW_MAIL__PASSWORD: hunter2", "postgresql://ops:hunter2@db/store",
     "Authorization: Bearer hunter2", '{"api_key": "hunter2"}'],
)  # fmt: skip
def test_no_secret_is_written_where_its_name_stands_before_it(log: Path, said: str) -> None:
    logging.getLogger("pitcrew").warning(said)
    assert "hunter2" not in log.read_text("utf-8")


def test_an_error_of_the_database_does_not_tell_the_row_that_it_refused(
    log: Path, engine: Engine
) -> None:
    row = {"id": "Ana Ruiz", "n": "Ana Ruiz"}
    try:
        with engine.begin() as connection:
            for _ in range(2):
                connection.execute(
                    text("INSERT INTO workspace (id, name, timezone, currency, country, "
                         "fiscal_start_month) VALUES (:id, :n, 'UTC', 'USD', 'US', 1)"), row,
                )  # fmt: skip
    except IntegrityError:
        logging.getLogger("pitcrew").exception("a run failed")
    [line] = lines(log)
    assert "Ana Ruiz" not in json.dumps(line)
    assert line["error"]["type"] == "sqlalchemy.exc.IntegrityError"
    assert any("test_watching.py" in at for at in line["error"]["at"])


def test_an_error_tells_what_it_came_from_and_no_quoted_value() -> None:
    def why() -> None:
        try:
            int("Ana Ruiz")
        except ValueError as error:
            raise NotFound("There is no 'Ana Ruiz'.", hint="Ask her.") from error

    with pytest.raises(NotFound) as raised:
        why()
    record = logging.LogRecord("x", 40, "", 0, "a", (), (NotFound, raised.value, None))
    told = JsonLines().format(record)
    assert "Ana" not in told
    error = json.loads(told)["error"]
    assert (error["said"], error["because"]["type"]) == ("not_found", "ValueError")


def test_a_commands_bug_is_logged_in_the_folder_that_the_command_names(tmp_path: Path) -> None:
    path = log_fault(ZeroDivisionError("by zero"), tmp_path / "there")
    assert path == tmp_path / "there" / "logs" / "pitcrew.log"
    assert lines(path)[0]["error"]["said"] == "by zero"


def test_a_request_leaves_a_line_that_names_its_route_and_not_its_subject(
    log: Path, client: TestClient
) -> None:
    client.get("/v1/receipts/rec_ana.ruiz@example.com?q=Ana+Ruiz")
    told = [line for line in lines(log) if line["logger"] == "pitcrew.requests"]
    assert [(line["route"], line["status"]) for line in told] == [("/v1/receipts/{receipt}", 404)]
    assert "ana" not in log.read_text("utf-8").lower().replace("standard", "")


def test_stderr_gets_the_same_lines_where_a_container_reads_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, held = logging.getLogger(), list(logging.getLogger().handlers)
    keep_log(Settings(home=tmp_path, log=Log(to="stderr"), _env_file=None))
    logging.getLogger("pitcrew").warning("here")
    for handler in set(root.handlers) - set(held):
        root.removeHandler(handler)
    assert json.loads(capsys.readouterr().err)["message"] == "here"
    assert not (tmp_path / "logs").exists()


@pytest.mark.usefixtures("draft")
def test_figures_count_requests_and_tell_how_the_store_stands(office: FakeOffice) -> None:
    client = TestClient(build(office), base_url=HOME, client=("127.0.0.1", 5))
    client.get("/v1/change-sets")
    page = client.get("/metrics").text
    assert 'pitcrew_requests_total{method="GET",route="/v1/change-sets",status="200"}' in page
    assert 'pitcrew_change_sets{status="draft"} 1.0' in page
    assert 'pitcrew_chats{state="waiting"} 0.0' in page
    assert "@" not in page


def test_figures_are_for_this_machine_or_for_the_token(office: FakeOffice) -> None:
    app = build(office)
    elsewhere = TestClient(app, base_url="http://10.1.2.3:8321", client=("10.0.0.9", 5))
    assert elsewhere.get("/metrics").status_code == 401
    settings = Settings(
        home=office.settings.home, metrics=Metrics(token="let-me-count"), _env_file=None
    )
    office.settings = settings
    assert elsewhere.get("/metrics", headers=bearer("wrong")).status_code == 401
    assert elsewhere.get("/metrics", headers=bearer("let-me-count")).status_code == 200
    assert TestClient(app, base_url=HOME).get("/metrics").status_code == 401


def test_a_probe_by_address_learns_that_it_lives_and_no_more(office: FakeOffice) -> None:
    probe = TestClient(build(office), base_url="http://10.1.2.3:8321")
    assert probe.get("/health").json()["workspace"] is None
    assert set(probe.get("/ready").json()["checks"][0]) == {"name", "ok"}
    assert probe.get("/v1/change-sets").status_code == 403
    assert probe.post("/health").status_code == 403


def test_ready_says_what_it_looked_at(client: TestClient) -> None:
    answer = client.get("/ready")
    assert answer.status_code == 200, answer.text
    assert [each["name"] for each in answer.json()["checks"]] == [
        "store",
        "disk",
        "planner",
        "open",
    ]
    assert all("hint" not in each for each in answer.json()["checks"])


def test_it_is_not_ready_while_it_learns_or_shuts_down(office: FakeOffice) -> None:
    learned = Event()
    app = build(office, learned=learned)
    client = TestClient(app, base_url=HOME)
    assert client.get("/ready").status_code == 503
    learned.set()
    assert client.get("/ready").status_code == 200
    app.state.line.close()
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"][-1]["hint"]
    assert client.post("/v1/chat", json={"text": "hello"}).status_code == 429


def test_it_is_not_ready_over_a_store_of_another_version(
    client: TestClient, engine: Engine
) -> None:
    with writing(engine) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert "0001" in answer.json()["checks"][0]["said"]


def test_it_is_not_ready_on_a_full_disk(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "ROOM", 10**18)
    checks = client.get("/ready").json()["checks"]
    assert [each["name"] for each in checks if not each["ok"]] == ["disk"]


def test_others_learn_of_readiness_without_the_details(
    client: TestClient, office: FakeOffice
) -> None:
    member(office, "admin@example.com")
    assert "said" not in client.get("/ready").json()["checks"][0]
    shown = key(office, "admin@example.com", "read")
    assert "said" in client.get("/ready", headers=bearer(shown)).json()["checks"][0]
    assert Browser(client, "admin@example.com").client.get("/health").json()["workspace"] == "main"
