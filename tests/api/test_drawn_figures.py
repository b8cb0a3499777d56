"""Figures in the terminal: each with its receipt, of many alike the first."""

from decimal import Decimal

from rich.console import Console

from api.drawing import parts
from tools.result import Figure, Table


def figure(n, metric):
    return Figure(id=f"rec_{n}", metric=metric, label=f"Rep {n}", value=Decimal(n), unit="count",
                  text=str(n))  # fmt: skip


def lines(given):
    out = Console(width=100, file=None, record=True)
    with out.capture() as drawn:
        out.print(parts.figures(given))
    return drawn.get().rstrip().splitlines()


def test_of_many_figures_alike_the_first_are_drawn_and_the_others_counted():
    drawn = lines([figure(0, "won"), *(figure(n, f"part_{n}") for n in range(1, 26))])
    assert len(drawn) == 7
    assert "rec_5" in drawn[5]
    assert "and 20 more such figures" in drawn[6]


def test_a_few_figures_are_all_drawn():
    drawn = lines([*(figure(n, "won_revenue") for n in range(6)), figure(6, "win_rate")])
    assert [f"rec_{n}" in line for n, line in enumerate(drawn)] == [True] * 7


def table_of(rows: int) -> str:
    told = Table(name="t", columns=["Step", "What"], rows=[[n, "long " * 20] for n in range(rows)],
                 units=["count", "text"], total=rows)  # fmt: skip
    out = Console(width=100, file=None, record=True)
    with out.capture() as drawn:
        out.print(parts.table(told, 12, 100))
    return drawn.get()


def test_a_few_rows_are_drawn_whole_and_many_are_cut_at_their_column():
    assert table_of(2).count("long") == 40
    assert "…" in table_of(9)
    assert table_of(9).count("long") < 9 * 20
