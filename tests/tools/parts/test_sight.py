"""Quotas and commits are for those whom they are about, their managers, and analysts and above."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from store import changes
from store.errors import NotFound, Refused
from store.people import ROLES
from tests.makers import NOW, TODAY
from tests.tools.numbers.world import context
from tools.arguments import Filter
from tools.catalog import catalog
from tools.context import Actor, Context
from tools.parts.forecasting.asked import quota_of
from tools.parts.periods import Span
from tools.parts.sight import PERSONAL, of_people_seen, people_seen, seen

QUARTER = Span(date(2026, 10, 1), date(2026, 12, 31), "Q4 2026", "quarter")


@dataclass
class Company:
    """Ana reports to Mia; Bo, in another team, does not."""

    ids: dict[str, str]
    context: Context

    def as_(self, name: str, role: str = "rep") -> Context:
        actor = Actor(f"{name.lower()}@example.com", name, role)
        return replace(self.context, actor=actor, withheld=[])

    def run(self, tool: str, who: str, role: str = "rep", **arguments: object):
        return catalog()[tool].run(self.as_(who, role), arguments)


@pytest.fixture
def company(session, make) -> Company:
    ids = {}
    reds, blues = make("team", name="Reds"), make("team", name="Blues")
    for name, team, manager in (("Mia", reds, None), ("Ana", reds, "Mia"), ("Bo", blues, None)):
        user = make("user", name=name, email=f"{name}@Example.com", team_id=team.id,
                    manager_id=ids.get(manager))  # fmt: skip
        ids[name] = user.id
        make("quota", user_id=user.id, amount_cents=100_000_00, currency="USD")
        make("rep_commit", user_id=user.id)
        make("opportunity", name=f"Deal of {name}", owner_id=user.id, status="won",
             amount_cents=(len(ids) * 50_000_00), closed_on=date(2026, 10, 20))  # fmt: skip
    return Company(ids, context(session, TODAY))


ATTAINMENT = {"metric": "quota_attainment", "variant": "to_quota", "period": "this quarter"}


def test_one_sees_oneself_and_all_below(session, company):
    people = people_seen(session, "main", company.as_("Mia").actor)
    assert set(people) == {company.ids["Mia"], company.ids["Ana"]}
    assert set(people_seen(session, "main", company.as_("Ana").actor)) == {company.ids["Ana"]}
    assert people_seen(session, "main", company.as_("Nobody").actor) == {}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", PERSONAL)
def test_the_rule_holds_below_analysts(session, company, role, table):
    test = seen(session, "main", company.as_("Ana", role).actor, table)
    assert (test is None) == (role in {"analyst", "ops_manager", "admin"})


@pytest.mark.parametrize("who", ["Mia", "Ana", "Bo"])
def test_managers_below_managers_are_followed_and_a_circle_ends(session, make, company, who):
    for name, manager in (("Bo", "Ana"), ("Mia", "Bo")):
        row = session.get(make("user").__class__, ("main", company.ids[name]))
        row.manager_id = company.ids[manager]
        session.add(row)
    session.commit()
    assert set(people_seen(session, "main", company.as_(who).actor)) == set(company.ids.values())


def test_a_reps_attainment_is_their_own_deals_over_their_own_quota(company):
    told = company.run("measure", "Ana", **ATTAINMENT)
    assert told.figures[0].value == 1  # 100,000 of 100,000; the company's is 100 %, 50 and 150
    assert any("As rep you see the quotas" in note for note in told.notes)
    assert "Ana" in told.say


def test_a_manager_gets_the_teams_and_an_analyst_the_companys(company):
    team = company.run("measure", "Mia", **ATTAINMENT)
    assert team.figures[0].value == pytest.approx(0.75)
    everyone = company.run("measure", "Bo", "analyst", **ATTAINMENT)
    assert everyone.figures[0].value == 1
    assert not any("As analyst" in note for note in everyone.notes)


def test_a_breakdown_names_nobody_else(company):
    told = company.run("measure", "Ana", **ATTAINMENT, by=["owner"])
    assert "Bo" not in str(told.model_dump())
    assert "Mia" not in str(told.model_dump())


@pytest.mark.parametrize("metric", ["quota", "quota_attainment", "pipeline_coverage"])
def test_anothers_quota_is_refused_with_the_reason(company, metric):
    given = [Filter(field="owner", op="is", value="Bo")]
    with pytest.raises(Refused, match="As rep you see the quotas"):
        company.run("measure", "Ana", metric=metric, period="this quarter", where=given)


def test_who_has_no_records_of_their_own_is_refused(company):
    with pytest.raises(Refused, match="As viewer"):
        company.run("measure", "Nobody", "viewer", **ATTAINMENT)


@pytest.mark.parametrize("table", PERSONAL)
@pytest.mark.parametrize(
    ("who", "role", "count"),
    [("Ana", "rep", 1), ("Mia", "rep", 2), ("Bo", "analyst", 3), ("No", "viewer", 0)],
)
def test_the_rows_themselves_are_listed_to_the_same_people(company, table, who, role, count):
    told = company.run("query_records", who, role, table=table)
    assert sum(t.total for t in told.tables) == count
    assert any("As " in note for note in told.notes) == (role != "analyst")


def test_the_companys_forecast_is_set_against_no_quota_that_one_may_not_see(company):
    assert quota_of(company.as_("Bo", "analyst"), QUARTER, []) == 300_000
    assert quota_of(company.as_("Ana"), QUARTER, []) is None
    mine = [Filter(field="owner", op="is", value="me")]
    assert quota_of(company.as_("Ana"), QUARTER, mine) == 100_000


def test_a_change_set_over_others_quotas_is_not_there_for_a_rep(session, make, company):
    quota = make("quota", user_id=company.ids["Bo"], starts_on=date(2027, 1, 1),
                 ends_on=date(2027, 3, 31))  # fmt: skip
    made = changes.propose(
        session, "main", title="Raise a quota", kind="set_field", proposed_by="mia@example.com",
        drafts=[changes.Draft(kind="update", table="quota", row_id=quota.id,
                              after={"amount_cents": 1}, reason="so", confidence=1.0)], now=NOW,
    )  # fmt: skip
    session.commit()
    with pytest.raises(NotFound):
        company.run("show_changes", "Ana", change_set=made.id)
    assert company.run("show_changes", "Ana", "analyst", change_set=made.id).change_sets
    assert company.run("show_changes", "Mia", change_set=made.id).change_sets


def test_the_log_leaves_them_out(company):
    with pytest.raises(Refused, match="As rep"):
        company.run("what_changed", "Ana", table="quota")
    assert company.run("what_changed", "Ana", "analyst", table="quota").say


def test_people_are_named_to_a_reader_and_namesakes_alone_with_their_ids(session, make, company):
    ana = of_people_seen(company.as_("Ana"), [])
    assert [f.value for f in ana] == [["Ana"]]
    make("user", name="ANA", email="other@example.com")
    both = of_people_seen(company.as_("Mia"), [])
    assert sorted(both[0].value) == [f"Ana ({company.ids['Ana']})", "Mia"]
    told = company.run("measure", "Ana", **ATTAINMENT)
    assert told.figures[0].value == 1
