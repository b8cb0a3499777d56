"""Receipts: what stands behind a figure can be read again, rows and all."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from store import receipts
from store.engine import working
from store.errors import NotFound
from store.trail import Receipt
from tests.makers import NOW, TODAY, WORKSPACE, Make


def record(session: Session, **content: Any) -> Receipt:
    return receipts.record(
        session,
        **{
            "workspace_id": WORKSPACE, "metric": "won_revenue", "label": "Won revenue",
            "value": "1250.50", "unit": "USD", "definition": "Deals won, by closing day.",
            "formula": "sum(amount)", "as_of": TODAY, "made_at": NOW, **content,
        },
    )  # fmt: skip


def test_a_receipt_is_read_as_it_was_recorded(engine: Engine) -> None:
    with working(engine) as session:
        made = record(session, inputs={"deals": 3}, filters=[{"field": "region"}], n=3, period=None)
    with working(engine) as session:
        found = receipts.read(session, WORKSPACE, made.id)
        assert (found.value, found.n, found.inputs, found.period) == (
            "1250.50", 3, {"deals": 3}, None,
        )  # fmt: skip
        with pytest.raises(NotFound, match="no receipt"):
            receipts.read(session, "elsewhere", made.id)


def test_the_rows_behind_a_figure_keep_its_order(session: Session, make: Make) -> None:
    deals = [make("opportunity", name=f"Deal {n}") for n in range(4)]
    ids = [deals[2].id, deals[0].id, deals[1].id, "opp_gone"]
    made = record(session, row_table="opportunity", row_ids=ids)
    session.commit()
    assert [row.id for row in receipts.rows_behind(session, made)] == ids[:3]
    assert [row.id for row in receipts.rows_behind(session, made, limit=1)] == ids[:1]
    assert receipts.rows_behind(session, record(session)) == []


def test_only_so_many_rows_are_kept(session: Session) -> None:
    made = record(session, row_table="account", row_ids=[f"a{n}" for n in range(900)], n=900)
    assert len(made.row_ids) == receipts.ROWS_KEPT
