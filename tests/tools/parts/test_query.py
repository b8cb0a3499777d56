"""Filters find the rows that they name, and say what they could not find."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from store.crm import Account, Activity, Contact, Opportunity
from store.errors import BadInput, NotFound
from tests.tools.numbers.world import context
from tools.arguments import Filter
from tools.parts.query import conditions, in_words, where

MODELS = {"account": Account, "contact": Contact, "opportunity": Opportunity, "activity": Activity}


@pytest.fixture
def found(session):
    """The names of the rows that meet some conditions."""

    def find(table, *filters, name="name"):
        given = [Filter(field=f[0], op=f[1], value=f[2] if len(f) > 2 else None) for f in filters]
        test = where(context(session), table, given)
        return sorted(getattr(row, name) for row in session.exec(select(MODELS[table]).where(test)))

    return find


@pytest.fixture
def sales(make):
    """Two reps in two teams, three accounts and five deals."""
    east, west = make("team", name="Reds", region="East"), make("team", name="Blues", region="West")
    ana = make("user", name="Ana Ruiz", email="ana@example.com", team_id=east.id)
    bo = make("user", name="Bo Lee", team_id=west.id, manager_id=ana.id)
    make("product", name="GTX Pro", series="GTX")
    acme = make("account", name="Acme", industry="Retail", country="Germany", owner_id=ana.id)
    umbra = make("account", name="Umbra", industry="retail", owner_id=bo.id)
    make("account", name="Void")
    won = {"status": "won", "amount_cents": 50_000_00}
    make("opportunity", name="one", account_id=acme.id, owner_id=ana.id, product="GTXPro", **won)
    make("opportunity", name="two", account_id=umbra.id, owner_id=bo.id, amount_cents=99_99)
    make("opportunity", name="three", owner_id=bo.id, region="North", product="gtx pro")
    make(
        "opportunity",
        name="four",
        created_on=date(2026, 11, 2),
        expected_close_on=date(2026, 12, 24),
    )
    make("opportunity", name="gone", owner_id=ana.id, state="deleted")
    make("contact", first_name="Cy", last_name="Fox", account_id=acme.id, email="cy@acme.example")
    make("contact", first_name="Di", last_name="Woo", email="")
    return ana, bo


def test_a_region_is_the_deals_own_else_the_owners_else_the_teams(sales, found):
    assert found("opportunity", ("region", "is", "East")) == ["one"]
    assert found("opportunity", ("region", "is", "west")) == ["two"]
    assert found("opportunity", ("region", "is", "North")) == ["three"]
    assert found("opportunity", ("region", "is_not", "West")) == ["four", "one", "three"]
    assert found("opportunity", ("region", "missing")) == ["four"]


def test_owners_are_found_by_name_address_id_and_first_name(sales, found):
    ana, _ = sales
    for said in ("Ana Ruiz", "ana ruiz", "ana@example.com", ana.id, "Ana", "me"):
        assert found("opportunity", ("owner", "is", said)) == ["one"], said
    assert found("opportunity", ("owner", "is", ["Ana Ruiz", "Bo Lee"])) == ["one", "three", "two"]
    assert found("opportunity", ("rep", "is", "Bo Lee"), ("manager", "is", "Ana Ruiz")) == [
        "three",
        "two",
    ]


def test_products_match_whatever_their_spacing_and_series_follows(sales, found):
    assert found("opportunity", ("product", "is", "GTX Pro")) == ["one", "three"]
    assert found("opportunity", ("series", "is", "gtx")) == ["one", "three"]


def test_fields_of_other_records_are_reached_with_a_dot(sales, found):
    assert found("opportunity", ("account.country", "is", "germany")) == ["one"]
    assert found("opportunity", ("industry", "is", "RETAIL")) == ["one", "two"]
    assert found("opportunity", ("account", "is", "Umbra")) == ["two"]


def test_money_is_in_major_units_and_numbers_may_be_written_short(sales, found):
    assert found("opportunity", ("amount", "gte", "50k")) == ["one"]
    assert found("opportunity", ("amount", "is", 99.99)) == ["two"]
    assert found("opportunity", ("amount", "between", [10, 100])) == ["two"]
    assert found("opportunity", ("amount", "missing")) == ["four", "three"]


def test_dates_are_days_or_periods(sales, found):
    assert found("opportunity", ("created", "is", "2026-11-02")) == ["four"]
    assert found("opportunity", ("created_on", "is", "this month")) == ["four"]
    assert found("opportunity", ("close date", "after", "2026-12-24")) == []
    assert found("opportunity", ("close date", "between", ["2026-12-01", "2026-12-24"])) == ["four"]


def test_instants_are_days_of_the_workspaces_time_zone(make, session, found):
    workspace = context(session).workspace
    workspace.timezone = "America/New_York"
    session.add(workspace)
    session.commit()
    make("activity", subject="late", occurred_at=datetime(2026, 11, 3, 2, tzinfo=UTC))
    assert found("activity", ("date", "is", "2026-11-02"), name="subject") == ["late"]
    assert found("activity", ("date", "is", "2026-11-03"), name="subject") == []


def test_records_with_or_without_others(sales, found):
    assert found("account", ("open deals", "missing")) == ["Acme", "Void"]
    assert found("account", ("deals", "present")) == ["Acme", "Umbra"]
    assert found("account", ("contacts", "missing")) == ["Umbra", "Void"]
    assert found("contact", ("email", "missing"), name="first_name") == ["Di"]
    assert found("contact", ("name", "is", "Cy Fox"), name="first_name") == ["Cy"]


def test_text_is_searched_literally(make, found):
    make("account", name="100% Foods")
    make("account", name="100 Foods")
    assert found("account", ("name", "contains", "0% f")) == ["100% Foods"]
    assert found("account", ("name", "starts_with", "100%")) == ["100% Foods"]
    assert found("account", ("name", "starts_with", "0% f")) == []


def test_another_tenants_rows_are_never_found(make, session, found):
    make("account", name="Ours")
    theirs = type(make)(session, "another")
    theirs("account", name="Theirs")
    assert found("account") == ["Ours"]
    with pytest.raises(NotFound):
        found("opportunity", ("account", "is", "Theirs"))


def test_a_value_that_is_nowhere_is_refused_with_near_ones(sales, found):
    with pytest.raises(NotFound, match="no region called 'Esat'") as refused:
        found("opportunity", ("region", "is", "Esat"))
    assert "East" in refused.value.hint


def test_a_name_that_fits_two_is_asked_about(make, found):
    make("user", name="Ana Ruiz")
    make("user", name="Ana Lopez")
    with pytest.raises(BadInput, match="Which owner is 'Ana'"):
        found("opportunity", ("owner", "is", "Ana"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("flavour", "is", "x"), "nothing called 'flavour'"),
        (("amount", "is", "lots"), "not a number"),
        (("amount", "gt", "nan"), "not a number"),
        (("amount", "lt", "infinity"), "not a number"),
        (("amount", "gt", "1e30"), "more than any record holds"),
        (("amount", "contains", "5"), "not text"),
        (("stage", "gt", "A"), "cannot be compared"),
        (("stage", "is"), "has no value"),
        (("created", "is", "whenever"), "period of time"),
        (("amount", "between", [1]), "takes two values"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(found, given, said):
    with pytest.raises(BadInput, match=said):
        found("opportunity", given)


def test_conditions_are_said_in_words(sales, session):
    read = conditions(
        context(session),
        "opportunity",
        [
            Filter(field="owner", value="bo"),
            Filter(field="amount", op="gte", value=500),
            Filter(field="stage", op="missing"),
        ],
    )
    assert in_words(read) == "owner Bo Lee, amount at least $500, without stage"


def test_a_country_is_found_under_every_spelling_of_it(make, found):
    for name, country in (("A", "USA"), ("B", "United States"), ("C", "Germany"), ("D", "FR")):
        make("account", name=name, country=country)
    assert found("account", ("country", "is", "US")) == ["A", "B"]
    assert found("account", ("country", "is", "Europe")) == ["C", "D"]
    assert found("account", ("country", "is_not", "the States")) == ["C", "D"]


def test_an_industry_is_found_by_another_word_for_it(make, found):
    make("account", name="A", industry="Financial Services")
    make("account", name="B", industry="Retail")
    assert found("account", ("industry", "is", "finance")) == ["A"]


def test_me_is_the_person_who_asks_by_address(make, found):
    ana = make("user", name="Ana Ruiz", email="ana@example.com")
    make("user", name="Ana Ruiz")
    make("opportunity", name="mine", owner_id=ana.id)
    assert found("opportunity", ("owner", "is", "me")) == ["mine"]


def test_a_closed_deal_is_won_or_lost(make, found):
    for status in ("open", "won", "lost"):
        make("opportunity", name=status, status=status)
    assert found("opportunity", ("status", "is", "closed")) == ["lost", "won"]
    assert found("opportunity", ("outcome", "is", "Closed Won")) == ["won"]


def test_a_job_title_is_found_however_it_is_written(make, found):
    for name, title in (("Ann", "V.P., Finance"), ("Ben", "Director of Finance"),
                        ("Cal", "Chief Financial Officer"), ("Dot", "VP Sales")):  # fmt: skip
        make("contact", first_name=name, last_name="Fox", title=title)
    assert found("contact", ("title", "is", "CFOs"), name="first_name") == ["Cal"]
    assert found("contact", ("title", "is", "finance"), name="first_name") == ["Ann", "Ben", "Cal"]
    assert found("contact", ("title", "is", "VPs"), name="first_name") == ["Ann", "Dot"]
    assert found("contact", ("title", "is_not", "VPs"), name="first_name") == ["Ben", "Cal"]


def test_one_of_several_conditions_is_enough(sales, session):
    lacks = Filter(
        field="either",
        either=[Filter(field="account", op="missing"), Filter(field="status", value="won")],
    )
    [read] = conditions(context(session), "opportunity", [lacks])
    assert read.text == "without account or status won"
    names = select(Opportunity.name).where(where(context(session), "opportunity", [lacks]))
    assert sorted(session.exec(names)) == ["four", "one", "three"]


def test_conditions_beside_a_field_of_their_own_are_refused(sales, session):
    both = Filter(field="status", value="won", either=[Filter(field="account", op="missing")])
    with pytest.raises(BadInput, match="holds others besides"):
        conditions(context(session), "opportunity", [both])


def test_two_dates_of_a_record_are_compared(make, found, session):
    late, due = date(2026, 11, 9), date(2026, 11, 2)
    make("opportunity", name="late", closed_on=late, expected_close_on=due)
    make("opportunity", name="early", closed_on=due, expected_close_on=late)
    make("opportunity", name="unknown", closed_on=late)
    assert found("opportunity", ("closed_on", "after", "expected close")) == ["late"]
    assert found("opportunity", ("closed_on", "before", "expected_close_on")) == ["early"]
    given = [Filter(field="closed_on", op="after", value="expected_close_on")]
    assert in_words(conditions(context(session), "opportunity", given)) == (
        "closed after expected close"
    )


def test_a_date_is_not_compared_with_a_sum(make, session):
    given = [Filter(field="closed_on", op="after", value="amount_cents")]
    with pytest.raises(BadInput, match="cannot be compared with amount"):
        conditions(context(session), "opportunity", given)
