"""Signing in at a provider of the company's own, one that lies included."""

import logging
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from agent.settings import Oidc, Settings
from api.app import build
from api.auth import granting
from store.members import Invited
from tests.api.fakes import FakeOffice
from tests.api.people import OPERATOR
from tests.api.provider import Provider, rsa_key, running

ANA = "ana@example.com"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as found:
        yield found


@pytest.fixture
def client(office: FakeOffice, provider: Provider, tmp_path) -> TestClient:
    oidc = Oidc(issuer=provider.url, client_id="pitcrew", client_secret=SecretStr("canary-secret"))
    office.settings = Settings(home=tmp_path, oidc=oidc, _env_file=None)
    granting.add(office, OPERATOR, Invited(ANA, "Ana", "ops_manager"))
    return TestClient(build(office), base_url="http://localhost:8321", follow_redirects=False)


def away(client: TestClient) -> str:
    answer = client.get("/v1/session/oidc")
    assert answer.status_code == 303
    return answer.headers["location"]


def back(client: TestClient, brought: dict[str, str]) -> str:
    answer = client.get("/v1/session/oidc/callback", params=brought)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_member_is_found_by_their_verified_email(client, provider):
    assert client.get("/v1/me").status_code == 401
    assert back(client, provider.approve(away(client))) == "/"
    told = client.get("/v1/me").json()
    assert (told["email"], told["role"], told["how"]) == (ANA, "ops_manager", "session")


def test_the_request_asks_for_no_more_than_it_needs(client, provider):
    asked = dict(parse_qsl(urlsplit(away(client)).query))
    assert asked["redirect_uri"] == "http://localhost:8321/v1/session/oidc/callback"
    assert asked["scope"] == "openid email profile"
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= set(asked)


def test_somebody_who_is_no_member_is_told_so(client, provider):
    provider.email = "cy@example.com"
    assert back(client, provider.approve(away(client))) == "/#/not-a-member/cy%40example.com"
    assert client.get("/v1/me").status_code == 401


def test_a_disabled_member_stays_out(client, provider, office):
    granting.add(office, OPERATOR, Invited("bo@example.com", "Bo", "admin"))
    granting.set_disabled(office, OPERATOR, ANA, disabled=True)
    assert back(client, provider.approve(away(client))).startswith("/#/not-a-member/")


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False}, {"email_verified": None}, {"email_verified": "true"},
        {"email": None}, {"email": 7}, {"iss": "https://other.example"}, {"iss": None},
        {"aud": "another"}, {"aud": None}, {"azp": "another"}, {"nonce": "another"},
        {"nonce": None}, {"exp": 1_000_000_000}, {"exp": None}, {"sub": None},
        {"iat": 9_000_000_000},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_that_says_too_little_or_something_else_signs_nobody_in(client, provider, claims):
    provider.claims = claims
    assert back(client, provider.approve(away(client))) == "/#/not-signed-in"
    assert client.get("/v1/me").status_code == 401


def test_a_token_signed_by_another_key_signs_nobody_in(client, provider):
    provider.signs_with = rsa_key("another")
    assert back(client, provider.approve(away(client))) == "/#/not-signed-in"


def test_an_answer_for_another_browser_signs_nobody_in(client, provider, office):
    brought = provider.approve(away(client))
    other = TestClient(build(office), base_url="http://localhost:8321", follow_redirects=False)
    assert back(other, brought) == "/#/not-signed-in"
    away(other)
    assert back(other, brought) == "/#/not-signed-in"


def test_a_code_works_once(client, provider):
    brought = provider.approve(away(client))
    assert back(client, brought) == "/"
    client.cookies.clear()
    assert back(client, brought) == "/#/not-signed-in"


def test_a_person_who_says_no_there_is_brought_back(client, provider):
    state = dict(parse_qsl(urlsplit(away(client)).query))["state"]
    assert back(client, {"error": "access_denied", "state": state}) == "/#/not-signed-in"


def test_a_provider_that_is_down_is_told_as_such(office, tmp_path):
    oidc = Oidc(issuer="http://127.0.0.1:9", client_id="pitcrew")
    office.settings = Settings(home=tmp_path, oidc=oidc, _env_file=None)
    client = TestClient(build(office), base_url="http://localhost:8321")
    assert client.get("/v1/session/oidc").status_code == 502


def test_a_provider_without_tls_elsewhere_is_refused(office, tmp_path):
    oidc = Oidc(issuer="http://login.example.com", client_id="pitcrew")
    office.settings = Settings(home=tmp_path, oidc=oidc, _env_file=None)
    client = TestClient(build(office), base_url="http://localhost:8321")
    assert "https" in client.get("/v1/session/oidc").json()["hint"]


def test_without_a_provider_there_is_no_such_way(office):
    client = TestClient(build(office), base_url="http://localhost:8321")
    assert client.get("/v1/session/oidc").status_code == 404


def test_nothing_secret_is_logged(client, provider, caplog):
    caplog.set_level(logging.DEBUG)
    brought = provider.approve(away(client))
    secrets = [client.cookies["pitcrew-away"], "canary-secret"]
    back(client, brought)
    form = provider.exchanged[0]
    secrets += [form["code_verifier"], client.cookies["pitcrew"]]
    assert [secret for secret in secrets if secret in caplog.text] == []
