from fastapi.testclient import TestClient

from tests.api.fakes import VIC, FakeOffice

COMPANIES = b"Company name,Industry,Website,Odd\nAcme,Tech,acme.com,x\nBolt,Retail,bolt.io,y\n"


def upload(client: TestClient, content: bytes = COMPANIES, name: str = "companies.csv", **form):
    return client.post("/v1/imports", files={"file": (name, content)}, data=form)


def test_a_file_is_looked_at_before_it_is_imported(client: TestClient):
    found = upload(client, as_table="account").json()
    fields = {each["column"]: each["field"] for each in found["plan"]["columns"]}
    assert fields["Company name"] == "name"
    assert fields["Odd"] is None
    assert client.get("/v1/imports").json() == []


def test_what_was_looked_at_is_imported_once(client: TestClient):
    found = upload(client, as_table="account").json()
    path = f"/v1/imports/{found['upload']}/commit"
    report = client.post(path, json={"as_table": "account"}).json()
    assert (report["read"], report["added"], report["rejected"]) == (2, 2, 0)
    assert client.post(path, json={"as_table": "account"}).status_code == 404
    [batch] = client.get("/v1/imports").json()
    assert (batch["file_name"], batch["rows_added"]) == ("companies.csv", 2)


def test_a_persons_mapping_wins(client: TestClient):
    found = upload(client, as_table="account", mapping='{"Odd": "segment"}').json()
    fields = {each["column"]: each["field"] for each in found["plan"]["columns"]}
    assert fields["Odd"] == "segment"


def test_a_file_that_is_none_is_explained(client: TestClient):
    response = upload(client, content=b"", as_table="account")
    assert (response.status_code, response.json()["code"]) == (422, "bad_input")


def test_a_mapping_that_is_no_json_is_explained(client: TestClient):
    assert upload(client, mapping="{").status_code == 422
    assert upload(client, mapping="[]").status_code == 422


def test_a_file_name_cannot_leave_the_uploads_folder(client: TestClient, office: FakeOffice):
    upload(client, name="../../../escaped.csv", as_table="account")
    home = office.settings.home
    assert not list(home.parent.glob("escaped.csv"))
    assert [path.name for path in home.glob("uploads/*/*")] == ["escaped.csv"]


def test_an_upload_is_named_by_its_id_alone(client: TestClient):
    for name in ("..%2F..", "upl_", "upl_none", "upl_a%2F.."):
        response = client.post(f"/v1/imports/{name}/commit", json={})
        assert response.status_code in {404, 405}


def test_whoever_may_only_look_imports_nothing(client: TestClient, office: FakeOffice):
    office.people[None] = VIC
    assert upload(client, as_table="account").status_code == 403


def test_what_was_rejected_can_be_fetched_with_its_reasons(client: TestClient, office: FakeOffice):
    broken = b"Company name,Employees\nAcme,12\nBolt,many\n"
    found = upload(client, content=broken, as_table="account").json()
    path = f"/v1/imports/{found['upload']}/commit"
    report = client.post(path, json={"as_table": "account"}).json()
    [told] = report["rejects"]
    file = client.get(f"/v1/imports/{report['batch_id']}/rejects")
    assert file.headers["content-type"].startswith("text/csv")
    assert report["batch_id"] in file.headers["content-disposition"]
    assert file.text.splitlines()[1].startswith(f"3,Employees,many,{told['reason']}")
    office.people[None] = VIC
    assert client.get(f"/v1/imports/{report['batch_id']}/rejects").status_code == 403


def test_an_import_that_rejected_nothing_has_no_such_file(client: TestClient):
    found = upload(client, as_table="account").json()
    path = f"/v1/imports/{found['upload']}/commit"
    batch = client.post(path, json={"as_table": "account"}).json()["batch_id"]
    for name in (batch, "imp_none"):
        assert client.get(f"/v1/imports/{name}/rejects").status_code == 404


def test_whoever_hands_in_an_unknown_file_can_say_what_it_is(client: TestClient):
    strange = b"Wort,Zahl\nAcme,1\n"
    assert upload(client, content=strange).status_code == 422
    assert "account" in client.get("/v1/imports/tables").json()
    found = upload(client, content=strange, as_table="account", mapping='{"Wort": "name"}').json()
    assert [each["field"] for each in found["plan"]["columns"]] == ["name", None]
