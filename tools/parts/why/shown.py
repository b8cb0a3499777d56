"""The tables and the chart of an explained change."""

from decimal import Decimal

from tools.parts import charts
from tools.parts.formats import written
from tools.parts.measuring.receipts import exact
from tools.parts.why.pieces import Piece, Split
from tools.parts.why.told import Explained
from tools.result import Cell, Chart, Table


def split_table(found: Explained, one: Split, inside: Piece | None = None) -> Table:
    """The parts along one dimension, or within one part of another."""
    unit, label = found.now.unit, one.dimension.label
    rated = any(p.within is not None for p in one.pieces)
    tested = any(p.p is not None for p in one.pieces)
    columns = [label, found.then.cut.span.label, found.now.cut.span.label, "part of the change"]
    units = ["text", unit, unit, found.unit]
    if rated:
        columns += ["within", "mix"]
        units += [found.unit, found.unit]
    rows: list[list[Cell]] = [
        [
            p.name, exact(p.then, unit), exact(p.now, unit), p.change,
            *((p.within, p.mix) if rated else ()), round(Decimal(float(p.share)), 3),
            *((_chance(p),) if tested else ()), p.note,
        ]
        for p in one.pieces
    ]  # fmt: skip
    where = f" within {inside.name}" if inside is not None else ""
    return Table(
        name=f"change_by_{one.dimension.name}",
        title=f"Change of {found.now.variant.label} by {label}{where}",
        columns=[*columns, "share of the change", *["chance of such a gap"] * tested, "note"],
        units=[*units, "rate", *["rate"] * tested, "text"], rows=rows, total=len(rows),
    )  # fmt: skip


def _chance(piece: Piece) -> Decimal | None:
    return None if piece.p is None else Decimal(str(round(piece.p, 3)))


def factor_table(found: Explained) -> Table:
    """What the change is made of."""
    rows: list[list[Cell]] = [
        [f.name, written(f.then, f.unit), written(f.now, f.unit), f.change] for f in found.factors
    ]
    return Table(
        name="change_by_factor", title=f"What moved {found.now.variant.label}",
        columns=["factor", found.then.cut.span.label, found.now.cut.span.label,
                 "part of the change"],
        units=["text", "text", "text", found.unit], rows=rows, total=len(rows),
    )  # fmt: skip


def flow_table(found: Explained) -> Table:
    """What came into a stock and what left it."""
    rows: list[list[Cell]] = [[f.name, f.n, f.change] for f in found.flows]
    return Table(
        name="came_and_went", title="What came in and what left",
        columns=["way", found.now.noun[1] if found.now.metric.table != "opportunity" else "deals",
                 "part of the change"],
        units=["text", "count", found.unit],
        rows=rows, total=len(rows),
    )  # fmt: skip


def deal_table(found: Explained) -> Table:
    """Single deals that are a large part of the change."""
    rows: list[list[Cell]] = [[d.name, d.amount, d.why] for d in found.deals]
    return Table(
        name="large_deals", title="Large single deals",
        columns=["deal", "amount", "why"], units=["text", found.now.unit, "text"], rows=rows,
        total=len(rows), row_table="opportunity", row_ids=[d.id for d in found.deals],
    )  # fmt: skip


def chart(found: Explained) -> Chart | None:
    """The parts as bars."""
    if found.splits:
        one = found.splits[0]
        points = [(p.name, p.change) for p in one.pieces]
        title = f"Parts of the change of {found.now.variant.label}"
        return charts.bars(title, one.dimension.label, found.unit, points)
    points = [(f.name, f.change) for f in found.factors]
    return charts.bars(f"What moved {found.now.variant.label}", "factor", found.unit, points)
