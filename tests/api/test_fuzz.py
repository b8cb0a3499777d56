"""Whatever is sent, a door answers with a status of its own and never with a bug."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from agent.settings import Settings
from api.app import build
from store import workspace as workspaces
from store.engine import reading
from tests.api.fakes import FakeOffice
from tests.stores import Stores

GETS = ("conversations", "change-sets", "receipts", "artifacts")
POSTS = ("change-sets/{}/approve", "change-sets/{}/reject", "change-sets/{}/undo",
         "imports/{}/commit", "chat")  # fmt: skip
ids = st.text(max_size=40) | st.sampled_from(["last", "cs_", "%", "_", "\0", "..", "a" * 300])
names = st.text(max_size=9) | st.sampled_from(["text", "digest", "conversation", "mapping"])
bodies = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
FAST = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def doors(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[TestClient]:
    found: Stores = request.getfixturevalue(f"{request.param}_stores")
    with found.one() as engine:
        with reading(engine) as session:
            workspace = _workspace(session)
        home = Settings(home=tmp_path_factory.mktemp("home"), _env_file=None)
        yield TestClient(build(FakeOffice(home, engine, workspace)), base_url="http://localhost")


def _workspace(session: Session):
    return workspaces.read(session)


@given(room=st.sampled_from(GETS), name=ids)
@example(room="receipts", name="\0")
@example(room="change-sets", name="\0")
@FAST
def test_any_id_is_found_or_not_found(doors: TestClient, room: str, name: str):
    response = doors.get(f"/v1/{room}/{quote(name, safe='')}")
    assert response.status_code < 500


@given(room=st.sampled_from(GETS[:2]), status=ids, limit=st.integers() | ids, offset=st.integers())
@example(room="change-sets", status="\0", limit=10, offset=0)
@example(room="conversations", status="draft", limit=10, offset=2**70)
@FAST
def test_any_page_of_a_list_is_answered(doors: TestClient, room, status, limit, offset):
    query = {"status": status, "limit": limit, "offset": offset}
    assert doors.get(f"/v1/{room}", params=query).status_code < 500


@given(path=st.sampled_from(POSTS), name=ids, body=bodies)
@example(path="change-sets/{}/approve", name="\0", body={"digest": "\0"})
@example(path="change-sets/{}/approve", name="cs_1", body={"digest": "\ud800"})
@example(path="chat", name="", body={"text": "\ud800 \0"})
@example(path="imports/{}/commit", name="upl_a", body={"mapping": {"a": "\0"}})
@FAST
def test_any_body_is_taken_or_refused(doors: TestClient, path: str, name: str, body: object):
    url = f"/v1/{path.format(quote(name, safe=''))}"
    sent = json.dumps(body).encode()
    response = doors.post(url, content=sent, headers={"content-type": "application/json"})
    assert response.status_code < 500
