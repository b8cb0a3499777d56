"""What a search for people says: who, at how many of the companies, and who is nearest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tools.context import Context
from tools.parts.listing.people import Person
from tools.parts.titles import parse
from tools.result import Cell, Figure, Result, Table

SHOWN = 500
NEAREST = 8


@dataclass(frozen=True, slots=True)
class Crew:
    """People found for a list of companies, ready to be said.

    `at` are the ids of the companies that were searched, when they were given; `nearest` counts
    the titles of the same function that were not asked for.
    """

    ctx: Context
    titles: Sequence[str]
    people: Sequence[Person]
    known: dict[str, str]
    at: Sequence[str]
    nearest: Counter[str]
    asked: int | None
    where: str

    def result(self) -> Result:
        """The reply."""
        chosen = list(self.people)[: self.asked]
        figure = self._figure(chosen)
        return Result(
            say=" ".join(self._sentences(chosen)), reading=self._reading(), figures=[figure],
            tables=[*self._tables(chosen), *self._near_table()],
            notes=self._notes(chosen), facts=self._facts(chosen),
        )  # fmt: skip

    def _label(self) -> str:
        labels = list(dict.fromkeys(parse(title).label or title for title in self.titles))
        return " or ".join(labels) or "any title"

    def _figure(self, chosen: list[Person]) -> Figure:
        tables = {person.table for person in chosen}
        return self.ctx.figure(
            "people_found", len(chosen), "count", label="People found",
            definition=f"People whose title means {self._label()}, who are not known already.",
            formula="count of live people whose title has that function and level",
            n=len(self.people) + len(self.known),
            filters=[{"titles": list(self.titles), "where": self.where}],
            exclusions=[f"{len(self.known)} are contacts already"] if self.known else [],
            row_table=tables.pop() if len(tables) == 1 else None,
            row_ids=[person.id for person in chosen],
        )  # fmt: skip

    def _sentences(self, chosen: list[Person]) -> list[str]:
        size, label = len(chosen), self._label()
        if not size:
            return [f"Nobody on record {self.where} has a title that means {label}."]
        firms = len({person.company_id or person.company for person in chosen})
        people = "person" if size == 1 else "people"
        companies = "company" if firms == 1 else "companies"
        said = [f"{size:,} {people} ({label}) at {firms:,} {companies}."]
        if len(self.people) > size:
            said[0] = f"{size:,} of the {len(self.people):,} people ({label}) who fit."
        if self.asked is not None and size < self.asked:
            said.append(f"You asked for {self.asked:,}, so {self.asked - size:,} are missing.")
        if self.at:
            bare = len(self._without(chosen))
            if bare:
                said.append(f"{bare:,} of the {len(self.at):,} companies have nobody like that "
                            "on record.")  # fmt: skip
        return said

    def _reading(self) -> str:
        return f"people {self.where} whose title means {self._label()}"

    def _without(self, chosen: Sequence[Person]) -> list[str]:
        manned = {person.company_id for person in chosen}
        return [company for company in self.at if company not in manned]

    def _tables(self, chosen: list[Person]) -> list[Table]:
        """Contacts first, prospects last: what follows is usually about the prospects."""
        kinds = ("contact", "prospect_person")
        mine = {kind: [person for person in chosen if person.table == kind] for kind in kinds}
        return [self._table(kind, people) for kind, people in mine.items() if people]

    def _table(self, kind: str, chosen: list[Person]) -> Table:
        rows: list[list[Cell]] = [
            [p.name, p.title, p.company, p.email, p.phone, p.place or None] for p in chosen[:SHOWN]
        ]
        return Table(
            name=_NAMES[kind], title=f"{_TITLES[kind]}: {self._label()}",
            columns=["Name", "Title", "Company", "Email", "Phone", "Place"],
            units=["text"] * 6, rows=rows, total=len(chosen), row_table=kind,
            row_ids=[person.id for person in chosen[:SHOWN]],
        )  # fmt: skip

    def _near_table(self) -> list[Table]:
        if not self.nearest:
            return []
        rows: list[list[Cell]] = [[t, n] for t, n in self.nearest.most_common(NEAREST)]
        return [
            Table(
                name="near_titles", title="Nearest titles at the same companies",
                columns=["Title", "People"], units=["text", "count"], rows=rows,
                total=len(self.nearest),
            )
        ]  # fmt: skip

    def _notes(self, chosen: list[Person]) -> list[str]:
        notes = []
        if self.known:
            notes.append(f"{len(self.known):,} who are contacts in the CRM already were left out.")
        silent = sum(1 for person in chosen if not person.email)
        if silent:
            notes.append(f"{silent:,} of them have no e-mail address on record.")
        if len(chosen) > SHOWN:
            notes.append(f"The first {SHOWN} are shown; export the list for all {len(chosen):,}.")
        return notes

    def _facts(self, chosen: list[Person]) -> dict[str, object]:
        tables = {person.table for person in chosen}
        return {
            "record_table": tables.pop() if len(tables) == 1 else None,
            "record_ids": [person.id for person in chosen], "found": len(chosen),
            "fitting": len(self.people), "titles": list(self.titles), "asked": self.asked,
            "short": max(0, (self.asked or 0) - len(chosen)),
            "already_contacts": len(self.known), "companies_searched": len(self.at),
            "companies_without": self._without(chosen),
        }  # fmt: skip


_NAMES = {"prospect_person": "people", "contact": "contacts"}
_TITLES = {"prospect_person": "People", "contact": "Contacts in the CRM"}
