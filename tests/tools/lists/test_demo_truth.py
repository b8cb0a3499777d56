"""Lists of the demo company against the truth that was planted in it."""

from datetime import UTC, datetime

import pytest

from store import demo
from store.engine import open_engine, upgrade, working
from tests.tools.lists.making import context
from tools.lists.build_list import build_list
from tools.lists.find_people import find_people

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ASKED = {
    "industry": ["financial services"],
    "funding_stage": ["Series B"],
    "geography": ["North America"],
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = demo.generate(scale=0.1)
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('home') / 'store.db'}")
    upgrade(engine)
    demo.write(engine, "main", made, NOW)
    yield engine, made.truth
    engine.dispose()


def ask(engine, tool, **arguments):
    with working(engine) as session:
        return tool.run(context(session), arguments)


@pytest.mark.parametrize("reading", ["ever", "latest"])
def test_a_list_is_exactly_the_companies_that_were_planted(world, reading):
    engine, truth = world
    planted = truth["lists"]["series_b_financial_services_north_america"][reading]
    result = ask(engine, build_list, **ASKED, stage_reading=reading, include_crm=True)
    assert sorted(result.facts["record_ids"]) == planted
    assert planted


def test_every_planted_prospect_that_is_an_account_is_left_out(world):
    engine, truth = world
    known = {pair["prospect_company_id"] for pair in truth["prospects_in_crm"]}
    everything = ask(engine, build_list, count=10_000, include_crm=True).facts["record_ids"]
    fresh = ask(engine, build_list, count=10_000).facts["record_ids"]
    assert known
    assert not known & set(fresh)
    assert known <= set(everything)
    # What is left out beyond those shares a name and has no domain to tell it apart by.
    assert len(set(everything) - set(fresh) - known) <= len(everything) // 20


def test_nobody_is_found_at_a_company_that_is_not_on_the_list(world):
    engine, _ = world
    companies = ask(engine, build_list, **ASKED, include_crm=True).facts["record_ids"]
    people = ask(engine, find_people, titles=["engineering leaders", "CFO"], at=companies)
    found = [row[2] for table in people.tables if table.name == "people" for row in table.rows]
    names = ask(engine, build_list, **ASKED, include_crm=True).tables[0]
    assert found
    assert set(found) <= {row[0] for row in names.rows}
