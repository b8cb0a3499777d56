import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from store import changes
from store.ledger import ChangeSet
from tests.api.fakes import VIC, FakeOffice
from tests.makers import NOW, Make
from tests.stores import Stores


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest) -> Stores:
    return request.getfixturevalue(f"{request.param}_stores")


def test_a_draft_is_listed_and_counted_as_waiting(client: TestClient, draft: ChangeSet):
    found = client.get("/v1/change-sets").json()
    assert (found["total"], found["pending"]) == (1, 1)
    assert found["change_sets"][0]["summary"] == "Correct 1 industry"


def test_a_preview_names_the_record_and_both_values(client: TestClient, draft: ChangeSet):
    page = client.get(f"/v1/change-sets/{draft.id}").json()
    [row] = page["changes"]
    assert (row["record"], row["reason"]) == ("Acme", "a known misspelling")
    assert row["cells"] == [
        {
            "field": "industry",
            "label": "industry",
            "before": "technolgy",
            "after": "technology",
            "why": None,
        }
    ]
    assert page["change_set"]["digest"] == draft.digest


def test_money_is_shown_in_major_units_and_owners_by_name(
    client: TestClient, session: Session, make: Make
):
    dana = make("user", name="Dana Fox")
    deal = make("opportunity", name="Big one", amount_cents=100_00)
    after = {"amount_cents": 250_000_00, "owner_id": dana.id}
    made = changes.propose(
        session, "main", title="x", kind="t", proposed_by="a", now=NOW,
        drafts=[changes.Draft(kind="update", table="opportunity", row_id=deal.id, after=after)],
    )  # fmt: skip
    session.commit()
    cells = client.get(f"/v1/change-sets/{made.id}").json()["changes"][0]["cells"]
    assert {c["label"]: (c["before"], c["after"]) for c in cells} == {
        "amount": ("$100", "$250,000"),
        "owner": (None, "Dana Fox"),
    }


def test_the_samples_of_a_group_show_both_values_as_a_person_reads_them(
    client: TestClient, session: Session, make: Make
):
    dana, long = make("user", name="Dana Fox"), "x" * 80
    first, second = (
        make("opportunity", name="First", amount_cents=100_00),
        make("account", name=long),
    )
    drafts = [
        changes.Draft("update", "opportunity", first.id, {"owner_id": dana.id}, reason="moved"),
        changes.Draft("update", "account", second.id, {"name": f"{long}\u202e"}, reason="tidy"),
    ]
    made = changes.propose(
        session, "main", title="x", kind="t", proposed_by="a", now=NOW, drafts=drafts
    )
    session.commit()
    groups = client.get(f"/v1/change-sets/{made.id}").json()["groups"]
    samples = {group["what"]: group["examples"][0] for group in groups}
    assert samples["owner of deals"] == "First: empty → Dana Fox"
    assert samples["name of accounts"].endswith(f": {'x' * 60}… → {'x' * 60}…")


def test_a_new_schedule_is_shown_with_its_times_in_words_and_without_what_it_has_not(
    client: TestClient, session: Session
):
    after = {"name": "Tidy", "ask": "tidy", "recurrence": "0 16 * * 5", "timezone": "UTC",
             "owner": "ana@example.com", "tables": [], "fields": [], "kinds": []}  # fmt: skip
    made = changes.propose(
        session, "main", title="x", kind="t", proposed_by="a", now=NOW,
        drafts=[changes.Draft(kind="create", table="schedule", after=after)],
    )  # fmt: skip
    session.commit()
    cells = client.get(f"/v1/change-sets/{made.id}").json()["changes"][0]["cells"]
    shown = {cell["field"]: cell["after"] for cell in cells}
    assert shown["recurrence"] == "every Friday at 16:00"
    assert not {"tables", "fields", "kinds"} & set(shown)


def test_approving_what_was_shown_applies_it(client: TestClient, draft: ChangeSet, make: Make):
    page = client.post(f"/v1/change-sets/{draft.id}/approve", json={"digest": draft.digest}).json()
    assert (page["change_set"]["status"], page["change_set"]["applied"]) == ("applied", 1)
    assert page["change_set"]["approved_by"] == "ana@example.com"


def test_another_digest_than_the_one_shown_is_refused(client: TestClient, draft: ChangeSet):
    response = client.post(f"/v1/change-sets/{draft.id}/approve", json={"digest": "0" * 64})
    assert response.status_code in {403, 409}
    assert client.get(f"/v1/change-sets/{draft.id}").json()["change_set"]["status"] == "draft"


def test_approving_without_a_digest_is_refused(client: TestClient, draft: ChangeSet):
    assert client.post(f"/v1/change-sets/{draft.id}/approve", json={}).status_code == 422


def test_whoever_may_not_approve_may_not_reject_or_undo_either(
    client: TestClient, office: FakeOffice, draft: ChangeSet
):
    office.people[None] = VIC
    for verb, body in (("approve", {"digest": draft.digest}), ("reject", {}), ("undo", {})):
        response = client.post(f"/v1/change-sets/{draft.id}/{verb}", json=body)
        assert (verb, response.status_code) == (verb, 403)


def test_a_rejected_draft_changes_nothing_and_stays_rejected(client: TestClient, draft: ChangeSet):
    path = f"/v1/change-sets/{draft.id}"
    page = client.post(f"{path}/reject", json={"note": "not this one"}).json()
    assert (page["change_set"]["status"], page["change_set"]["note"]) == (
        "rejected",
        "not this one",
    )
    assert client.post(f"{path}/approve", json={"digest": draft.digest}).status_code == 409


def test_an_undo_tells_its_three_buckets(client: TestClient, draft: ChangeSet):
    path = f"/v1/change-sets/{draft.id}"
    client.post(f"{path}/approve", json={"digest": draft.digest})
    undone = client.post(f"{path}/undo").json()["change_set"]
    report = undone["undo_report"]
    assert (undone["undo_of"], undone["status"]) == (draft.id, "applied")
    assert (report["reversed"]["rows"], report["kept"], report["errored"]) == (1, [], [])
    assert client.get(path).json()["change_set"]["undone_by"] == undone["id"]
    assert client.post(f"{path}/undo").status_code == 409


def _applied(session: Session, engine: Engine, drafts: list[changes.Draft]) -> ChangeSet:
    made = changes.propose(
        session, "main", title="Tidy", kind="t", drafts=drafts, proposed_by="a", now=NOW
    )
    session.commit()
    ana = changes.Approver("ana@example.com", "ops_manager")
    changes.approve(engine, "main", made.id, digest=made.digest, by=ana, now=NOW)
    changes.apply(engine, "main", made.id, worker="w", now=NOW)
    return made


def test_what_an_undo_keeps_is_said_by_name_with_who_wrote_it(
    client: TestClient, session: Session, make: Make, engine: Engine
):
    edited = make("account", name="Acme", industry="tech")
    gone, stays = make("account", name="Bolt GmbH", industry="tech"), make("account", name="Bolt")
    first = _applied(session, engine, [
        changes.Draft("update", "account", each.id, {"industry": "technology"}, reason="r")
        for each in (edited, gone)
    ])  # fmt: skip
    by_hand = changes.Draft("update", "account", edited.id, {"industry": "media"}, reason="r")
    merge = changes.merge_drafts(
        session, "main", "account", stays.id, [gone.id], after={}, reason="r"
    )
    _applied(session, engine, [by_hand, *merge])
    undone = client.post(f"/v1/change-sets/{first.id}/undo").json()["change_set"]
    said = {line["said"] for line in undone["undo_report"]["kept"]}
    assert said == {
        f"Acme, industry: media, written by ana@example.com on {NOW:%Y-%m-%d at %H:%M} UTC",
        "Bolt GmbH, industry: merged into Bolt since; undoing that merge brings the old value",
    }


def test_what_waits_can_be_asked_for_alone(client: TestClient, draft: ChangeSet):
    assert client.get("/v1/change-sets?status=draft").json()["total"] == 1
    assert client.get("/v1/change-sets?status=applied").json()["total"] == 0


@pytest.fixture
def merged(session: Session, make: Make, engine: Engine) -> ChangeSet:
    """Two merges and an update that were applied, each for a reason of its own."""
    drafts = [changes.Draft("update", "account", make("account", name="Solo").id, {"phone": "1"},
                            reason="one style")]  # fmt: skip
    for name in ("Acme", "Bolt"):
        stays, goes = make("account", name=name), make("account", name=f"{name} Inc")
        drafts += changes.merge_drafts(
            session, "main", "account", stays.id, [goes.id], after={"city": "Rome"}, reason="same",
            evidence={"rule": "same domain", "values": {
                "city": {"rule": "survivor", "why": "the kept record had none", "lost": ["Bonn"]}
            }}, confidence=0.99, group=name,
        )  # fmt: skip
    return _applied(session, engine, drafts)


def test_a_preview_is_grouped_by_rule_and_one_group_can_be_looked_at(
    client: TestClient, merged: ChangeSet
):
    page = client.get(f"/v1/change-sets/{merged.id}").json()
    assert [(g["number"], g["what"], g["rule"], g["items"]) for g in page["groups"]] == [
        (1, "merge accounts", "same domain", 2), (2, "phone of accounts", "one style", 1),
    ]  # fmt: skip
    assert [group["examples"] for group in page["groups"]] == [
        ["Acme", "Bolt"], ["Solo: empty → 1"],
    ]  # fmt: skip
    only = client.get(f"/v1/change-sets/{merged.id}?group=2").json()
    assert (only["total"], only["changes"][0]["record"]) == (1, "Solo")
    assert client.get(f"/v1/change-sets/{merged.id}?group=9").status_code == 422


def test_the_rule_behind_a_value_and_what_is_not_kept_are_shown(
    client: TestClient, merged: ChangeSet
):
    cells = client.get(f"/v1/change-sets/{merged.id}?group=1").json()["changes"][0]["cells"]
    assert cells[0]["why"] == "the kept record had none; not kept: Bonn"


def test_one_group_is_undone_and_then_the_rest(client: TestClient, merged: ChangeSet):
    part = client.post(f"/v1/change-sets/{merged.id}/undo?group=1").json()["change_set"]
    assert part["summary"] == "Undo: Tidy (only 2 of 3)"
    found = client.get(f"/v1/change-sets/{merged.id}").json()["change_set"]
    assert (found["undone_by"], found["undone_groups"]) == (part["id"], 2)
    rest = client.post(f"/v1/change-sets/{merged.id}/undo").json()["change_set"]
    assert rest["summary"] == "Undo: Tidy (only 1 of 3)"
    again = client.post(f"/v1/change-sets/{merged.id}/undo")
    assert again.status_code == 409
    assert "ana@example.com has undone it already on" in again.text


def test_a_draft_without_some_rows_is_a_new_draft_and_the_old_one_is_rejected(
    client, session, make
):
    rows = [make("account", name=f"A{n}", industry="technolgy") for n in range(3)]
    drafts = [
        changes.Draft(kind="update", table="account", row_id=r.id, after={"industry": "technology"})
        for r in rows
    ]
    made = changes.propose(session, "main", title="Correct 3", kind="normalise_fields",
                           drafts=drafts, proposed_by="a", now=NOW)  # fmt: skip
    session.commit()
    shown = client.get(f"/v1/change-sets/{made.id}").json()
    out = shown["changes"][1]
    part = client.post(f"/v1/change-sets/{made.id}/narrow", json={"without": [out["group"]]}).json()
    assert [row["record"] for row in part["changes"]] == ["A0", "A2"]
    assert part["change_set"]["digest"] != shown["change_set"]["digest"]
    old = client.get(f"/v1/change-sets/{made.id}").json()["change_set"]
    assert old["status"] == "rejected"
    stale = client.post(f"/v1/change-sets/{made.id}/approve", json={"digest": old["digest"]})
    assert stale.status_code == 409


def test_one_group_is_approved_by_itself_and_the_rest_waits_with_its_own_effects(
    client, session, make
):
    firms = [make("account", name=f"A{n}") for n in range(6)]
    merges = [
        changes.Merge("account", firms[n].id, [firms[n + 1].id], reason=reason)
        for n, reason in ((0, "same domain"), (2, "same domain"), (4, "same phone"))
    ]
    made = changes.propose(
        session, "main", title="Merge 3", kind="merge_duplicates", proposed_by="a", now=NOW,
        drafts=changes.drafts_of(session, "main", merges),
        effects={"accounts": {"before": 6, "after": 3}},
    )  # fmt: skip
    session.commit()
    url = "/v1/change-sets/{}".format
    asked = {"only_groups": [1], "rest_waits": True}
    part = client.post(f"{url(made.id)}/narrow", json=asked).json()
    assert [group["items"] for group in part["groups"]] == [2]
    assert part["change_set"]["effects"]["accounts"] == {"before": 6, "after": 4}
    rest = client.get(url(part["rest"])).json()
    assert [group["rule"] for group in rest["groups"]] == ["same phone"]
    assert rest["change_set"]["effects"]["accounts"] == {"before": 6, "after": 5}
    digest = part["change_set"]["digest"]
    done = client.post(f"{url(part['change_set']['id'])}/approve", json={"digest": digest}).json()
    assert done["change_set"]["status"] == "applied"
    digest = rest["change_set"]["digest"]
    done = client.post(f"{url(part['rest'])}/approve", json={"digest": digest}).json()
    assert (done["change_set"]["status"], done["change_set"]["skipped"]) == ("applied", 0)


def test_leaving_out_everything_or_nothing_or_a_group_there_is_not_is_refused(client, draft):
    url = f"/v1/change-sets/{draft.id}/narrow"
    for part in ({"without": [1]}, {"without": []}, {"without_groups": [9]}):
        assert client.post(url, json=part).status_code == 422


def test_a_viewer_leaves_nothing_out(client, office, draft):
    office.people[None] = VIC
    url = f"/v1/change-sets/{draft.id}/narrow"
    assert client.post(url, json={"without": [1]}).status_code == 403
