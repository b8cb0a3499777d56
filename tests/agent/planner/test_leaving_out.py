"""What is left out of a proposal is dropped, and never what alone is kept."""

from datetime import date

import pytest

from agent.planner.orders.leaving_out import left_out
from agent.planner.reading.filling import fill
from agent.planner.talk.on_proposals import narrowed
from agent.planner.words.clause import Clause, World
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.memory import Call, Memory, ShownSet
from agent.planner.words.signature import params

DRAFT = ShownSet(id="cs_aaaa", digest="d", status="draft", summary="Correct 9 values")
MEMORY = Memory(calls=[Call(tool="normalise_fields", arguments={})], sets=[DRAFT])
LEAVES_OUT = ("drop", "skip", "not", "without", "minus", "except", "everything but", "hold back",
              "leave out", "ok but not", "all but", "don't do", "remove", "undo everything except",
              "apply all but")  # fmt: skip
KEEPS = ("only", "just", "keep only", "approve only", "ok, only", "stick to")
UNDER = {"field": "amount_cents", "op": "lt", "value": 10_000.0}
GROUPS = [1, 2]
PARTS = (
    ("the titles", "fields", ["title"]),
    ("the phone changes", "fields", ["phone"]),
    ("phones and countries", "fields", ["phone", "country"]),
    ("the contacts", "tables", ["contact"]),
    ("those under 10k", "keep", [UNDER]),
    ("the ones without an email", "keep", [{"field": "email", "op": "missing", "value": None}]),
    ("group 3", "groups", [3]),
    ("groups 1 and 2", "groups", GROUPS),
)


def told(words, text):
    [call] = fill(words(text), "narrow_changes", MEMORY).calls
    return {k: v for k, v in call.arguments.items() if k not in {"change_set", "rest"}}


@pytest.mark.parametrize("said", KEEPS)
@pytest.mark.parametrize(("part", "name", "value"), PARTS)
def test_what_is_kept_alone_is_kept(words, said, part, name, value):
    assert narrowed(words(f"{said} {part}"), MEMORY) is not None or "group" in part
    assert told(words, f"{said} {part}")[name] == value


@pytest.mark.parametrize("said", LEAVES_OUT)
@pytest.mark.parametrize(("part", "name", "value"), PARTS)
def test_what_is_left_out_is_dropped(words, said, part, name, value):
    dropped = {"fields": "drop_fields", "tables": "drop_table", "keep": "drop",
               "groups": "drop_groups"}[name]  # fmt: skip
    given = told(words, f"{said} {part}")
    assert given[dropped] == (value[0] if name == "tables" else value)
    assert name not in given or given[name] == []


def test_what_cannot_be_left_out_is_asked_about(words):
    assert fill(words("not the ones with the same email"), "narrow_changes", MEMORY).doubts


def test_a_part_on_each_side(words):
    given = told(words, "apply the country fixes but not the title ones")
    assert (given["fields"], given["drop_fields"]) == (["country"], ["title"])


@pytest.mark.parametrize("text", ["how many are there", "list the contacts", "merge the leads too"])
def test_another_request_narrows_nothing(words, text):
    assert narrowed(words(text), MEMORY) is None


@pytest.mark.parametrize("text", ["approve group 1", "yes to groups 1 and 2", "ok, apply pair #3",
                                  "go ahead with group 2"])  # fmt: skip
def test_approving_groups_by_number_lets_the_others_wait(words, text):
    assert narrowed(words(text), MEMORY) == {"rest": "wait"}


@pytest.mark.parametrize(
    "text", ["only the first", "just the first one", "only the first one please"]
)
def test_the_first_one_is_a_count_of_one(words, text):
    assert told(words, text) == {"keep_first": 1}


def test_the_first_one_is_left_out_by_its_number(words):
    assert told(words, "not the first one") == {"drop_groups": [1]}


def test_the_rest_is_not_the_part_that_was_applied(words):
    done = Memory(calls=MEMORY.calls, sets=[DRAFT.model_copy(update={"status": "applied"})])
    for text, given in (("show the rest", None), ("show the changes", DRAFT.id)):
        [call] = fill(words(text), "show_changes", done).calls
        assert call.arguments.get("change_set") == given


def test_words_said_again_and_again_are_read_to_their_end():
    # Had these words two ways to be read, each of them would double the time that all take.
    assert (
        left_out(
            Clause("it all " * 200 + "them", World(Lexicon(), date(2026, 11, 20))),
            params("narrow_changes"),
        )
        is None
    )
