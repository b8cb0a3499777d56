from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from agent.planner.learned.intent import Ask, Intent, kept_at, train
from agent.planner.learned.learning import Matrix

pytestmark = pytest.mark.slow  # each trains a whole network

EITHER = ("red", "blue")


def asks() -> list[Ask]:
    """Red and blue together, or neither, is `same`; one of them is `other`: no sum of words is."""
    made = []
    for number in range(40):
        for red in (True, False):
            for blue in (True, False):
                words = [w for w, on in zip(EITHER, (red, blue), strict=True) if on]
                text = f"{' '.join(words)} thing {number}"
                made.append(Ask("same" if red == blue else "other", text, (*words, "thing"),
                                frozenset()))  # fmt: skip
    return made


def likeliest(intent: Intent, *words: str) -> str:
    return intent.guess(" ".join(words), (*words, "thing"), frozenset())[0].tool


def test_what_no_single_word_tells_is_learned() -> None:
    intent = train(asks, "colours", None, None)
    told = [likeliest(intent, *words) for words in ((), ("red",), ("blue",), EITHER)]
    assert told == ["same", "other", "other", "same"]


def test_meaning_is_learned_where_the_words_say_nothing() -> None:
    def embed(texts: Sequence[str]) -> Matrix:
        return np.array([[1.0, 0.0] if "up" in t else [0.0, 1.0] for t in texts], np.float32)

    said = [
        Ask(way, f"{way} {n}", ("word",), frozenset()) for n in range(60) for way in ("up", "down")
    ]
    intent = train(lambda: said, "ways", embed, None)
    assert intent.guess("up again", ("word",), frozenset())[0].tool == "up"
    assert intent.guess("no more", ("word",), frozenset())[0].tool == "down"


def test_chances_add_up_to_one() -> None:
    guesses = train(asks, "colours", None, None).guess("red", ("red",), frozenset())
    assert sum(g.chance for g in guesses) == pytest.approx(1.0, abs=1e-5)


def test_a_training_is_kept_and_used_while_its_asks_are_the_same(tmp_path: Path) -> None:
    kept = tmp_path / "colours.npz"
    first = train(asks, "colours", None, kept)

    def never() -> list[Ask]:
        raise AssertionError("it was learned again")

    again = train(never, "colours", None, kept)
    assert likeliest(again, "red") == likeliest(first, "red") == "other"
    assert kept_at(kept, "other asks", None) is None
    assert kept_at(tmp_path / "none.npz", "colours", None) is None
