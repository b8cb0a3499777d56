"""What is wrong with the records of a scorecard, by how many have it."""

from collections.abc import Sequence
from dataclasses import dataclass

from store.schema import FieldSpec, Kind, entity
from tools.parts.quality import Card


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with some records of a table."""

    table: str
    words: str
    count: int
    of: int
    row_ids: tuple[str, ...] = ()


def faults(cards: Sequence[Card]) -> list[Fault]:
    """All that is wrong, by how many records have it."""
    found: list[Fault] = []
    for card in cards:
        plural = entity(card.table).plural
        for cell in card.cells:
            scope = f"open {plural}" if cell.due < card.records and cell.missing else plural
            found.append(
                Fault(card.table, f"{scope} without {_called(cell.spec)}", cell.missing, cell.due)
            )
            wrong = cell.filled - (cell.filled if cell.valid is None else cell.valid)
            words = f"{plural} whose {cell.spec.label} is badly written"
            found.append(Fault(card.table, words, wrong, cell.filled))
        found += [
            Fault(card.table, check.words, len(check.broken), check.applies, check.broken)
            for check in card.checks
        ]
        found.append(Fault(card.table, f"surplus {plural}", card.surplus or 0, card.records))
    return sorted((f for f in found if f.count), key=lambda f: (-f.count, f.words))


def _called(spec: FieldSpec) -> str:
    """The field as a fault names it: `created date`."""
    return f"{spec.label} date" if spec.kind is Kind.DATE else spec.label
