"""`pitcrew ask` and `chat` around a scripted desk."""

import json

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from store.errors import NotFound
from tests.api.fakes import ASKS_BACK, FakeOffice, reply
from tools.result import ChangeSetRef


def run(office: FakeOffice, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), obj={"office": office}, input=typed)


def test_json_is_exactly_one_object_with_what_the_issue_names(office: FakeOffice):
    ran = run(office, "ask", "What did we win?", "--json")
    said = json.loads(ran.stdout)
    assert set(said) >= {
        "conversation", "run", "answer", "plan", "receipts", "tables", "charts", "change_sets",
        "questions", "ended",
    }  # fmt: skip
    assert set(said["plan"][0]) >= {"tool", "arguments", "status", "ms"}
    assert set(said["receipts"][0]) >= {"id", "metric", "value", "unit"}
    assert set(said["tables"][0]) >= {"name", "columns", "rows", "total", "artifact"}


def test_figures_are_json_numbers_to_the_last_digit(office: FakeOffice):
    out = run(office, "ask", "x", "--json").stdout
    assert '"value": 2355928.00' in out
    assert json.loads(out)["receipts"][0]["value"] == 2355928


@pytest.mark.parametrize(
    ("ended", "code"),
    [("answered", 0), ("needs_approval", 0), ("needs_answer", 3), ("refused", 4), ("failed", 5)],
)
@pytest.mark.parametrize("form", [["--json"], []])
def test_the_exit_code_says_how_it_ended(office: FakeOffice, ended: str, code: int, form):
    office.desk.says = reply(ended=ended)
    assert run(office, "ask", "x", *form).exit_code == code


def test_for_a_person_the_answer_is_out_and_the_plan_is_on_the_side(office: FakeOffice):
    ran = run(office, "ask", "What did we win?")
    assert "You won $2,355,928." in ran.stdout
    assert "rec_won" in ran.stdout
    assert "measure" in ran.stderr
    assert "41 ms" in ran.stderr


def test_the_day_the_person_and_the_conversation_reach_the_desk(office: FakeOffice):
    run(office, "ask", "x", "--as-of", "2017-12-31", "--actor", "vic@example.com",
        "--conversation", "cnv_9")  # fmt: skip
    [asked] = office.desk.asked
    assert (str(asked.as_of), asked.actor.name, asked.conversation) == (
        "2017-12-31",
        "Vic",
        "cnv_9",
    )


@pytest.mark.parametrize("day", ["31/12/2017", "yesterday", "2017-13-01"])
def test_a_day_that_is_none_is_bad_usage(office: FakeOffice, day: str):
    assert run(office, "ask", "x", "--as-of", day).exit_code == 2
    assert office.desk.asked == []


def test_what_waits_says_how_to_decide_it(office: FakeOffice):
    proposed = ChangeSetRef(
        id="cs_1", summary="Correct 1 industry", counts={"rows": 1}, risk="low", status="draft",
        digest="d",
    )  # fmt: skip
    office.desk.says = reply(ended="needs_approval", change_sets=[proposed])
    ran = run(office, "ask", "clean up")
    assert "pitcrew changes approve cs_1" in ran.stderr
    assert "Correct 1 industry" in ran.stdout


def test_a_question_back_shows_its_options(office: FakeOffice):
    office.desk.says = reply(ended="needs_answer", answer="Which quarter?", questions=[ASKS_BACK])
    assert "Q3" in run(office, "ask", "last quarter").stdout


def test_text_from_records_cannot_drive_the_terminal(office: FakeOffice):
    office.desk.says = reply(answer="Acme \x1b]0;owned\x07 \x1b[2J [bold]Ltd[/bold]")
    out = run(office, "ask", "x").stdout
    assert "\x1b]" not in out
    assert "\x1b[2J" not in out
    assert "[bold]Ltd[/bold]" in out


def test_chat_keeps_one_conversation_until_the_person_leaves(office: FakeOffice):
    ran = run(office, "chat", typed="What did we win?\n\nand for East?\nexit\n")
    assert ran.exit_code == 0
    assert [ask.text for ask in office.desk.asked] == ["What did we win?", "and for East?"]
    assert [ask.conversation for ask in office.desk.asked] == [None, "cnv_1"]


def test_chat_ends_where_the_input_ends(office: FakeOffice):
    assert run(office, "chat", typed="What did we win?\n").exit_code == 0


def test_an_unknown_conversation_is_one_line(office: FakeOffice, monkeypatch, capsys):
    def none_such(_ask):
        raise NotFound("There is no conversation 'cnv_x'.", hint="Leave it out.")

    office.desk.answer = none_such
    ran = run(office, "ask", "x", "--json")
    assert isinstance(ran.exception, NotFound)


@pytest.mark.parametrize("text", ["", "  ", "caf\udce9"])
def test_a_message_that_is_no_text_is_told_so(office: FakeOffice, text: str):
    assert "no text" in str(run(office, "ask", text).exception)
    assert office.desk.asked == []
