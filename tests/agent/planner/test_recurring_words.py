"""A request to be made again and again is taken apart: the work, the place, the limits."""

import pytest

from agent.planner.schedules.recurring_words import WHOLE, Left, left_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "tidy up our CRM, apply whatever the policy covers and ask us in #ops about the rest",
            Left(WHOLE, "slack:#ops"),
        ),
        (
            "normalise phones, come to me with whatever is left, and email a report to ops@x.io",
            Left("normalise phones", "email:ops@x.io"),
        ),
        (
            "find stale deals, ask me in #sales for the others and post the summary in #exec",
            Left("find stale deals", "slack:#exec"),
        ),
        (
            "clean the CRM and score our data quality, ask me about anything else",
            Left(f"{WHOLE} and score our data quality"),
        ),
    ],
)
def test_what_every_schedule_does_anyway_is_no_work(text: str, expected: Left) -> None:
    assert left_of(text) == expected


def test_what_a_policy_allows_is_the_work_when_nothing_else_is_asked_for() -> None:
    left = left_of("fix whatever our policies allow and ask me for the rest")
    assert left == Left("fix whatever our policies allow")


def test_asking_before_anything_else_keeps_a_schedule_to_drafts() -> None:
    assert left_of("clean the CRM, ask me before touching anything else").draft_only


def test_asking_before_anything_else_leaves_what_a_policy_allows() -> None:
    said = "clean the CRM, fix what our policy allows, ask me before touching anything else"
    assert left_of(said) == Left(WHOLE)


@pytest.mark.parametrize(
    ("wish", "ask"),
    [
        ("I want to see last week's won deals", "show last week's won deals"),
        ("I'd like to know which deals were lost yesterday", "which deals were lost yesterday"),
        ("we want to get rid of duplicate contacts", "get rid of duplicate contacts"),
    ],
)
def test_a_wish_is_the_request_that_fulfils_it(wish: str, ask: str) -> None:
    assert left_of(wish).ask == ask


@pytest.mark.parametrize(
    ("text", "place", "ask"),
    [
        ("clean up the CRM and send a digest to ops@x.io and #revops",
         "email:ops@x.io, slack:#revops", "run the clean-up of the CRM"),
        ("post the pipeline in the #revops channel and by email",
         "slack:#revops, email:me", "show the pipeline"),
        ("find stale deals and mail them to a@x.io, b@y.org and https://hooks.example.com/x",
         "email:a@x.io, email:b@y.org, webhook:https://hooks.example.com/x", "find stale deals"),
    ],
)  # fmt: skip
def test_a_digest_goes_to_every_place_that_is_named(text: str, place: str, ask: str) -> None:
    left = left_of(text)
    assert (left.destination, left.ask) == (place, ask)


def test_places_named_without_end_are_read_in_one_go() -> None:
    """A pattern that could read them in several ways would need longer than anybody waits."""
    assert left_of("and send it " + "to the #a, and " * 60).destination == "slack:#a"
