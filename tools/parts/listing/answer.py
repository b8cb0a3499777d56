"""What a built list says: how many, how short, why each company is on it, and what was left out."""

from dataclasses import dataclass

from tools.context import Context
from tools.parts.listing.card import Card
from tools.parts.listing.criterion import NO_FACTS, Criterion, founded_year, raised
from tools.parts.listing.records import live_rows
from tools.parts.listing.rounds import StageReading, funding_criterion, rounds_of
from tools.parts.listing.search import Cost, ListOrder, Match, costs, search
from tools.parts.listing.universe import Company, Universe
from tools.result import Cell, Figure, Question, Result, Table

SHOWN = 500
"""Rows of a list that a reply shows; an export holds them all."""
NAMED = 5
ORDERS: dict[ListOrder, str] = {
    "newest_funding": "Ordered by the latest funding, newest first.",
    "most_raised": "Ordered by the money raised in all, most first.",
    "most_employees": "Ordered by employees, most first.",
    "youngest": "Ordered by the year of founding, latest first.",
    "name": "Ordered by name.",
}
WITHIN = "Ordered by the money raised in that time, most first."


def open_question(universe: Universe) -> Result:
    """The question to ask when nothing was said about the companies."""
    return Result(
        say=f"Which {universe.noun} should be on the list?",
        questions=[
            Question(
                text="Which companies: an industry, a place, a funding stage or a size?",
                slot="industry",
            )
        ],
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """One list, ready to be said."""

    ctx: Context
    universe: Universe
    card: Card
    criteria: list[Criterion]
    match: Match
    asked: int | None
    order: ListOrder = "newest_funding"

    def result(self) -> Result:
        """The reply: figures with receipts, the table with its evidence, notes and facts."""
        ids = self.match.fresh[: self.asked]
        chosen: list[Company] = live_rows(self.ctx, self.universe.model, ids)
        prices = costs(self.ctx, self.universe, self.criteria)
        found = self._found_figure()
        other = self._other_reading()
        return Result(
            say=" ".join([*self._sentences(found, other), *self._way_out(found, prices)]),
            reading=self._reading(),
            figures=[found, *([other] if other else [])],
            tables=[self._table(chosen), *self._left_out(prices)] if chosen else
            self._left_out(prices),
            notes=self._notes(chosen, prices),
            facts=self._facts(chosen, found, other),
        )  # fmt: skip

    def _found_figure(self) -> Figure:
        fresh = self.match.fresh
        shown, known = self.match.overlap, len(self.match.known)
        left_out = [f"{known} already in the CRM"] if known and not shown else []
        told = "Companies that meet every condition and are in the CRM already." if shown else (
            "Companies that meet every condition and are not in the CRM already.")  # fmt: skip
        kept = "those in the CRM only" if shown else "less those in the CRM"
        return self.ctx.figure(
            "companies_found", len(fresh), "count", label="Companies found",
            definition=told
            if self.universe.source == "prospects" else "Accounts that meet every condition.",
            formula=f"count of live companies that meet every condition, {kept}",
            n=self.universe.count(self.ctx), variant=self.card.stage_reading,
            filters=[{"name": c.name, "reading": c.reading} for c in self.criteria],
            inputs={"meeting_every_condition": len(self.match.companies),
                    "already_in_crm": len(self.match.known)},
            exclusions=left_out, row_table=self.universe.table, row_ids=fresh,
        )  # fmt: skip

    def _other_reading(self) -> Figure | None:
        """How many there would be by the other reading of a funding stage."""
        if not self.card.funding_stage or self.universe.source == "accounts":
            return None
        other: StageReading = "latest" if self.card.stage_reading == "ever" else "ever"
        stages = self.card.funding_stage
        changed = funding_criterion(self.ctx, self.universe, stages, other)
        criteria = [changed if c.name == changed.name else c for c in self.criteria]
        match = search(self.ctx, self.universe, criteria, exclude_crm=bool(self.match.known),
                       overlap=self.match.overlap)  # fmt: skip
        return self.ctx.figure(
            "companies_found", len(match.fresh), "count",
            label=f"Companies found, {other} reading",
            definition="The same list with the other reading of the funding stage.",
            formula="count of live companies that meet every condition, less those in the CRM",
            n=self.universe.count(self.ctx), variant=other,
            filters=[{"name": c.name, "reading": c.reading} for c in criteria],
            row_table=self.universe.table, row_ids=match.fresh,
        )  # fmt: skip

    def _sentences(self, found: Figure, other: Figure | None) -> list[str]:
        size = int(found.value or 0)
        noun = "company meets" if size == 1 else "companies meet"
        if self.asked is not None and size < self.asked:
            short = self.asked - size
            first = f"You asked for {self.asked:,}: {size:,} {noun} every condition, so the list "
            first += f"is {short:,} short; it was not padded."
        elif self.asked is not None and size > self.asked:
            first = f"Here are {self.asked:,} of the {size:,} companies that meet every condition."
        else:
            first = f"{size:,} {noun} every condition." if size else "No company meets them all."
        if self.match.overlap:
            first = _overlap(size, len(self.match.companies))
        return [first, *self._other_words(other)]

    def _way_out(self, found: Figure, prices: list[Cost]) -> list[str]:
        """Of an empty list: the one condition without which there would be most."""
        if found.value or self.match.overlap or not prices or not prices[0].kept_out:
            return []
        best = prices[0]
        return [f"Without “{best.criterion.reading}” there would be {best.kept_out:,}."]

    def _other_words(self, other: Figure | None) -> list[str]:
        if other is None:
            return []
        stage = " or ".join(self.card.funding_stage)
        if self.card.stage_reading == "ever":
            return [f"“{stage}” is read as ever raised; as the latest round it is {other.text}."]
        return [f"“{stage}” is read as the latest round; {other.text} ever raised it."]

    def _reading(self) -> str:
        conditions = "; ".join(criterion.reading for criterion in self.criteria)
        return f"{self.universe.noun}: {conditions}" if conditions else f"all {self.universe.noun}"

    def _table(self, chosen: list[Company]) -> Table:
        shown = chosen[:SHOWN]
        facts = rounds_of(self.ctx, [c.id for c in shown]) if self.card.tells_rounds() else {}
        names = [f"Why: {criterion.name}" for criterion in self.criteria]
        columns = ["Company", "Website", "Industry", "City", "State", "Country", "Employees",
                   "Founded", "Raised", "Status"]  # fmt: skip
        rows = [
            [*_cells(c), *(k.says(c, facts.get(c.id, NO_FACTS)) for k in self.criteria)]
            for c in shown
        ]
        kept = [i for i in range(len(columns)) if any(row[i] not in {None, ""} for row in rows)]
        kept += range(len(columns), len(columns) + len(names))
        return Table(
            name="list", title=self._title(), columns=[[*columns, *names][i] for i in kept],
            units=["count" if [*columns, *names][i] == "Employees" else "text" for i in kept],
            rows=[[row[i] for i in kept] for row in rows], total=len(chosen),
            row_table=self.universe.table, row_ids=[c.id for c in shown],
        )  # fmt: skip

    def _title(self) -> str:
        return "Companies: " + "; ".join(criterion.reading for criterion in self.criteria)

    def _left_out(self, prices: list[Cost]) -> list[Table]:
        """What each condition keeps out, and who is in the CRM already."""
        tables = []
        costly = [cost for cost in prices if cost.kept_out]
        if costly and len(self.criteria) > 1:
            rows: list[list[Cell]] = [
                [c.criterion.name, c.criterion.reading, c.kept_out, c.unknown] for c in costly
            ]
            tables.append(Table(
                name="kept_out", title="Companies that fail this one condition only",
                columns=["Condition", "Read as", "Would be added without it", "Of these not known"],
                units=["text", "text", "count", "count"], rows=rows, total=len(rows),
            ))  # fmt: skip
        if self.match.known:
            tables.append(self._known_table())
        return tables

    def _known_table(self) -> Table:
        known = [c for c in self.match.companies if c.id in self.match.known]
        rows: list[list[Cell]] = [
            [c.name, self.match.known[c.id].account, self.match.known[c.id].by] for c in known
        ]
        return Table(
            name="already_in_crm",
            title="The accounts that they are" if self.match.overlap else
            "Left out: already in the CRM",
            columns=["Company", "Account", "Known by"], units=["text"] * 3, rows=rows[:SHOWN],
            total=len(rows),
        )  # fmt: skip

    def _notes(self, chosen: list[Company], prices: list[Cost]) -> list[str]:
        notes = [note for criterion in self.criteria for note in criterion.notes]
        if self.match.known and not self.match.overlap:
            notes.append(f"{len(self.match.known):,} that are in the CRM already were left out.")
        if self.match.namesakes:
            names = [c.name for c in chosen if c.id in set(self.match.namesakes)][:NAMED]
            notes.append("Share an account's name but not its domain, please look: "
                         f"{', '.join(names)}.")  # fmt: skip
        blind = [cost for cost in prices if cost.unknown and cost.unknown == cost.kept_out]
        notes += [f"{cost.unknown:,} more meet the rest but their record does not say "
                  f"{cost.criterion.name}." for cost in blind]  # fmt: skip
        gone = [c for c in chosen if getattr(c, "status", None) in {"acquired", "closed"}]
        if gone and not any(given.field == "status" for given in self.card.where):
            notes.append(f"{len(gone):,} of them were acquired or closed since; say “still "
                         "operating” to leave them out.")  # fmt: skip
        if len(chosen) > SHOWN:
            notes.append(f"The first {SHOWN} are shown; export the list for all {len(chosen):,}.")
        within = self.order == "most_raised" and self.card.funded is not None
        if within and self.universe.source != "accounts":
            notes.append(WITHIN)
        elif (
            self.asked and len(self.match.fresh) > self.asked and self.universe.source != "accounts"
        ):
            notes.append(ORDERS[self.order])
        return notes

    def _facts(
        self, chosen: list[Company], found: Figure, other: Figure | None
    ) -> dict[str, object]:
        return {
            "record_table": self.universe.table, "record_ids": [c.id for c in chosen],
            "card": self.card.plain(), "asked": self.asked, "found": int(found.value or 0),
            "other_reading": None if other is None else int(other.value or 0),
            "already_in_crm": len(self.match.known),
            "short": max(0, (self.asked or 0) - int(found.value or 0)),
        }  # fmt: skip


def _overlap(size: int, of: int) -> str:
    """How many of some companies are accounts already."""
    verb = "is" if size == 1 else "are"
    return (
        f"{size:,} of the {of:,} {'company' if of == 1 else 'companies'} {verb} in the CRM already."
    )


def _cells(company: Company) -> list[Cell]:
    return [
        company.name, company.website or company.domain, company.industry, company.city,
        company.state_region, company.country, company.employee_count,
        None if founded_year(company) is None else str(founded_year(company)), raised(company),
        getattr(company, "status", None),
    ]  # fmt: skip
