"""Signing in and out: cookies that only their browser holds, and answers that tell nothing."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlmodel import col, select

from agent.settings import Settings
from api.app import build
from api.auth import granting, signing_in
from store.access import Member, WebSession
from store.engine import reading, writing
from tests.api.fakes import FakeOffice
from tests.api.people import OPERATOR, PASSWORD, Browser, member, sign_in

ANA = "ana@example.com"
CHANGES = {"accept": "application/json"}


@pytest.fixture
def ana(office: FakeOffice) -> str:
    return member(office, ANA)


@pytest.fixture
def stranger(office: FakeOffice, ana: str) -> TestClient:
    """Another browser, which nobody has signed in with."""
    return TestClient(build(office), base_url="http://localhost:8321")


def ask(client: TestClient, **headers: str) -> int:
    return client.post("/v1/chat", json={"text": "Hi"}, headers=CHANGES | headers).status_code


def test_before_anybody_has_a_password_this_machine_is_its_owners(client: TestClient):
    assert client.get("/v1/me").json()["how"] == "operator"
    assert client.get("/v1/session").json() == {
        "needed": False, "signed_in": True, "single_sign_on": None,
    }  # fmt: skip


def test_from_the_first_password_on_everybody_signs_in(client, office, ana):
    refused = client.get("/v1/me")
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
    assert ask(client) == 401
    assert office.desk.asked == []
    assert client.get("/v1/session").json()["needed"] is True


def test_disabling_everybody_does_not_open_the_door_again(client, office, ana):
    with writing(office.engine) as session:
        session.connection().execute(text("UPDATE member SET disabled_at = added_at"))
    assert client.get("/v1/me").status_code == 401


def test_a_stranger_learns_nothing_but_that_the_service_is_there(stranger: TestClient):
    told = stranger.get("/health").json()
    assert told["status"] == "ok"
    assert {told["workspace"], told["name"], told["planner"], told["as_of"]} == {None}
    assert stranger.get("/").status_code == 200  # the page itself, which asks to sign in
    assert stranger.get("/openapi.json").status_code == 401
    assert stranger.get("/no/such/page").status_code == 401


def test_a_signed_in_person_acts_as_themselves(client, office, ana):
    answer = sign_in(client, "  ANA@example.com ")
    assert answer.json()["email"] == ANA
    assert ask(client, **{"x-csrf-token": answer.json()["csrf"]}) == 200
    actor = office.desk.asked[0].actor
    assert (actor.id, actor.role, actor.kind) == (ANA, "admin", "person")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, ana):
    cookie = sign_in(client, ANA).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie  # loopback has no TLS, and a browser would drop it


def test_over_tls_the_cookie_is_secure_and_of_this_host_alone(office, ana, tmp_path):
    office.settings = Settings(home=tmp_path, public_url="https://pitcrew.example", _env_file=None)
    client = TestClient(build(office, loopback=False), base_url="https://pitcrew.example")
    answer = sign_in(client, ANA)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-pitcrew=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("email", "password"), [(ANA, "wrong horse battery"), ("nobody@example.com", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(client, ana, email, password):
    answer = sign_in(client, email, password)
    assert answer.status_code == 401
    assert answer.json()["message"] == "That e-mail and password do not fit."
    assert "set-cookie" not in answer.headers


def test_a_hash_is_computed_for_unknown_people_too(client, ana, monkeypatch):
    seen = []
    fits = signing_in.passwords.fits
    monkeypatch.setattr(
        signing_in.passwords, "fits", lambda kept, given: seen.append(kept) or fits(kept, given)
    )
    sign_in(client, "nobody@example.com")
    assert seen == [None]


def test_guessing_is_slowed_down_and_even_the_right_password_waits(client, ana):
    for _ in range(5):
        assert sign_in(client, ANA, "wrong horse battery").status_code == 401
    for password in ("wrong horse battery", PASSWORD):
        assert sign_in(client, ANA, password).status_code == 429
    assert sign_in(client, "bo@example.com", PASSWORD).status_code == 401  # others are not locked


def test_signing_in_clears_the_count(client, ana):
    for _ in range(3):
        for _ in range(4):
            sign_in(client, ANA, "wrong horse battery")
        assert sign_in(client, ANA).status_code == 200


def test_a_session_that_was_planted_beforehand_is_not_taken_over(client, ana):
    planted = "a" * 43
    client.cookies.set("pitcrew", planted, domain="localhost")
    client.cookies.clear()
    answer = client.post(
        "/v1/session", json={"email": ANA, "password": PASSWORD},
        headers={"cookie": f"pitcrew={planted}"},
    )  # fmt: skip
    fresh = answer.cookies["pitcrew"]
    assert fresh != planted
    client.cookies.clear()
    assert client.get("/v1/me", headers={"cookie": f"pitcrew={planted}"}).status_code == 401


def test_signing_in_again_ends_the_session_before(client, ana):
    sign_in(client, ANA)
    first = client.cookies["pitcrew"]
    sign_in(client, ANA)
    client.cookies.clear()
    assert client.get("/v1/me", headers={"cookie": f"pitcrew={first}"}).status_code == 401


def test_signing_out_kills_the_session_on_the_server(client, ana):
    Browser(client, ANA)
    token = client.cookies["pitcrew"]
    assert client.delete("/v1/session").status_code == 204
    assert "pitcrew" not in client.cookies
    assert client.get("/v1/me", headers={"cookie": f"pitcrew={token}"}).status_code == 401


@pytest.mark.parametrize("token", [None, "", "0" * 64, "wrong"])
def test_a_change_without_the_pages_token_is_refused(client, office, ana, token):
    sign_in(client, ANA)
    sent = {} if token is None else {"x-csrf-token": token}
    assert ask(client, **sent) == 403
    assert client.delete("/v1/session", headers=sent).status_code == 403
    assert office.desk.asked == []


def test_another_sessions_token_is_none(client, stranger, office, ana):
    Browser(stranger, ANA)
    sign_in(client, ANA)
    assert ask(client, **{"x-csrf-token": stranger.headers["x-csrf-token"]}) == 403


def test_a_page_may_look_without_its_token(client, ana):
    sign_in(client, ANA)
    assert client.get("/v1/conversations").status_code == 200


@pytest.mark.parametrize(
    ("column", "ago"), [("seen_at", timedelta(minutes=481)), ("ends_at", timedelta(seconds=1))]
)
def test_a_session_ends_when_idle_and_at_its_time(client, office, ana, column, ago):
    Browser(client, ANA)
    with writing(office.engine) as session:
        kept = session.exec(select(WebSession)).one()
        setattr(kept, column, datetime.now(UTC) - ago)
        session.add(kept)
    assert client.get("/v1/me").status_code == 401


def test_a_disabled_person_is_out_at_once(client, office, ana):
    member(office, "bo@example.com")
    Browser(client, ANA)
    granting.set_disabled(office, OPERATOR, ANA, disabled=True)
    assert client.get("/v1/me").status_code == 401
    assert sign_in(client, ANA).json()["message"] == "That e-mail and password do not fit."


def test_somebody_who_left_the_company_is_out_at_once(client, office, ana, make):
    Browser(client, ANA)
    make("user", email=ANA, active=False)
    assert client.get("/v1/me").status_code == 401


def test_a_lower_role_holds_from_the_next_request_on(client, office, ana):
    member(office, "bo@example.com")
    Browser(client, ANA)
    granting.set_role(office, OPERATOR, ANA, "viewer")
    assert client.get("/v1/me").json()["role"] == "viewer"


def test_an_invitation_sets_a_password_once(client, office):
    granting.add(office, OPERATOR, granting.members.Invited(ANA, "Ana", "rep"))
    code = signing_in.invite(office, ANA, "operator")
    accepted = client.post("/v1/invitations", json={"code": code, "password": PASSWORD})
    assert accepted.json()["email"] == ANA
    assert client.get("/v1/me").json()["how"] == "session"
    again = client.post("/v1/invitations", json={"code": code, "password": "another horse stays"})
    assert again.status_code == 404
    assert sign_in(client, ANA).status_code == 200


def test_an_invitation_ends(client, office):
    granting.add(office, OPERATOR, granting.members.Invited(ANA, "Ana", "rep"))
    code = signing_in.invite(office, ANA, "operator")
    with writing(office.engine) as session:
        kept = session.exec(select(Member)).one()
        kept.invite_ends_at = datetime.now(UTC) - timedelta(seconds=1)
        session.add(kept)
    answer = client.post("/v1/invitations", json={"code": code, "password": PASSWORD})
    assert answer.status_code == 404


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaa", "password12345", f"x{ANA}y"])
def test_a_password_that_others_would_try_first_is_refused(client, office, password):
    granting.add(office, OPERATOR, granting.members.Invited(ANA, "Ana", "rep"))
    code = signing_in.invite(office, ANA, "operator")
    answer = client.post("/v1/invitations", json={"code": code, "password": password})
    assert answer.status_code == 422
    assert password not in answer.text


def test_a_new_password_signs_the_other_browsers_out(client, stranger, ana):
    Browser(client, ANA)
    Browser(stranger, ANA)
    sent = {"old": PASSWORD, "new": "an entirely other horse"}
    assert client.put("/v1/me/password", json=sent).status_code == 200
    assert client.get("/v1/me").status_code == 200
    assert stranger.get("/v1/me").status_code == 401


def test_nothing_secret_is_kept_or_logged(client, office, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    granting.add(office, OPERATOR, granting.members.Invited(ANA, "Ana", "rep"))
    code = signing_in.invite(office, ANA, "operator")
    client.post("/v1/invitations", json={"code": code, "password": PASSWORD})
    sign_in(client, ANA, "wrong canary battery")
    answer = sign_in(client, ANA)
    secrets = {
        PASSWORD, "wrong canary battery", code, client.cookies["pitcrew"], answer.json()["csrf"],
    }  # fmt: skip
    client.get("/v1/me", headers={"cookie": f"pitcrew={client.cookies['pitcrew']}x"})
    client.post("/v1/session", content=f'{{"email": "{ANA}", "password": "{PASSWORD}", "x": 1}}',
                headers={"content-type": "application/json"})  # fmt: skip
    with reading(office.engine) as session:
        rows = [*session.exec(select(Member)), *session.exec(select(WebSession))]
        kept = " ".join(str(row.model_dump()) for row in rows)
        assert session.exec(select(col(Member.email))).one() == ANA
    assert [secret for secret in secrets if secret in caplog.text + kept] == []


def test_what_is_malformed_is_told_without_repeating_the_password(client, ana):
    answer = client.post("/v1/session", json={"email": ANA, "password": [PASSWORD], "more": 1})
    assert answer.status_code == 422
    assert PASSWORD not in answer.text


def test_an_idempotency_key_does_not_keep_a_password(client, office, ana):
    sent = {"json": {"email": ANA, "password": PASSWORD}, "headers": {"idempotency-key": "one"}}
    assert client.post("/v1/session", **sent).status_code == 200
    assert "idempotent-replayed" not in client.post("/v1/session", **sent).headers
    with reading(office.engine) as session:
        assert session.connection().scalar(text("SELECT count(*) FROM kept_answer")) == 0


def test_a_secret_is_shown_once_even_under_an_idempotency_key(client, ana):
    Browser(client, ANA)
    sent = {"json": {"name": "x", "scopes": ["read"]}, "headers": {"idempotency-key": "one"}}
    assert client.post("/v1/keys", **sent).status_code == 201
    assert client.post("/v1/keys", **sent).status_code == 409
