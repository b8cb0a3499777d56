"""A sentence that takes something back shows what could be undone, and proposes nothing anew."""

import pytest

from tests.agent.conftest import Office


@pytest.mark.parametrize(
    "text",
    [
        "undo the phone fixes",
        "put everything back the way it was",
        "roll back the merge of the duplicate accounts",
        "take back the clean-up of countries",
        "please revert the merged contacts",
        "oh no, unmerge those accounts",
        "undo only the account merges",
    ],
)
def test_with_nothing_applied_nothing_new_is_proposed(asked: Office, text: str) -> None:
    reply = asked.ask(text)
    assert {s.tool for s in reply.plan} == {"preview_undo"}
    assert reply.change_sets == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("undo only the account merges", {"tables": ["account"]}),
        ("undo the phone changes of contacts", {"tables": ["contact"], "fields": ["phone"]}),
        ("undo the merges, but not the contacts", {"drop_table": "contact"}),
    ],
)
def test_the_part_that_is_named_is_the_part_that_is_shown(
    asked: Office, text: str, part: dict[str, object]
) -> None:
    [step] = asked.ask(text).plan
    assert step.tool == "preview_undo"
    assert {k: v for k, v in step.arguments.items() if k in part} == part


def test_a_pronoun_in_short_still_points_back(asked: Office) -> None:
    asked.ask("find duplicate accounts")
    [step] = asked.ask("merge em").plan
    assert (step.tool, step.arguments["tables"]) == ("merge_duplicates", ["account"])
