"""The industry condition of a list: an industry's name against the categories on record."""

from collections.abc import Sequence

from rapidfuzz import process
from sqlalchemy import ColumnElement, and_, or_

from store.errors import NotFound
from tools.context import Context
from tools.parts.industries import Reading, resolve
from tools.parts.listing.criterion import Criterion, Facts, mention
from tools.parts.listing.universe import Company, Universe, absent, present

TEXTS = ("keywords", "description")


def industry_criterion(ctx: Context, universe: Universe, asked: Sequence[str]) -> Criterion:
    """In any of some industries.

    Raises:
        NotFound: An industry that neither the taxonomy nor the records know.
    """
    held = universe.values(ctx, "industry")
    readings = [_read(text, held) for text in asked]
    tests, notes, words = [], [], []
    for reading in readings:
        narrowed = bool(reading.markers) and _described(ctx, universe, reading)
        tests.append(_test(universe, reading, narrowed=narrowed))
        words.append(_words(reading, narrowed=narrowed))
        notes += _notes(universe, reading, narrowed=narrowed)
    return Criterion(
        "industry", " or ".join(words), or_(*tests), absent(universe.column("industry")),
        lambda company, facts: _evidence(company, facts, readings), notes,
    )  # fmt: skip


def _read(text: str, held: Sequence[str]) -> Reading:
    reading = resolve(text, held)
    if reading is not None:
        return reading
    near = [match[0] for match in process.extract(text, held, limit=3, score_cutoff=60)]
    offered = near or list(held)[:12]
    raise NotFound(
        f"No industry called {text!r} is known here.",
        hint=f"On record: {', '.join(offered)}. Or give it as a keyword.",
    )


def _described(ctx: Context, universe: Universe, reading: Reading) -> bool:
    """Whether the records of those categories say what the companies do."""
    told = [present(column) for column in universe.columns(*TEXTS)]
    return universe.count(ctx, _in(universe, reading), or_(*told)) > 0


def _in(universe: Universe, reading: Reading) -> ColumnElement[bool]:
    return universe.column("industry").in_(reading.values)


def _test(universe: Universe, reading: Reading, *, narrowed: bool) -> ColumnElement[bool]:
    if not narrowed:
        return _in(universe, reading)
    texts = universe.columns("name", *TEXTS)
    said = [text.icontains(word, autoescape=True) for text in texts for word in reading.markers]
    return and_(_in(universe, reading), or_(*said))


def _words(reading: Reading, *, narrowed: bool) -> str:
    if not reading.values:
        return reading.industry
    categories = "category" if len(reading.values) == 1 else "categories"
    text = f"{reading.industry} ({categories} {', '.join(reading.values)}"
    return f"{text}, narrowed by name, keywords and description)" if narrowed else f"{text})"


def _notes(universe: Universe, reading: Reading, *, narrowed: bool) -> list[str]:
    notes = [reading.note] if reading.note else []
    if reading.markers and reading.values and not narrowed:
        notes.append(
            f"The {universe.noun} have no descriptions, so {reading.industry} could not be told "
            f"apart inside {', '.join(reading.values)}: every company there counts."
        )
    return notes


def _evidence(company: Company, facts: Facts, readings: Sequence[Reading]) -> str:  # noqa: ARG001 - every evidence takes both
    for reading in readings:
        said = mention(company, reading.markers) if reading.markers else ""
        if company.industry in reading.values and said:
            return f"industry {company.industry}; {said}"
    return f"industry {company.industry}"
