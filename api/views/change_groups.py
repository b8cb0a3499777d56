"""The groups of a change set as the doors show them: what each rule proposes, with samples."""

from collections.abc import Mapping

from pydantic import BaseModel, Field
from sqlmodel import Session

from api.views.records import names_of, references, written
from store.people import Workspace
from store.unseen import shown
from tools.parts.ledger.grouping import SAMPLES, Bunch, Item, Sealed, sure_text

Names = Mapping[tuple[str, str], str]
LONGEST = 60
"""Letters of a value in a sample."""


class Group(BaseModel):
    """Changes that one rule proposes."""

    number: int
    what: str = Field(examples=["merge accounts"])
    rule: str
    items: int = Field(description="What is applied together counts as one.")
    records: int
    sure: str | None
    examples: list[str] = Field(examples=[["Acme: usa → United States", "Bolt: U.S. → Germany"]])


def groups_of(session: Session, workspace: Workspace, grouped: list[Bunch]) -> list[Group]:
    """Each group with its first records, and both values where one value is corrected."""
    heads = [item.head for bunch in grouped for item in bunch.items[:SAMPLES]]
    wanted = [(head["table_name"], head["row_id"]) for head in heads]
    for head in heads:
        for values in (head["before"], head["after"]):
            wanted += references(head["table_name"], values)
    names = names_of(session, workspace.id, wanted)
    return [
        Group(
            number=bunch.number, what=bunch.what, rule=bunch.rule, items=len(bunch.items),
            records=len({key for item in bunch.items for key in item.rows}),
            sure=sure_text(bunch.sure),
            examples=[_sample(item, names, workspace.currency) for item in bunch.items[:SAMPLES]],
        )
        for bunch in grouped
    ]  # fmt: skip


def _sample(item: Item, names: Names, currency: str) -> str:
    head = item.head
    table, row_id = head["table_name"], head["row_id"]
    name = names.get((table, row_id), str(head["after"].get("name") or row_id))
    if len(item.changes) > 1 or head["kind"] != "update" or len(head["after"]) != 1:
        return shown(name)
    [field] = head["after"]
    before, after = (_value(head, side, field, names, currency) for side in ("before", "after"))
    return f"{shown(name)}: {before} → {after}"


def _value(head: Sealed, side: str, field: str, names: Names, currency: str) -> str:
    value = head[side].get(field)
    if isinstance(value, dict | list):
        return "…"
    text = written(head["table_name"], field, value, names, currency)
    if text is None:
        return "empty"
    text = shown(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
