"""Does a question find its passage? Recall at 5 and the time of a search, at 10,000 passages.

    python -m evals.bench.retrieval [--passages 10000] [--words-only] [--json FILE]

The corpus is `retrieval.yaml`: 50 topics, each written for 10 products in 20 countries, so that
every right passage has 199 siblings on its topic and 49 under its headings. Questions come in three
kinds: in plain words of the trade, in words that the text does not use, and by a rule's number.
Every other topic is held aside from tuning, and told apart here.
"""

import argparse
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge import embedding
from knowledge.index import Index

HANDBOOK = Path(__file__).with_suffix(".yaml")
SEED = 20261122
ASKED = 1_200
WARMED = 20


@dataclass(frozen=True)
class Question:
    """A question and where its answer stands."""

    text: str
    source: str
    section: str
    kind: str
    held_aside: bool


def write(folder: Path, passages: int) -> list[Question]:
    """Write the handbook into a folder, a file a product and country; gives all questions."""
    handbook = yaml.safe_load(HANDBOOK.read_text("utf-8"))
    chance = random.Random(SEED)
    places = list(itertools.product(handbook["products"], handbook["countries"].items()))
    questions: list[Question] = []
    for product, (country, adjective) in places[: passages // len(handbook["topics"])]:
        path = folder / product.lower() / f"{country.lower()}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        source = path.relative_to(folder.parent).as_posix()
        lines = [f"# {product} in {country}"]
        for at, topic in enumerate(handbook["topics"]):
            number = f"{topic['name'][:3].upper()}-{chance.randint(1000, 9999)}{len(questions)}"
            text = topic["text"].format(n=chance.randint(2, 90))
            lines.append(f"## {topic['name']}\n\n{text} Rule {number}.")
            section = f"{product} in {country} > {topic['name']}"
            questions += [
                Question(text, source, section, kind, bool(at % 2))
                for kind, text in _asked(topic, number, product, (country, adjective))
            ]
        path.write_text("\n\n".join(lines) + "\n", "utf-8")
    return questions


def _asked(
    topic: dict[str, Any], number: str, product: str, country: tuple[str, str]
) -> Iterator[tuple[str, str]]:
    noun, adjective = country
    yield "plain", f"For {product} in {noun}, {topic['plain']}?"
    for ask, place in zip(topic["other_words"], (f"in {noun}", f"{adjective}"), strict=True):
        where = f"for {product} {place}" if place.startswith("in ") else f"{place} {product} team"
        yield "other words", f"{ask} ({where})?"
    yield "number", f"what does rule {number} say?"


def measure(index: Index, questions: list[Question]) -> dict[str, float]:
    """The time of a search, and recall for each kind of question on topics held aside."""
    found: dict[str, list[int | None]] = {}
    took: list[float] = []
    spent = time.process_time()
    for question in questions[:WARMED]:
        index.search("bench", question.text)
    for question in questions:
        start = time.perf_counter()
        passages = index.search("bench", question.text, k=5)
        took.append((time.perf_counter() - start) * 1_000)
        name = f"{question.kind}, {'held aside' if question.held_aside else 'dev'}"
        sections = [(each.source, each.section) for each in passages]
        found.setdefault(name, []).append(_rank(question, sections))
    spent = time.process_time() - spent
    took.sort()
    figures: dict[str, float] = {"cpu_ms": 1_000 * spent / len(questions)}
    figures |= {"p50_ms": took[len(took) // 2], "p95_ms": took[int(len(took) * 0.95)]}
    for name, ranks in sorted(found.items()):
        figures |= {f"recall@{k} {name}": _share(ranks, k) for k in (1, 5)}
    return {name: round(value, 3) for name, value in figures.items()}


def _rank(question: Question, found: list[tuple[str, str]]) -> int | None:
    wanted = (question.source, question.section)
    return found.index(wanted) + 1 if wanted in found else None


def _share(ranks: list[int | None], k: int) -> float:
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--words-only", action="store_true")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _shown() -> Iterator[str]:
    given = _arguments()
    model = None if given.words_only else embedding.load()
    with tempfile.TemporaryDirectory() as folder:
        questions = write(Path(folder, "handbook"), given.passages)
        random.Random(SEED).shuffle(questions)
        with Index(Path(folder, "home"), model) as index:
            start = time.perf_counter()
            added = index.add("bench", Path(folder, "handbook"))
            figures: dict[str, float] = {
                "passages": index.holdings("bench").passages,
                "embedded": added.embedded,
            }
            figures["seconds_to_add"] = round(time.perf_counter() - start, 1)
            figures |= measure(index, questions[:ASKED])
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    yield from (f"{name:>36}  {value}" for name, value in figures.items())


if __name__ == "__main__":
    for line in _shown():
        sys.stdout.write(f"{line}\n")
