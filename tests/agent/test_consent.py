import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.consent import consents, verb_of
from agent.planner.memory import ShownSet


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
        ("all right, approve", "approve"),
        ("yes do all of them please", "approve"),
        ("looks right to me - go", "approve"),
        ("ok go ahead then", "approve"),
        ("yes please, go ahead with it", "approve"),
        ("sure, make those changes", "approve"),
        ("that all looks fine, apply it please", "approve"),
        ("approved!", "approve"),
        ("All approved, thanks", "approve"),
        ("yep. do it.", "approve"),
        ("Confirmed - go ahead.", "approve"),
        ("I'm happy with that, apply it", "approve"),
        ("good, apply them all", "approve"),
        ("please proceed with the changes", "approve"),
        ("ok apply", "approve"),
        ("you can go ahead", "approve"),
        ("you may apply these now", "approve"),
        ("you have my approval", "approve"),
        ("green light from me", "approve"),
        ("sign it off please", "approve"),
        ("fine by me, do it", "approve"),
        ("works for me", "approve"),
        ("sounds good, do it", "approve"),
        ("let's do this", "approve"),
        ("Absolutely, ship it", "approve"),
        ("yes to all", "approve"),
        ("Accept all of these", "approve"),
        ("approve both", "approve"),
        ("approve the merge", "approve"),
        ("👍", "approve"),
        ("approve this please, thanks", "approve"),
        ("great stuff, go for it", "approve"),
        ("okay, you can make the changes", "approve"),
        ("Right then, approve the lot", "approve"),
        ("could you apply that please?", "approve"),
        ("I hereby approve this change set", "approve"),
        ("yes, carry on", "approve"),
        ("it's fine, apply it", "approve"),
        ("no objections, proceed", "approve"),
        ("push it through", "approve"),
        ("ok, that is correct, apply it", "approve"),
        ("apply it as shown", "approve"),
        ("yes go", "approve"),
        ("do it please, thank you", "approve"),
        ("please make the changes you proposed", "approve"),
        ("nah leave it", "reject"),
        ("no", "reject"),
        ("No thank you.", "reject"),
        ("nope, not doing that", "reject"),
        ("please don't", "reject"),
        ("don't do any of it", "reject"),
        ("do not merge those", "reject"),
        ("I don't want these changes", "reject"),
        ("cancel everything", "reject"),
        ("scrap the whole thing please", "reject"),
        ("forget about it", "reject"),
        ("never mind then", "reject"),
        ("kill it", "reject"),
        ("please reject the lot", "reject"),
        ("toss that draft", "reject"),
        ("leave everything as it is", "reject"),
        ("leave them alone", "reject"),
        ("rejected", "reject"),
        ("declined, sorry", "reject"),
        ("No, I'd rather not", "reject"),
        ("changed my mind, discard it", "reject"),
        ("that's wrong, cancel it", "reject"),
        ("let's not do that", "reject"),
        ("let's not", "reject"),
        ("drop the whole thing", "reject"),
        ("throw the proposal away", "reject"),
        ("don't change anything please", "reject"),
        ("I reject this", "reject"),
        ("not approved, sorry", "reject"),
        ("turn it all down", "reject"),
        ("do nothing please", "reject"),
        ("no no, leave it be", "reject"),
        ("put everything back the way it was", "undo"),
        ("undo please", "undo"),
        ("revert all of that", "undo"),
        ("oh no, undo that!", "undo"),
        ("roll it all back", "undo"),
        ("take it all back please", "undo"),
        ("please put it back how it was", "undo"),
        ("hmm that was a mistake, undo it", "undo"),
        ("undo the merge please", "undo"),
        ("reverse what you just did", "undo"),
        ("I changed my mind, put that back", "undo"),
        ("can you put things back as they were?", "undo"),
        ("restore it to how it was", "undo"),
        ("undo my last approval", "undo"),
        ("unmerge those again", "undo"),
        ("change it back", "undo"),
        ("I want that undone", "undo"),
        ("we need to undo this", "undo"),
        ("back that out please", "undo"),
        ("undo all of it", "undo"),
        ("bring the old values back", "undo"),
        ("wrong one, revert it", "undo"),
        ("undo what was applied", "undo"),
        ("please could you undo the last thing", "undo"),
        ("undo the account merges", "undo"),
        ("restore the merged contacts", "undo"),
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
        "all the stages in order",
        "approve the first three and drop the rest",
        "don't undo",
        "do not undo it",
        "what does approve do",
        "what happens if I reject this?",
        "who approved this?",
        "was it approved?",
        "is that applied",
        "did you apply it",
        "have you undone it yet?",
        "what did you undo",
        "why did you reject it",
        "approve it if nothing else changes",
        "approve after lunch",
        "approve tomorrow",
        "approve everything from now on",
        "always approve phone fixes",
        "approve unless it touches Acme",
        "approve except Acme",
        "approve all but the Navarro ones",
        "apply it to Texas only",
        "apply to leads as well",
        "not yet",
        "hold off for now",
        "wait, don't approve yet",
        "maybe approve",
        "I think we should approve it",
        "I might undo this later",
        "she said to approve it",
        "he approved it yesterday",
        'the note says "approve"',
        "the record's title is approve all",
        "undo only the account merges",
        "undo group 2",
        "undo the last two",
        "undo everything since Monday",
        "can it be undone?",
        "how do I undo that",
        "could this be undone later?",
        "is it safe to apply?",
        "show me what undo would do",
        "list the approved changes",
        "list approved",
        "which changes were rejected",
        "approve?",
        "undo?",
        "approve or reject?",
        "yes and no",
        "yes but not the phones",
        "no wait, approve",
        "apply the same to contacts",
        "make them accounts",
        "make them customers",
        "ok thanks",
        "great, thanks",
        "thanks",
        "good",
        "nice work",
        "reject the last one",
        "approve the latest one",
        "drop the phone ones and keep the rest",
        "ok but first show me the Acme ones",
        "what would you apply",
        "you applied it",
        "would you approve it?",
        "can we approve that?",
        "don't reject it",
        "approve nothing",
        "undo nothing",
        "approve it, then run the forecast",
        "merge everything",
        "merge all duplicates",
        "delete it",
        "fix it",
        "go to Salesforce",
        "go back",
        "go on",
        "run it again for leads",
        "do the same for contacts",
        "send it",
        "approve in principle",
        "approve with changes",
        "if it looks good apply it",
        "when can you apply it",
        "apply 5 of them",
        "approve Acme",
        "list changes",
        "update it",
        "change it",
        "no, the other one",
        "forget that A and B are different",
        "stop",
        "help",
        "the changes were applied",
        "it was a mistake",
        "that looks wrong",
        "I am not happy with it",
        "leave it to me",
        "leave those out",
        "skip those",
        "take those out",
        "put them in a list",
        "undo tomorrow's schedule",
        "approve the policy",
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


DECISIONS = ("yes do all of them please", "looks right to me - go", "nah leave it", "approve",
             "put everything back the way it was", "don't apply it", "undo the account merges",
             "you have my approval", "great stuff, go for it", "roll it all back")  # fmt: skip
OTHERS = (
    "only",
    "if",
    "after",
    "except",
    "unless",
    "first",
    "three",
    "12",
    "Acme",
    "Texas",
    "how",
    "not yet",
    "maybe",
    "later",
    "tomorrow",
    "policy",
    "Navarro",
    "group 2",
    "should",
    "who",
    "next",
    "forecast",
    "always",
    "without",
    "says",
    "Monday",
    "revenue",
    "she",
    "stale",
)


@given(st.sampled_from(DECISIONS), st.sampled_from(OTHERS), st.integers(0, 20))
def test_one_word_that_is_none_of_a_decisions_makes_it_none(
    decision: str, other: str, place: int
) -> None:
    words = decision.split()
    words.insert(place % (len(words) + 1), other)
    assert verb_of(decision) is not None
    assert verb_of(" ".join(words)) is None


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
