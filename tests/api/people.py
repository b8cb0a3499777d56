"""People who can sign in, and how a test does it for them."""

from dataclasses import dataclass

from fastapi.testclient import TestClient
from httpx import Response

from api.auth import granting, signing_in
from api.auth.identity import Identity
from store.keys import Wanted
from store.members import Invited
from tests.api.fakes import FakeOffice
from tools.context import Actor

PASSWORD = "correct horse battery"
OPERATOR = Identity(Actor(id="operator", name="The operator", role="admin"), "operator")


def member(office: FakeOffice, email: str, role: str = "admin", password: str = PASSWORD) -> str:
    """Somebody who has a password; their id."""
    made = granting.add(office, OPERATOR, Invited(email, "", role))
    signing_in.keep_password(office, email, password)
    return made.id


def key(office: FakeOffice, email: str, *scopes: str, days: int = 90) -> str:
    """A key's secret."""
    wanted = Wanted("test", scopes or ("read",), days)
    _, secret = granting.make_key(office, OPERATOR, wanted, email)
    return secret


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def sign_in(client: TestClient, email: str, password: str = PASSWORD) -> Response:
    return client.post("/v1/session", json={"email": email, "password": password})


@dataclass
class Browser:
    """A signed-in browser; changes carry the page's token."""

    client: TestClient
    email: str

    def __post_init__(self) -> None:
        answer = sign_in(self.client, self.email)
        assert answer.status_code == 200, answer.text
        self.client.headers["x-csrf-token"] = answer.json()["csrf"]
