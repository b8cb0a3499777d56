"""Figures that can be read but hardly be meant: worth a word to the person, never a change."""

from dataclasses import dataclass

from connectors.files.parse import Rows

LEAST_REVENUE_PER_HEAD = 1_000_00
"""Cents a year. No company lives on less; a file in thousands or millions shows less."""


@dataclass(slots=True)
class Doubts:
    """What the accounts of a file say together of revenue and employees."""

    revenue_header: str
    cents: int = 0
    heads: int = 0

    def see(self, rows: Rows) -> None:
        """Take in some rows."""
        revenues, heads = rows.fields.get("annual_revenue_cents"), rows.fields.get("employee_count")
        if not revenues or not heads:
            return
        for revenue, count in zip(revenues, heads, strict=True):
            if revenue and count:
                self.cents += revenue
                self.heads += count

    def told(self) -> list[str]:
        """The doubt, if there is one, and what settles it."""
        if not self.heads or self.cents >= LEAST_REVENUE_PER_HEAD * self.heads:
            return []
        each = self.cents / self.heads / 100
        header = self.revenue_header
        answer = f'--map "{header}=annual_revenue_cents:millions"'
        said = f"{header!r} comes to {each:,.2f} a year for each employee"
        return [f"{said}. If it is in thousands or millions, say so: {answer}."]
