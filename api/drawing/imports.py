"""What an import would do, and what it did, on a terminal."""

from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.table import Table as Grid
from rich.text import Text

from api.drawing.plain import plain
from api.drawing.reply import console
from connectors.files import ImportPlan, ImportReport
from store.schema import entity

COUNTS = ("read", "added", "changed", "same", "duplicates", "rejected")


def draw_plans(plans: Sequence[ImportPlan]) -> None:
    """Each file, what it was taken for, and where each column goes."""
    out = console(stderr=True)
    for plan in plans:
        how = "as you said" if plan.score is None else "by its headers"
        out.print(Text.assemble((plain(plan.file_name), "bold"),
                                f" → {entity(plan.table).plural} ({how})"))  # fmt: skip
        grid = Grid(
            "Column",
            "Field",
            "Recognised by",
            "For example",
            header_style="bold",
            box=box.SIMPLE_HEAD,
        )
        for column in plan.columns:
            field = column.spec.label if column.spec else "kept aside"
            values = [row.get(column.header, "") for row in plan.sample]
            shown = ", ".join(value for value in values if value)[:48]
            grid.add_row(
                Text(plain(column.header)), Text(field, "" if column.spec else "dim"),
                Text(column.how, "dim"), Text(plain(shown), "dim"),
            )  # fmt: skip
        out.print(grid)
        for warning in plan.warnings:
            out.print(Text(f"  {plain(warning)}", "yellow"))


def draw_reports(reports: Sequence[ImportReport], home: Path) -> None:
    """Each file's rows: the counts add up to the rows read."""
    out = console()
    for report in reports:
        counts = ", ".join(f"{getattr(report, name):,} {name}" for name in COUNTS)
        name = f"{plain(report.file)} → {entity(report.table).plural}: "
        out.print(Text.assemble((name, "bold"), counts))
    for report in reports:
        for warning in report.warnings:
            out.print(Text(f"  {plain(report.file)}: {plain(warning)}", "yellow"))
        if report.rejects_path:
            out.print(
                Text(f"  Rejected rows, with the reasons: {home / report.rejects_path}", "red")
            )
