"""The language that requests are made in: its ordinary words, and the sentence model if any."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from agent.planner.learned.intent import Embed
from agent.planner.words.text import norm, tokens
from knowledge import embedding, playbook
from tools.catalog import catalog

COMMON = 3
"""A word in so many asks is an ordinary word."""


@dataclass(frozen=True, slots=True)
class Language:
    """What the planner knows of words before it knows a workspace."""

    familiar: dict[str, frozenset[str]]
    """For each tool, the words that the playbooks' asks for it hold."""
    usual: frozenset[str]
    """Words that requests are made of, in which a slip is mended."""
    ordinary: frozenset[str]
    """Words of the language, never taken for a misspelled name."""
    embed: Embed | None


def met(cache: Path | None) -> Language:
    """The language of the playbooks, and of the sentence model where its weights are installed."""
    familiar, model = _familiar(), embedding.load(cache)
    ordinary = frozenset.intersection(*familiar.values())
    if model is None:
        return Language(familiar, _usual(), ordinary, None)
    known = frozenset(norm(word) for word in model.tokenizer.get_vocab() if word.isalpha())
    return Language(familiar, _usual(), ordinary | known, model.embed)


def _familiar() -> dict[str, frozenset[str]]:
    """For each tool the words that its own asks hold, and those that asks hold again and again."""
    said = [(tool, {t.norm for t in tokens(ask) if not t.is_name})
            for book in playbook.read_all() for tool, ask in book.sentences]  # fmt: skip
    seen = Counter(word for tool, words in said if tool in catalog() for word in words)
    # Asks hold slips of the pen on purpose; a slip is seldom made twice.
    common = {word for word, times in seen.items() if times >= COMMON}
    own: dict[str, set[str]] = defaultdict(set)
    for tool, words in said:
        own[tool] |= words
    return {tool: frozenset(common | words) for tool, words in own.items()}


def _usual() -> frozenset[str]:
    """The words, as they are spelled, that asks hold again and again."""
    said = (t for book in playbook.read_all() for _, ask in book.sentences for t in tokens(ask))
    seen = Counter(t.text for t in said if not t.is_name and t.text.isalpha())
    return frozenset(word for word, times in seen.items() if times >= COMMON)
