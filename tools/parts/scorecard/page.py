"""The scorecard as a page to send: one HTML file with its charts inside, and nothing to fetch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from store.quality import Mark
from store.schema import entity
from tools.parts.formats import written
from tools.parts.quality import DIMENSIONS, FORMULAS, Card
from tools.parts.scorecard.trend import DAYS_SHOWN, scores
from tools.result import Cell, Table

COLOURS = ("#2563eb", "#d97706", "#059669", "#9333ea")
GOOD, FAIR = Decimal("0.9"), Decimal("0.7")
ROWS_SHOWN = 40
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1f2937;max-width:60rem}
body{margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin-bottom:0}h2{font-size:1.15rem;margin-top:2rem}
p.lead{color:#4b5563}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #e5e7eb}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
svg{width:100%;height:auto}footer{margin-top:2rem;color:#6b7280;font-size:.8rem}
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the page."""

    workspace: str
    day: date
    sentence: str
    cards: Sequence[Card]
    marks: Sequence[Mark]
    tables: Sequence[Table]


def html(page: Page) -> str:
    """The whole page."""
    parts = [
        f"<h1>Data quality of {escape(page.workspace)}</h1>",
        f'<p class="lead">{page.day.isoformat()}. {escape(page.sentence)}</p>',
        "<h2>Scores</h2>", _bars(page.cards), *_trend(page.marks),
        *(_table(table) for table in page.tables),
        "<footer>", *(f"<div>{escape(n)}: {escape(FORMULAS[n])}.</div>" for n in DIMENSIONS),
        "<div>score: the mean of the marks that can be measured.</div></footer>",
    ]  # fmt: skip
    title = f"Data quality {page.day.isoformat()}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _bars(cards: Sequence[Card]) -> str:
    """A bar for each table's score, and one for each of its marks."""
    rows = []
    at = 0
    for card in cards:
        rows.append(_bar(at, entity(card.table).plural, card.score, bold=True))
        at += 26
        for name, mark in card.marks().items():
            rows.append(_bar(at, name, mark, bold=False))
            at += 20
        at += 12
    return (
        f'<svg viewBox="0 0 760 {at}" role="img" aria-label="Scores by table and mark">'
        f"{''.join(rows)}</svg>"
    )


def _bar(at: int, label: str, value: Decimal | None, *, bold: bool) -> str:
    height, weight = (18, "600") if bold else (12, "400")
    said = "cannot be measured" if value is None else written(value, "rate")
    middle = at + height - 3
    wide = 0 if value is None else round(float(value) * 440)
    return (
        f'<text x="{0 if bold else 16}" y="{middle}" font-size="13" font-weight="{weight}">'
        f"{escape(label)}</text>"
        f'<rect x="170" y="{at}" width="440" height="{height}" fill="#f3f4f6"/>'
        f'<rect x="170" y="{at}" width="{wide}" height="{height}" fill="{_colour(value)}"/>'
        f'<text x="620" y="{middle}" font-size="13" font-weight="{weight}">{said}</text>'
    )


def _colour(value: Decimal | None) -> str:
    if value is None:
        return "#d1d5db"
    return "#059669" if value >= GOOD else "#d97706" if value >= FAIR else "#dc2626"


def _trend(marks: Sequence[Mark]) -> list[str]:
    """A line a table through the days that were measured; none for a part, which is not kept."""
    if not marks:
        return []
    found = {name: line[-DAYS_SHOWN:] for name, line in scores(marks).items()}
    days = sorted({mark.on for line in found.values() for mark in line})
    if len(days) < 2:  # noqa: PLR2004 - one day is no trend
        return ["<h2>Trend</h2><p>This is the first day that was measured.</p>"]
    lowest = min(mark.value or Decimal(0) for line in found.values() for mark in line)
    floor = float(max(lowest - Decimal("0.05"), Decimal(0)))
    place = {day: 60 + round(620 * n / (len(days) - 1)) for n, day in enumerate(days)}
    drawn = [
        _line(name, [(place[m.on], _height(float(m.value or 0), floor)) for m in line], n)
        for n, (name, line) in enumerate(found.items())
    ]
    ends = (
        f'<text x="60" y="238" font-size="12">{days[0]}</text>'
        f'<text x="680" y="238" font-size="12" text-anchor="end">{days[-1]}</text>'
        f'<text x="0" y="24" font-size="12">100 %</text>'
        f'<text x="0" y="214" font-size="12">{floor:.0%}</text>'
    )
    chart = f'<svg viewBox="0 0 760 270" role="img" aria-label="Scores over time">{ends}'
    return ["<h2>Trend</h2>", f"{chart}{''.join(drawn)}</svg>"]


def _height(value: float, floor: float) -> int:
    return 210 - round(190 * (value - floor) / max(1 - floor, 0.01))


def _line(name: str, points: Sequence[tuple[int, int]], number: int) -> str:
    colour = COLOURS[number % len(COLOURS)]
    path = " ".join(f"{x},{y}" for x, y in points)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in points)
    legend = f'<text x="{60 + 150 * number}" y="262" font-size="13" fill="{colour}">'
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
        f"{legend}{escape(entity(name).plural)}</text>"
    )


def _table(table: Table) -> str:
    numeric = {n for n, unit in enumerate(table.units) if unit not in {"text", "date"}}
    heads = "".join(
        f"<th{_class(n in numeric)}>{escape(name)}</th>" for n, name in enumerate(table.columns)
    )
    rows = "".join(
        "<tr>" + "".join(
            f"<td{_class(n in numeric)}>{escape(_said(cell, table.units[n]))}</td>"
            for n, cell in enumerate(row)
        ) + "</tr>"
        for row in table.rows[:ROWS_SHOWN]
    )  # fmt: skip
    more = table.total - min(len(table.rows), ROWS_SHOWN)
    rest = f"<p>and {more:,} more</p>" if more > 0 else ""
    return f"<h2>{escape(table.title)}</h2><table><tr>{heads}</tr>{rows}</table>{rest}"


def _class(numeric: bool) -> str:  # noqa: FBT001 - the one thing it asks
    return ' class="number"' if numeric else ""


def _said(cell: Cell, unit: str) -> str:
    if cell is None:
        return "–"  # noqa: RUF001 - a dash for what is not there
    return written(Decimal(cell), unit) if unit in {"rate", "count"} and isinstance(
        cell, int | Decimal) else str(cell)  # fmt: skip
