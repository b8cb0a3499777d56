"""Proposing that the companies or people of a list become records of the CRM."""

from collections.abc import Sequence

from sqlmodel import col, func, select

from store.crm import Account, Contact
from store.errors import BadInput
from store.prospect import ProspectCompany, ProspectPerson
from tools.arguments import Count, RecordIds
from tools.contract import Context, Result, tool
from tools.parts.listing.loading import Load, load_of
from tools.parts.listing.records import live_rows
from tools.result import Cell, Question, Table

SHOWN = 50


@tool(effect="proposes")
def load_list(
    ctx: Context, *, records: RecordIds | None = None, how_many: Count | None = None
) -> Result:
    """Propose new accounts and contacts from a list of prospect companies or people.

    Nothing is created before a person approves. Companies and people that the CRM has already are
    left out and counted; a person's company comes with them.

    Args:
        records: Ids of prospect companies and prospect people, from an earlier list.
        how_many: Only so many of them, the first of the list.

    Raises:
        BadInput: The ids are not those of prospects.
    """
    if not records:
        return Result(
            say="Which list should I load into the CRM?",
            questions=[Question(text="Which list? Ask for one first, then say load it.")],
        )
    if any(not row_id.startswith(("pco_", "ppe_")) for row_id in records):
        raise BadInput(
            "Only prospect companies and prospect people can be loaded into the CRM.",
            hint="Build a list of prospects first; accounts and contacts are there already.",
        )
    left = max(len(records) - (how_many or len(records)), 0)
    records = records[: how_many or len(records)]
    companies = live_rows(ctx, ProspectCompany, [i for i in records if i.startswith("pco_")])
    people = live_rows(ctx, ProspectPerson, [i for i in records if i.startswith("ppe_")])
    load = load_of(ctx, companies, people)
    rest = [f"The other {left:,} of the list were left out."] if left else []
    if not load.drafts:
        return Result(
            say="Nothing to load: the CRM has all of them already.", notes=[*_notes(load), *rest],
            facts=_facts(load),
        )  # fmt: skip
    effects = {
        name: {"before": before, "after": before + added}
        for name, before, added in (
            ("accounts", _count(ctx, Account), load.accounts),
            ("contacts", _count(ctx, Contact), load.contacts),
        )
        if added
    }
    title = f"Load {_sizes(load)} from a list of prospects"
    proposed = ctx.propose(title, "load_list", load.drafts, effects)
    return Result(
        say=f"Proposed: {_sizes(load)}. Nothing is in the CRM until you approve {proposed.id}.",
        change_sets=[proposed], tables=[_preview(load)],
        notes=[*_notes(load), *rest], facts=_facts(load),
    )  # fmt: skip


def _sizes(load: Load) -> str:
    parts = [
        f"{size:,} new {noun if size == 1 else noun + 's'}"
        for size, noun in ((load.accounts, "account"), (load.contacts, "contact"))
        if size
    ]
    return " and ".join(parts)


def _preview(load: Load) -> Table:
    rows: list[list[Cell]] = [
        [draft.table, _name(draft.after), draft.after.get("title"), draft.after.get("domain")
         or draft.after.get("email"), draft.after.get("country")]
        for draft in load.drafts
    ]  # fmt: skip
    return Table(
        name="preview", title="Records to create",
        columns=["Record", "Name", "Title", "Domain or e-mail", "Country"], units=["text"] * 5,
        rows=rows[:SHOWN], total=len(rows),
    )  # fmt: skip


def _name(after: object) -> str:
    fields = dict(after) if isinstance(after, dict) else {}
    parts: Sequence[str | None] = (
        (fields.get("name"),) if "name" in fields
        else (fields.get("first_name"), fields.get("last_name"))
    )  # fmt: skip
    return " ".join(part for part in parts if part)


def _count(ctx: Context, model: type[Account] | type[Contact]) -> int:
    query = select(func.count()).select_from(model).where(
        col(model.workspace_id) == ctx.workspace.id, col(model.state) == "live"
    )  # fmt: skip
    return ctx.session.exec(query).one()


def _notes(load: Load) -> list[str]:
    notes = []
    if load.known_companies:
        size = len(load.known_companies)
        companies = "company is an account" if size == 1 else "companies are accounts"
        named = ", ".join(load.known_companies[:5])
        notes.append(f"{size:,} {companies} already: {named}{', …' if size > 5 else ''}.")  # noqa: PLR2004 - the five that are named
    if load.known_people:
        people = "person is a contact" if load.known_people == 1 else "people are contacts"
        notes.append(f"{load.known_people:,} {people} already.")
    if load.repeated:
        notes.append(f"On the list more than once: {', '.join(load.repeated[:5])}.")
    return notes


def _facts(load: Load) -> dict[str, object]:
    return {"accounts": load.accounts, "contacts": load.contacts,
            "known_companies": len(load.known_companies), "known_people": load.known_people,
            "repeated": len(load.repeated)}  # fmt: skip
