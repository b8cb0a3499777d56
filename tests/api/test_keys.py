"""API keys: shown once, scoped, ended; and refused when forged, foreign, expired or revoked."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api.auth import granting
from api.auth.secrets import new_key
from store import workspace as workspaces
from store.access import ApiKey
from store.engine import writing
from tests.api.fakes import FakeOffice
from tests.api.people import OPERATOR, Browser, bearer, key, member

ANA, BO = "ana@example.com", "bo@example.com"


@pytest.fixture(autouse=True)
def people(office: FakeOffice) -> None:
    member(office, ANA, "admin")
    member(office, BO, "rep")


def me(client: TestClient, secret: str) -> int:
    return client.get("/v1/me", headers=bearer(secret)).status_code


def test_a_key_acts_as_its_member_within_its_scopes(client, office):
    secret = key(office, ANA, "read", "propose")
    told = client.get("/v1/me", headers=bearer(secret)).json()
    assert (told["email"], told["how"]) == (ANA, "key")
    assert told["scopes"] == ["read", "propose"]
    client.post("/v1/chat", json={"text": "Hi"},
                headers=bearer(secret) | {"accept": "application/json"})  # fmt: skip
    assert office.desk.asked[0].actor.scopes == {"read", "propose"}


def test_a_forged_key_is_refused(client, office):
    real = key(office, ANA)
    forged, _ = new_key()
    for secret in (forged, real[:-1], real + "x", real.upper(), "", "pk_", real.split("_")[1]):
        assert me(client, secret) == 401


def test_an_expired_key_is_refused(client, office):
    secret = key(office, ANA)
    with writing(office.engine) as session:
        kept = session.exec(select(ApiKey)).one()
        kept.expires_at = datetime.now(UTC) - timedelta(seconds=1)
        session.add(kept)
    assert me(client, secret) == 401


def test_a_revoked_key_is_refused_at_once(client, office):
    secret = key(office, ANA)
    assert me(client, secret) == 200
    [kept] = client.get("/v1/keys", headers=bearer(secret)).json()
    assert client.delete(f"/v1/keys/{kept['id']}", headers=bearer(secret)).status_code == 204
    assert me(client, secret) == 401


def test_a_key_of_another_workspace_is_refused(client, office):
    with writing(office.engine) as session:
        workspaces.ensure(session, "other", name="Other")
    elsewhere = FakeOffice(
        office.settings.model_copy(update={"workspace": "other"}), office.engine, office.workspace
    )
    member(elsewhere, ANA)
    assert me(client, key(elsewhere, ANA)) == 401


def test_a_disabled_members_keys_end_for_good(client, office):
    secret = key(office, BO)
    granting.set_disabled(office, OPERATOR, BO, disabled=True)
    assert me(client, secret) == 401
    granting.set_disabled(office, OPERATOR, BO, disabled=False)
    assert me(client, secret) == 401


def test_a_wrong_key_never_falls_back_to_the_cookie(client, office):
    Browser(client, ANA)
    assert client.get("/v1/me").status_code == 200
    assert me(client, "pk_no") == 401


def test_a_key_needs_no_page_token_but_its_scope(client, office):
    deciding = bearer(key(office, ANA, "read", "decide"))
    looking = bearer(key(office, ANA, "read"))
    path, body = "/v1/change-sets/cs_none/approve", {"digest": "x"}
    assert client.post(path, json=body, headers=deciding).status_code == 404
    refused = client.post(path, json=body, headers=looking)
    assert (refused.status_code, "scope decide" in refused.text) == (403, True)


@pytest.mark.parametrize("scopes", [("read",), ("read", "propose"), ("admin",)])
def test_importing_needs_a_key_for_deciding(client, office, scopes):
    secret = key(office, ANA, *scopes)
    sent = {"file": ("a.csv", b"Name\nAcme\n")}
    assert client.post("/v1/imports", files=sent, headers=bearer(secret)).status_code == 403


def test_a_secret_is_shown_once_and_nothing_of_it_is_kept_or_logged(client, office, caplog):
    caplog.set_level(logging.DEBUG)
    Browser(client, BO)
    made = client.post("/v1/keys", json={"name": "report", "scopes": ["read"]})
    secret = made.json()["key"]
    me(client, secret)
    me(client, secret + "x")
    listed = client.get("/v1/keys")
    assert secret not in listed.text
    assert secret.rsplit("_", 1)[1] not in caplog.text
    with writing(office.engine) as session:
        kept = session.exec(select(ApiKey)).one()
        assert secret not in str(kept.model_dump())


def test_a_key_cannot_make_a_wider_key_or_any(client, office):
    for scopes in (("read", "propose"), ("read", "admin")):
        secret = key(office, BO, *scopes)
        body = {"name": "more", "scopes": ["read"]}
        assert client.post("/v1/keys", json=body, headers=bearer(secret)).status_code == 403
    admin = key(office, ANA, "read", "admin")
    body = {"name": "more", "scopes": ["decide"]}
    assert client.post("/v1/keys", json=body, headers=bearer(admin)).status_code == 403


def test_nobody_sees_or_ends_the_keys_of_others(client, office):
    theirs = key(office, ANA)
    Browser(client, BO)
    assert client.get("/v1/keys").json() == []
    prefix = theirs.rsplit("_", 1)[0][:11]
    assert client.delete(f"/v1/keys/{prefix}").status_code == 404
    assert me(client, theirs) == 200


def test_when_a_key_was_used_is_kept_to_the_minute(client, office):
    secret = key(office, ANA)
    me(client, secret)
    with writing(office.engine) as session:
        first = session.exec(select(ApiKey)).one().used_at
    me(client, secret)
    with writing(office.engine) as session:
        assert session.exec(select(ApiKey)).one().used_at == first
    assert first is not None


@pytest.mark.parametrize("email", [ANA, BO])
def test_only_admins_look_after_people(client, office, email):
    Browser(client, email)
    wanted = 200 if email == ANA else 403
    assert client.get("/v1/users").status_code == wanted
    assert client.patch(f"/v1/users/{BO}", json={"role": "admin"}).status_code == wanted
    added = client.post("/v1/users", json={"email": "cy@example.com", "role": "rep"})
    assert added.status_code == (201 if email == ANA else 403)


def test_an_admins_key_looks_after_people_only_with_that_scope(client, office):
    secret = key(office, ANA, "read", "propose", "decide")
    assert client.get("/v1/users", headers=bearer(secret)).status_code == 403
    secret = key(office, ANA, "admin")
    assert client.get("/v1/users", headers=bearer(secret)).status_code == 200


def test_the_last_admin_stays(client, office):
    Browser(client, ANA)
    for change in ({"role": "rep"}, {"disabled": True}):
        assert client.patch(f"/v1/users/{ANA}", json=change).status_code == 409
