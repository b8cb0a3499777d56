"""What the planner learns its choices from, and the trainings that come with Pitcrew.

Two choices are learned: the tool from every ask, and the figure from the registry's words and the
asks that name one. A training takes a minute, so the trainings of the shipped asks are shipped too;
`python -m agent.lessons` makes them anew after a change of the asks (`make learn`).
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from agent.language import Language, met
from agent.planner.figures.figure_words import timeless
from agent.planner.learned.adapted import rewording
from agent.planner.learned.composing import composed
from agent.planner.learned.intent import Ask, Intent, kept_at, train
from agent.planner.learned.rewording import Rewording
from agent.planner.words.clause import Clause, World
from agent.planner.words.courtesy import heart
from agent.planner.words.idioms import plainly
from agent.planner.words.lexicon import Lexicon
from agent.planner.words.masking import kinds, masked
from agent.planner.words.vocabulary import declared
from knowledge import asks, embedding, playbook, weights
from tools.parts.metrics import METRICS

SHIPPED = Path(__file__).parent / "planner" / "trained"
"""The trainings that come with Pitcrew, by the choice that they are for."""
A_DAY = date(2024, 5, 15)
"""Training reads periods from one fixed day, so that it gives the same weights every day."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One choice with its examples."""

    name: str
    pairs: tuple[Pair, ...]
    """Sentences, each after what it asks for."""
    prepare: Callable[[Iterable[Pair], frozenset[str]], list[Ask]]

    def learned(self, language: Language, folder: Path, shipped: Path = SHIPPED) -> Intent:
        """The trained choice: the shipped one, one kept in the folder, or one made now."""
        found = kept_at(shipped / f"{self.name}.npz", self.key, language.embed)
        if found is not None:
            return found
        return train(
            lambda: self.prepare(self.pairs, language.ordinary), self.key, language.embed,
            folder / f"{self.name}.npz",
        )  # fmt: skip

    @property
    def key(self) -> str:
        """Names everything that is learned from."""
        return f"{self.name} {self.pairs}"


@dataclass(frozen=True, slots=True)
class Learned:
    """All that is known before a workspace is."""

    language: Language
    tools: Intent
    figures: Intent
    reword: Rewording | None


@cache
def learned(folder: Path) -> Learned:
    """The language and the choices; once per process.

    Args:
        folder: Where a deployment keeps what it built itself.
    """
    language = met(folder)
    tools, figures = choice_of_tool(), choice_of_figure()
    return Learned(
        language, tools.learned(language, folder), figures.learned(language, folder),
        _rewording(folder),
    )  # fmt: skip


def _rewording(folder: Path) -> Rewording | None:
    """What puts free wordings in plain words; None where there is no sentence model."""
    model = embedding.load(folder)
    if model is None:
        return None
    return rewording(SHIPPED / "rewording.npz", weights.find().tensors, model)


def choice_of_tool() -> Lesson:
    """Which tool is asked for, learned from playbooks, composed sentences and the asks."""
    taught = (pair for book in playbook.read_all() for pair in book.sentences)
    said = ((each.tool, each.text) for each in asks.read_all())
    return Lesson("tools", (*taught, *composed(), *said), read_for_tools)


def choice_of_figure() -> Lesson:
    """Which metric is meant, learned from the registry's words and from the asks that name one."""
    phrases = ((m.name, phrase) for m in METRICS.values() for phrase in (m.label, *m.words))
    named = ((name, form.format(phrase)) for name, phrase in phrases for form in _forms(phrase))
    said = ((each.figure, each.text) for each in asks.read_all() if each.figure)
    return Lesson("figures", (*named, *said), _read_for_figures)


def read_for_tools(pairs: Iterable[Pair], ordinary: frozenset[str]) -> list[Ask]:
    """Sentences as the choice of a tool sees them: names, figures and periods masked."""
    return [Ask(tool, clause.text, masked(clause), kinds(clause))
            for tool, clause in _read(pairs, ordinary)]  # fmt: skip


def _read_for_figures(pairs: Iterable[Pair], ordinary: frozenset[str]) -> list[Ask]:
    return [Ask(name, clause.timeless, timeless(clause), frozenset())
            for name, clause in _read(pairs, ordinary)]  # fmt: skip


def _read(pairs: Iterable[Pair], ordinary: frozenset[str]) -> Iterator[tuple[str, Clause]]:
    lexicon = Lexicon(ordinary=ordinary)
    declared(lexicon)
    world = World(lexicon, A_DAY)
    return ((name, Clause(plainly(heart(text)), world)) for name, text in pairs)


def _forms(phrase: str) -> tuple[str, ...]:
    """A metric's phrase alone, and as it stands in a question."""
    if phrase.split(maxsplit=1)[0] in {"how", "what", "who", "did", "have", "which"}:
        return ("{}", "{} this quarter")
    return ("{}", "what is our {} this quarter")


def main() -> None:
    """Learn again what the asks have changed of, and write the trainings that are shipped."""
    language = met(None)
    if language.embed is None:
        sys.exit("The sentence model is not installed: run `make setup`.")
    for lesson in (choice_of_tool(), choice_of_figure()):
        lesson.learned(language, SHIPPED)
        sys.stdout.write(f"{lesson.name}: learned from {len(lesson.pairs):,} sentences\n")


if __name__ == "__main__":
    main()
