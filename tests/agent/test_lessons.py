"""The trainings that come with Pitcrew are those of the asks that come with it."""

from pathlib import Path

import pytest

from agent.lessons import SHIPPED, Lesson, choice_of_figure, choice_of_tool, learned
from agent.planner.learned.intent import kept_at
from evals.choice import score
from knowledge import embedding

pytestmark = pytest.mark.skipif(not embedding.available(), reason="no sentence model here")


@pytest.mark.parametrize("lesson", [choice_of_tool(), choice_of_figure()], ids=lambda it: it.name)
def test_what_is_shipped_was_learned_from_the_asks_as_they_are(
    lesson: Lesson, planner_cache: Path
) -> None:
    model = learned(planner_cache).language.embed
    shipped = kept_at(SHIPPED / f"{lesson.name}.npz", lesson.key, model)
    assert shipped is not None, "the asks have changed: run `make learn` and commit the trainings"


@pytest.mark.slow
def test_the_right_tool_is_the_first_choice_on_most_sentences_kept_aside(
    planner_cache: Path,
) -> None:
    known = learned(planner_cache)
    found = score(known.tools, known.language.ordinary)
    assert found.n > 2000
    assert found.first > 0.84
    assert found.among_two > 0.94
