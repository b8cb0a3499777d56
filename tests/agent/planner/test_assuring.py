"""Questions about the work itself, and about what a store of sales data does not hold."""

import pytest

from agent.compose import COURTEOUS, composed
from agent.planner.judging.assuring import NO_COSTS, NO_HIRING, WHICH_FIGURE, assured
from agent.planner.words.memory import Call, Memory, ShownSet


@pytest.mark.parametrize(
    "text", ["how does the undo work? I'm scared to click approve", "how does approval work",
             "what happens when I approve something?", "what happens if someone rejects it",
             "so how do the previews work?", "I'm nervous about approving this"],
)  # fmt: skip
def test_how_changes_are_made_is_explained(words, text):
    plan = assured(words(text), Memory())
    assert plan is not None
    assert plan.statement == "changes"
    assert "Nothing is written yet" in composed([], [], plan.statement)
    assert plan.statement in COURTEOUS


@pytest.mark.parametrize(
    "text", ["What should I look at first today?", "what needs my attention this morning?",
             "where do I start today", "hi, what should we do first?"],
)  # fmt: skip
def test_a_day_begins_with_what_waits(words, text):
    plan = assured(words(text), Memory())
    assert plan is not None
    assert [c.tool for c in plan.calls] == ["list_changes", "find_stale_deals", "measure"]


@pytest.mark.parametrize(
    "text", ["can I trust this number? where does it come from", "how did you get this",
             "where does that figure come from?", "is this number right?"],
)  # fmt: skip
def test_a_figure_in_doubt_is_computed_again(words, text):
    last = Call(tool="measure", arguments={"metric": "win_rate"})
    again = assured(words(text), Memory(calls=[last]))
    assert again is not None
    assert again.calls == [last]
    none = assured(words(text), Memory())
    assert none is not None
    assert none.question is not None
    assert none.question.text == WHICH_FIGURE


@pytest.mark.parametrize(
    ("text", "said"),
    [("budget vs actuals for marketing?", NO_COSTS), ("cost per lead too?", NO_COSTS),
     ("what's our marketing ROI", NO_COSTS), ("hire plan: how many AEs for 30M?", NO_HIRING),
     ("how many reps do we need to hire to hit 40M", NO_HIRING)],
)  # fmt: skip
def test_what_is_not_held_is_said(words, text, said):
    plan = assured(words(text), Memory())
    assert plan is not None
    assert plan.statement == said


@pytest.mark.parametrize("text", ["i clicked approve by mistake, help", "I approved it too soon",
                                  "oops, accidentally approved"])  # fmt: skip
def test_an_approval_by_mistake_shows_its_undoing(words, text):
    done = ShownSet(id="cs_a", digest="d", status="applied")
    plan = assured(words(text), Memory(sets=[done]))
    assert plan is not None
    assert [(c.tool, c.arguments) for c in plan.calls] == [("preview_undo", {"change_set": "cs_a"})]


@pytest.mark.parametrize(
    "text", ["where do our leads come from", "how do you calculate win rate", "cost per customer",
             "how many people do we have", "what should we close this quarter", "undo that",
             "how many reps have a quota", "which deals need attention"],
)  # fmt: skip
def test_questions_about_the_data_are_left_alone(words, text):
    assert assured(words(text), Memory()) is None
