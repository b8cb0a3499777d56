import pytest

from api.drawing.markdown import inert, markdown
from tests.api.fakes import ASKS_BACK, BY_REGION, WON, reply
from tools.result import Table


def test_a_figure_in_the_answer_is_marked_and_its_receipt_is_the_footnote():
    said = markdown(reply())
    assert said.startswith("You won $2,355,928[^1].")
    assert "[^1]: Won revenue: $2,355,928, from 987 rows. Receipt `rec_won`." in said


def test_a_mark_never_stands_inside_another_number():
    eleven = WON.model_copy(update={"text": "11"})
    said = markdown(reply(answer="In 2011 there were 11,000, then 11.5 and 11.", receipts=[eleven]))
    assert said.startswith("In 2011 there were 11,000, then 11.5 and 11[^1].")


def test_a_figure_that_the_answer_does_not_name_has_its_footnote_too():
    said = markdown(reply(answer="See below."))
    assert "Behind it: Won revenue $2,355,928[^1]." in said


def test_a_table_is_drawn_with_numbers_to_the_right_and_dashes_for_what_is_missing():
    said = markdown(reply())
    assert "| Region | Won |\n|:---|---:|\n| East | $1,200,001 |\n| =West | – |" in said  # noqa: RUF001 - a dash for a missing value


def test_rows_that_are_left_out_are_counted():
    many = Table(name="t", columns=["n"], rows=[[n] for n in range(30)], total=45, artifact="art_1")
    said = markdown(reply(tables=[many]))
    assert "12 of 45 rows; all of it: `GET /v1/artifacts/art_1`." in said


def test_a_question_lists_its_answers():
    said = markdown(reply(answer="", questions=[ASKS_BACK], tables=[], receipts=[]))
    assert said == "Which quarter do you mean?\n- Q3\n- Q4"


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://e.example/?d=1)", "[go](http://e.example)", "[go][1]\n[1]: http://e.example",
        "<img src=http://e.example>", "![x][1]", "<http://e.example>", "</td><script>",
    ],
)  # fmt: skip
def test_record_text_loads_and_links_nothing(text: str):
    cells = BY_REGION.model_copy(update={"rows": [[text, None]], "title": text})
    said = markdown(reply(answer=f"Acme {text}", tables=[cells], notes=[f"n {text}"]))
    for mark in ("![", "](", "][", "<"):
        assert mark not in said.replace(f"\\{mark[0]}", "").replace(f"{mark[0]}\\", ""), mark
    assert "\n[1]:" not in said


def test_invisible_letters_are_seen():
    assert inert("a\u202eb\x1b[2J") == "a·b·[2J"


def test_a_row_cannot_break_out_of_its_table():
    cells = BY_REGION.model_copy(update={"rows": [["a|b\n| c | d |", None]]})
    assert "| a\\|b \\| c \\| d \\| | – |" in markdown(reply(tables=[cells]))  # noqa: RUF001 - a dash, too
