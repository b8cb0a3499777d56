"""What is trained in torch and what reads in numpy are the same network."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from agent.planner.learned.adapted import rewording  # noqa: E402 - torch is asked for first
from agent.planner.learned.rewording import words  # noqa: E402 - torch is asked for first
from agent.planner.learned.writing import Writing  # noqa: E402 - torch is asked for first
from agent.teaching import lesson  # noqa: E402 - torch is asked for first
from agent.teaching.batches import batch, chances  # noqa: E402 - torch is asked for first
from agent.teaching.lesson import Teacher  # noqa: E402 - torch is asked for first
from knowledge import embedding, weights  # noqa: E402 - torch is asked for first
from knowledge.wordings import Wording  # noqa: E402 - torch is asked for first
from store.errors import BadInput  # noqa: E402 - torch is asked for first

pytestmark = pytest.mark.skipif(not embedding.available(), reason="no sentence model here")

PLAIN = ("won revenue by region in {}", "stale deals in {}", "win rate in {} by owner")
TAUGHT = [
    Wording("demo", f"{greeting} how is {place}", plain.format(place))
    for greeting, plain in zip(("well,", "so", "and"), PLAIN, strict=True)
    for place in ("EMEA", "East", "West", "Central")
]


def teacher(epochs: int = 1) -> Teacher:
    return Teacher(TAUGHT, {"region": ("EMEA", "East")}, epochs)


def shaken(made: Teacher) -> Teacher:
    """Weights of chance where a training begins with nothing."""
    with torch.no_grad():
        for name, weight in made.network.named_parameters():
            if weight.requires_grad and name.endswith((".b", "bias")):
                weight.add_(torch.randn_like(weight) * 0.1)
    return made


@pytest.mark.slow
def test_what_is_written_gives_the_chances_that_torch_gives(tmp_path: Path) -> None:
    made = shaken(teacher())
    made.write(tmp_path / "some.npz")
    model = embedding.load()
    assert model is not None
    reads = rewording(tmp_path / "some.npz", weights.find().tensors, model)
    said = "so how is EMEA, O'Brien & East"
    [example] = made.examples([(said, "win rate in EMEA by East")])
    one = batch([example])
    made.network.eval()
    with torch.no_grad():
        memory = made.network.read(one.pieces, one.real, one.pool)
        words_, places = made.network.write(memory, one.said, one.last, one.at)
    writing = Writing(reads._part, reads._read(words(said)))
    assert np.allclose(writing.memory, memory[0].numpy(), atol=1e-2)
    for at in range(one.last.shape[1]):
        found = writing.step([0], [int(one.last[0, at])], [int(one.at[0, at])])
        assert np.allclose(np.exp(found[0][0]), words_[0, at].exp().numpy(), atol=1e-3)
        assert np.allclose(np.exp(found[1][0]), places[0, at].exp().numpy(), atol=1e-3)


@pytest.mark.slow
def test_what_fills_up_a_batch_changes_no_chance() -> None:
    made = shaken(teacher())
    made.network.eval()
    examples = made.examples([(each.said * n, each.plain) for n, each in enumerate(TAUGHT, 1)])
    with torch.no_grad():
        alone = chances(made.network, batch(examples[:1]))[0]
        beside = chances(made.network, batch(examples))[0]
    assert torch.allclose(alone, beside[: len(alone)], atol=1e-4)


@pytest.mark.slow
def test_teaching_teaches_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    whole, begun = teacher(4), teacher(4)
    before = whole.score(TAUGHT).off
    for _ in range(2):
        whole.teach()
        begun.teach()
    begun.keep(tmp_path / "some.unfinished")
    later = teacher(4)
    later.go_on(tmp_path / "some.unfinished")
    assert later.epoch == 2
    assert later.score(TAUGHT) == begun.score(TAUGHT)
    assert later.score(TAUGHT).off < before


def test_there_must_be_something_to_go_on_from(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="to go on from"):
        teacher().go_on(tmp_path / "none")


def test_asks_that_nothing_answers_are_taught_too() -> None:
    assert {each.plain for each in lesson.taught()} > {"nothing"}
