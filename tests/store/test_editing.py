"""A person's own edit: one live row, journaled, never pointing nowhere."""

from typing import Any

import pytest
from sqlalchemy import Engine

from store import changes
from store.engine import writing
from store.errors import BadInput, Conflict, NotFound
from tests.makers import NOW, WORKSPACE, Make
from tests.store.steps import sound


def edit(engine: Engine, table: str, row_id: str, **fields: Any) -> int:
    with writing(engine) as session:
        return changes.edit(session, WORKSPACE, table, row_id, fields, actor="bo", now=NOW)


def test_an_edit_counts_up_the_version_even_when_it_only_confirms(
    engine: Engine, make: Make
) -> None:
    row = make("account", phone="1")
    assert edit(engine, "account", row.id, phone="2") == 2
    assert edit(engine, "account", row.id, phone="2") == 3
    assert make.fresh(row).phone == "2"
    assert sound(engine)


def test_only_a_live_row_can_be_edited(engine: Engine, make: Make) -> None:
    gone = make("account", state="deleted")
    for row_id in (gone.id, "acc_x"):
        with pytest.raises(NotFound, match=f"no live account {row_id}"):
            edit(engine, "account", row_id, phone="2")


def test_an_edit_cannot_point_at_a_row_that_is_gone(engine: Engine, make: Make) -> None:
    gone = make("account", state="deleted")
    contact = make("contact")
    with pytest.raises(Conflict, match="which is deleted"):
        edit(engine, "contact", contact.id, account_id=gone.id)
    with pytest.raises(BadInput, match="no field 'version'"):
        edit(engine, "contact", contact.id, version=9)
