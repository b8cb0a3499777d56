"""The commands that need no desk, and the door that every error leaves by."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner, Result

from agent.settings import Settings
from api import cli, tools_list
from api.settings_list import markdown, rows
from store import changes
from store.ledger import ChangeSet
from tests.api.fakes import FakeOffice
from tests.makers import NOW, Make

ROOT = Path(__file__).parents[2]


def run(office: FakeOffice, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli.app, list(words), obj={"office": office}, input=typed)


def pitcrew(*words: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a program of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", *words],
        cwd=home, capture_output=True, text=True, check=False, timeout=120,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PITCREW_HOME": str(home)} | environment,
    )  # fmt: skip


def test_help_is_quick_since_nothing_heavy_is_imported(tmp_path: Path):
    before = os.times().children_user + os.times().children_system
    ran = pitcrew("--help", home=tmp_path)
    spent = os.times().children_user + os.times().children_system - before
    assert ran.returncode == 0
    assert "receipts" in ran.stdout
    assert spent < 1.0  # 0.2 s on an idle machine; the target is 0.5


@pytest.mark.parametrize("heavy", ["langchain", "chromadb", "polars", "fastapi", "sqlalchemy"])
def test_the_command_line_alone_imports_nothing_heavy(heavy: str):
    code = f"import sys, api.cli; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_an_expected_error_is_one_line_and_exit_code_1(tmp_path: Path):
    ran = pitcrew("ask", "x", home=tmp_path)
    assert ran.returncode == 1
    assert ran.stdout == ""
    [line] = ran.stderr.strip().splitlines()
    assert "There is no store" in line
    assert "pitcrew init" in line


def test_bad_usage_is_exit_code_2(tmp_path: Path):
    assert pitcrew("no-such-command", home=tmp_path).returncode == 2


def test_a_bug_is_one_line_that_names_the_log(monkeypatch, capsys, tmp_path: Path):
    def broken(**_):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(cli, "app", broken)
    monkeypatch.setenv("PITCREW_HOME", str(tmp_path))
    with pytest.raises(SystemExit) as left:
        cli.main()
    said = capsys.readouterr().err
    assert left.value.code == 1
    assert "secret detail" not in said
    assert "secret detail" in (tmp_path / "logs" / "pitcrew.log").read_text()


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path):
    ran = pitcrew("settings", home=tmp_path, PITCREW_PLANNER="oracle")
    assert ran.returncode == 1
    assert "PITCREW_PLANNER" in ran.stderr


def test_settings_show_every_variable_and_no_secret():
    url = "postgresql://ana:hunter2@db/pitcrew"
    made = Settings(store_url=url, model={"api_key": "sk-secret"}, _env_file=None)
    shown = {row.name: row.value for row in rows(made)}
    assert shown["PITCREW_MODEL__API_KEY"] == "set, hidden"
    assert shown["PITCREW_STORE_URL"] == "postgresql://ana:***@db/pitcrew"
    assert {"PITCREW_HOME", "PITCREW_AS_OF", "PITCREW_BUDGET__SECONDS"} <= shown.keys()
    assert all(row.meaning for row in rows(made))


def test_the_documented_settings_are_the_real_ones():
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == markdown(Settings(_env_file=None)), "pitcrew settings --markdown writes it"


def test_the_documented_tools_are_the_real_ones():
    written = (ROOT / "docs" / "tools.md").read_text(encoding="utf-8")
    assert written == tools_list.markdown(), "pitcrew tools --markdown writes it"


def test_serving_where_others_could_reach_it_is_refused(tmp_path: Path):
    assert pitcrew("init", home=tmp_path).returncode == 0
    ran = pitcrew("serve", "--host", "0.0.0.0", home=tmp_path)  # noqa: S104 - refused is what it is about
    assert ran.returncode == 1
    assert "Nobody who looks after Pitcrew can sign in yet" in ran.stderr


def test_changes_are_approved_by_the_start_of_their_id(office: FakeOffice, draft: ChangeSet):
    ran = run(office, "changes", "approve", draft.id[:8], typed="y\n")
    assert ran.exit_code == 0
    assert draft.digest in ran.stdout.replace("\n", "")
    assert "1 applied, 0 skipped" in ran.stdout


def test_one_group_is_approved_and_the_rest_waits(office: FakeOffice, session: Session, make: Make):
    merges = [
        changes.Merge("account", make("account").id, [make("account").id], reason=reason)
        for reason in ("same domain", "same domain", "same phone", "same name")
    ]
    made = changes.propose(
        session, "main", title="Merge 4", kind="merge_duplicates", proposed_by="a", now=NOW,
        drafts=changes.drafts_of(session, "main", merges),
    )  # fmt: skip
    session.commit()
    ran = run(office, "changes", "approve", made.id, "--group", "1", "--yes")
    assert ran.exit_code == 0, ran.output
    assert "2 merges" in ran.stdout
    rest = ran.stderr.rsplit("pitcrew changes show ", 1)[1].strip()
    told = run(office, "changes", "narrow", rest, "--drop-group", "1", "--json").stdout
    page = json.loads(told)
    assert (page["change_set"]["counts"]["merges"], page["rest"]) == (1, None)
    found = json.loads(run(office, "changes", "list", "--json").stdout)
    assert sorted(each["status"] for each in found["change_sets"]) == [
        "applied", "draft", "rejected", "rejected",
    ]  # fmt: skip


def test_what_only_one_group_leaves_out_waits_unless_it_is_said_to_go(
    office: FakeOffice, session: Session, make: Make
):
    def merged(*words: str) -> list[str]:
        merges = [changes.Merge("account", make("account").id, [make("account").id], reason=reason)
                  for reason in ("same domain", "same name")]  # fmt: skip
        made = changes.propose(
            session, "main", title="Merge 2", kind="merge_duplicates", proposed_by="a", now=NOW,
            drafts=changes.drafts_of(session, "main", merges),
        )  # fmt: skip
        session.commit()
        ran = run(office, "changes", "narrow", made.id, "--only-group", "1", "--json", *words)
        page = json.loads(ran.stdout)
        assert page["change_set"]["counts"]["merges"] == 1
        return [page["rest"]] if page["rest"] else []

    [rest] = merged()
    shown = json.loads(run(office, "changes", "show", rest, "--json").stdout)["change_set"]
    assert (shown["status"], shown["counts"]["merges"]) == ("draft", 1)
    assert merged("--reject-rest") == []


def test_an_approval_that_is_not_confirmed_changes_nothing(office: FakeOffice, draft: ChangeSet):
    ran = run(office, "changes", "approve", "last", typed="\n")
    assert "Nothing was changed." in ran.stdout
    shown = json.loads(run(office, "changes", "show", "last", "--json").stdout)
    assert shown["change_set"]["status"] == "draft"


def test_an_undo_is_shown_in_its_buckets(office: FakeOffice, draft: ChangeSet):
    run(office, "changes", "approve", draft.id, "--yes")
    ran = run(office, "changes", "undo", draft.id, "--yes")
    assert "1 reversed, 0 kept, 0 errored" in ran.stdout


def test_an_undo_that_is_not_wanted_is_shown_and_leaves_everything(
    office: FakeOffice, draft: ChangeSet
):
    run(office, "changes", "approve", draft.id, "--yes")
    ran = run(office, "changes", "undo", "last", typed="n\n")
    assert "1 reversed, 0 kept, 0 errored" in ran.stdout
    assert "Nothing was changed." in ran.stdout
    shown = json.loads(run(office, "changes", "show", draft.id, "--json").stdout)
    assert (shown["change_set"]["status"], shown["change_set"]["undone_by"]) == ("applied", None)


def test_what_is_undone_already_says_so_before_it_asks(office: FakeOffice, draft: ChangeSet):
    run(office, "changes", "approve", draft.id, "--yes")
    done = json.loads(run(office, "changes", "undo", "last", "--yes", "--json").stdout)
    assert done["change_set"]["undo_report"]["exact"] is True
    ran = run(office, "changes", "undo", "last", typed="y\n")
    assert "has undone it already on" in str(ran.exception)
    assert "Undo these changes?" not in ran.stdout


def test_one_group_of_a_preview_is_shown(office: FakeOffice, draft: ChangeSet):
    shown = json.loads(run(office, "changes", "show", draft.id, "--group", "1", "--json").stdout)
    assert shown["groups"][0]["items"] == shown["total"] == 1
    ran = run(office, "changes", "show", draft.id, "--group", "7")
    assert "There is no group 7" in str(ran.exception)


def test_a_rejected_change_set_is_listed_as_such(office: FakeOffice, draft: ChangeSet):
    run(office, "changes", "reject", draft.id, "--yes", "--note", "wrong")
    found = json.loads(run(office, "changes", "list", "--json").stdout)
    assert [each["status"] for each in found["change_sets"]] == ["rejected"]
    assert found["pending"] == 0


def test_arguments_of_a_tool_that_are_no_json_are_explained(office: FakeOffice):
    ran = run(office, "tool", "measure", "{")
    assert "not JSON" in str(ran.exception)


def test_a_table_leaves_as_csv_that_no_spreadsheet_runs(
    office: FakeOffice, make: Make, tmp_path: Path
):
    make("account", name="=HYPERLINK(1)", annual_revenue_cents=1_234_56, phone="-5")
    path = tmp_path / "out.csv"
    ran = run(office, "export", "account", "--to", str(path))
    text = path.read_text(encoding="utf-8-sig")
    assert ": 1 rows" in ran.stdout.replace("\n", "")
    assert "'=HYPERLINK(1)" in text
    assert "1234.56" in text
    assert ",=" not in text


def test_a_table_leaves_as_xlsx_whole(office: FakeOffice, session: Session, make: Make, tmp_path):
    import polars as pl

    for n in range(3):
        make("account", name=f"Company {n}")
    path = tmp_path / "out.xlsx"
    run(office, "export", "account", "--to", str(path))
    assert sorted(pl.read_excel(path)["name"]) == [f"Company {n}" for n in range(3)]


def test_a_file_is_imported_after_its_mapping_is_shown(office: FakeOffice, tmp_path: Path):
    source = tmp_path / "companies.csv"
    source.write_text("Company name,Industry,Website\nAcme,Tech,acme.com\nBolt,Retail,bolt.io\n")
    ran = run(office, "import", str(source), "--as", "account", "--yes")
    assert ran.exit_code == 0, ran.exception
    assert "Company name" in ran.stderr
    assert "companies.csv" in ran.stdout
    again = run(office, "import", str(source), "--as", "account", "--yes")
    assert again.exit_code == 0


def test_a_dry_run_imports_nothing(office: FakeOffice, tmp_path: Path):
    source = tmp_path / "companies.csv"
    source.write_text("Company name,Industry,Website\nAcme,Tech,acme.com\n")
    run(office, "import", str(source), "--as", "account", "--dry-run")
    path = tmp_path / "out.csv"
    assert ": 0 rows" in run(office, "export", "account", "--to", str(path)).stdout.replace(
        "\n", ""
    )


def test_a_benchmark_that_is_not_there_is_named_with_those_that_are(office: FakeOffice):
    assert "There is no benchmark" in str(run(office, "bench", "no_such").exception)


def test_help_waits_for_no_store(tmp_path: Path):
    assert pitcrew("changes", "--help", home=tmp_path).returncode == 0
    assert not (tmp_path / "store.db").exists()


def test_a_reply_is_written_without_the_web_framework():
    code = "import sys, api.exact, api.commands.asking; sys.exit('fastapi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
