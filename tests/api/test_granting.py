"""Who was let in, given a role, a password or a key stands in the journal, by whichever door."""

from fastapi.testclient import TestClient
from sqlalchemy import Engine
from typer.testing import CliRunner

from api import cli
from store import journal
from store.engine import reading
from tests.api.fakes import FakeOffice
from tests.api.people import PASSWORD, Browser, member

ANA, BEN = "ana@example.com", "ben@example.com"


def told(engine: Engine) -> list[tuple[str, str, dict[str, object]]]:
    with reading(engine) as session:
        assert journal.broken_at(session, "main") is None
        return [(line["actor"], line["table_name"], line["after"])
                for line in journal.read(session, "main")]  # fmt: skip


def command(office: FakeOffice, *words: str, typed: str = "") -> None:
    done = CliRunner().invoke(cli.app, list(words), obj={"office": office}, input=typed)
    assert done.exit_code == 0, done.output


def test_the_command_line_leaves_a_line_of_each_grant(engine: Engine, office: FakeOffice) -> None:
    office.people[None] = office.people[None].__class__(id="operator", name="Op", role="admin")
    command(office, "users", "add", ANA, "--role", "admin")
    command(office, "users", "add", BEN)
    command(office, "users", "role", BEN, "analyst")
    command(office, "password", BEN, "--stdin", typed=f"{PASSWORD}\n")
    command(office, "keys", "create", "--for", BEN, "--name", "nightly")
    command(office, "users", "disable", BEN)
    lines = told(engine)
    assert [(table, next(iter(after))) for _, table, after in lines] == [
        ("member", "email"), ("member", "invited"), ("member", "email"), ("member", "invited"),
        ("member", "role"), ("member", "password"), ("api_key", "member"), ("member", "disabled"),
    ]  # fmt: skip
    assert {actor for actor, _, _ in lines} == {"operator"}


def test_no_secret_stands_in_the_journal(engine: Engine, office: FakeOffice) -> None:
    member(office, ANA)
    command(office, "keys", "create", "--for", ANA, "--name", "nightly")
    assert PASSWORD not in str(told(engine))
    assert "pk_" not in str(told(engine))


def test_the_page_leaves_the_same_lines_in_the_persons_name(
    engine: Engine, office: FakeOffice, client: TestClient
) -> None:
    member(office, ANA)
    browser = Browser(client, ANA)
    before = len(told(engine))
    made = browser.client.post("/v1/users", json={"email": BEN, "name": "Ben", "role": "viewer"})
    assert made.status_code == 201, made.text
    user = made.json()["member"]["id"]
    assert browser.client.patch(f"/v1/users/{user}", json={"role": "rep"}).status_code == 200
    lines = told(engine)[before:]
    assert [(actor, next(iter(after))) for actor, _, after in lines] == [
        (ANA, "email"), (ANA, "invited"), (ANA, "role"),
    ]  # fmt: skip
