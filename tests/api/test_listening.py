"""Where it may be reached: off this machine only once people sign in, and over TLS."""

import pytest
from fastapi.testclient import TestClient

from agent.settings import Oidc, Settings
from api.app import build
from api.auth import granting
from api.listening import check
from store.errors import Refused
from store.members import Invited
from tests.api.fakes import FakeOffice
from tests.api.people import OPERATOR, bearer, key, member, sign_in

ANA, PUBLIC = "ana@example.com", "https://pitcrew.example"
ELSEWHERE = ["0.0.0.0", "10.1.2.3", "::", "pitcrew.example"]  # noqa: S104 - refused is what it is about


def configured(office: FakeOffice, **chosen: object) -> FakeOffice:
    office.settings = Settings(home=office.settings.home, _env_file=None, **chosen)
    return office


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_may_always_reach_it(office: FakeOffice, host: str):
    check(office, host)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_nobody_else_may_before_an_admin_can_sign_in(office: FakeOffice, host: str):
    configured(office, public_url=PUBLIC, proxies="10.0.0.2")
    for role in ("viewer", "ops_manager"):
        member(office, f"{role}@example.com", role)
    granting.add(office, OPERATOR, Invited(ANA, "Ana", "admin"))  # who has no password yet
    with pytest.raises(Refused, match="Nobody who looks after Pitcrew can sign in yet"):
        check(office, host)
    member(office, "bo@example.com")
    check(office, host)


def test_an_admin_of_the_single_sign_on_will_do(office: FakeOffice):
    configured(
        office,
        public_url=PUBLIC,
        proxies="10.0.0.2",
        oidc=Oidc(issuer="https://id.example", client_id="pitcrew"),
    )  # fmt: skip
    with pytest.raises(Refused):
        check(office, "10.1.2.3")
    granting.add(office, OPERATOR, Invited(ANA, "Ana", "admin"))
    check(office, "10.1.2.3")


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({}, "the address that people use"),
        ({"public_url": "http://pitcrew.example"}, "not encrypted"),
        ({"public_url": PUBLIC}, "which one to trust"),
    ],
)
def test_others_reach_it_by_a_known_name_and_tls_only(office: FakeOffice, chosen, why):
    member(configured(office, **chosen), ANA)
    with pytest.raises(Refused, match=why):
        check(office, "10.1.2.3")


def test_plain_http_has_to_be_said(office: FakeOffice):
    member(configured(office, public_url="http://10.1.2.3:8321"), ANA)
    check(office, "10.1.2.3", insecure_http=True)


def test_a_proxy_on_this_machine_needs_an_admin_as_well(office: FakeOffice):
    configured(office, public_url=PUBLIC)
    with pytest.raises(Refused):
        check(office, "127.0.0.1")
    member(office, ANA)
    check(office, "127.0.0.1")


@pytest.fixture
def public(office: FakeOffice) -> TestClient:
    member(configured(office, public_url=PUBLIC), ANA)
    return TestClient(build(office, loopback=False), base_url=PUBLIC)


def test_nobody_is_its_owner_where_others_can_reach_it(office: FakeOffice):
    for client in (
        TestClient(build(office, loopback=False), base_url="http://localhost:8321",
                   client=("127.0.0.1", 1)),
        TestClient(build(configured(office, public_url=PUBLIC)), base_url=PUBLIC),
    ):  # fmt: skip
        assert client.get("/v1/me").status_code == 401


def test_it_answers_to_its_public_name(public: TestClient):
    assert sign_in(public, ANA).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "pitcrew.example.evil", "pitcrew.example:81"])
def test_it_answers_to_no_other_name(public: TestClient, host: str):
    assert public.get("/v1/session", headers={"host": host}).status_code == 403


def test_its_public_name_is_served_over_tls_only(office: FakeOffice, public: TestClient):
    plain = TestClient(public.app, base_url="http://pitcrew.example")
    assert plain.get("/v1/session").status_code == 403


def test_loopback_names_are_for_this_machine_only(office: FakeOffice, public: TestClient):
    secret = bearer(key(office, ANA))
    local = TestClient(public.app, base_url="http://localhost", client=("127.0.0.1", 1))
    remote = TestClient(public.app, base_url="http://localhost", client=("10.1.2.3", 1))
    assert local.get("/v1/me", headers=secret).status_code == 200
    assert remote.get("/v1/me", headers=secret).status_code == 403


@pytest.mark.parametrize(
    "origin", ["http://pitcrew.example", "https://evil.example", "null", "http://[", ""]
)
def test_a_page_elsewhere_cannot_sign_anybody_in(public: TestClient, origin: str):
    answer = public.post("/v1/session", json={"email": ANA, "password": "x" * 12},
                         headers={"origin": origin})  # fmt: skip
    assert answer.status_code == 403
