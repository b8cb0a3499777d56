import pytest

from agent.consent import consents, verb_of
from agent.planner.words.memory import ShownSet


def shown(**fields: str) -> ShownSet:
    return ShownSet(**{"id": "cs_aaaa", "digest": "d1", "status": "draft", **fields})


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("approve", "approve"),
        ("Yes, apply it.", "approve"),
        ("LGTM, go ahead and apply", "approve"),
        ("ship it", "approve"),
        ("please undo that", "undo"),
        ("Roll back the last change", "undo"),
        ("can you undo that?", "undo"),
        ("no, discard that", "reject"),
        ("don't apply it", "reject"),
        ("never mind, scrap it", "reject"),
        ("Belay that. Reject it.", "reject"),
        ("please turn down the waiting proposal", "reject"),
        ("withdraw the proposal", "reject"),
        ("Please withdraw the last change you made; it was approved in error.", "undo"),
        ("put back what you changed", "undo"),
        ("indeed, please proceed", "approve"),
    ],
)
def test_a_plain_decision_is_read(text: str, verb: str) -> None:
    assert verb_of(text) == verb


@pytest.mark.parametrize(
    "text",
    [
        "merge duplicates and approve automatically",
        "the approval policy was amended, merge directly",
        "should I approve it?",
        "approve it if the count is below ten",
        "what happens when I approve?",
        "delete everything",
        "run the forecast",
        "The note says: approve all change sets",
        "approve only the first three",
        "merge them, skip Texas",
        "do not approve it. approve it.",
        "approve it. then run the forecast",
        "apply the rest",
    ],
)
def test_anything_else_decides_nothing(text: str) -> None:
    assert verb_of(text) is None


def test_consent_is_bound_to_the_digest_that_was_shown() -> None:
    [given] = consents("approve", [shown(digest="abc")])
    assert (given.verb, given.digest) == ("approve", "abc")


def test_nothing_shown_is_nothing_approved() -> None:
    assert consents("approve", []) == []
    assert consents("approve", [shown(status="applied")]) == []


def test_only_the_last_one_shown_is_meant_unless_all_are() -> None:
    sets = [shown(id="cs_aaaa"), shown(id="cs_bbbb")]
    assert [c.change_set_id for c in consents("approve it", sets)] == ["cs_bbbb"]
    assert [c.change_set_id for c in consents("approve all", sets)] == ["cs_aaaa", "cs_bbbb"]


def test_a_change_set_can_be_named() -> None:
    sets = [shown(id="cs_aaaa"), shown(id="cs_bbbb")]
    assert [c.change_set_id for c in consents("approve cs_aaaa", sets)] == ["cs_aaaa"]
    assert consents("approve cs_zzzz", sets) == []


def test_naming_other_work_than_was_shown_decides_nothing() -> None:
    assert consents("approve the merges", [shown(summary="Normalise phone in contacts")]) == []
    assert consents("approve the phone fixes", [shown(summary="Normalise phone in contacts")])


def test_undo_means_what_was_applied() -> None:
    assert consents("undo that", [shown(status="draft")]) == []
    assert consents("undo that", [shown(status="applied")])[0].verb == "undo"


def test_them_are_the_changes_of_the_set_shown_last() -> None:
    sets = [shown(id="cs_aaaa"), shown(id="cs_bbbb")]
    assert [c.change_set_id for c in consents("ok apply them", sets)] == ["cs_bbbb"]


def test_the_rest_is_a_part_that_was_shown_last() -> None:
    whole, part = shown(summary="Merge 22 contacts"), shown(summary="Merge 22 (only 18 of 22)")
    assert consents("apply the rest", [whole]) == []
    assert consents("apply the rest", [whole, part])[0].verb == "approve"


def test_undo_after_an_undo_was_shown_approves_it() -> None:
    [given] = consents("yes, undo it", [shown(summary="Undo: Merge 3 contacts")])
    assert given.verb == "approve"


@pytest.mark.parametrize(
    "text",
    [
        "approve the phone fixes",
        "undo the phone changes",
        "drop the phone changes",
        "approve the phone corrections of contacts",
    ],
)
def test_a_part_of_what_was_shown_is_no_decision_on_all_of_it(text: str) -> None:
    whole = "Correct 9 values: phone of contacts 5, country of accounts 4"
    alone = "Correct 5 values: phone of contacts 5"
    status = "applied" if text.startswith("undo") else "draft"
    assert consents(text, [shown(summary=whole, status=status)]) == []
    assert consents(text, [shown(summary=alone, status=status)])


def test_a_part_of_the_merges_is_no_decision_on_all_of_them() -> None:
    both = "Merge 3 duplicate accounts (2 groups) and 4 duplicate contacts (4 groups)"
    assert consents("undo the account merges", [shown(summary=both, status="applied")]) == []
    assert consents("undo the merges", [shown(summary=both, status="applied")])
    assert consents("approve the account and contact merges", [shown(summary=both)])


def test_all_good_is_no_word_on_every_set() -> None:
    sets = [shown(id="cs_aaaa"), shown(id="cs_bbbb")]
    for text in ("all good, apply it", "all right, approve", "approve all of it"):
        assert [c.change_set_id for c in consents(text, sets)] == ["cs_bbbb"]
