"""What was said and done is kept in order, and belongs to one workspace."""

import pytest
from sqlmodel import Session

from store import conversation, workspace
from store.errors import NotFound
from tests.makers import NOW, TODAY, WORKSPACE


def test_messages_keep_their_order_and_the_first_names_the_conversation(session: Session) -> None:
    made = conversation.begin(session, WORKSPACE, by="ann", now=NOW)
    for n in range(3):
        conversation.say(session, WORKSPACE, made.id, speaker="person", text=f"Ask {n}", now=NOW)
    conversation.say(
        session, WORKSPACE, made.id, speaker="pitcrew", text="Done", now=NOW, run_id="run_1",
        reply={"say": "Done"},
    )  # fmt: skip
    session.commit()
    assert conversation.read(session, WORKSPACE, made.id).title == "Ask 0"
    said = conversation.history(session, WORKSPACE, made.id, limit=2)
    assert [(m.position, m.text) for m in said] == [(3, "Ask 2"), (4, "Done")]
    assert said[1].reply == {"say": "Done"}
    assert [c.id for c in conversation.listing(session, WORKSPACE)] == [made.id]


@pytest.mark.parametrize(
    ("text", "title"),
    [("x" * 80, "x" * 80), ("x" * 200, "x" * 79 + "…"), ("Hi\n\n  there", "Hi there"),
     ("a " * 30 + "Why did it change, and what will come of it?",
      "a " * 30 + "Why did it change…")],
)  # fmt: skip
def test_a_long_first_message_names_it_with_whole_words(session: Session, text, title) -> None:
    made = conversation.begin(session, WORKSPACE, by="ann", now=NOW)
    conversation.say(session, WORKSPACE, made.id, speaker="person", text=text, now=NOW)
    assert conversation.read(session, WORKSPACE, made.id).title == title
    assert len(title) <= conversation.HEADING


def test_a_conversation_of_another_workspace_is_not_there(session: Session) -> None:
    made = conversation.begin(session, WORKSPACE, by="ann", now=NOW)
    with pytest.raises(NotFound, match="no conversation"):
        conversation.read(session, "elsewhere", made.id)
    assert conversation.listing(session, "elsewhere") == []


def test_memory_is_what_a_follow_up_may_refer_to(session: Session) -> None:
    made = conversation.begin(session, WORKSPACE, by="ann", now=NOW)
    conversation.remember(session, WORKSPACE, made.id, {"metric": "win_rate"})
    session.commit()
    session.expire_all()
    assert conversation.read(session, WORKSPACE, made.id).memory == {"metric": "win_rate"}


def test_a_run_is_noted_from_its_start_to_its_end(session: Session) -> None:
    made = conversation.begin(session, WORKSPACE, by="ann", now=NOW)
    run = conversation.start_run(
        session, WORKSPACE, made.id, asked="How much?", actor="ann", planner="embedded",
        as_of=TODAY, now=NOW,
    )  # fmt: skip
    for n, tool in enumerate(("measure", "forecast")):
        conversation.note_step(
            session, WORKSPACE, run.id, position=n, tool=tool, arguments={"n": n}, status="done"
        )
    ended = conversation.end_run(
        session, WORKSPACE, run.id, status="answered", now=NOW, usage={"steps": 2}
    )
    session.commit()
    assert (ended.status, ended.planner, ended.usage) == ("answered", "embedded", {"steps": 2})
    steps = conversation.steps(session, WORKSPACE, run.id)
    assert [step.tool for step in steps] == ["measure", "forecast"]
    with pytest.raises(NotFound, match="no run 'run_x'"):
        conversation.read_run(session, WORKSPACE, "run_x")


def test_a_workspace_is_made_once(session: Session) -> None:
    first = workspace.ensure(session, "acme", name="Acme", currency="EUR")
    again = workspace.ensure(session, "acme", name="Other", currency="USD")
    assert (again is first, again.currency) == (True, "EUR")
    assert [w.id for w in workspace.every(session)] == ["acme", WORKSPACE]
    with pytest.raises(NotFound, match="no workspace 'nowhere'"):
        workspace.read(session, "nowhere")
